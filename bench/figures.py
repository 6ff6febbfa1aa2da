"""What figures cost: of one more record, as a history grows; and of a million members, one after the other.

    python bench/figures.py [--rulebook ID] update [--largest N] [--rounds N]
    python bench/figures.py [--rulebook ID] members [COUNT] [--processes N]

`update` takes the whole way: an entry is folded onto the state, its obligation is observed, counted in the place of
what stood, and every figure is told. Histories of 10, 100 … records stand side by side and are asked in turn, so that a
machine that slows down slows all of them; medians of processor time, without the garbage collector; the exponent k of
the fit microseconds = c · n^k does not depend on the machine. Exit code 1 if one is above 0.1.

`members` makes members of 50 records each, folds them and computes their figures; none is kept. The sum of the hashes
of all figures is the same in any number of processes.
"""

import argparse
import gc
import json
import math
import resource
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice, pairwise
from multiprocessing import get_context
from random import Random

from ledger.core.codes import Capacity, EntryClass, Kind, Status
from ledger.core.content import Facts
from ledger.core.entry import Clock, Content, Entry, Opened
from ledger.core.history import History, Observation, Side, observe
from ledger.core.ids import EXTERNAL, ON_TRADELINE, Commitment, Member, ObligationId, TradelineId
from ledger.core.tradeline import Tradeline
from ledger.core.transition import apply, fold
from ledger.rulebook.rulebook import STANDARD, Rulebook, rulebook_named
from ledger.rulebook.running.once import figures_at_once
from ledger.rulebook.running.running import Running

AS_OF, SPAN = 20_600, 720
"""The day of the figures, and over how many days before it the invoices are issued."""
SELLER = Member(1)
BAR = 0.1
RECORDS = 50
CHUNK = 500
STAGES = ("fold", "observe", "count", "figures")
Record = tuple[Entry, Content]


@dataclass(frozen=True)
class Shape:
    """A kind of history: how many tradelines for a hundred invoices, how many invoices are paid, in which currency."""

    name: str
    lines: int
    paid: float
    currency: str = "EUR"


SHAPES = (
    Shape("one counterparty", 0, 0.8),
    Shape("a counterparty an invoice", 100, 0.8),
    Shape("all open", 2, 0.0),
    Shape("all paid", 2, 1.0),
    Shape("dollars", 10, 0.8, "USD"),
)


class Author:
    """Writes what a seller and its buyers say: openings, then invoices, agreed to and mostly paid."""

    def __init__(self, random: Random, shape: Shape) -> None:
        self.random, self.shape = random, shape
        self.number = self.lines = 0

    def records(self) -> Iterator[Record]:
        invoices = 0
        while True:
            if self.lines == 0 or 100 * self.lines < self.shape.lines * invoices:
                yield from self.opening()
            yield from self.invoice()
            invoices += 1

    def opening(self) -> Iterator[Record]:
        self.lines += 1
        line, day = TradelineId(SELLER, self.lines), AS_OF - SPAN
        facts = Facts(Kind.TRADE_CREDIT, self.shape.currency, day=day)
        yield self.entry(line, EntryClass.OPEN, facts, day, subject=Member(1 + self.lines))
        yield self.entry(line, EntryClass.ACCEPT, Facts(Kind.ACCEPT, day=day), day)

    def invoice(self) -> Iterator[Record]:
        """An invoice on some tradeline, agreed to a day later."""
        line = TradelineId(SELLER, self.random.randrange(self.lines) + 1)
        day, amount = AS_OF - self.random.randrange(2, SPAN), self.random.randrange(10_000, 900_000)
        id, currency = ObligationId(self.number.to_bytes(32, "big")), self.shape.currency
        billed = self.entry(
            line, EntryClass.OBLIGATION, Facts(Kind.INVOICE, currency, amount, day, day + 30), day, id
        )
        yield billed
        agreed = Facts(Kind.ACKNOWLEDGEMENT, day=day + 1, refers=billed[0].commitment)
        yield self.entry(line, EntryClass.STATEMENT, agreed, day + 1, id)
        if self.random.random() < self.shape.paid:
            yield self.payment(billed[0], amount, min(AS_OF, day + self.random.randrange(10, 90)))

    def payment(self, billed: Entry, amount: int, day: int) -> Record:
        paid = Facts(
            Kind.SETTLEMENT, self.shape.currency, amount, day, payment=self.number.to_bytes(16, "big")
        )
        return self.entry(
            billed.tradeline, EntryClass.STATEMENT, paid, day, billed.obligation, by_seller=True
        )

    def entry(
        self,
        line: TradelineId,
        entry_class: EntryClass,
        facts: Facts,
        day: int,
        obligation: ObligationId = ON_TRADELINE,
        subject: Member = EXTERNAL,
        by_seller: bool = False,
    ) -> Record:
        self.number += 1
        seller = by_seller or entry_class in (EntryClass.OPEN, EntryClass.OBLIGATION)
        entry = Entry(
            tradeline=line,
            entry_class=entry_class,
            capacity=Capacity.CREDITOR if seller else Capacity.DEBTOR,
            delegated=False,
            status=Status.ACCEPTED,
            epoch=0,
            recorder=SELLER if seller else Member(1 + line.sequence),
            subject=subject,
            detail=0,
            obligation=obligation,
            commitment=Commitment(self.number.to_bytes(32, "big")),
            payload=b"",
            clock=Clock(self.number, day * 86_400),
            position=0,
        )
        return entry, Opened(facts, None)


