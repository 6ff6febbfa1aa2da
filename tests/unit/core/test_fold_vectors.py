"""Every history of tests/vectors/fold.json folds to the codes, states and figures that were reasoned for it."""

import copy
from typing import Any

import pytest

from ledger.core.effect import Code
from scripts.fold_vectors import cases, differences

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_history_folds_to_what_was_reasoned(case: dict[str, Any]) -> None:
    assert list(differences(case)) == []


def test_every_code_occurs_in_some_history() -> None:
    occurring = {said.get("code", "applied") for case in CASES for said in case["entries"]}
    assert occurring == {code.value for code in Code}


def test_a_wrong_expectation_would_be_seen() -> None:
    case = copy.deepcopy(CASES[0])
    case["entries"][0]["code"] = "void-malformed"
    case["state"]["obligations"]["i1"]["amount"] = 10_001
    found = list(differences(case))
    assert found[0] == "open: expected void-malformed, got applied"
    assert found[1] == "state/obligations/i1/amount: expected 10001, got 10000"
