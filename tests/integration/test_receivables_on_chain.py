"""A real receivables ledger through file, vault, chain and index: the figures are the oracle's, digit for digit."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from demo_run.consortium import found

from ledger.app.booking import Action, book
from ledger.app.prepare import prepare
from ledger.attest.account import account, recompute
from ledger.attest.contents import contents_of
from ledger.chain.engines.anvil import anvil
from ledger.core.day import day_of
from ledger.core.grade import UNRELATED
from ledger.core.history import Side
from ledger.documents.door import read_file
from ledger.documents.shelf import profile_named
from ledger.rulebook.figure_set import FigureSet, Population
from ledger.rulebook.position import Grades
from ledger.rulebook.rulebook import STANDARD
from tests.oracles.figures import figures as oracle
from tests.oracles.receivables import read as oracle_read

FILE = Path(__file__).parents[3] / "shared" / "data" / "receivables" / "accounts_receivable.csv"
PLAN: dict[str, Any] = {
    "members": [
        {"key": "owner", "name": "Owner of the ledger", "role": "sme", "ids": ["own:owner"], "host": None},
    ],
    "steps": [],
}
DAYS = (date(2012, 12, 31), date(2013, 6, 30), date(2013, 12, 31))


@pytest.mark.skipif(not FILE.exists(), reason="../shared is not beside the checkout")
def test_receivables_through_chain_and_index_give_the_oracles_integers(tmp_path: Path) -> None:
    reading = read_file(FILE.name, FILE.read_bytes(), profile_named("receivables"))
    with anvil() as engine, found(engine, PLAN, tmp_path, lambda _: None) as consortium:
        owner = consortium.firms["owner"]
        booked = book(owner.node.clerk(owner.number), reading.drafts)
        assert {item.action for item in booked} == {Action.RECORDED}
        owner.node.flush()
        position = owner.node.index.position()
        assert position is not None
        statement = prepare(owner.node.desk, owner.number, position.number)
    place = consortium.deployment.contracts.place
    contents = {item.id: contents_of(place, item) for item in statement.tradelines}
    history = account(owner.number, statement.lists, statement.tradelines, contents, UNRELATED)
    invoices = oracle_read(FILE)
    for day in DAYS:
        as_of = day_of(day)
        expected = oracle(invoices, as_of)["USD"]
        found_set = recompute(history, as_of, STANDARD)
        assert expected["headline"]["evidence"]["obligations"] > 100
        assert flat(found_set, Population.HEADLINE) == _asked(expected["headline"])
        assert flat(found_set, Population.INCLUDING_DISPUTED) == _asked(expected["including_disputed"])


def flat(figures: FigureSet, population: Population) -> dict[str, Any]:
    """The product's figures under the oracle's names."""
    item = figures.figures[Side.IS_PAID, "USD"].sets[population, Grades.ALL]
    assert item.concentration is not None and item.open_concentration is not None
    turned = item.turnover
    return {
        "evidence": {
            "obligations": item.weighed_obligations,
            "counterparties": item.weighed_counterparties,
            "publishable": item.publishable,
        },
        "promptness": item.promptness,
        "dbt": item.dbt,
        "bucket_dbt": item.bucket_dbt,
        "ageing": {
            "current": item.ageing.current,
            "1-30": item.ageing.days_1_30,
            "31-60": item.ageing.days_31_60,
            "61-90": item.ageing.days_61_90,
            "91+": item.ageing.days_91,
        },
        "on_time_count": item.on_time_by_count,
        "on_time_amount": item.on_time_by_amount,
        "dso": item.dso,
        "concentration": {
            "herfindahl": item.concentration.herfindahl,
            "largest": item.concentration.largest,
        },
        "open_concentration": {
            "herfindahl": item.open_concentration.herfindahl,
            "largest": item.open_concentration.largest,
        },
        "turnover": {
            "sales": dict(zip(turned.months, turned.sales, strict=True)),
            "receipts": dict(zip(turned.months, turned.receipts, strict=True)),
            "sales_trend": (turned.sales_trend.numerator, turned.sales_trend.denominator),
            "receipts_trend": (turned.receipts_trend.numerator, turned.receipts_trend.denominator),
        },
    }


def _asked(expected: dict[str, Any]) -> dict[str, Any]:
    assert expected.keys() == flat_keys()
    return expected


def flat_keys() -> set[str]:
    """Every figure of the oracle is compared."""
    return {
        "evidence",
        "promptness",
        "dbt",
        "bucket_dbt",
        "ageing",
        "on_time_count",
        "on_time_amount",
        "dso",
        "concentration",
        "open_concentration",
        "turnover",
    }
