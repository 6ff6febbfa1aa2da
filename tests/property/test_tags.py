"""A tag's input stands against every small change of how an invoice's number is written, and tells others apart."""

import unicodedata
from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from ledger.core.day import Day, day_of
from ledger.core.drafts import InvoiceDraft
from ledger.core.errors import BadContent
from ledger.core.ids import Member
from ledger.documents import Profile, read_file, read_profile
from ledger.proof.numbers import LONGEST, normalise
from ledger.proof.obligation_id import invoice_alpha
from tests.unit.documents.planting import INVOICE, planted

SELLER, ISSUED = Member(7), Day(20_500)
SEPARATORS = " -_/.,;:#'’–—\\()[]\t\u00a0\u2009\u3000"
INVISIBLE = "\u200b\u00ad\ufeff\u2060\u034f\ufe0f"
DIGITS = {"fullwidth": 0xFF10, "arabic-indic": 0x0660, "devanagari": 0x0966, "bold": 0x1D7CE}

DATES = {
    "%Y-%m-%d": "YYYY-MM-DD",
    "%d.%m.%Y": "DD.MM.YYYY",
    "%m/%d/%Y": "MM/DD/YYYY",
    "%Y%m%d": "YYYYMMDD",
    "%d %b %Y": "DD MMM YYYY",
}

_words = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜÅÉÑŁßΣ票号", min_size=1, max_size=5)
_numbers = st.integers(0, 10**9).map(str)
_parts = st.lists(st.one_of(_words, _numbers), min_size=1, max_size=5)
"""What a number is made of; a separator stands between any two."""
_separator = st.sampled_from(SEPARATORS)


def alpha(number: str) -> bytes:
    return invoice_alpha(SELLER, number, ISSUED)


def joined(parts: list[str], between: str = "-") -> str:
    return between.join(parts)


@given(_parts, st.lists(_separator, min_size=1, max_size=3).map("".join))
def test_which_separator_stands_there_and_how_often_is_nothing(parts: list[str], between: str) -> None:
    assert alpha(joined(parts, between)) == alpha(joined(parts))


@given(_parts, _separator, st.data())
def test_separators_around_and_beside_letters_are_nothing(
    parts: list[str], sign: str, data: st.DataObject
) -> None:
    number = joined(parts)
    places = [
        place
        for place in range(len(number) + 1)
        if not number[max(0, place - 1) : place].isdigit() or not number[place : place + 1].isdigit()
    ]
    place = data.draw(st.sampled_from(places))
    assert alpha(number[:place] + sign + number[place:]) == alpha(number)


@given(_parts, st.integers(1, 6))
def test_leading_zeros_are_nothing(parts: list[str], zeros: int) -> None:
    padded = ["0" * zeros + part if part.isdigit() else part for part in parts]
    assert alpha(joined(padded)) == alpha(joined(parts))


@given(_parts)
def test_case_is_nothing(parts: list[str]) -> None:
    number = joined(parts)
    assert {alpha(number.lower()), alpha(number.upper()), alpha(number.swapcase())} == {alpha(number)}


@given(_parts)
def test_unicode_forms_are_nothing(parts: list[str]) -> None:
    number = joined(parts)
    forms = (unicodedata.normalize(form, number) for form in ("NFC", "NFD", "NFKC", "NFKD"))
    assert {alpha(form) for form in forms} == {alpha(number)}


@given(_parts, st.sampled_from(sorted(DIGITS)))
def test_digits_of_another_script_are_those_digits(parts: list[str], script: str) -> None:
    zero = DIGITS[script]
    number = joined(parts)
    respelled = "".join(chr(zero + int(sign)) if sign in "0123456789" else sign for sign in number)
    assert alpha(respelled) == alpha(number)


@given(_parts, st.sampled_from(INVISIBLE), st.data())
def test_what_cannot_be_seen_is_nothing(parts: list[str], sign: str, data: st.DataObject) -> None:
    number = joined(parts)
    place = data.draw(st.integers(0, len(number)))
    assert alpha(number[:place] + sign + number[place:]) == alpha(number)


@given(_parts, _parts)
def test_other_parts_are_another_number(parts: list[str], others: list[str]) -> None:
    """Independent of the code under test: digits by value, letters run together and without case."""
    assume(_said(parts) != _said(others))
    assert alpha(joined(parts)) != alpha(joined(others))


@given(_parts, st.integers(0, 10**9))
def test_one_more_is_another_number(parts: list[str], last: int) -> None:
    assert alpha(joined([*parts, str(last)])) != alpha(joined([*parts, str(last + 1)]))
    assert alpha(joined([*parts, str(last)])) != alpha(joined(parts))


@given(_parts, st.integers(0, 65_534))
def test_another_day_or_another_seller_is_another_invoice(parts: list[str], day: int) -> None:
    number = joined(parts)
    told = {
        invoice_alpha(SELLER, number, Day(day)),
        invoice_alpha(SELLER, number, Day(day + 1)),
        invoice_alpha(Member(8), number, Day(day)),
    }
    assert len(told) == 3


@given(st.text(max_size=LONGEST))
def test_a_normal_form_is_its_own(text: str) -> None:
    try:
        found = normalise(text)
    except BadContent:
        return
    assert len(found) > LONGEST or normalise(found) == found


def _said(parts: list[str]) -> list[int | str]:
    said: list[int | str] = []
    for part in parts:
        if part.isdigit():
            said.append(int(part))
        elif said and isinstance(said[-1], str):
            said[-1] += unicodedata.normalize("NFKC", part).casefold()
        else:
            said.append(unicodedata.normalize("NFKC", part).casefold())
    return said


@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)), st.sampled_from(["", "Z", "+14:00", "-05:00"]))
def test_how_the_issue_date_is_written_is_nothing(issued: date, zone: str) -> None:
    document = planted(INVOICE, ("<cbc:IssueDate>2016-04-06<", f"<cbc:IssueDate>{issued}{zone}<"))
    told = {_read_alpha(document)}
    for form, named in DATES.items():
        profile = read_profile("p", _PROFILE.format(date=named).encode())
        row = f"R123456,{issued.strftime(form)},1200.00\n"
        told.add(_read_alpha(b"Number,Issued,Amount\n" + row.encode(), profile))
    assert told == {invoice_alpha(SELLER, "R123456", day_of(issued))}


_PROFILE = """
[file]
date = "{date}"
[invoice]
number = "Number"
issued = "Issued"
due = "Issued"
amount = "Amount"
currency = {{ value = "EUR" }}
creditor = {{ value = "Seller" }}
debtor = {{ value = "Buyer" }}
"""


def _read_alpha(data: bytes, profile: Profile | None = None) -> bytes:
    (draft,) = read_file("file", data, profile).drafts
    assert isinstance(draft, InvoiceDraft)
    return invoice_alpha(SELLER, draft.number, draft.issued)
