"""What a statement says, written apart from the readers: camt by XPath over local names, bills by place.

An oracle for tests: it imports nothing of the product. Amounts are Decimals, positive if received.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lxml import etree


@dataclass(frozen=True)
class Movement:
    """One booked movement; a text that is not there is empty, a day that is not there is None."""

    amount: Decimal
    currency: str
    day: date | None
    account: str
    party: str
    reference: str
    end_to_end: str


def camt_movements(data: bytes) -> list[Movement]:
    """The booked movements of a camt.052, .053 or .054, in order."""
    root = etree.fromstring(data)
    found = []
    for entry in root.xpath("//*[local-name()='Ntry']"):
        if _first(entry, "Sts/Cd") or _first(entry, "Sts"):
            status = _first(entry, "Sts/Cd") or _first(entry, "Sts")
            if status == "BOOK":
                found += _entry(entry)
    return found


def _path(path: str) -> str:
    return "/".join(f"*[local-name()='{step}']" for step in path.split("/"))


def _first(node: etree._Element, *paths: str) -> str:
    for path in paths:
        for text in node.xpath(f"{_path(path)}/text()"):
            if text.strip():
                return " ".join(text.split())
    return ""


def _sign(node: etree._Element, default: int = 1) -> int:
    return {"CRDT": 1, "DBIT": -1}.get(_first(node, "CdtDbtInd"), default)


def _entry(entry: etree._Element) -> list[Movement]:
    (amount,) = entry.xpath(_path("Amt"))
    currency, sign = amount.get("Ccy"), _sign(entry)
    total = sign * Decimal(amount.text)
    details = entry.xpath(_path("NtryDtls/TxDtls"))
    parts = []
    for detail in details:
        own = detail.xpath(_path("Amt")) or detail.xpath(_path("AmtDtls/TxAmt/Amt"))
        if own and own[0].get("Ccy") == currency:
            parts.append(_sign(detail, sign) * Decimal(own[0].text))
    if len(details) == 1:
        shares = [(details[0], total)]
    elif len(details) > 1 and len(parts) == len(details) and sum(parts) == total:
        shares = list(zip(details, parts, strict=True))
    else:
        shares = [(entry, total)]
    return [_movement(entry, node, share, currency) for node, share in shares]


def _movement(entry: etree._Element, node: etree._Element, amount: Decimal, currency: str) -> Movement:
    account = entry.getparent()
    day = _first(entry, "ValDt/Dt", "ValDt/DtTm", "BookgDt/Dt", "BookgDt/DtTm")[:10]
    returned = _first(entry, "RvslInd") in ("true", "1")
    role = "Dbtr" if (amount >= 0) is not returned else "Cdtr"
    end_to_end = _first(node, "Refs/EndToEndId")
    return Movement(
        amount,
        currency,
        date.fromisoformat(day) if day else None,
        _first(account, "Acct/Id/IBAN", "Acct/Id/Othr/Id").replace(" ", ""),
        _first(
            node, f"RltdPties/{role}/Nm", f"RltdPties/{role}/Pty/Nm", f"RltdPties/{role}/Agt/FinInstnId/Nm"
        ),
        _first(node, "Refs/AcctSvcrRef"),
        "" if end_to_end.upper().replace(" ", "") in ("NOTPROVIDED", "NONREF") else end_to_end,
    )


def alipay_movements(data: bytes) -> list[Movement]:
    """Rows of the bill by place: time, category, party, account, goods, direction, amount, means, state, number."""
    found = []
    for line in data.decode("gb18030").splitlines():
        cells = [cell.strip() for cell in line.split(",")]
        if len(cells) < 12 or not cells[0][:4].isdigit():
            continue
        sign = {"收入": 1, "支出": -1}.get(cells[5], 1 if cells[8] == "退款成功" else 0)
        if sign and cells[7]:
            found.append(_row(cells[0], sign, cells[6], cells[2], cells[9]))
    return found


def wechat_movements(data: bytes) -> list[Movement]:
    """Rows of the bill by place: time, kind, party, goods, direction, amount, means, state, number."""
    found = []
    for line in data.decode("utf-8-sig").splitlines():
        if not line[:4].isdigit():
            continue
        head, mark, tail = line.partition("¥")
        # No comma stands within a cell before the amount, but in the party's name, which may have wide ones only.
        cells = [cell.strip().strip('"') for cell in head.split(",")]
        rest = [cell.strip().strip('"') for cell in tail.split(",")]
        sign = {"收入": 1, "支出": -1}.get(cells[4], 0)
        if sign and mark:
            party = line.split(",")[2].strip()
            party = party[1:-1] if party.startswith('"') and party.endswith('"') else party
            found.append(_row(cells[0], sign, rest[0], "" if party == "/" else party, rest[3]))
    return found


def _row(time: str, sign: int, amount: str, party: str, reference: str) -> Movement:
    day = date.fromisoformat(time[:10].replace("/", "-"))
    return Movement(sign * Decimal(amount), "CNY", day, "", "" if party == "/" else party, reference, "")
