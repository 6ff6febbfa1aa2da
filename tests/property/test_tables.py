"""Whatever a table, a workbook or a SWIFT statement holds: a reading or a proposal, and never an exception."""

import io
import zipfile

import openpyxl
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from ledger.core.drafts import Direction, PaymentDraft
from ledger.core.errors import BadInput
from ledger.core.money import decimal_text
from ledger.documents import profile_named, profile_names, read_file
from ledger.documents.numerals import Numerals
from ledger.documents.proposal import propose
from tests.property.test_documents_parsers import NASTY, assert_reading
from tests.unit.documents.planting import SAMPLES

STATEMENTS = [
    file.read_bytes() for file in sorted((SAMPLES / "statements").iterdir()) if file.suffix != ".md"
]
HEADERS = [",".join(profile_named(name).headers()) for name in profile_names()]
CELLS = st.sampled_from(
    ["", "/", "-", "支出", "收入", "不计收支", "退款成功", "支付成功", "2024-01-01",
     "1.00", "-1", "¥1", "(1)", "eur", "USD", "charge", "`x"]
) | st.text(max_size=6)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A statement with stretches cut, exchanged or doubled."""
    data = draw(st.sampled_from(STATEMENTS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        stop = min(len(data), start + draw(st.integers(0, 60)))
        data = (
            data[:start] + draw(NASTY | st.binary(max_size=8) | st.just(data[start:stop] * 2)) + data[stop:]
        )
    return data


@given(mutated())
@example(b":20:\n:25:\n:61:\n:86:?")
@example(b":20:x\n:60F:C260301EUR,\n:61:260301C,N\n")
@example(b":20:x\n:25:x\n:34F:EUR\n:61:2603011231C1,NTRF//\n:86:000?2?20?99")
def test_any_change_of_a_statement_gives_a_reading(data: bytes) -> None:
    assert_reading(data, None)


@given(st.sampled_from(HEADERS), st.lists(st.lists(CELLS, max_size=14), max_size=5))
def test_any_cells_under_a_known_header_give_a_reading(header: str, rows: list[list[str]]) -> None:
    lines = [",".join(cell.replace(",", "") for cell in row) for row in rows]
    assert_reading("\n".join([header, *lines]).encode("utf-8", "surrogatepass"), None)


@given(st.binary(max_size=200) | mutated() | st.lists(st.lists(CELLS, max_size=6), max_size=6).map(
    lambda rows: "\n".join(",".join(row) for row in rows).encode("utf-8", "surrogatepass")))  # fmt: skip
def test_any_table_gets_a_proposal_or_a_fault(data: bytes) -> None:
    try:
        proposal = propose("f", data)
    except BadInput as refused:
        assert refused.faults
        return
    if not proposal.missing:
        assert_reading(data, proposal.profile("p"))


def parts_of_a_workbook() -> dict[str, bytes]:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(profile_named("receivables").headers())
    sheet.append([1001, "1/6/2025", "2/5/2025", 1.5, "C", "No", None])
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


WORKBOOK = parts_of_a_workbook()


@settings(max_examples=60)
@given(
    st.sampled_from(sorted(name for name in WORKBOOK if name.startswith(("xl/w", "xl/s", "xl/_", "_")))),
    st.data(),
)
def test_any_change_of_a_part_of_a_workbook_gives_a_reading(name: str, data: st.DataObject) -> None:
    part = WORKBOOK[name]
    start = data.draw(st.integers(0, len(part)))
    stop = min(len(part), start + data.draw(st.integers(0, 30)))
    part = part[:start] + data.draw(NASTY | st.binary(max_size=6)) + part[stop:]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for each, content in WORKBOOK.items():
            archive.writestr(each, part if each == name else content)
    assert_reading(out.getvalue(), profile_named("receivables"))


@settings(max_examples=60)
@given(st.integers(0, 2000), st.binary(min_size=1, max_size=4))
def test_any_change_of_an_archive_gives_a_reading(place: int, new: bytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in WORKBOOK.items():
            archive.writestr(each, content)
    data = out.getvalue()
    at = 4 + place % (len(data) - 8)
    assert_reading(data[:at] + new + data[at + len(new) :], profile_named("receivables"))


@given(
    st.integers(-(10**14), 10**14),
    st.sampled_from([(".", ""), (",", ""), (".", ","), (",", "."), (",", " "), (".", "'")]),
    st.sampled_from(["{}", "{} ", "€{}", "{}€", "EUR {}", "+{}", "{} EUR"]),
)
def test_every_amount_is_read_as_it_is_written(cents: int, marks: tuple[str, str], form: str) -> None:
    decimal, group = marks
    whole, fraction = decimal_text(abs(cents), "EUR").split(".")
    grouped = f"{int(whole):,}".replace(",", group) if group else whole
    written = form.format(f"{grouped}{decimal}{fraction}")
    if cents < 0:
        written = f"({written.removeprefix('+')})"
    assert Numerals(decimal, group).plain(written, "EUR") == f"{'-' if cents < 0 else ''}{whole}.{fraction}"


@given(st.lists(st.tuples(st.integers(1, 10**10), st.booleans()), min_size=1, max_size=8), st.integers(-5, 5))
def test_mt940_says_exactly_if_it_does_not_add_up(entries: list[tuple[int, bool]], error: int) -> None:
    def amount(cents: int) -> str:
        return decimal_text(abs(cents), "EUR").replace(".", ",")

    total = sum(cents if received else -cents for cents, received in entries) + error
    lines = "".join(f":61:260302{'C' if received else 'D'}{amount(cents)}NTRFX{place}\n"
                    for place, (cents, received) in enumerate(entries))  # fmt: skip
    close = f":62F:{'C' if total >= 0 else 'D'}260303EUR{amount(total)}\n-\n"
    reading = read_file("f", f":20:1\n:25:DE1\n:60F:C260301EUR0,00\n{lines}{close}".encode())
    assert reading.faults == ()
    assert [note.field for note in reading.notes] == (["balance"] if error else [])
    got = [
        (draft.amount.minor, draft.direction is Direction.RECEIVED)
        for draft in reading.drafts
        if isinstance(draft, PaymentDraft)
    ]
    assert got == entries
