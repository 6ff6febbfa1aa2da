"""A tradeline's id has one form, and no length of digits is read as a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.errors import BadContent
from ledger.core.ids import Member, TradelineId

NUMBERS = st.integers(1, (1 << 32) - 1)


@given(NUMBERS, NUMBERS)
def test_an_id_is_read_as_it_is_written(opener: int, sequence: int) -> None:
    line = TradelineId(Member(opener), sequence)
    assert TradelineId.parse(str(line)) == line == TradelineId.from_int(int(line))


@pytest.mark.parametrize(
    "text",
    ["", "7", "7-", "-1", "7-0", "7-1-1", "7 -1", "+7-1", "７-1", "7-1\n", "4294967296-1", "7-99999999999",
     "9" * 5_000 + "-1", "7-" + "9" * 5_000, "0" * 5_000 + "7-1"],
    ids=lambda text: text[:16],
)  # fmt: skip
def test_what_is_no_id_is_named_in_few_signs(text: str) -> None:
    with pytest.raises(BadContent) as caught:
        TradelineId.parse(text)
    assert len(str(caught.value)) < 200
