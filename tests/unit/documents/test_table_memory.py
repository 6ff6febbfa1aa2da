"""A statement, a table and a workbook at the bounds of what is read take less than 300 MB."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.documents.markup import MEMORY, memory_of
from ledger.documents.mt940 import MOVEMENTS
from ledger.documents.mt940 import SIZE as MT940_SIZE
from ledger.documents.sheet import ROWS
from tests.unit.documents.test_xlsx import HEADER, sheet_xml, workbook

READ = """
import sys, pathlib
from ledger.documents import profile_named, read_file
profile = profile_named(sys.argv[2]) if sys.argv[2:] else None
reading = read_file("f", pathlib.Path(sys.argv[1]).read_bytes(), profile)
status = pathlib.Path("/proc/self/status").read_text()
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")), len(reading.drafts))
"""
ROOT = Path(__file__).parents[3]
ENTRY = (
    '<Ntry><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><ValDt><Dt>2026-03-02</Dt></ValDt>'
    "<AcctSvcrRef>{:09}</AcctSvcrRef></Ntry>"
)


def camt() -> bytes:
    head = (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Acct><Id><IBAN>'
        "DE02120300000000202051</IBAN></Id></Acct>"
    )
    count = MEMORY // memory_of(ENTRY.format(1).encode()) - 10
    return (head + "".join(map(ENTRY.format, range(count))) + "</Stmt></BkToCstmrStmt></Document>").encode()


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
    rows = "".join(f"<row>{row.format(n)}</row>" for n in range(27_000))
    header = "".join(map(cell, HEADER))
    content = sheet_xml(f"<sheetData><row>{header}</row>{rows}</sheetData>")
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            new.writestr(part, content if part.endswith("sheet1.xml") else old.read(part))
    return out.getvalue()


@pytest.mark.parametrize("made", [camt, bill, mt940, packed])
def test_a_file_at_the_bound_takes_less_than_300_megabytes(tmp_path: Path, made: Callable[[], bytes]) -> None:
    file = tmp_path / "f"
    file.write_bytes(made())
    words = [sys.executable, "-c", READ, str(file), *(["receivables"] if made is packed else [])]
    said = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    kilobytes, drafts = map(int, said.stdout.split())
    assert drafts > 10_000
    assert kilobytes < 300_000
