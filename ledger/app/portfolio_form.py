"""Portfolios as JSON values: whole minor units, shares in bp, days in ISO 8601."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from ledger.app.portfolio import Portfolio
from ledger.app.portfolio_lenders import UNKNOWN, Elsewhere
from ledger.app.portfolio_loans import LoanBook, Remark
from ledger.app.portfolio_supervised import Supervised
from ledger.attest.canonical import Json
from ledger.core.day import iso
from ledger.core.history import Counterparty
from ledger.rulebook.ageing import Ageing
from ledger.rulebook.book import Book
from ledger.rulebook.concentration import Concentration
from ledger.rulebook.defaults import PrcClass, Standing
from ledger.rulebook.ecl import BUCKETS, Provision
from ledger.rulebook.obligors import Obligor
from ledger.rulebook.roll_rates import TO, Row
from ledger.rulebook.rulebook import Rulebook
from ledger.rulebook.small_cells import Published
from ledger.rulebook.told_sums import ALL
from ledger.rulebook.vintage import Vintage

TOTAL = "all"
"""What the row and the column of totals are called."""


def portfolio_form(found: Portfolio, across: Mapping[Counterparty, Elsewhere]) -> dict[str, Json]:
    """A lender's portfolio, and what is known of its borrowers' debts to other lenders."""
    return {
        "lender": found.lender,
        "as_of": iso(found.as_of),
        "rulebook": rulebook_form(found.rulebook),
        "not_in_books": {"sealed": found.sealed, "claims": found.claims},
        "partly_sealed": found.partly,
        "books": {currency: book_form(own, found.names, across) for currency, own in found.books.items()},
    }


def book_form(
    book: Book, names: Mapping[Counterparty, str], across: Mapping[Counterparty, Elsewhere] | None
) -> dict[str, Json]:
    """One currency. Without `across` nothing is said of other lenders; of who is not in it, nothing is known."""
    return {
        "obligations": book.obligations,
        "balance": book.balance,
        "ageing": _ageing(book.ageing),
        "disputed": book.disputed,
        "written_off": book.written_off,
        "not_called": book.not_called,
        "concentration": {**_concentration(book.concentration), "largest_ten": book.largest_ten},
        "obligors": [
            {
                **_obligor(one, names.get(one.name, "")),
                "across_lenders": None if across is None else _elsewhere(across.get(one.name, UNKNOWN)),
            }
            for one in book.obligors
        ],
        "roll_rates": {state.value: _row(row) for state, row in book.rolls.items()},
        "vintages": [_vintage(one) for one in book.vintages],
        "utilisation": None if book.utilisation is None else asdict(book.utilisation),
        "provision": None if book.provision is None else _provision(book.provision),
    }


def loan_book_form(book: LoanBook) -> dict[str, Json]:
    """Loans out of a file, one currency."""
    return {
        "loans": book.loans,
        "agreed": book.agreed,
        "drawn": {"loans": book.drawn, "amount": book.drawn_amount, "of_agreed": book.used},
        "charged_off": {
            "loans": book.lost,
            "amount": book.lost_amount,
            "by_count": book.lost_share,
            "by_loss": book.loss_share,
        },
        "concentration": _concentration(book.concentration),
        "vintages": [_vintage(one) for one in book.vintages],
    }


def rulebook_form(rulebook: Rulebook) -> dict[str, Json]:
    """By which definitions and numbers."""
    return {"id": rulebook.id, "hash": f"0x{rulebook.hash().hex()}"}


def remark_form(remark: Remark) -> dict[str, Json]:
    """Where a file contradicts itself."""
    return {"where": remark.where, "field": remark.field, "rule": remark.rule, "text": remark.text}


def supervised_form(found: Supervised) -> dict[str, Json]:
    """What may be published: null stands for a suppressed cell, a cell that is not there is empty."""
    return {
        "as_of": iso(found.as_of),
        "coverage": asdict(found.coverage),
        "suppression": asdict(found.limits),
        "tables": [
            {"currency": currency, "standing": standing.value, "cells": _cells(table)}
            for (currency, standing), table in found.tables.items()
        ],
    }


def _cells(table: Published) -> dict[str, Json]:
    """Rows, months of issue, by column, buckets."""
    rows: dict[str, dict[str, Json]] = {row or TOTAL: {} for row in (*table.rows, ALL)}
    for (row, column), cell in table.cells.items():
        shown: Json = None if cell is None else {"obligations": cell[0], "amount": cell[1]}
        rows[row or TOTAL][column or TOTAL] = shown
    return dict(rows)


def _ageing(aged: Ageing) -> dict[str, Json]:
    return _by_bucket((aged.current, *aged.overdue))


def _by_bucket(values: Sequence[Json]) -> dict[str, Json]:
    return dict(zip(BUCKETS, values, strict=True))


def _concentration(found: Concentration | None) -> dict[str, Json]:
    if found is None:
        return {"herfindahl": None, "largest": None}
    return {"herfindahl": found.herfindahl, "largest": found.largest}


def _obligor(one: Obligor, name: str) -> dict[str, Json]:
    return {
        "obligor": one.name,
        "name": name or None,
        "balance": one.balance,
        "share": one.share,
        "overdue": one.overdue,
        "days_late": one.days_late,
        "default_since": _day(one.default_since),
        "clocks": {
            "eu": {"since": _day(one.eu_since), "rule": "factoring" if one.factored else "eu_90"},
            "eu_retail": {"since": _day(one.eu_retail_since)},
            "ifrs9": _standing(one.ifrs9),
            "prc": {**_standing(one.prc), "class": PrcClass(one.prc.level).name.lower()},
            "written_off": {"since": _day(one.written_off_since)},
        },
        "non_performing": one.non_performing,
    }


def _elsewhere(found: Elsewhere) -> dict[str, Json]:
    return {
        "answer": found.answer.value,
        "other_lenders": found.lenders,
        "read_in_full": found.complete,
        "debts": {currency: {"owed": debt.owed, "late": debt.late} for currency, debt in found.debts.items()},
    }


def _standing(found: Standing) -> dict[str, Json]:
    return {"level": found.level, "since": _day(found.since)}


def _day(day: int | None) -> Json:
    return None if day is None else iso(day)


def _row(row: Row) -> dict[str, Json]:
    names = [state.value for state in TO]
    return {
        "obligations": row.obligations,
        "amount": row.amount,
        "by_count": dict(zip(names, row.by_count, strict=True)),
        "by_amount": dict(zip(names, row.by_amount, strict=True)),
    }


def _vintage(one: Vintage) -> dict[str, Json]:
    return {
        "cohort": one.cohort,
        "booked": one.booked,
        "amount": one.amount,
        "months": list(one.months),
        "by_count": list(one.by_count),
        "by_amount": list(one.by_amount),
        "by_loss": list(one.by_loss),
    }


def _provision(found: Provision) -> dict[str, Json]:
    return {
        "carried": _ageing(found.balances),
        "rates": _by_bucket([f"{rate.numerator}/{rate.denominator}" for rate in found.rates]),
        "provided": _by_bucket(found.provided),
        "total": found.total,
    }
