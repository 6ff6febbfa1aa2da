"""Every pair of published invoices: one tag exactly where number and issue day are one, respelled or not."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations, product
from pathlib import Path

import pytest

from ledger.core.day import Day, day_of
from ledger.core.drafts import InvoiceDraft
from ledger.core.ids import Member
from ledger.documents import read_file
from ledger.proof.obligation_id import invoice_alpha
from tests.oracles.invoices import extract

SAMPLES = Path(__file__).parents[2] / "samples"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "ubl"
SELLER = Member(7)
"""Of all: other sellers' invoices have other tags by that alone."""

RESPELLED: dict[str, Callable[[str], str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "spaces": lambda number: f"  {number} ",
    "no-break": lambda number: f"\u00a0{number}\u2009",
    "decomposed": lambda number: unicodedata.normalize("NFKD", number),
    "fullwidth": lambda number: number.translate({one: one + 0xFEE0 for one in range(0x21, 0x7F)}),
    "invisible": lambda number: "\u200b".join(number),
    "zeros": lambda number: re.sub(r"\d+", lambda digits: "00" + digits[0], number),
    "slashes": lambda number: re.sub(r"[-/_. ]", "/", number),
    "doubled": lambda number: re.sub(r"[-/_. ]", r"\g<0>\g<0>", number),
}


@pytest.mark.parametrize(
    "folder",
    [
        SAMPLES,
        pytest.param(
            SHARED,
            marks=pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not there"),
        ),
    ],
    ids=["samples", "published"],
)
def test_one_tag_for_one_invoice_and_another_for_every_other(folder: Path) -> None:
    invoices = dict(_invoices(folder))
    assert len(invoices) >= 5
    for (one, first), (other, second) in combinations(invoices.items(), 2):
        same = _said(folder / one) == _said(folder / other)
        assert (_alpha(first) == _alpha(second)) is same, (one, other)
    for (one, first), (other, second) in product(invoices.items(), repeat=2):
        same = _said(folder / one) == _said(folder / other)
        for name, respell in RESPELLED.items():
            respelled = invoice_alpha(SELLER, respell(first.number), first.issued)
            assert (respelled == _alpha(second)) is same, (one, other, name)


def _invoices(folder: Path) -> Iterator[tuple[str, InvoiceDraft]]:
    for path in sorted(folder.rglob("*.xml")):
        for draft in read_file(path.name, path.read_bytes()).drafts:
            if isinstance(draft, InvoiceDraft):
                yield str(path.relative_to(folder)), draft


def _alpha(draft: InvoiceDraft) -> bytes:
    return invoice_alpha(SELLER, draft.number, draft.issued)


@cache
def _said(path: Path) -> tuple[list[str], Day]:
    """Number and issue day by the extraction written apart: runs of digits by value, letters without case."""
    found = extract(path.read_bytes())
    runs = re.findall(r"[0-9]+|[^\W\d_]+", found.number.lower())
    merged: list[str] = []
    for run in runs:
        if merged and not run.isdigit() and not merged[-1].isdigit():
            merged[-1] += run
        else:
            merged.append(str(int(run)) if run.isdigit() else run)
    return merged, day_of(found.issued)
