"""Whatever the bytes, a reading: drafts or faults, never both, and never an exception."""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ledger.core.day import LAST, Day, date_of
from ledger.core.drafts import InvoiceDraft, PaymentDraft, ResponseDraft
from ledger.core.errors import BadInput
from ledger.core.money import Money, decimal_text
from ledger.documents import Profile, profile_named, read_file, read_profile
from ledger.documents.terms import due_by_terms
from tests.unit.documents.planting import INVOICE, SAMPLES, STATEMENT, planted
from tests.unit.documents.test_cii import INVOICE as CII
from tests.unit.documents.test_pdf import pdf
from tests.unit.documents.test_response import QUERY, response

RECEIVABLES = profile_named("receivables")
FILES = [
    file.read_bytes()
    for file in sorted(SAMPLES.rglob("*"))
    if file.suffix in (".xml", ".csv") and file.stat().st_size < 60_000
]
TEXTS = [*(file.read_text("utf-8") for file in (INVOICE, CII, STATEMENT)), response("UQ", QUERY).decode()]
PROFILE_FILE = (SAMPLES / "csv" / "rechnungen.toml").read_bytes()

# What breaks parsers, in the places where it does.
NASTY = st.sampled_from(
    [b"", b"\x00", b"\xff", b"<", b">", b"&", b"&#0;", b"]]>", b"<!--", b'"', b",", b"\r", b"-", b".", b"9" * 40,
     b"<x>", b"\xef\xbb\xbf", b"<!DOCTYPE x []>", b"2016-02-30", b"EUR", b"0", b"1e9", "٣".encode(), "\ud7ff".encode()]
)  # fmt: skip
PROFILES = st.sampled_from([None, RECEIVABLES, read_profile("own", PROFILE_FILE)])


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """A sample with some stretches cut, exchanged or doubled."""
    data = draw(st.sampled_from(FILES))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        stop = min(len(data), start + draw(st.integers(0, 40)))
        middle = draw(NASTY | st.binary(max_size=8) | st.just(data[start:stop] * 2))
        data = data[:start] + middle + data[stop:]
    return data


@st.composite
def changed_texts(draw: st.DrawFn) -> bytes:
    """A well-formed sample in which some element has another text."""
    text = draw(st.sampled_from(TEXTS))
    places = [match.span(1) for match in re.finditer(r">([^<>\n]+)</", text)]
    for start, stop in draw(st.lists(st.sampled_from(places), min_size=1, max_size=1)):
        new = draw(
            st.text(st.characters(codec="utf-8", exclude_characters="<>&", min_codepoint=32), max_size=30)
        )
        text = text[:start] + new + text[stop:]
    return text.encode()


def assert_reading(data: bytes, profile: Profile | None) -> None:
    reading = read_file("f", data, profile)
    assert not (reading.faults and (reading.drafts or reading.nothing_due))
    assert len(set(reading.faults)) == len(reading.faults)
    for fault in reading.faults:
        assert all((fault.where, fault.field, fault.rule, fault.found, fault.expected))
        assert str(fault).isprintable()
    for draft in reading.drafts:
        assert isinstance(draft, ResponseDraft) or draft.amount.minor > 0
    assert len(list(reading.fields())) == len(reading.drafts) + len(reading.nothing_due)


@given(st.binary(max_size=300), PROFILES)
@example(b"<\x00", None)
@example("<?xml version='1.0' encoding='utf-16'?><a/>".encode("utf-16-be"), None)
def test_any_bytes_give_a_reading(data: bytes, profile: Profile | None) -> None:
    assert_reading(data, profile)


@given(mutations(), PROFILES)
def test_any_change_of_a_sample_gives_a_reading(data: bytes, profile: Profile | None) -> None:
    assert_reading(data, profile)


@settings(max_examples=15)  # each is a process
@given(st.data())
def test_any_change_of_a_pdf_gives_a_reading(data: st.DataObject) -> None:
    file = pdf(("factur-x.xml", CII.read_bytes()))
    start = data.draw(st.integers(0, len(file)))
    stop = data.draw(st.integers(start, min(len(file), start + 40)))
    assert_reading(file[:start] + data.draw(NASTY | st.binary(max_size=8)) + file[stop:], None)


@given(changed_texts())
def test_any_text_in_any_element_gives_a_reading(data: bytes) -> None:
    assert_reading(data, None)


@given(st.lists(st.lists(st.text(max_size=12), max_size=9), max_size=8))
def test_any_cells_under_a_right_header_give_a_reading(rows: list[list[str]]) -> None:
    header = ",".join(RECEIVABLES.headers())
    lines = [",".join(cell.replace(",", "") for cell in row) for row in rows]
    assert_reading("\n".join([header, *lines]).encode("utf-8", "surrogatepass"), RECEIVABLES)


@given(st.binary(max_size=200) | st.integers(0, len(PROFILE_FILE)).map(lambda cut: PROFILE_FILE[:cut]))
def test_any_profile_is_read_or_refused(data: bytes) -> None:
    try:
        read_profile("p", data)
    except BadInput as refused:
        assert refused.faults


@given(st.text(max_size=80), st.integers(0, LAST).map(Day))
def test_any_terms_give_a_day_not_before_the_issue(terms: str, issued: Day) -> None:
    assert issued <= due_by_terms(terms, issued).day <= LAST


@given(st.integers(1, (1 << 63) - 1), st.integers(0, LAST), st.integers(0, LAST))
def test_every_amount_and_day_of_a_record_is_read_as_written(cents: int, issued: int, due: int) -> None:
    data = planted(
        INVOICE,
        ("7197.12</cbc:Pay", f"{decimal_text(cents, 'EUR')}</cbc:Pay"),
        ("2016-04-06", date_of(Day(issued)).isoformat()),
        ("2016-04-20", date_of(Day(due)).isoformat()),
    )
    (draft,) = read_file("f", data).drafts
    assert isinstance(draft, InvoiceDraft)
    assert (draft.amount, draft.issued, draft.due) == (Money(cents, "EUR"), issued, due)


@given(
    st.lists(st.tuples(st.integers(1, 10**12), st.booleans()), max_size=12), st.integers(-(10**12), 10**12)
)
def test_a_statement_says_exactly_if_it_does_not_add_up(entries: list[tuple[int, bool]], error: int) -> None:
    total = sum(cents if received else -cents for cents, received in entries) + error

    def money(cents: int) -> str:
        indicator = "CRDT" if cents >= 0 else "DBIT"
        return f'<Amt Ccy="EUR">{decimal_text(abs(cents), "EUR")}</Amt><CdtDbtInd>{indicator}</CdtDbtInd>'

    def balance(code: str, cents: int) -> str:
        return f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{money(cents)}</Bal>"

    booked = "".join(
        f"<Ntry>{money(cents if received else -cents)}<Sts>BOOK</Sts><ValDt><Dt>2026-01-02</Dt></ValDt></Ntry>"
        for cents, received in entries
    )
    reading = read_file(
        "f",
        (
            '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>'
            f"<Acct><Id><IBAN>DE1</IBAN></Id></Acct>{balance('OPBD', 0)}{balance('CLBD', total)}{booked}"
            "</Stmt></BkToCstmrStmt></Document>"
        ).encode(),
    )
    assert reading.faults == ()
    assert [note.field for note in reading.notes] == (["balance"] if error else [])
    assert [draft.amount.minor for draft in reading.drafts] == [cents for cents, _ in entries]
    assert all(isinstance(draft, PaymentDraft) for draft in reading.drafts)
