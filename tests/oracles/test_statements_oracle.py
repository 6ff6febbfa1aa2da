"""The readers and an extraction written apart from them say the same of each statement."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from ledger.core.day import date_of
from ledger.core.drafts import Direction, PaymentDraft
from ledger.core.money import decimal_text
from ledger.documents import Reading, read_file
from tests.oracles.statements import Movement, alipay_movements, camt_movements, wechat_movements

SAMPLES = Path(__file__).parents[2] / "samples"
SHARED = Path(__file__).parents[3] / "shared" / "data"


def differences(reading: Reading, expected: list[Movement]) -> list[str]:
    """Where a reading and the extraction of the same file differ."""
    drafts = [draft for draft in (*reading.drafts, *reading.nothing_due) if isinstance(draft, PaymentDraft)]
    if len(drafts) != len(expected):
        return [f"{len(drafts)} movements, not {len(expected)}"]
    return [
        text for draft, movement in zip(drafts, expected, strict=True) for text in _differ(draft, movement)
    ]


def _differ(draft: PaymentDraft, expected: Movement) -> list[str]:
    amount = Decimal(decimal_text(draft.amount.minor, draft.amount.currency))
    pairs: dict[str, tuple[object, object]] = {
        "amount": (amount if draft.direction is Direction.RECEIVED else -amount, expected.amount),
        "currency": (draft.amount.currency, expected.currency),
        "day": (date_of(draft.value_day) if expected.day else None, expected.day),
        "account": (draft.account if expected.account else "", expected.account),
        "end-to-end id": (draft.end_to_end_id or "", expected.end_to_end),
    }
    if expected.party:
        pairs["party"] = (draft.counterparty.name, expected.party)
    if expected.reference:
        pairs["reference"] = (draft.bank_reference, expected.reference)
    return [
        f"{draft.source.where}: {name}: {read!r}, not {said!r}"
        for name, (read, said) in pairs.items()
        if read != said
    ]


def compared(folder: Path, pattern: str, extract: Callable[[bytes], list[Movement]]) -> dict[str, list[str]]:
    """Differences of every file that is read as a statement."""
    found = {}
    for file in sorted(folder.rglob(pattern)):
        data = file.read_bytes()
        reading = read_file(file.name, data)
        if not reading.faults:
            found[str(file.relative_to(folder))] = differences(reading, extract(data))
    return found


def test_the_samples_are_read_as_they_are_extracted() -> None:
    found = compared(SAMPLES / "camt", "*.xml", camt_movements)
    found |= compared(SAMPLES / "statements", "alipay.csv", alipay_movements)
    assert len(found) == 3
    assert {name: differ for name, differ in found.items() if differ} == {}


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not there")
def test_every_published_statement_is_read_as_it_is_extracted() -> None:
    found = compared(SHARED / "camt", "*.xml", camt_movements)
    assert len(found) >= 10
    bills = compared(SHARED / "merchant_statements", "*alipay*", alipay_movements)
    bills |= compared(SHARED / "merchant_statements", "*wechat*", wechat_movements)
    assert bills
    assert {name: differ for name, differ in (found | bills).items() if differ} == {}


def test_an_extraction_that_says_otherwise_is_seen() -> None:
    data = (SAMPLES / "camt" / "genkgo" / "camt053.v2.multi.statement.xml").read_bytes()
    reading = read_file("f", data)
    assert differences(reading, camt_movements(data)) == []
    assert differences(reading, camt_movements(data)[:1]) == ["2 movements, not 1"]
    for old, new in ((b">8.85<", b">8.86<"), (b"2015-01-02", b"2015-01-03"), (b"NL26VAYB8060476890", b"NL1")):
        assert old in data
        assert differences(reading, camt_movements(data.replace(old, new)))
