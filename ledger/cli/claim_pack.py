"""A claim with all that its statement tells: names, totals, as of which block, and where its records are shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.app.claim_terms import EuTerms
from ledger.app.claiming import Claim, Record, Row
from ledger.app.ports import Standing
from ledger.cli.claim_edition import Edition, edition_of
from ledger.core.ids import Commitment, Member


@dataclass(frozen=True, slots=True)
class Shown:
    """A dossier's file: its SHA-256, and the JSON path of each entry by commitment and recorder."""

    file: str
    digest: bytes
    places: Mapping[tuple[Commitment, Member], str]


@dataclass(frozen=True, slots=True)
class Pack:
    """`names`: of creditor and debtor; `known`: the last block read; `behind`: why the chain was not read, if so."""

    claim: Claim
    names: tuple[str | None, str | None]
    known: Standing | None
    behind: str | None
    shown: Shown | None

    @property
    def edition(self) -> Edition:
        """The phrases of the law by which is claimed."""
        return edition_of(self.claim.terms)

    @property
    def has_fixed_sums(self) -> bool:
        """Whether that law has a fixed sum for each late payment."""
        return isinstance(self.claim.terms, EuTerms)

    def place(self, record: Record) -> str | None:
        """Where in the dossier a record is shown; None where it is not, or there is no dossier."""
        if self.shown is None:
            return None
        return self.shown.places.get((record.commitment, record.said.recorder))

    def placed(self) -> tuple[int, int]:
        """How many records of what is claimed the dossier shows, and how many there are."""
        records = [record for row in self.claim.claimed() for record in row.records]
        return sum(self.place(record) is not None for record in records), len(records)


def named(row: Row) -> str:
    """The document's number, else the beginning of the obligation's id."""
    return row.number or f"0x{row.seen.obligation.hex()[:16]}…"
