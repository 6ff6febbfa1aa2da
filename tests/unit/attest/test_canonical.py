"""RFC 8785, and what is not read as JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.attest.canonical import MAX_DEPTH, MAX_INTEGER, Json, canonical, parse
from ledger.core.errors import ProofError

values: st.SearchStrategy[Json] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-MAX_INTEGER, MAX_INTEGER)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=5)
    ),
    max_leaves=20,
)


@given(values)
def test_what_is_written_is_read_and_read_in_that_spelling_only(value: Json) -> None:
    form = canonical(value)
    assert parse(form) == value
    assert json.loads(form) == value
    spelled = json.dumps(value, indent=1).encode()
    assert parse(spelled, exact=False) == value
    if spelled != form:
        with pytest.raises(ProofError):
            parse(spelled)


def test_names_are_sorted_by_utf_16_code_units() -> None:
    """RFC 8785, section 3.2.3: the example."""
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    form = canonical(dict.fromkeys(names, 0)).decode()
    assert list(json.loads(form)) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"1.5",
        b"1.0",
        b"1e2",
        b"NaN",
        b"Infinity",
        b"-0.0",
        b"01",
        b"9007199254740992",
        b"-9007199254740992",
        b"123456789012345678901",
        b'{"a":1,"a":1}',
        b'{"a":1,"\\u0061":1}',
        b'"\\ud800"',
        b'{"\\udfff":1}',
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b"[1",
        b"[1]]",
        b"[1}",
        b"'a'",
        b'"a',
        b"\xef\xbb\xbf1",
    ],
)
def test_what_is_no_json_of_ours_in_any_spelling(data: bytes) -> None:
    for exact in (True, False):
        with pytest.raises(ProofError):
            parse(data, exact=exact)


def test_depth_is_counted_outside_strings() -> None:
    deepest = b"[" * MAX_DEPTH + b"]" * MAX_DEPTH
    assert parse(deepest)
    with pytest.raises(ProofError, match="deeper"):
        parse(b"[" + deepest + b"]")
    for text in ("[" * 99, '"[' * 99, "\\" * 99 + '"[[[', "]}" * 99):
        assert parse(canonical([text, {text: text}])) == [text, {text: text}]


def test_a_fraction_has_no_form_here() -> None:
    with pytest.raises(ProofError):
        canonical(2**53)
    with pytest.raises(ProofError):
        canonical("\ud800")