class Account:
    """A history of so many records, folded and counted, and the records that may come next, one at a time."""

    def __init__(self, shape: Shape, size: int, rulebook: Rulebook) -> None:
        author = Author(Random(size), shape)
        self.states: dict[TradelineId, Tradeline] = {}
        self.history = History(SELLER, ())
        for entry, content in islice(author.records(), size):
            self.states[entry.tradeline] = self.folded(entry, content)
        self.running = Running(AS_OF, rulebook)
        for state in self.states.values():
            for id in state.obligations:
                self.running.replace(None, self.observed(state, id))
        self.running.figures()
        self.author = author

    def folded(self, entry: Entry, content: Content) -> Tradeline:
        state = self.states.get(entry.tradeline, Tradeline(entry.tradeline))
        return apply(state, entry, content)

    def observed(self, state: Tradeline, id: ObligationId) -> Observation:
        return observe(self.history, state, state.obligations[id], Side.IS_PAID, claim=False)

    def next_record(self) -> Record:
        """A new invoice, or the payment of some open one, in turn."""
        bill, *_ = self.author.invoice()
        line = self.states[bill[0].tradeline]
        unpaid = next((one for one in islice(line.obligations.values(), 50) if not one.reports), None)
        if unpaid is None or self.author.random.random() < 0.5:
            return bill
        billed = Entry(
            **{name: getattr(bill[0], name) for name in Entry.__slots__} | {"obligation": unpaid.id}
        )
        return self.author.payment(billed, unpaid.amount, AS_OF)

    def update(self, record: Record) -> list[float]:
        """Seconds of each stage; then everything is as it was."""
        entry, content = record
        before = self.running.seen(Side.IS_PAID, entry.obligation)
        times = [time.process_time()]
        state = self.folded(entry, content)
        times.append(time.process_time())
        after = self.observed(state, entry.obligation)
        times.append(time.process_time())
        self.running.replace(before, after)
        times.append(time.process_time())
        self.running.figures()
        times.append(time.process_time())
        self.running.replace(after, before)
        self.running.figures()
        return [end - start for start, end in pairwise(times)]


def update(largest: int, rounds: int, rulebook: Rulebook) -> int:
    sizes = [10**power for power in range(1, 1 + round(math.log10(largest)))]
    worst = 0.0
    for shape in SHAPES:
        accounts = [Account(shape, size, rulebook) for size in sizes]
        taken: list[list[list[float]]] = [[] for _ in sizes]
        gc.collect()
        gc.disable()
        for _ in range(rounds):
            for account, times in zip(accounts, taken, strict=True):
                times.append(account.update(account.next_record()))
        gc.enable()
        worst = max(worst, _told(shape, sizes, taken))
    print(f"\nworst exponent {worst:.3f}; the bar is {BAR}")
    return int(worst > BAR)


