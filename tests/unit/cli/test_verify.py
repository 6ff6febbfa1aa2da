"""`tradeline verify`: what a credit officer reads."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.cli.shown_figures import shown_table
from ledger.core.history import Counterparty
from ledger.rulebook.rulebook import KNOWN, Rulebook, figures
from ledger.rulebook.worked import invoice
from tests.attacks.exhibit import FOLDER, exhibit
from tests.unit.cli.spoken import run


def verified(file: Path, at: int | None = None) -> tuple[int, str]:
    at = exhibit("large").now if at is None else at
    result = run("verify", file, "--trust", FOLDER / "trust.json", "--at", at)
    return result.exit_code, result.stdout


def row(text: str, title: str) -> list[str]:
    line = next(line for line in text.splitlines() if line.startswith(title))
    return [cell.strip() for cell in line.split("│")]


def test_the_figures_stand_under_the_steps_and_the_verdict_names_its_step() -> None:
    code, text = verified(FOLDER / "large.dossier.json")
    shown = exhibit("large").untampered.shown
    figures, minimum = json.loads(json.dumps([shown["figures"], shown["minimum"]]))
    own, least = figures["is_paid.EUR.headline"]["all"], minimum["is_paid.EUR"]
    assert code == 3
    assert "figures of Casa Ejemplo Crédito on " in text and ", by tradeline-1\n" in text
    text = text[text.index("is paid EUR") :]
    assert row(text, "obligations")[-1] == str(own["obligations"])
    index = least["promptness"]["headline"]["all"]
    assert row(text, "promptness index")[-1] == f"{index // 100}.{index % 100:02d}"
    late = least["evidence"]["late_recorded"]
    assert row(text, "recorded late")[-1] == f"{late // 100}.{late % 100:02d} %"
    assert "\nverdict: not established as of block" in text
    assert text.endswith(": step 3\n")


def test_figures_without_enough_evidence_say_so() -> None:
    code, text = verified(FOLDER / "small.dossier.json")
    assert code == 3
    assert "insufficient" in row(text, "promptness index")


def test_where_nothing_was_recorded_no_share_is_claimed() -> None:
    shown = json.loads(json.dumps(exhibit("large").untampered.shown))
    least = shown["minimum"]["is_paid.EUR"]
    whole = shown_table("is paid EUR", "EUR", least, {})
    least["evidence"]["grades"] = {"A": None, "AB": None}
    nothing = shown_table("is paid EUR", "EUR", least, {})
    assert next(iter(whole.columns[3].cells)) == "100.00 %"
    assert [next(iter(column.cells)) for column in nothing.columns[1:]] == ["-", "-", "-"]


@pytest.mark.parametrize("book", list(KNOWN.values()), ids=lambda book: book.id)
def test_days_sales_outstanding_read_the_same_however_a_rulebook_writes_them(book: Rulebook) -> None:
    sold = [
        replace(
            invoice(1200, due=50, issued=20, number=number, paid=[(50, 800)]), counterparty=Counterparty(who)
        )
        for number, who in enumerate("aab")
    ]
    found = figures(sold, 60, book)
    [least], [sets, _] = found.minimum().values(), found.published().values()
    table = shown_table("is paid EUR", "EUR", least, sets)
    rows = dict(zip(*(list(table.columns[place].cells) for place in (0, 3)), strict=True))
    assert rows["days sales outstanding"] == "30.00"


@pytest.mark.parametrize("kept", [1.0, 0.5])
def test_of_what_is_refused_no_figure_is_shown(tmp_path: Path, kept: float) -> None:
    data = exhibit("large").data
    file = tmp_path / "given.dossier.json"
    file.write_bytes(data[: int(len(data) * kept)])
    code, text = verified(file, at=exhibit("large").now + 365 * 86_400)
    assert code == 1
    assert "figures of" not in text
    assert "promptness" not in text
    assert "verdict: refused" in text
