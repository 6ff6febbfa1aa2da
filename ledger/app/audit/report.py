"""What an audit says: what it established, what it could not, and the first difference, by block, log and field."""

from dataclasses import asdict, dataclass

from ledger.attest.canonical import Json
from ledger.attest.fields import hex_text
from ledger.core.errors import ProofError
from ledger.core.ids import Member
from ledger.rulebook.figure_set import FigureSet

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


class Differs(ProofError):
    """The audit stops here."""

    def __init__(self, difference: Difference) -> None:
        super().__init__(str(difference))
        self.difference = difference


def unequal(block: int, log: int | None, field: str, expected: object, got: object) -> Difference:
    """The difference between two values; of long byte strings it shows 32 bytes from the first that differs."""
    if isinstance(expected, bytes) and isinstance(got, bytes) and max(len(expected), len(got)) > SHOWN:
        same = next(
            (at for at, (one, other) in enumerate(zip(expected, got, strict=False)) if one != other),
            min(len(expected), len(got)),
        )
        field = f"{field}, from byte {same}"
        expected, got = expected[same : same + SHOWN], got[same : same + SHOWN]
    return Difference(block, log, field, spelled(expected), spelled(got))


def spelled(value: object) -> str:
    """Bytes in hexadecimal, nothing as such, anything else as it prints itself."""
    if value is None:
        return "nothing"
    return hex_text(value) if isinstance(value, bytes) else str(value)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was established, or not, and how or why not."""

    what: str
    why: str


@dataclass(slots=True)
class Counts:
    """How much was looked at."""

    blocks: int = 0
    receipts: int = 0
    logs: int = 0
    entries: int = 0
    members: int = 0
    tradelines: int = 0
    obligations: int = 0
    anchors: int = 0
    words: int = 0


@dataclass(frozen=True, slots=True)
class AsOf:
    """The last block that was proved whole; time in seconds since 1970-01-01 UTC."""

    block: int
    hash: bytes
    time: int


@dataclass(frozen=True, slots=True)
class Account:
    """What the keys of one member open, and its figures, recomputed. `void` entries are their recorders' fault."""

    member: Member
    opened: int
    sealed: int
    void: int
    figures: FigureSet

    def render(self) -> dict[str, Json]:
        """The account as JSON values."""
        counts = {"opened": self.opened, "sealed": self.sealed, "void": self.void}
        return {"member": self.member, **counts, "figures": self.figures.as_json()}


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The outcome of one audit. `as_of` is None if not even the first block stood."""

    chain_id: int
    genesis: bytes
    as_of: AsOf | None
    established: tuple[Finding, ...]
    not_established: tuple[Finding, ...]
    counts: Counts
    difference: Difference | None = None
    account: Account | None = None

    def render(self) -> dict[str, Json]:
        """The report as JSON values."""
        as_of, account = self.as_of, self.account
        return {
            "audit": 1,
            "outcome": "established" if self.difference is None else "refused",
            "chain_id": self.chain_id,
            "genesis": hex_text(self.genesis),
            "as_of": None if as_of is None else {**asdict(as_of), "hash": hex_text(as_of.hash)},
            "established": [asdict(item) for item in self.established],
            "not_established": [asdict(item) for item in self.not_established],
            "counts": asdict(self.counts),
            "difference": None if self.difference is None else asdict(self.difference),
            "account": None if account is None else account.render(),
        }
