"""Writes a month of an account of the made world as a camt.053.001.08 statement."""

from collections.abc import Sequence
from datetime import date
from xml.sax.saxutils import escape

from demo_trade import LABEL
from demo_trade.trade import Movement
from demo_trade.world import BANK, Firm


def camt(firm: Firm, last_day: date, opening: int, movements: Sequence[Movement]) -> bytes:
    """The statement up to `last_day`; `opening` in cents, before its first entry."""
    closing = opening + sum(movement.cents for movement in movements if not movement.pending)
    name = f"{firm.key}-{last_day:%Y-%m}"
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        f"<!-- {LABEL} -->\n",
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>\n',
        f"  <GrpHdr><MsgId>{name}</MsgId><CreDtTm>{last_day}T22:00:00Z</CreDtTm></GrpHdr>\n",
        f"  <Stmt><Id>{name}</Id><CreDtTm>{last_day}T22:00:00Z</CreDtTm>\n",
        f"    <Acct><Id><IBAN>{firm.iban}</IBAN></Id><Ccy>EUR</Ccy><Ownr><Nm>{escape(firm.name)}</Nm></Ownr>"
        f"<Svcr><FinInstnId><Nm>{BANK[firm.bank].name}</Nm></FinInstnId></Svcr></Acct>\n",
        _balance("OPBD", opening, last_day.replace(day=1)),
        _balance("CLBD", closing, last_day),
        *(_entry(movement) for movement in movements),
        f"    <AddtlStmtInf>{LABEL}</AddtlStmtInf>\n",
        "  </Stmt>\n</BkToCstmrStmt></Document>\n",
    ]
    return "".join(parts).encode()


def _amount(cents: int) -> str:
    return f'<Amt Ccy="EUR">{abs(cents) // 100}.{abs(cents) % 100:02}</Amt>'


def _indicator(cents: int) -> str:
    return f"<CdtDbtInd>{'DBIT' if cents < 0 else 'CRDT'}</CdtDbtInd>"


def _balance(code: str, cents: int, day: date) -> str:
    return (
        f"    <Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_amount(cents)}{_indicator(cents)}"
        f"<Dt><Dt>{day}</Dt></Dt></Bal>\n"
    )


def _entry(movement: Movement) -> str:
    reversal = "<RvslInd>true</RvslInd>" if movement.reversal else ""
    status = "PDNG" if movement.pending else "BOOK"
    family = "RCDT" if movement.cents > 0 else "ICDT"
    return (
        f"    <Ntry>{_amount(movement.cents)}{_indicator(movement.cents)}{reversal}"
        f"<Sts><Cd>{status}</Cd></Sts>"
        f"<BookgDt><Dt>{movement.day}</Dt></BookgDt><ValDt><Dt>{movement.day}</Dt></ValDt>"
        f"<AcctSvcrRef>{movement.bank_reference}</AcctSvcrRef>"
        f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{family}</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>\n"
        f"      <NtryDtls><TxDtls><Refs><EndToEndId>{escape(movement.end_to_end)}</EndToEndId></Refs>"
        f"{_amount(movement.cents)}{_indicator(movement.cents)}\n"
        f"        {_parties(movement)}{_remittance(movement)}</TxDtls></NtryDtls></Ntry>\n"
    )


def _parties(movement: Movement) -> str:
    """The other side; a reversal keeps the roles of the payment that it returns."""
    role = "Dbtr" if (movement.cents > 0) is not movement.reversal else "Cdtr"
    return (
        f"<RltdPties><{role}><Pty><Nm>{escape(movement.party)}</Nm></Pty></{role}>"
        f"<{role}Acct><Id><IBAN>{movement.account}</IBAN></Id></{role}Acct></RltdPties>"
    )


def _remittance(movement: Movement) -> str:
    text = f"<Ustrd>{escape(movement.text)}</Ustrd>" if movement.text else ""
    structured = (
        "<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp>"
        f"<Ref>{movement.reference}</Ref></CdtrRefInf></Strd>"
        if movement.reference
        else ""
    )
    return f"<RmtInf>{text}{structured}</RmtInf>" if text or structured else ""