def _told(shape: Shape, sizes: Sequence[int], taken: Sequence[Sequence[Sequence[float]]]) -> float:
    """Prints a shape's medians in microseconds; the exponent of the whole."""
    print(f"\n{shape.name:<28}" + "".join(f"{stage:>10}" for stage in (*STAGES, "whole")))
    rows = []
    for size, times in zip(sizes, taken, strict=True):
        stages = [1e6 * statistics.median(stage) for stage in zip(*times, strict=True)]
        rows.append([*stages, 1e6 * statistics.median(map(sum, times))])
        print(f"{size:>20} records" + "".join(f"{value:>10.0f}" for value in rows[-1]))
    exponents = [_exponent(sizes, column) for column in zip(*rows, strict=True)]
    print(f"{'exponent':>28}" + "".join(f"{value:>10.3f}" for value in exponents))
    return exponents[-1]


def _exponent(sizes: Sequence[int], values: Sequence[float]) -> float:
    """The slope of the least-squares line through the logarithms."""
    xs, ys = [math.log(size) for size in sizes], [math.log(value) for value in values]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def members(count: int, processes: int, rulebook: Rulebook) -> int:
    began, done, total = time.perf_counter(), 0, 0
    chunks = [(first, min(first + CHUNK, count), rulebook.id) for first in range(0, count, CHUNK)]
    with get_context("spawn").Pool(processes) as pool:
        for size, digest in pool.imap_unordered(_chunk, chunks):
            done, total = done + size, (total + digest) % (1 << 256)
            if done % (100 * CHUNK) == 0:
                print(f"{done} of {count}, {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    wall = time.perf_counter() - began
    own, workers = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = workers.ru_utime + workers.ru_stime
    print(f"{count} members of {RECORDS} records by {rulebook.id}, {processes} processes")
    print(
        f"{wall:.1f} s, {count / wall:.0f} members a second; {1e3 * cpu / count:.2f} ms of processor time a member"
    )
    print(
        f"peak memory: {workers.ru_maxrss >> 10} MiB the largest process, {own.ru_maxrss >> 10} MiB the first"
    )
    print(f"sum of all hashes {total:064x}")
    return 0


def _chunk(part: tuple[int, int, str]) -> tuple[int, int]:
    """How many members, and the sum of their figures' hashes."""
    first, end, id = part
    rulebook = rulebook_named(id)
    return end - first, sum(_hash(number, rulebook) for number in range(first, end))


def _hash(number: int, rulebook: Rulebook) -> int:
    lines: dict[TradelineId, list[Record]] = {}
    shape = SHAPES[number % len(SHAPES)]
    for record in islice(Author(Random(number), shape).records(), RECORDS):
        lines.setdefault(record[0].tradeline, []).append(record)
    history = History(SELLER, ())
    seen = [
        observe(history, state, obligation, Side.IS_PAID, claim=False)
        for state in (fold(line, records) for line, records in lines.items())
        for obligation in state.obligations.values()
    ]
    found = figures_at_once(seen, AS_OF, rulebook).as_json()
    return int.from_bytes(sha256(json.dumps(found, sort_keys=True).encode()).digest(), "big")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rulebook", default=STANDARD.id)
    verbs = parser.add_subparsers(dest="verb", required=True)
    one = verbs.add_parser("update")
    one.add_argument("--largest", type=int, default=100_000)
    one.add_argument("--rounds", type=int, default=151)
    many = verbs.add_parser("members")
    many.add_argument("count", type=int, nargs="?", default=1_000_000)
    many.add_argument("--processes", type=int, default=2)
    said = parser.parse_args()
    rulebook = rulebook_named(said.rulebook)
    if said.verb == "update":
        return update(said.largest, said.rounds, rulebook)
    return members(said.count, said.processes, rulebook)


if __name__ == "__main__":
    raise SystemExit(main())
