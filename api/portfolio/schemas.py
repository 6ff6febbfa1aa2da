"""Portfolios as JSON. Whole minor units, shares in basis points, days in ISO 8601 (docs/portfolio.md)."""

from typing import Annotated, Any

from pydantic import Field

from api.forms import KNOWN, Form, IsoDay, Known, MemberNumber, shown_as
from api.histories.schemas import RulebookForm

_BOOK = {
    "obligations": 2,
    "balance": 108_000,
    "ageing": {"current": 50_000, "1-30": 30_000, "31-60": 8_000, "61-90": 0, "91+": 20_000},
    "disputed": 0,
    "written_off": 0,
    "not_called": 0,
    "concentration": {"herfindahl": 6250, "largest": 7500, "largest_ten": 10_000},
    "obligors": [],
    "roll_rates": {},
    "vintages": [],
    "utilisation": None,
    "provision": None,
}


class NotInBooks(Form):
    """Obligations that no figure counts: sealed to the member, or claims that it has not agreed to."""

    sealed: int
    claims: int


class PortfolioForm(Form):
    """What a member is owed, as creditor or holder, a book a currency."""

    model_config = shown_as(
        {
            "lender": 11,
            "as_of": "2026-06-30",
            "known": KNOWN,
            "rulebook": {"id": "tradeline-3", "hash": "0x" + "7b" * 32},
            "not_in_books": {"sealed": 0, "claims": 0},
            "partly_sealed": 0,
            "books": {"EUR": _BOOK},
        }
    )
    lender: MemberNumber
    as_of: IsoDay
    known: Known
    rulebook: RulebookForm
    not_in_books: NotInBooks
    partly_sealed: Annotated[
        int, Field(description="Obligations in the books of which some entry is sealed.")
    ]
    books: dict[str, dict[str, Any]]


class CoverageForm(Form):
    """What the tables rest on: counted as the chain shows it."""

    members: int
    tradelines: int
    obligations: int
    sealed: int
    void: int
    claims: int


class SuppressionForm(Form):
    """When a cell tells of too few: see docs/portfolio.md."""

    contributors: int
    largest: int
    share_bp: int
    within_bp: int


class CellForm(Form):
    """How many obligations are open, and how much: minor units."""

    obligations: int
    amount: int


class TableForm(Form):
    """Open balances of one currency by month of issue, then by days past due; `all` are totals, null is suppressed."""

    currency: str
    standing: Annotated[str, Field(description="Between members, or on which side an outside party stands.")]
    cells: dict[str, dict[str, CellForm | None]]


class SupervisedForm(Form):
    """What may be published of all members."""

    model_config = shown_as(
        {
            "as_of": "2026-06-30",
            "known": KNOWN,
            "coverage": {
                "members": 40, "tradelines": 90, "obligations": 700, "sealed": 30, "void": 0, "claims": 4
            },
            "suppression": {"contributors": 5, "largest": 2, "share_bp": 8500, "within_bp": 1000},
            "tables": [
                {
                    "currency": "EUR",
                    "standing": "between members",
                    "cells": {"all": {"all": {"obligations": 666, "amount": 81_320_000}, "91+": None}},
                }
            ],
        }
    )  # fmt: skip
    as_of: IsoDay
    known: Known
    coverage: CoverageForm
    suppression: SuppressionForm
    tables: list[TableForm]
