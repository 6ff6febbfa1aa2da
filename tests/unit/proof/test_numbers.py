"""Document numbers: what does not change a number, and what does."""

from typing import Any

import pytest

from ledger.core.errors import BadContent
from ledger.proof.numbers import normalise
from tests import vectors

NUMBERS = vectors.load("records")["numbers"]


@pytest.mark.parametrize(
    "case", [case for case in NUMBERS if "normalised" in case], ids=lambda case: case["typed"]
)
def test_a_number_has_its_golden_form(case: dict[str, Any]) -> None:
    assert normalise(case["typed"]) == case["normalised"]
    assert normalise(case["normalised"]) == case["normalised"]


@pytest.mark.parametrize("case", [case for case in NUMBERS if "rule" in case], ids=lambda case: case["rule"])
def test_a_number_without_a_form_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(BadContent) as caught:
        normalise(case["typed"])
    assert (caught.value.field, caught.value.rule) == (case["field"], case["rule"])


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(BadContent):
        normalise("INV\ud8001")


def test_spelling_does_not_make_a_second_number_and_digits_do() -> None:
    assert (
        len({normalise(typed) for typed in ("INV-0042", "inv 42", "ＩＮＶ４２", "Inv/42", " inv_0042 ")}) == 1
    )
    assert len({normalise(typed) for typed in ("1-23", "12-3", "123")}) == 3
    assert len({normalise(typed) for typed in ("A B-1", "AB1", "ab 0001", "a\u200bb 1")}) == 1
