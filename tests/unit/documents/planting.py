"""Plants a fault in a sample, and says how the file was read."""

from pathlib import Path

from ledger.core.faults import Fault
from ledger.documents import Note, Profile, Reading, read_file

SAMPLES = Path(__file__).parents[3] / "samples"
INVOICE = SAMPLES / "xrechnung" / "01.09a-INVOICE_ubl.xml"
STATEMENT = SAMPLES / "camt" / "genkgo" / "camt053.v2.multi.statement.xml"


def planted(path: Path, *changes: tuple[str, str]) -> bytes:
    """The sample with each (old, new) exchanged once; old must be there."""
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, f"{old} is not in {path.name}"
        text = text.replace(old, new, 1)
    return text.encode()


def read(data: bytes, profile: Profile | None = None) -> Reading:
    """The reading of a file called `file`."""
    return read_file("file", data, profile)


def faults(data: bytes, profile: Profile | None = None) -> list[tuple[str, str, str, str, str]]:
    """(where, field, rule, found, expected) of every fault; asserts that nothing is handed on with one."""
    reading = read(data, profile)
    assert not (reading.faults and (reading.drafts or reading.nothing_due))
    assert all(fault.file == "file" for fault in reading.faults)
    return [parts(fault) for fault in reading.faults]


def remarks(reading: Reading) -> list[Note]:
    """The notes, but for those on check digits, which samples seldom hold to."""
    return [note for note in reading.notes if not note.field.endswith(" id")]


def parts(fault: Fault) -> tuple[str, str, str, str, str]:
    return fault.where, fault.field, fault.rule, fault.found, fault.expected
