"""How well payments find their invoices on bank statements with noise: precision and recall, and what time it takes.

    python bench/reconciliation.py LEDGER.csv [--seeds FIRST LAST] [--errors]
    python bench/reconciliation.py --speed [PAYMENTS]

The first prints the tables of docs/reconciliation.md, the second how time grows with payments and claims. The matcher
was tuned on seeds 1 to 5, and four faults were found on 6 to 65; the figures are of others. `--errors` shows each
payment that was booked wrongly.
"""

import argparse
import csv
import io
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from math import sqrt
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "scripts"))

from bank_noise.ledger import Invoice, read_ledger  # noqa: E402
from bank_noise.payments import SHARES  # noqa: E402
from bank_statements import statement_files  # noqa: E402

from ledger.core.day import Day, parse_day  # noqa: E402
from ledger.core.drafts import Direction, Party, PaymentDraft, Source  # noqa: E402
from ledger.core.matching import Claim, Match, match_payments  # noqa: E402
from ledger.core.money import Money  # noqa: E402
from ledger.documents import read_file  # noqa: E402
from ledger.proof.numbers import normalise  # noqa: E402

CODE = ("ledger/core/matching*.py", "scripts/bank_statements.py", "scripts/bank_noise/*.py")
FIRST, LAST = 66, 85
SURE = 1.96
"""Standard deviations of a 95% interval."""

Settled = Mapping[str, int]
"""Cents by invoice number."""


@dataclass(slots=True)
class Tally:
    """Counts of payments, and of cents. A payment is one movement that settles invoices or is the return of one."""

    payments: int = 0
    booked: int = 0
    right: int = 0
    whole: int = 0
    cents: int = 0
    cents_booked: int = 0
    cents_right: int = 0
    noises: Counter[str] = field(default_factory=Counter)
    noises_whole: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    proposed: int = 0
    first_right: int = 0

    def add(self, other: "Tally") -> None:
        """The counts of another seed."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True, slots=True)
class Case:
    """The statements of one seed, what the matcher may know, and the truth by the bank's reference."""

    payments: Sequence[PaymentDraft]
    claims: Sequence[Claim]
    truth: Mapping[str, Settled]
    noises: Mapping[str, Sequence[str]]


def case_of(files: Mapping[str, bytes]) -> Case:
    """What the script wrote, read back."""
    readings = [read_file(name, data) for name, data in files.items() if name.startswith("statements/")]
    faults = [fault for reading in readings for fault in reading.faults]
    if faults:
        raise SystemExit(f"a statement was not read: {faults[0]}")
    payments = [draft for reading in readings for draft in reading.drafts if isinstance(draft, PaymentDraft)]
    truth: dict[str, dict[str, int]] = defaultdict(dict)
    noises: dict[str, Sequence[str]] = {}
    for row in _rows(files["truth/truth.csv"]):
        noises[row["bank_reference"]] = [noise for noise in row["noises"].split("; ") if noise]
        if row["number"]:
            truth[row["bank_reference"]][row["number"]] = int(row["minor"])
    return Case(payments, [_claim(row) for row in _rows(files["invoices.csv"])], truth, noises)


def tally_of(case: Case, *, errors: bool = False) -> Tally:
    """Each payment's certain matches held against the truth."""
    matches: dict[str, list[Match]] = defaultdict(list)
    for match in match_payments(case.payments, case.claims, normalise):
        matches[match.payment.bank_reference or ""].append(match)
    tally = Tally()
    for payment in case.payments:
        reference = payment.bank_reference or ""
        _count(tally, payment, matches[reference], case.truth.get(reference, {}), errors=errors)
        if reference in case.truth:
            booked = _booked(payment, matches[reference])
            for noise in case.noises[reference] or ["none of these"]:
                tally.noises[noise] += 1
                tally.noises_whole[noise] += booked == case.truth[reference]
    return tally


def _count(
    tally: Tally, payment: PaymentDraft, matches: Sequence[Match], truth: Settled, *, errors: bool
) -> None:
    booked = _booked(payment, matches)
    right = all(truth.get(number) == cents for number, cents in booked.items())
    tally.payments += bool(truth)
    tally.booked += bool(booked)
    tally.right += bool(booked) and right
    tally.whole += bool(truth) and booked == truth
    tally.cents += sum(map(abs, truth.values()))
    tally.cents_booked += sum(map(abs, booked.values()))
    tally.cents_right += sum(_common(cents, truth.get(number, 0)) for number, cents in booked.items())
    tally.reasons.update({match.reason.value for match in matches if match.certain})
    if truth and not booked and matches:
        tally.proposed += 1
        tally.first_right += matches[0].claim.number in truth
    if errors and not right:
        print(f"WRONG {payment}\n  booked {booked}\n  truth {truth}")


def _booked(payment: PaymentDraft, matches: Iterable[Match]) -> dict[str, int]:
    sign = -1 if payment.reversal else 1
    return {match.claim.number: sign * match.amount.minor for match in matches if match.certain}


def _common(booked: int, true: int) -> int:
    return min(abs(booked), abs(true)) if booked * true > 0 else 0


def _rows(data: bytes) -> Iterator[dict[str, str]]:
    return csv.DictReader(io.StringIO(data.decode()))


