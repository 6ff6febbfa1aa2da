"""A document at the bound of what is read takes less than 300 MB; past it, none is opened."""

import subprocess
import sys
from pathlib import Path

import pytest

from ledger.documents.markup import MEMORY, memory_of
from tests.unit.documents.planting import INVOICE, faults

ROOT = Path(__file__).parents[3]
PLACE = b"<cbc:InvoiceTypeCode>"
READ = """
import sys, pathlib
from ledger.documents import read_file
reading = read_file("f", pathlib.Path(sys.argv[1]).read_bytes())
status = pathlib.Path("/proc/self/status").read_text()
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")), len(reading.drafts))
"""


def of_an_invoice(unit: str) -> bytes:
    """An invoice with as many units more as the bound allows."""
    more, form = unit.encode(), INVOICE.read_bytes()
    return form.replace(PLACE, more * ((MEMORY - memory_of(form)) // memory_of(more)) + PLACE)


@pytest.mark.parametrize(
    "unit",
    ["<cbc:Note>x</cbc:Note>", '<n a="1" b="2" c="3" d="4"/>', f"<n>{'é' * 200}</n>"],
    ids=["elements", "attributes", "texts"],
)
def test_a_document_at_the_bound_takes_less_than_300_megabytes(tmp_path: Path, unit: str) -> None:
    file = tmp_path / "f.xml"
    file.write_bytes(of_an_invoice(unit))
    said = subprocess.run(
        [sys.executable, "-c", READ, str(file)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    kilobytes, read = map(int, said.stdout.split())
    assert read == 1
    assert kilobytes < 300_000


def test_one_unit_more_is_refused() -> None:
    data = of_an_invoice("<cbc:Note>x</cbc:Note>").replace(PLACE, b"<n/><n/>" + PLACE)
    assert [fault[2] for fault in faults(data)] == ["xml.size"]
