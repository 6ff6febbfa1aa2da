"""A statement of SWIFT, a table and a workbook at the bounds of what is read take less than 300 MB."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.documents import profile_named, worksheet
from ledger.documents.mt940 import MOVEMENTS
from ledger.documents.mt940 import SIZE as MT940_SIZE
from ledger.documents.sheet import ROWS
from tests.unit.documents.peak import of_reading
from tests.unit.documents.planting import faults
from tests.unit.documents.test_xlsx import HEADER, SHEET, sheet_xml, with_part, workbook

LIMIT = 300


def bill() -> bytes:
    """A sign beyond the plane of the others makes each text of its row take four bytes a letter."""
    header = "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注\n"
    row = "2024-03-01 10:00:00,x,{:06}😀{},😀{},支出,1.00,x,支付成功,{:06},{:06},/\n"
    return (header + "".join(row.format(n, "a" * 80, "b" * 80, n, n) for n in range(ROWS))).encode()


def mt940() -> bytes:
    head = ":20:1\n:25:DE1\n:60F:C260301EUR0,00\n"
    unit = ":61:2603020302C1,5NTRFNONREF//BANKREF-{:06}\n:86:166?20EREF+{:06}?22SVWZ+€{}?32Name\n"
    data = (head + "".join(unit.format(n, n, "x" * 50) for n in range(MOVEMENTS))).encode()
    assert 0.8 * MT940_SIZE < len(data) <= MT940_SIZE
    return data


def packed() -> bytes:
    """A workbook whose sheet unpacks to as much as is read."""

    def cell(text: str) -> str:
        return f'<c t="str"><v>{text}</v></c>'

    row = "".join(map(cell, ("{0}", "😀{0}" + "x" * 900, "1/6/2025", "2/5/2025", "1.5", "No")))
    rows = "".join(f"<row>{row.format(n)}</row>" for n in range(22_500))
    header = "".join(map(cell, HEADER))
    content = sheet_xml(f"<sheetData><row>{header}</row>{rows}</sheetData>")
    return with_part(workbook(), SHEET, content)


@pytest.mark.parametrize("made", [bill, mt940, packed])
def test_a_file_at_the_bound_takes_less_than_300_megabytes(tmp_path: Path, made: Callable[[], bytes]) -> None:
    file = tmp_path / "f"
    file.write_bytes(made())
    peak = of_reading(file, "receivables" if made is packed else "")
    assert peak.drafts > 10_000
    assert peak.megabytes < LIMIT


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("<row/>" * 101, "more than 100 rows"),
        (f"<row>{'<c/>' * 31}</row>" * 33, "more than 1000 cells"),
    ],
    ids=["rows", "cells"],
)
def test_a_sheet_of_nothing_is_not_read_to_its_end(
    monkeypatch: pytest.MonkeyPatch, rows: str, found: str
) -> None:
    monkeypatch.setattr(worksheet, "ROWS", 100)
    monkeypatch.setattr(worksheet, "CELLS", 1000)
    data = with_part(workbook(), SHEET, sheet_xml(f"<sheetData>{rows}</sheetData>"))
    ((_, _, rule, told, _),) = faults(data, profile_named("receivables"))
    assert rule == "xlsx.malformed"
    assert found in told
