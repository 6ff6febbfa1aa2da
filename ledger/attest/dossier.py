"""The dossier (verification.md): an attestation, its entries and their proof in the chain's state, in one file."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from ledger.attest import base64url
from ledger.attest.canonical import Json, canonical, parse
from ledger.attest.fields import Fields, FormError, hex_bytes, hex_text, integer
from ledger.attest.shown import ShownEntry, parse_entry, render_entry
from ledger.attest.witnessed import Witnessed, parse_witnessed, render_witnessed

T = TypeVar("T")

VERSION = 1
LISTS = {"tradelines": 8, "claims": 8, "holdings": 32}
"""A member's lists, with the size of what their events are about: a tradeline, a tradeline, an obligation."""


@dataclass(frozen=True, slots=True)
class IdentityOpening:
    """What the member's identity commitment opens to."""

    salt: bytes
    scheme: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ListEvent:
    """One step of a member's head: which event, of which tradeline (8 bytes) or obligation (32), in which block."""

    event: int
    subject: bytes
    number: int
    time: int


Lists = tuple[tuple[ListEvent, ...], tuple[ListEvent, ...], tuple[ListEvent, ...]]
"""The steps of a member's three heads: tradelines, claims, holdings."""


@dataclass(frozen=True, slots=True)
class ShownTradeline:
    """A tradeline with every entry up to the as_of block. Parties are those of the first open (0: external)."""

    id: int
    creditor: int
    debtor: int
    entries: tuple[ShownEntry, ...]


@dataclass(frozen=True, slots=True)
class ProvedState:
    """A header as RLP and one bag of trie nodes; what they prove follows from the rest of the dossier.

    `descendants`: the headers that follow it, as RLP, where an engine settles a block by those built on it (Clique).
    """

    header: bytes
    nodes: tuple[bytes, ...]
    descendants: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchPath:
    """The way from an attestation's digest to the anchored root."""

    root: bytes
    siblings: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything a bank needs besides its own trust root. The first state is that of as_of, the second a later one."""

    attestation: str
    issuer_key: tuple[bytes, bytes]
    batch: BatchPath | None
    identity: IdentityOpening | None
    lists: Lists
    """The steps of the member's three heads, in their order: tradelines, claims, holdings."""
    tradelines: tuple[ShownTradeline, ...]
    """All that the lists name, and those of the obligations held, by id."""
    states: tuple[ProvedState, ProvedState]
    witnesses: tuple[Witnessed, ...] = ()
    """What head witnesses stated of the two blocks."""


def serialise(dossier: Dossier) -> bytes:
    """The dossier's file: RFC 8785."""
    return canonical(render(dossier))


def dossier_hash(dossier: Dossier) -> str:
    """What a key binding JWT says of the dossier: SHA-256 of its form without that JWT, base64url."""
    unbound = dossier.attestation[: dossier.attestation.rfind("~") + 1]
    form = canonical({**render(dossier), "attestation": unbound})
    return base64url.encode(hashlib.sha256(form).digest())


def render(dossier: Dossier) -> dict[str, Json]:
    """The dossier as JSON values."""
    x, y = dossier.issuer_key
    form: dict[str, Json] = {
        "dossier": VERSION,
        "attestation": dossier.attestation,
        "issuer_key": {"x": hex_text(x), "y": hex_text(y)},
        "lists": {
            name: [_render_event(event) for event in events]
            for name, events in zip(LISTS, dossier.lists, strict=True)
        },
        "tradelines": [_render_tradeline(item) for item in dossier.tradelines],
        "states": [render_state(item) for item in dossier.states],
    }
    if dossier.batch is not None:
        siblings = [hex_text(node) for node in dossier.batch.siblings]
        form["batch"] = {"root": hex_text(dossier.batch.root), "siblings": siblings}
    if dossier.witnesses:
        form["witnesses"] = [render_witnessed(item) for item in dossier.witnesses]
    if dossier.identity is not None:
        opening = dossier.identity
        form["identity"] = {
            "salt": hex_text(opening.salt),
            "scheme": opening.scheme,
            "id": opening.id,
            "name": opening.name,
        }
    return form


