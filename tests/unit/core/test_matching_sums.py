"""A sum of open amounts stands for a payment only if there is one choice, and it can hardly be chance."""

from ledger.core.matching_sums import MOST, is_no_chance, only_sum


def test_the_only_choice_that_adds_up_is_found() -> None:
    assert only_sum([10_01, 20_02, 40_04], 50_05) == (0, 2)
    assert only_sum([10_01, 20_02, 40_04], 50_06) == ()


def test_two_choices_are_none() -> None:
    assert only_sum([10_00, 20_00, 30_00], 30_00) == ()


def test_no_more_than_some_are_tried() -> None:
    amounts = [1 << power for power in range(MOST + 1)]
    assert only_sum(amounts[:-1], 3) == (0, 1)
    assert only_sum(amounts, 3) == ()


def test_few_odd_amounts_meet_no_sum_by_chance() -> None:
    assert is_no_chance([61_43, 72_19], 133_62)


def test_many_or_round_amounts_do() -> None:
    assert not is_no_chance([6_43 + number * 1_13 for number in range(8)], 15_11)
    assert not is_no_chance([100_00, 200_00], 300_00)
    assert not is_no_chance([], 0)
