"""Writes movements of one account in one month as a camt.053.001.08 statement."""

from collections.abc import Sequence
from datetime import date
from xml.sax.saxutils import escape

from bank_noise import LABEL
from bank_noise.movements import Movement
from bank_noise.wording import Words

OWNER = "Owner of the ledger"
ACCOUNTS = {"USD": "DE05999000010000000001", "EUR": "DE75999000010000000002"}


def statement(month: str, currency: str, opening: int, movements: Sequence[Movement]) -> bytes:
    """The statement of a month "YYYY-MM"; `opening` in cents, before its first entry."""
    closing = opening + sum(movement.cents for movement in movements)
    first, last = movements[0].day, movements[-1].day
    name = f"{currency}-{month}"
    parts = [
        f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {LABEL} -->\n',
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>\n',
        f"  <GrpHdr><MsgId>{name}</MsgId><CreDtTm>{last}T22:00:00Z</CreDtTm></GrpHdr>\n",
        f"  <Stmt><Id>{name}</Id><CreDtTm>{last}T22:00:00Z</CreDtTm>\n",
        f"    <Acct><Id><IBAN>{ACCOUNTS[currency]}</IBAN></Id><Ccy>{currency}</Ccy>"
        f"<Ownr><Nm>{OWNER}</Nm></Ownr></Acct>\n",
        _balance("OPBD", opening, currency, first),
        _balance("CLBD", closing, currency, last),
        *map(_entry, movements),
        "  </Stmt>\n</BkToCstmrStmt></Document>\n",
    ]
    return "".join(parts).encode()


def _amount(cents: int, currency: str) -> str:
    indicator = "DBIT" if cents < 0 else "CRDT"
    text = f"{abs(cents) // 100}.{abs(cents) % 100:02}"
    return f'<Amt Ccy="{currency}">{text}</Amt><CdtDbtInd>{indicator}</CdtDbtInd>'


def _balance(code: str, cents: int, currency: str, day: date) -> str:
    kind = f"<Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
    return f"    <Bal>{kind}{_amount(cents, currency)}<Dt><Dt>{day}</Dt></Dt></Bal>\n"


def _entry(movement: Movement) -> str:
    amount = _amount(movement.cents, movement.currency)
    reversal = "<RvslInd>true</RvslInd>" if movement.reversal else ""
    words = movement.words
    return (
        f"    <Ntry>{amount}{reversal}<Sts><Cd>BOOK</Cd></Sts>"
        f"<BookgDt><Dt>{movement.day}</Dt></BookgDt><ValDt><Dt>{movement.day}</Dt></ValDt>"
        f"<AcctSvcrRef>{movement.bank_reference}</AcctSvcrRef>"
        "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>\n"
        f"      <NtryDtls><TxDtls><Refs><EndToEndId>{escape(words.end_to_end)}</EndToEndId></Refs>{amount}\n"
        f"        {_parties(movement)}{_remittance(words)}</TxDtls></NtryDtls></Ntry>\n"
    )


def _parties(movement: Movement) -> str:
    """The other side; a reversal keeps the roles of the payment that it returns."""
    role = "Dbtr" if (movement.cents > 0) is not movement.reversal else "Cdtr"
    account = f"<{role}Acct><Id><IBAN>{movement.account}</IBAN></Id></{role}Acct>" if movement.account else ""
    return f"<RltdPties><{role}><Pty><Nm>{escape(movement.party)}</Nm></Pty></{role}>{account}</RltdPties>"


def _remittance(words: Words) -> str:
    text = f"<Ustrd>{escape(words.text)}</Ustrd>" if words.text else ""
    documents = "".join(f"<RfrdDocInf><Nb>{number}</Nb></RfrdDocInf>" for number in words.documents)
    reference = f"<CdtrRefInf><Ref>{words.reference}</Ref></CdtrRefInf>" if words.reference else ""
    structured = f"<Strd>{documents}{reference}</Strd>" if documents or reference else ""
    return f"<RmtInf>{text}{structured}</RmtInf>" if text or structured else ""
