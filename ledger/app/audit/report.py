"""What an audit says: what it established, what it could not, and the first difference, by block, log and field."""

from dataclasses import asdict, dataclass, field
from typing import Protocol, runtime_checkable

from ledger.attest.canonical import Json
from ledger.attest.fields import hex_text
from ledger.core.codes import EntryClass
from ledger.core.errors import ProofError
from ledger.core.ids import Member
from ledger.proof.consensus.engine import Engine, Finality
from ledger.proof.consensus.errors import SealError
from ledger.proof.events import Contracts
from ledger.rulebook.figure_set import FigureSet

_CONTRACTS = ("registry", "ledger", "attestations")
SHOWN = 32
"""Bytes of a long value that are shown, from the first one that differs."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the node's telling first goes wrong. `log` counts within the block, None where it is no log's."""

    block: int
    log: int | None
    field: str
    expected: str
    got: str

    def __str__(self) -> str:
        log = "" if self.log is None else f", log {self.log}"
        return f"block {self.block}{log}: {self.field}: expected {self.expected}, got {self.got}"

    def state(self) -> list[int | str | None]:
        """As plain values."""
        return [self.block, self.log, self.field, self.expected, self.got]


class Differs(ProofError):
    """The audit stops here."""

    def __init__(self, difference: Difference) -> None:
        super().__init__(str(difference))
        self.difference = difference


class ChainDiffers(Differs):
    """What the chain proves of itself is wrong: whoever tells the same blocks tells the same difference."""


def unequal(block: int, log: int | None, field: str, expected: object, got: object) -> Difference:
    """The difference between two values; of long byte strings it shows 32 bytes from the first that differs."""
    if isinstance(expected, bytes) and isinstance(got, bytes) and max(len(expected), len(got)) > SHOWN:
        same = next(
            (at for at, (one, other) in enumerate(zip(expected, got, strict=False)) if one != other),
            min(len(expected), len(got)),
        )
        field = f"{field}, from byte {same}"
        expected, got = expected[same : same + SHOWN], got[same : same + SHOWN]
    return Difference(block, log, legible(field), spelled(expected), spelled(got))


@runtime_checkable
class InFiles(Protocol):
    """An error of an archive, which knows its place better than whoever asked."""

    segment: str
    block: int | None
    field: str
    expected: object
    found: object


def malformed(block: int, error: ProofError) -> Difference:
    """Something that the client itself could not read, in the answer about a block."""
    if isinstance(error, InFiles):
        at = block if error.block is None else error.block
        return unequal(at, None, f"{error.segment}: {error.field}", error.expected, error.found)
    return unequal(block, None, "answer", "one that is well formed", error)


def sealed_wrongly(block: int, error: SealError) -> Difference:
    """What the engine would not have accepted of a header."""
    return unequal(block, None, f"seals: {error.field}, {error.rule}", error.expected, error.found)


def spelled(value: object) -> str:
    """Bytes in hexadecimal, nothing as such, lists item by item, anything else as it prints itself."""
    if value is None:
        return "nothing"
    if isinstance(value, list | tuple):
        return ", ".join(map(spelled, value)) or "none"
    return hex_text(value) if isinstance(value, bytes) else legible(str(value))


