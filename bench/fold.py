"""What folding a tradeline costs as it grows: seconds for n entries, and the exponent k of the fit seconds = c · n^k.

    python bench/fold.py [SMALLEST [STEPS]]

Each step has twice the entries of the one before: invoices, each acknowledged and paid. The exponent does not
depend on the machine; the seconds do.
"""

import math
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice

from ledger.core.codes import Capacity, EntryClass, Kind, Status
from ledger.core.content import Facts
from ledger.core.effect import Code
from ledger.core.entry import Clock, Content, Entry, Opened
from ledger.core.ids import EXTERNAL, ON_TRADELINE, Commitment, Member, ObligationId, TradelineId
from ledger.core.transition import fold

SELLER, BUYER = Member(1), Member(2)
TRADELINE = TradelineId(SELLER, 1)
ROUNDS = 3


def main(arguments: list[str]) -> int:
    smallest, steps = (int(text) for text in (*arguments, *("1000", "5")[len(arguments) :]))
    sizes = [smallest << step for step in range(steps)]
    entries = list(islice(_life(), sizes[-1]))
    seconds = [min(_seconds(entries[:size]) for _ in range(ROUNDS)) for size in sizes]
    for size, taken in zip(sizes, seconds, strict=True):
        print(f"{size:>8} entries {taken:8.3f} s {taken / size * 1e6:8.1f} µs an entry")
    print(f"exponent {_exponent(sizes, seconds):.2f}")
    return 0


def _seconds(entries: Sequence[tuple[Entry, Content]]) -> float:
    began = time.perf_counter()
    state = fold(TRADELINE, entries)
    taken = time.perf_counter() - began
    assert [effect.code for effect in state.effects] == [Code.APPLIED] * len(entries)
    return taken


def _exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """The slope of the least-squares line through the logarithms."""
    xs, ys = [math.log(size) for size in sizes], [math.log(taken) for taken in seconds]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def _life() -> Iterator[tuple[Entry, Content]]:
    """Opened, accepted, then invoices for ever."""
    terms = Facts(Kind.TRADE_CREDIT, "EUR", day=1)
    yield _entry(0, EntryClass.OPEN, Capacity.CREDITOR, terms, subject=BUYER)
    yield _entry(1, EntryClass.ACCEPT, Capacity.DEBTOR, Facts(Kind.ACCEPT, day=1))
    number = 2
    while True:
        invoice = ObligationId(number.to_bytes(32, "big"))
        billed = Facts(Kind.INVOICE, "EUR", 100_00, 10, 40)
        agreed = Facts(Kind.ACKNOWLEDGEMENT, day=11, refers=_commitment(number))
        paid = Facts(Kind.SETTLEMENT, "EUR", 100_00, 39, payment=number.to_bytes(16, "big"))
        yield _entry(number, EntryClass.OBLIGATION, Capacity.CREDITOR, billed, invoice)
        yield _entry(number + 1, EntryClass.STATEMENT, Capacity.DEBTOR, agreed, invoice)
        yield _entry(number + 2, EntryClass.STATEMENT, Capacity.CREDITOR, paid, invoice)
        number += 3


def _entry(
    number: int,
    entry_class: EntryClass,
    capacity: Capacity,
    facts: Facts,
    obligation: ObligationId = ON_TRADELINE,
    subject: Member = EXTERNAL,
) -> tuple[Entry, Content]:
    entry = Entry(
        tradeline=TRADELINE,
        entry_class=entry_class,
        capacity=capacity,
        delegated=False,
        status=Status.ACCEPTED,
        epoch=0,
        recorder=SELLER if capacity is Capacity.CREDITOR else BUYER,
        subject=subject,
        detail=0,
        obligation=obligation,
        commitment=_commitment(number),
        payload=b"",
        clock=Clock(number, 86_400 * 10 + number),
        position=0,
    )
    return entry, Opened(facts, None)


def _commitment(number: int) -> Commitment:
    return Commitment((number + 1).to_bytes(32, "big"))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
