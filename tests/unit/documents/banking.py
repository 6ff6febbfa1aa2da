"""Writes camt.053 statements that add up, unless told otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

IBAN = "DE02120300000000202051"
OTHER = "DE02500105170137075030"


@dataclass(frozen=True)
class Entry:
    """A booked entry of `cents`, negative for a debit; `inside` stands in its details, `after` beside them."""

    day: str | None
    cents: int
    reference: str = ""
    inside: str = ""
    after: str = ""
    status: str = "BOOK"
    currency: str = "EUR"

    def xml(self) -> str:
        booked = f"<BookgDt><Dt>{self.day}</Dt></BookgDt>" if self.day else ""
        reference = f"<AcctSvcrRef>{self.reference}</AcctSvcrRef>" if self.reference else ""
        details = f"<NtryDtls>{self.inside}</NtryDtls>" if self.inside else ""
        return (
            f"<Ntry>{money(self.cents, self.currency)}{self.after}<Sts><Cd>{self.status}</Cd></Sts>{booked}"
            f"<ValDt><Dt>{self.day or '2026-01-01'}</Dt></ValDt>{reference}{details}</Ntry>"
        )


@dataclass(frozen=True)
class Bank:
    """One statement. `since` and `until` are FrToDt, days of balances without."""

    since: str
    until: str
    entries: Sequence[Entry] = ()
    opening: int = 100_00
    closing: int | None = None
    number: int | None = None
    name: str = "S"
    account: str = IBAN
    currency: str = "EUR"
    period: bool = True
    codes: tuple[str, str] = ("OPBD", "CLBD")
    made: str = "2026-12-31"
    pages: str = ""
    owner: str = ""

    @property
    def close(self) -> int:
        booked = sum(entry.cents for entry in self.entries if entry.status == "BOOK")
        return self.opening + booked if self.closing is None else self.closing

    def stmt(self) -> str:
        number = "" if self.number is None else f"<ElctrncSeqNb>{self.number}</ElctrncSeqNb>"
        kind = "DtTm" if "T" in self.since + self.until else "Dt"
        frame = f"<FrToDt><Fr{kind}>{self.since}</Fr{kind}><To{kind}>{self.until}</To{kind}></FrToDt>"
        owner = f"<Ownr><Nm>{self.owner}</Nm></Ownr>" if self.owner else ""
        balances = "".join(
            f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{money(cents, self.currency)}"
            f"<Dt><Dt>{day[:10]}</Dt></Dt></Bal>"
            for code, cents, day in zip(
                self.codes, (self.opening, self.close), (self.since, self.until), strict=True
            )
            if code
        )
        return (
            f"<Stmt><Id>{self.name}</Id>{self.pages}{number}<CreDtTm>{self.made}T20:00:00</CreDtTm>"
            f"{frame if self.period else ''}<Acct><Id><IBAN>{self.account}</IBAN></Id>{owner}</Acct>{balances}"
            f"{''.join(entry.xml() for entry in self.entries)}</Stmt>"
        )


def money(cents: int, currency: str = "EUR") -> str:
    """`Amt` and `CdtDbtInd`."""
    sign = "DBIT" if cents < 0 else "CRDT"
    return (
        f'<Amt Ccy="{currency}">{abs(cents) // 100}.{abs(cents) % 100:02}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'
    )


def camt(*statements: Bank) -> bytes:
    """A message with these statements."""
    inside = "".join(one.stmt() for one in statements)
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>'
        f"{inside}</BkToCstmrStmt></Document>"
    ).encode()


def detail(inside: str = "", cents: int | None = None) -> str:
    """One of an entry's transaction details."""
    amount = "" if cents is None else money(cents)
    return f"<TxDtls>{amount}{inside}</TxDtls>"


def from_account(number: str, role: str = "Dbtr") -> str:
    """A related party by its account."""
    return (
        f"<RltdPties><{role}><Nm>X</Nm></{role}><{role}Acct><Id><IBAN>{number}</IBAN></Id></{role}Acct>"
        "</RltdPties>"
    )


def days_of(month: str) -> tuple[str, str]:
    """The first and the last day of `YYYY-MM`."""
    year, number = map(int, month.split("-"))
    after = date(year + number // 12, number % 12 + 1, 1)
    return f"{month}-01", str(date.fromordinal(after.toordinal() - 1))
