"""Amounts and days as programs write them: one reading, or none."""

import pytest

from ledger.documents.numerals import DateForm, Numerals


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("1234.50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("-5", "-5.0"),
        ("5-", "-5.0"),
        ("(5.00)", "-5.00"),
        ("+5", "5.0"),
        ("€5", "5.0"),
        ("5 €", "5.0"),
        ("-€5", "-5.0"),
        ("€-5", "-5.0"),
        ("EUR 5.10", "5.10"),
        ("−5", "-5.0"),
        (".5", "0.5"),
        ("(€5)", "-5.0"),
        ("5.", "5.0"),
        ("", None),
        ("--5", None),
        ("-5-", None),
        ("(-5)", None),
        ("+-5", None),
        ("- 5 -", None),
        ("$5", None),
        ("1,23.5", None),
        ("12,34", None),
        ("1.2.3", None),
        ("5 5", None),
        ("EUR", None),
        ("-", None),
        (".", None),
        ("٣", None),
        ("1e5", None),
        ("()", None),
        ("((5))", None),
    ],
)
def test_an_amount_is_plain_or_none(text: str, plain: str | None) -> None:
    assert Numerals(".", ",").plain(text, "EUR") == plain


@pytest.mark.parametrize(
    ("decimal", "group", "text", "plain"),
    [
        (",", ".", "1.234,50", "1234.50"),
        (",", " ", "1\u202f234,50", "1234.50"),
        (",", " ", "1 234 567", "1234567.0"),
        (".", "'", "1’234.50", "1234.50"),
        (",", "", "1234,5", "1234.5"),
        (",", "", "1.234,5", None),
    ],
)
def test_marks_are_the_profiles_own(decimal: str, group: str, text: str, plain: str | None) -> None:
    assert Numerals(decimal, group).plain(text, "EUR") == plain


@pytest.mark.parametrize(
    ("words", "text", "parts"),
    [
        ("YYYY-MM-DD", "2026-01-31 23:59:59", (2026, 1, 31)),
        ("YYYY-MM-DD", "2026-01-31T10:00:00.123+01:00", (2026, 1, 31)),
        ("D-MMM-YY", "24-Jun-91", (1991, 6, 24)),
        ("D-MMM-YY", "24-JUN-14", (2014, 6, 24)),
        ("M/D/YY", "1/6/25 5:04 PM", (2025, 1, 6)),
        ("YYYYMMDD", "20260131", (2026, 1, 31)),
        ("MMM D, YYYY", "Jan 6, 2026", (2026, 1, 6)),
        ("YYYY年M月D日", "2026年1月6日", (2026, 1, 6)),
        ("D-MMM-YY", "24-Foo-91", None),
        ("YYYY-MM-DD", "2026-1-31", None),
        ("YYYY-MM-DD", "2026-01-31x", None),
        ("D.M.YYYY", "٣.1.2026", None),
    ],
)
def test_a_day_is_read_in_its_form_and_in_no_other(
    words: str, text: str, parts: tuple[int, int, int] | None
) -> None:
    form = DateForm.of(words)
    assert form is not None
    assert form.parts(text) == parts
    if parts is not None:
        assert form.parts(form.written(*parts)) == parts


@pytest.mark.parametrize("words", ["", "YYYY", "YYYY-MM", "DD.MM.MM.YYYY", "YYYY-DD-D-MM"])
def test_a_form_has_year_month_and_day_once(words: str) -> None:
    assert DateForm.of(words) is None
