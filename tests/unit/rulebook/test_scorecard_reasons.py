"""Reasons sum to the gap, and no smaller change than the one told would do."""

from itertools import product
from pathlib import Path

import pytest

from ledger.rulebook.scorecard import Score, parse_scorecard
from ledger.rulebook.scorecard_reasons import changes, reasons
from ledger.rulebook.scorecard_words import Words

ROOM = Path(__file__).parents[3] / "ledger/rulebook"
CARD = parse_scorecard((ROOM / "sba-7a-1.json").read_bytes())
WORDS = Words.parse((ROOM / "scorecard_words.json").read_bytes())
NAMES = tuple(part.name for part in CARD.characteristics)

ENDS = [
    sorted({end for one in part.bins for pair in one.ranges for end in pair}) for part in CARD.characteristics
]
"""Of each characteristic: both ends of every range."""

ASKED = product(*([*ends, None] for ends in ENDS[:3]), [11, 44, None])
SCORES = [CARD.score(dict(zip(NAMES, values, strict=True))) for values in ASKED]


def test_gaps_sum_exactly_to_what_the_best_score_is_above():
    for found in SCORES:
        told = reasons(CARD, found)
        assert sum(reason.gap for reason in told) == CARD.best - found.total
        assert sorted(reason.characteristic for reason in told) == sorted(NAMES)
        assert all(reason.gap >= 0 and reason.gap == reason.best - reason.points for reason in told)


def test_the_largest_gap_comes_first():
    for found in SCORES:
        gaps = [reason.gap for reason in reasons(CARD, found)]
        assert gaps == sorted(gaps, reverse=True)


def rank(score: Score) -> int:
    return [name for name, _ in CARD.bands].index(score.band)


def with_(found: Score, name: str, value: int) -> Score:
    return CARD.score(dict(zip(NAMES, found.inputs, strict=True)) | {name: value})


def test_a_change_does_what_it_says():
    told = [(found, change) for found in SCORES for change in changes(CARD, found)]
    assert told
    for found, change in told:
        then = with_(found, change.characteristic, change.to)
        assert (then.total, then.band) == (change.total, change.band)
        assert then.total - found.total == change.gain
        assert rank(then) < rank(found)


def test_no_nearer_value_would_do():
    for found in SCORES:
        told = {change.characteristic: change for change in changes(CARD, found)}
        for at, part in enumerate(CARD.characteristics):
            own = found.inputs[at]
            if own is None or not part.changeable:
                assert part.name not in told
                continue
            enough = [value for value in ENDS[at] if rank(with_(found, part.name, value)) < rank(found)]
            if part.name in told:
                assert abs(told[part.name].to - own) == min(abs(value - own) for value in enough)
            else:
                assert enough == []


def test_one_step_nearer_is_not_enough():
    """The ends of ranges are not the only values: the one just before the value told is not enough either."""
    for found in SCORES:
        for change in changes(CARD, found):
            nearer = change.to + (1 if change.to < change.value else -1)
            assert rank(with_(found, change.characteristic, nearer)) >= rank(found)


def test_the_fewest_steps_come_first():
    several = [told for found in SCORES if len(told := changes(CARD, found)) > 1]
    assert several
    for told in several:
        assert [(change.steps, change.gain) for change in told] == sorted(
            (one.steps, one.gain) for one in told
        )


def test_a_change_by_hand():
    """$40,000 (-25), one employee (3), established (-8), retail (-11): 473, band E; D begins at 486."""
    found = CARD.score({"amount": 4_000_000, "employees": 1, "age": 1, "sector": 44})
    (change,) = changes(CARD, found)
    assert (found.total, found.band) == (473, "E")
    assert (change.to, change.gain, change.total, change.band) == (3_500_000, 21, 494, "D")


def test_the_best_band_has_no_way_up():
    top = [found for found in SCORES if found.band == CARD.bands[0][0]]
    assert top
    assert [changes(CARD, found) for found in top] == [()] * len(top)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_sentence_can_be_said(language):
    words = WORDS[language]
    for found in SCORES:
        told = [words.reason(reason) for reason in reasons(CARD, found)]
        told += [words.risk(found), *words.ways_up(CARD, found)]
        assert len(told) >= len(NAMES) + 2
        assert all(sentence and "{" not in sentence and "None" not in sentence for sentence in told)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_value_that_scores_has_a_name(language):
    sectors = [pair[0] for one in CARD.characteristics[3].bins for pair in one.ranges]
    named = {WORDS[language].value("sector", sector) for sector in sectors}
    assert len(named) == len(sectors)
    assert WORDS[language].value("age", 1) != WORDS[language].value("age", 2)


def test_both_languages_have_the_same_words():
    def keys(table, path=()):
        if isinstance(table, str):
            return {path}
        return set().union(*(keys(part, (*path, key)) for key, part in table.items()))

    assert keys(WORDS["en"].table) == keys(WORDS["zh"].table)


def test_words_by_hand():
    found = CARD.score({"amount": 4_000_050, "employees": 1, "age": 1, "sector": 44})
    english, chinese = WORDS["en"], WORDS["zh"]
    assert (
        english.reason(reasons(CARD, found)[0])
        == "You asked for $40,000.50. Points lost against the best group: 45."
    )
    assert english.ways_up(CARD, found) == [
        "Had you asked for $35,000, all else the same, the score would be 494: band D."
    ]
    assert chinese.ways_up(CARD, found) == [
        "如果申请金额为 35,000 美元，其他条件不变，则评分为 494，等级为 D。"
    ]
    assert english.risk(found) == "By the sample, about 37.06 % of the loans with this score are charged off."
