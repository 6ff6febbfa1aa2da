"""The table at work is the one whose hash stands in the rulebook."""

import json
from importlib.resources import files

import pytest

from ledger.core.errors import BadContent
from ledger.rulebook.rulebook import TRADELINE_2
from ledger.rulebook.scorecard_published import published_scorecard

TABLE = (files("ledger.rulebook") / "sba-7a-1.json").read_bytes()


def test_the_packaged_table_is_the_one_the_rulebook_stands_for() -> None:
    card = published_scorecard(TABLE)
    assert TRADELINE_2.scorecards == {card.id: f"0x{card.hash.hex()}"}


@pytest.mark.parametrize("change", [{"note": "the same in other words"}, {"id": "sba-7a-2"}])
def test_another_table_is_refused_whatever_it_calls_itself(change: dict[str, object]) -> None:
    other = json.dumps({**json.loads(TABLE), **change}).encode()
    with pytest.raises(BadContent, match=r"the table of hash .*; found '0x"):
        published_scorecard(other)
