"""docs/rulebook.md says what the code says: its formulas are the docstrings, its examples run."""

import doctest
import sys
from pathlib import Path

import pytest

from ledger.rulebook.definitions import THIRD
from scripts.rulebook_page import BEGIN, BESIDE, FIGURES, block, page

PAGE = Path(__file__).parents[3] / "docs" / "rulebook.md"
AS_ANOTHER = {"default.eu_90_retail"}
"""The same clock by another number."""


def test_the_page_is_the_one_that_the_docstrings_make() -> None:
    text = PAGE.read_text("utf-8")
    assert page(text) == text, "python -m scripts.rulebook_page > page.md && mv page.md docs/rulebook.md"


def test_another_word_in_a_docstring_would_be_seen() -> None:
    text = PAGE.read_text("utf-8")
    assert page(text.replace("in centi-points, over the weights", "over the weights")) == text


def test_every_definition_is_there() -> None:
    assert set(FIGURES) == set(THIRD) - AS_ANOTHER


def test_every_figure_has_a_formula_or_rule_and_an_example_that_runs() -> None:
    for entry in block().split("\n\n### "):
        assert "```python" in entry, entry.splitlines()[0]
    for functions in (*FIGURES.values(), *BESIDE.values()):
        for function in functions:
            shown = doctest.DocTestFinder(recurse=False).find(
                function, globs=vars(sys.modules[function.__module__])
            )
            ran = [doctest.DocTestRunner(verbose=False).run(one) for one in shown]
            assert sum(one.attempted for one in ran) and not sum(one.failed for one in ran), function


def test_a_page_without_its_marks_is_refused() -> None:
    with pytest.raises(SystemExit):
        page(PAGE.read_text("utf-8").replace(BEGIN, ""))
