"""Writes the definitions of docs/rulebook.md from the docstrings of ledger/rulebook.

python -m scripts.rulebook_page > page.md && mv page.md docs/rulebook.md
"""

import doctest
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

from ledger.rulebook import (
    ageing,
    concentration,
    coverage,
    cross_lender,
    dbt,
    defaults,
    dso,
    ecl,
    evidence,
    factoring,
    figures,
    headline,
    late_payment,
    late_payment_eu,
    month_end,
    movement,
    on_time,
    position,
    promptness,
    roll_rates,
    status_string,
    turnover,
    utilisation,
    vintage,
)

PAGE = Path(__file__).parents[1] / "docs" / "rulebook.md"
BEGIN = "<!-- begin: written by scripts/rulebook_page.py from the docstrings of ledger/rulebook -->"
END = "<!-- end -->"
WIDTH = 170

FIGURES: dict[str, tuple[Callable[..., object], ...]] = {
    "scope": (position.first_day, position.Position.weights, figures.figures_of),
    "grade": (position.position,),
    "dispute": (position.disputed, headline.contested),
    "promptness": (promptness.promptness, promptness.points),
    "dbt": (dbt.dbt,),
    "ageing": (ageing.ageing,),
    "bucket_dbt": (ageing.bucket_dbt,),
    "on_time": (on_time.on_time_by_count, on_time.on_time_by_amount),
    "dso": (dso.dso,),
    "turnover": (turnover.turnover, turnover.trend),
    "concentration": (concentration.concentration,),
    "evidence": (evidence.evidence, evidence.late_recorded),
    "status": (status_string.status_string,),
    "roll_rates": (roll_rates.roll_rates, month_end.state_on, month_end.open_on),
    "vintages": (vintage.vintages, movement.booked_of),
    "utilisation": (utilisation.utilisation,),
    "coverage": (coverage.coverage,),
    "default.eu_90": (defaults.eu_default_since,),
    "default.eu_factoring": (factoring.factoring_default_since,),
    "default.ifrs9": (defaults.ifrs9_stage,),
    "default.prc": (defaults.prc_class, defaults.prc_non_performing),
}
"""By definition, the functions whose docstrings say what it is."""

BESIDE: dict[str, tuple[Callable[..., object], ...]] = {
    "ecl": (ecl.provision,),
    "cross_lender": (cross_lender.cross_lender,),
    "late_payment": (late_payment.deadline, late_payment.daily_rate, late_payment.late_payment),
    "late_payment_eu": (late_payment_eu.deadline, late_payment_eu.late_payment),
}
"""The same of what no attestation carries."""
BESIDE_HEAD = """## 7. Beside the figures
In no attestation and no hash: a lender's own losses and the rule across lenders ([portfolio.md](portfolio.md)), and
claims ([late-payment.md](late-payment.md))."""


def page(before: str) -> str:
    """The page with its marked part written anew."""
    head, mark, rest = before.partition(BEGIN)
    _, close, tail = rest.partition(END)
    if not (mark and close):
        raise SystemExit(f"{PAGE}: the marks of the written part are gone")
    return f"{head}{BEGIN}\n{block()}\n{END}{tail}"


def block() -> str:
    """Every figure: formula, units, source, and the example that runs."""
    return "\n\n".join([*_entries(FIGURES), BESIDE_HEAD, *_entries(BESIDE)])


def _entries(figures: dict[str, tuple[Callable[..., object], ...]]) -> Iterator[str]:
    return (_entry(name, functions) for name, functions in figures.items())


def _entry(name: str, functions: tuple[Callable[..., object], ...]) -> str:
    parts = [f"### `{name}`"]
    for function in functions:
        title = f"**{function.__name__}** (`{function.__module__.replace('.', '/')}.py`): "
        parts += [title + text if not index else text for index, text in enumerate(_paragraphs(function))]
    return "\n\n".join(parts)


def _paragraphs(function: Callable[..., object]) -> Iterator[str]:
    """Prose as lines of the page, examples as code."""
    for piece in doctest.DocTestParser().parse(_dedented(function)):
        if isinstance(piece, doctest.Example):
            continue
        for paragraph in re.split(r"\n\s*\n", piece.strip()):
            if paragraph.strip():
                yield textwrap.fill(_escaped(" ".join(paragraph.split())), WIDTH, break_long_words=False)
    examples = doctest.DocTestParser().get_examples(_dedented(function))
    if examples:
        yield "```python\n" + "".join(map(_typed, examples)).rstrip() + "\n```"


def _dedented(function: Callable[..., object]) -> str:
    return inspect.getdoc(function) or ""


def _typed(example: doctest.Example) -> str:
    first, *more = example.source.splitlines()
    return "\n".join([f">>> {first}", *(f"... {line}" for line in more)]) + f"\n{example.want}"


def _escaped(text: str) -> str:
    """A star outside code is a multiplication, not a mark."""
    code = re.split(r"(`[^`]*`)", text)
    return "".join(part if index % 2 else part.replace(" * ", " · ") for index, part in enumerate(code))


if __name__ == "__main__":
    sys.stdout.write(page(PAGE.read_text("utf-8")))