def legible(text: str) -> str:
    """Foreign text as UTF-8 can hold it: of a lone surrogate, which JSON can smuggle in, its escape is left."""
    return text.encode("utf-8", "backslashreplace").decode()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was established, or not, and how or why not."""

    what: str
    why: str


@dataclass(slots=True)
class Counts:
    """How much was looked at. `classes`: entries by class; `states`: blocks at which all words were proved."""

    blocks: int = 0
    receipts: int = 0
    logs: int = 0
    entries: int = 0
    members: int = 0
    tradelines: int = 0
    obligations: int = 0
    anchors: int = 0
    words: int = 0
    states: int = 0
    classes: dict[EntryClass, int] = field(default_factory=dict)

    def render(self) -> dict[str, Json]:
        """As JSON values."""
        classes = {kind.name.lower(): count for kind, count in self.classes.items()}
        return {**{name: getattr(self, name) for name in self.__slots__}, "classes": classes}


@dataclass(frozen=True, slots=True)
class AsOf:
    """The last block that was proved whole; time in seconds since 1970-01-01 UTC.

    `vouching` validators sealed it, or a block built on it.
    """

    block: int
    hash: bytes
    time: int
    finality: Finality = Finality.NONE
    vouching: int = 0

    def render(self) -> dict[str, Json]:
        """As JSON values."""
        return {**asdict(self), "hash": hex_text(self.hash), "finality": self.finality.value}


@dataclass(frozen=True, slots=True)
class Account:
    """What the keys of one member open, and its figures, recomputed.

    `void` entries are their recorders' fault; `shares` hand on keys and have no contents.
    """

    member: Member
    opened: int
    sealed: int
    void: int
    shares: int
    figures: FigureSet

    def render(self) -> dict[str, Json]:
        """The account as JSON values."""
        counts = {"opened": self.opened, "sealed": self.sealed, "void": self.void, "shares": self.shares}
        return {"member": self.member, **counts, "figures": self.figures.as_json()}


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of one source: the blocks from `since` to `until` were told as they are followed.

    `silent` is why it told no more, `difference` what it told that is disproved; `apart`: from some block on it told
    another history than the one reported, and nothing disproves that one either.
    """

    source: str
    since: int
    until: int | None
    silent: str | None
    difference: Difference | None
    apart: bool = False

    @property
    def outcome(self) -> str:
        """In a word."""
        if self.difference is not None:
            return "differs"
        if self.apart:
            return "apart"
        return "agrees" if self.silent is None else "silent"

    def render(self) -> dict[str, Json]:
        """As JSON values."""
        return {"outcome": self.outcome, **asdict(self)}


@dataclass(frozen=True, slots=True)
class Attested:
    """What became of an attestation that was handed in; `reached`: whether the audit came to its as_of block."""

    name: str
    digest: bytes
    member: Member
    block: int
    difference: Difference | None
    why: str
    reached: bool

    @property
    def outcome(self) -> str:
        """In a word or two."""
        if self.difference is not None:
            return "refused"
        return "established" if self.reached else "not established"

    def render(self) -> dict[str, Json]:
        """As JSON values."""
        difference = None if self.difference is None else asdict(self.difference)
        about: dict[str, Json] = {
            "member": self.member,
            "block": self.block,
            "why": self.why,
            "difference": difference,
        }
        return {"name": self.name, "digest": hex_text(self.digest), "outcome": self.outcome, **about}


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The outcome of one audit. `as_of` is None if not even the first block stood.

    `difference` is that of the chain, or of the only source; what one of several told wrongly stands in `heard`.
    """

    chain_id: int
    genesis: bytes
    engine: Engine
    contracts: Contracts
    as_of: AsOf | None
    established: tuple[Finding, ...]
    not_established: tuple[Finding, ...]
    counts: Counts
    heard: tuple[Heard, ...]
    attested: tuple[Attested, ...] = ()
    difference: Difference | None = None
    account: Account | None = None

    @property
    def places(self) -> tuple[tuple[str, bytes], ...]:
        """Each contract of the trust root by name, with its address."""
        return tuple((name, getattr(self.contracts, name)) for name in _CONTRACTS)

    @property
    def differences(self) -> tuple[tuple[str, Difference], ...]:
        """Every difference, with who told it or what shows it; of two histories that part, nobody is named."""
        told = [(item.source, item.difference) for item in self.heard if item.difference is not None]
        shown = [(item.name, item.difference) for item in self.attested if item.difference is not None]
        if self.difference is not None and self.difference not in [difference for _, difference in told]:
            told.insert(0, ("the chain", self.difference))
        return (*told, *shown)

    def render(self) -> dict[str, Json]:
        """The report as JSON values."""
        as_of, account = self.as_of, self.account
        return {
            "audit": 1,
            "outcome": "established" if self.difference is None else "refused",
            "chain_id": self.chain_id,
            "genesis": hex_text(self.genesis),
            "engine": self.engine.value,
            "contracts": {name: hex_text(address) for name, address in self.places},
            "as_of": None if as_of is None else as_of.render(),
            "established": [asdict(item) for item in self.established],
            "not_established": [asdict(item) for item in self.not_established],
            "counts": self.counts.render(),
            "sources": [item.render() for item in self.heard],
            "attestations": [item.render() for item in self.attested],
            "difference": None if self.difference is None else asdict(self.difference),
            "account": None if account is None else account.render(),
        }
