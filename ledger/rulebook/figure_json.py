"""Figures as JSON values: whole numbers, amounts as the caller writes them."""

from collections.abc import Callable, Mapping, Sequence

from ledger.rulebook.concentration import Concentration
from ledger.rulebook.coverage import Coverage
from ledger.rulebook.default_shares import Counted, Defaults
from ledger.rulebook.defaults import Standing
from ledger.rulebook.evidence import Evidence
from ledger.rulebook.figures import Figures
from ledger.rulebook.movement import Movement
from ledger.rulebook.utilisation import Utilisation

Json = Mapping[str, "Json"] | Sequence["Json"] | str | int | bool | None
Amount = Callable[[int], Json]


def figures_json(item: Figures, amount: Amount) -> dict[str, Json]:
    """One set of figures."""
    turned = item.turnover
    return {
        "publishable": item.publishable,
        "obligations": item.obligations,
        "weighed": {"obligations": item.weighed_obligations, "counterparties": item.weighed_counterparties},
        "promptness": item.promptness,
        "dbt": item.dbt,
        "bucket_dbt": item.bucket_dbt,
        "ageing": {
            "current": amount(item.ageing.current),
            "1-30": amount(item.ageing.days_1_30),
            "31-60": amount(item.ageing.days_31_60),
            "61-90": amount(item.ageing.days_61_90),
            "91+": amount(item.ageing.days_91),
        },
        "on_time": {"by_count": item.on_time_by_count, "by_amount": item.on_time_by_amount},
        "dso": item.dso if item.movement is None else _rate(item.dso, amount),
        "turnover": {
            "months": list(turned.months),
            "sales": [amount(value) for value in turned.sales],
            "receipts": [amount(value) for value in turned.receipts],
            "sales_trend": [amount(turned.sales_trend.numerator), amount(turned.sales_trend.denominator)],
            "receipts_trend": [
                amount(turned.receipts_trend.numerator),
                amount(turned.receipts_trend.denominator),
            ],
        },
        "concentration": concentration_json(item.concentration),
        "open_concentration": concentration_json(item.open_concentration),
        **({} if item.movement is None else _movement(item.movement, amount)),
    }


def _movement(item: Movement, amount: Amount) -> dict[str, Json]:
    return {
        "status": status_json(item),
        "roll_rates": {
            state.value: {
                "obligations": row.obligations,
                "amount": amount(row.amount),
                "by_count": list(row.by_count),
                "by_amount": list(row.by_amount),
            }
            for state, row in item.roll_rates.items()
        },
        "vintages": {
            one.cohort: {
                "obligations": one.booked,
                "amount": amount(one.amount),
                "by_count": list(one.by_count),
                "by_balance": list(one.by_loss),
            }
            for one in item.vintages
        },
    }


def status_json(item: Movement) -> dict[str, Json]:
    """The string, and of how many obligations it tells."""
    told = item.told
    return {
        "months": item.status,
        "obligations": told.obligations,
        "disputed": told.disputed,
        "credited": told.credited,
    }


def utilisation_json(item: Utilisation | None, amount: Amount) -> Json:
    """Null where nothing could be drawn in the window, and nothing was."""
    if item is None:
        return None
    return {
        "facilities": item.facilities,
        "limit": amount(item.limit),
        "drawn": amount(item.drawn),
        "current": _rate(item.current, amount),
        "peak": _rate(item.peak, amount),
        "weighted": _rate(item.weighted, amount),
    }


def coverage_json(item: Coverage | None, amount: Amount) -> Json:
    """Null where no agent says anything."""
    if item is None:
        return None
    return {
        "months": item.months,
        "agents": item.agents,
        "confirmed": amount(item.confirmed),
        "explained": amount(item.explained),
        "share": item.share,
    }


def _rate(value: int | None, amount: Amount) -> Json:
    """One without a bound is written as an amount is: it may pass 2^53 too."""
    return None if value is None else amount(value)


def concentration_json(item: Concentration | None) -> Json:
    """Null without a weight."""
    return None if item is None else {"herfindahl": item.herfindahl, "largest": item.largest}


def evidence_json(item: Evidence, amount: Amount) -> dict[str, Json]:
    """What is never withheld."""
    return {
        "obligations": item.obligations,
        "amount": amount(item.amount),
        "grades": {"A": item.grade_a, "AB": item.grade_ab},
        "late_recorded": item.late_recorded,
        "related": item.related,
        "reciprocal": item.reciprocal,
        "new": item.new,
        "largest": item.largest,
        "disputed": {"obligations": item.disputed_obligations, "share": item.disputed},
        "written_off": {
            "obligations": item.written_off_obligations,
            "amount": amount(item.written_off_amount),
        },
        "credited": {
            "obligations": item.credited_obligations,
            "amount": amount(item.credited_amount),
        },
        "claims": {
            "obligations": item.claims,
            "amount": amount(item.claims_amount),
            "overdue": amount(item.claims_overdue),
        },
    }


def defaults_json(item: Defaults, amount: Amount) -> dict[str, Json]:
    """The clocks; null where one does not run in this currency."""
    eu = None
    if item.eu is not None:
        eu = {**_standing(item.eu), "obligors": item.eu_obligors}
    later: dict[str, Json] = {}
    if item.later is not None:
        later = {
            "eu_90_retail": _counted(item.later.eu_retail),
            "eu_factoring": _counted(item.later.eu_factoring),
        }
    return {
        "obligors": item.obligors,
        "eu_90": eu,
        "ifrs9": {**_standing(item.ifrs9), "stage_3_obligors": item.ifrs9_stage_3},
        "prc": {**_standing(item.prc), "non_performing": amount(item.prc_non_performing)},
        **later,
    }


def _counted(item: Counted | None) -> Json:
    return None if item is None else {**_standing(item.standing), "obligors": item.obligors}


def _standing(item: Standing) -> dict[str, Json]:
    return {"level": item.level, "since": item.since}