def parse_dossier(data: bytes) -> Dossier:
    """The dossier of a file; ProofError (FormError with a path) unless it is exactly of its form."""
    fields = Fields(parse(data), "$")
    fields.integer("dossier", VERSION, VERSION)
    key = fields.object("issuer_key")
    issuer_key = key.data("x", 32), key.data("y", 32)
    key.close()
    states = fields.list_of("states", parse_state)
    if len(states) != 2:
        raise FormError("$.states", "two states are expected")
    dossier = Dossier(
        attestation=fields.text("attestation"),
        issuer_key=issuer_key,
        batch=_parse_batch(fields.object("batch")) if fields.has("batch") else None,
        identity=_parse_identity(fields.object("identity")) if fields.has("identity") else None,
        lists=_parse_lists(fields.object("lists")),
        tradelines=fields.list_of("tradelines", _parse_tradeline),
        states=(states[0], states[1]),
        witnesses=_some(fields, "witnesses", parse_witnessed),
    )
    fields.close()
    return dossier


def _render_event(event: ListEvent) -> Json:
    return [event.event, hex_text(event.subject), event.number, event.time]


def _parse_event(value: Json, path: str, size: int) -> ListEvent:
    if not isinstance(value, list) or len(value) != 4:
        raise FormError(path, "[event, subject, block number, block time] is expected")
    event, number, time = (integer(value[i], f"{path}[{i}]") for i in (0, 2, 3))
    return ListEvent(event, hex_bytes(value[1], f"{path}[1]", size), number, time)


def _parse_lists(
    fields: Fields,
) -> Lists:
    tradelines, claims, holdings = (
        fields.list_of(name, partial(_parse_event, size=size)) for name, size in LISTS.items()
    )
    fields.close()
    return tradelines, claims, holdings


def _render_tradeline(item: ShownTradeline) -> Json:
    return {
        "id": hex_text(item.id.to_bytes(8, "big")),
        "creditor": item.creditor,
        "debtor": item.debtor,
        "entries": [render_entry(entry) for entry in item.entries],
    }


def _parse_tradeline(value: Json, path: str) -> ShownTradeline:
    fields = Fields(value, path)
    item = ShownTradeline(
        id=int.from_bytes(fields.data("id", 8), "big"),
        creditor=fields.integer("creditor", high=0xFFFFFFFF),
        debtor=fields.integer("debtor", high=0xFFFFFFFF),
        entries=fields.list_of("entries", parse_entry),
    )
    fields.close()
    return item


def render_state(state: ProvedState) -> Json:
    """A proved state as JSON values."""
    form: dict[str, Json] = {
        "header": hex_text(state.header),
        "nodes": [hex_text(node) for node in state.nodes],
    }
    if state.descendants:
        form["descendants"] = [hex_text(header) for header in state.descendants]
    return form


def parse_state(value: Json, path: str) -> ProvedState:
    """A proved state of its JSON form; FormError."""
    fields = Fields(value, path)
    descendants = _some(fields, "descendants", hex_bytes)
    state = ProvedState(fields.data("header"), fields.list_of("nodes", hex_bytes), descendants)
    fields.close()
    return state


def _some(fields: Fields, name: str, read: Callable[[Json, str], T]) -> tuple[T, ...]:
    """A list that is left out where it is empty."""
    found = fields.list_of(name, read) if fields.has(name) else None
    if found == ():
        raise FormError(f"{fields.path}.{name}", "left out where there are none")
    return found or ()


def _parse_batch(fields: Fields) -> BatchPath:
    batch = BatchPath(
        fields.data("root", 32),
        fields.list_of("siblings", lambda value, path: hex_bytes(value, path, 32)),
    )
    fields.close()
    return batch


def _parse_identity(fields: Fields) -> IdentityOpening:
    opening = IdentityOpening(
        fields.data("salt", 32),
        fields.text("scheme", 32),
        fields.text("id", 128),
        fields.text("name", 512),
    )
    fields.close()
    return opening
