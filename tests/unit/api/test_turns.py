"""Which day a request means."""

from datetime import date
from typing import cast

import pytest

from api.turns import Turns
from ledger.core.errors import BadContent
from ledger.wiring import Node

TURNS = Turns(cast(Node, None), lambda: 20_000 * 86_400 + 86_399)


def test_without_a_day_it_is_this_one_in_utc() -> None:
    assert TURNS.day() == 20_000


@pytest.mark.parametrize(("told", "day"), [(date(2025, 6, 15), 20_254), (date(1970, 1, 1), 0)])
def test_a_day_that_is_told_is_meant_and_the_first_of_all_too(told: date, day: int) -> None:
    assert TURNS.day(told) == day


def test_a_day_of_which_no_fact_can_be_is_refused() -> None:
    with pytest.raises(BadContent):
        TURNS.day(date(1969, 12, 31))