def _claim(row: Mapping[str, str]) -> Claim:
    return Claim(
        key=row["number"].encode(),
        number=row["number"],
        issued=parse_day(row["issued"]),
        due=parse_day(row["due"]),
        open=Money(int(row["minor"]), row["currency"]),
        direction=Direction.RECEIVED,
        counterparty=Party(row["customer"], (), row["account"]),
    )


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95% interval of a share (Wilson, 1927)."""
    if not of:
        return 0.0, 1.0
    share, spread = hits / of, SURE * SURE / of
    middle = share + spread / 2
    reach = SURE * sqrt(share * (1 - share) / of + spread / of / 4)
    return max(0.0, (middle - reach) / (1 + spread)), min(1.0, (middle + reach) / (1 + spread))


def code_hash() -> str:
    """SHA-256 over the files that make the noise and the matches; its first 16 digits."""
    digest = sha256()
    for path in sorted(path for pattern in CODE for path in ROOT.glob(pattern)):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def row_of(seed: int, tally: Tally) -> str:
    """The line of one seed in the docs."""
    return (
        f"| {seed} | {tally.payments} | {tally.booked} | {tally.booked - tally.right} | {tally.whole} "
        f"| {tally.cents} | {tally.cents_booked} | {tally.cents_right} |"
    )


def report(tallies: Mapping[int, Tally]) -> str:
    """The tables of docs/reconciliation.md."""
    total = Tally()
    for tally in tallies.values():
        total.add(tally)
    lines = [
        f"Code {code_hash()}, seeds {min(tallies)} to {max(tallies)}.",
        "",
        "| | of payments | 95% interval | of amounts |",
        "|---|---|---|---|",
        _share_row("precision", total.right, total.booked, total.cents_right, total.cents_booked),
        _share_row("recall", total.whole, total.payments, total.cents_right, total.cents),
        "",
        "| odd about the payment | share asked for | payments | booked in whole |",
        "|---|---|---|---|",
        *(_noise_row(noise, total) for noise in [*(noise.value for noise in SHARES), "none of these"]),
        "",
        "| booked by | payments |",
        "|---|---|",
        *(f"| {reason} | {count} |" for reason, count in total.reasons.most_common()),
        "",
        f"Of {total.payments - total.booked} payments that were not booked, {total.proposed} have proposals; "
        f"in {total.first_right} the first proposal is right.",
        "",
        "| seed | payments | booked | wrongly | in whole | cents | booked | rightly |",
        "|---|---|---|---|---|---|---|---|",
        *(row_of(seed, tally) for seed, tally in tallies.items()),
    ]
    return "\n".join(lines)


def _share_row(name: str, hits: int, of: int, cents: int, of_cents: int) -> str:
    low, high = wilson(hits, of)
    return f"| {name} | {hits}/{of} = {hits / of:.3%} | {low:.3%} to {high:.3%} | {cents / of_cents:.3%} |"


def _noise_row(noise: str, total: Tally) -> str:
    asked = {noise.value: f"{share / 10:g}%" for noise, share in SHARES.items()}.get(noise, "")
    count, whole = total.noises[noise], total.noises_whole[noise]
    return f"| {noise} | {asked} | {count} | {whole / count if count else 0:.1%} |"


def _speed(most: int) -> None:
    """Half of the payments name their invoice, a quarter has one wrong character, the rest has an amount alone."""
    before = 0.0
    for count in (most // 4, most // 2, most):
        claims, payments = _many(count)
        began = time.process_time()
        matches = match_payments(payments, claims, normalise)
        taken = time.process_time() - began
        certain = sum(match.certain for match in matches)
        ratio = f", {taken / before:.2f} times the half" if before else ""
        print(f"{count:>8} payments over as many claims: {taken:.1f} s, {certain} booked{ratio}")
        before = taken


def _many(count: int) -> tuple[list[Claim], list[PaymentDraft]]:
    random, source = Random(count), Source("speed", "/", bytes(32))
    claims, payments = [], []
    for index in range(count):
        party = Party(f"Customer {index % (count // 20)}", (), f"ACC{index % (count // 20)}")
        number, money = f"INV-{random.randrange(10**9):09}", Money(random.randint(1_00, 5000_00), "EUR")
        claims.append(Claim(b"%d" % index, number, Day(0), Day(30), money, Direction.RECEIVED, party))
        wrong = f"{number[:7]}{(int(number[7]) + 1) % 10}{number[8:]}"
        text = (f"Invoice {number}", number, f"Invoice {wrong}", "thank you")[index % 4]
        day = Day(random.randint(1, 60))
        payments.append(
            PaymentDraft(source, "A", "Owner", Direction.RECEIVED, day, money, party, remittance=text)
        )
    return claims, payments


def measure(ledger: Path, seed: int, *, errors: bool = False) -> Tally:
    """One seed from the file on; each gets the ledger anew, because some amounts are changed."""
    invoices: list[Invoice] = read_ledger(ledger)
    return tally_of(case_of(dict(statement_files(invoices, seed))), errors=errors)


def main() -> None:
    """Print the tables, or the times."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("ledger", type=Path, nargs="?", metavar="LEDGER.csv")
    parser.add_argument("--seeds", type=int, nargs=2, default=(FIRST, LAST), metavar=("FIRST", "LAST"))
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--speed", type=int, nargs="?", const=100_000, metavar="PAYMENTS")
    arguments = parser.parse_args()
    if arguments.speed:
        return _speed(arguments.speed)
    if arguments.ledger is None:
        parser.error("which ledger?")
    first, last = arguments.seeds
    seeds = range(first, last + 1)
    print(report({seed: measure(arguments.ledger, seed, errors=arguments.errors) for seed in seeds}))
    return None


if __name__ == "__main__":
    main()
