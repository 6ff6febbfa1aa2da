"""One entry as a dossier shows it: what the head needs of it, and as much of its content as its owner opens."""

from dataclasses import dataclass

from ledger.attest.canonical import Json
from ledger.attest.fields import Fields, FormError, hex_text
from ledger.proof.keccak import keccak256


@dataclass(frozen=True, slots=True)
class FactsShown:
    """CBOR of the facts with their salt, and H2 in place of the identity (records.md, section 5)."""

    facts: bytes
    salt: bytes
    h2: bytes


@dataclass(frozen=True, slots=True)
class WholeShown:
    """CBOR of facts and identity, with both salts."""

    facts: bytes
    salt: bytes
    identity: bytes
    identity_salt: bytes


@dataclass(frozen=True, slots=True)
class VoidShown:
    """The key that the chain has committed, by which anyone sees that the payload does not open.

    The entry's own key or, where only the tradeline key of the epoch is committed, that one.
    """

    key: bytes
    of_tradeline: bool


@dataclass(frozen=True, slots=True)
class SealedShown:
    """Nothing: counted, not read."""


Showing = FactsShown | WholeShown | VoidShown | SealedShown


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """Meta, obligation, commitment and clock as logged; `payload` is there only where a void entry needs it."""

    meta: bytes
    obligation: bytes
    commitment: bytes
    payload_hash: bytes | None
    payload: bytes | None
    number: int
    time: int
    showing: Showing

    @property
    def payload_digest(self) -> bytes | None:
        """The hash of the payload, shown or computed from what is shown."""
        return self.payload_hash if self.payload is None else keccak256(self.payload)


def render_entry(entry: ShownEntry) -> Json:
    """The entry as JSON values."""
    form: dict[str, Json] = {
        "meta": hex_text(entry.meta),
        "obligation": hex_text(entry.obligation),
        "commitment": hex_text(entry.commitment),
        "clock": [entry.number, entry.time],
    }
    if entry.payload is not None:
        form["payload"] = hex_text(entry.payload)
    elif entry.payload_hash is not None:
        form["payload_hash"] = hex_text(entry.payload_hash)
    match entry.showing:
        case FactsShown(facts, salt, h2):
            form |= {
                "facts": hex_text(facts),
                "salt": hex_text(salt),
                "h2": hex_text(h2),
            }
        case WholeShown(facts, salt, identity, identity_salt):
            form |= {"facts": hex_text(facts), "salt": hex_text(salt)}
            form |= {
                "identity": hex_text(identity),
                "identity_salt": hex_text(identity_salt),
            }
        case VoidShown(key, of_tradeline):
            form["tradeline_key" if of_tradeline else "key"] = hex_text(key)
        case SealedShown():
            pass
    return form


def parse_entry(value: Json, path: str) -> ShownEntry:
    """The entry of JSON values; FormError unless exactly of its form."""
    fields = Fields(value, path)
    number, time = _clock(fields)
    payload = fields.data("payload") if fields.has("payload") else None
    entry = ShownEntry(
        meta=fields.data("meta", 32),
        obligation=fields.data("obligation", 32),
        commitment=fields.data("commitment", 32),
        payload_hash=fields.data("payload_hash", 32) if payload is None else None,
        payload=payload,
        number=number,
        time=time,
        showing=_showing(fields),
    )
    fields.close()
    return entry


def _clock(fields: Fields) -> tuple[int, int]:
    path = f"{fields.path}.clock"
    clock = fields.list_of("clock", lambda value, _: value)
    if len(clock) != 2 or not all(type(item) is int and item >= 0 for item in clock):
        raise FormError(path, "[block number, block time] is expected")
    number, time = clock
    assert isinstance(number, int) and isinstance(time, int)
    return number, time


def _showing(fields: Fields) -> Showing:
    for name, of_tradeline in (("key", False), ("tradeline_key", True)):
        if fields.has(name):
            return VoidShown(fields.data(name, 32), of_tradeline)
    if not fields.has("facts"):
        return SealedShown()
    facts, salt = fields.data("facts"), fields.data("salt", 16)
    if fields.has("h2"):
        return FactsShown(facts, salt, fields.data("h2", 32))
    return WholeShown(facts, salt, fields.data("identity"), fields.data("identity_salt", 16))
