"""Writes the demo set: a made world of trade, as files that real firms have.

    python scripts/demo_set.py OUT_DIR [--seed N]

Ten firms, two banks and a payment platform over two years: 300 UBL invoices, two credit notes, and a
camt.053.001.08 statement a month for every firm. The same seed gives the same bytes; every file says
that it is made. There are punctual, slow, late, worsening and improving payers; a dispute (birke and
delfino) that ends in a credit note; a credit note for returned goods (anker, corvin); an invoice paid in
two parts (eksteen, granja); a payment that is returned and made again (fjord, hibou); an invoice that is
financed (iskra to birke, by nordkap) and then offered to meridiano under another spelling; a debtor that
accepts nothing (granja); and jura, which knows no member and uploads two years at once.

There are `FIRM/{invoices,credit-notes,statements}/*.xml`, `double-pledge/again.xml` and `plan.json`:

- `made`, `seed`, `from`, `to` (days, ISO 8601);
- `members`: `key`, `name`, `role` (sme, lender, agent), `ids` (as documents name it), `host` (the member
  that keeps its keys, or null) and, for firms, `account` and `bank` (null for a bank that is no member);
- `outsiders`: customers that are no members: `key`, `name`, `ids`;
- `steps`, in order: `day`, `who` (the member that acts), `do`, and
  - `appoint`: `agent` may write settlements on all tradelines of `who`, which opens its account with it;
  - `turnover`: `who`, the bank of `firm`, says what came in and went out in the months of its `statements`;
  - `import`: `files`, of `firm`; `grade` is "A" for statements from an appointed bank or platform, "C" for a
    firm's own upload, null for invoices and credit notes;
  - `accept`: `who`, as debtor, accepts the tradeline of `creditor`;
  - `acknowledge`: `who`, as debtor, acknowledges `numbers` of `creditor`;
  - `dispute` (`reason`) by the debtor, `resolve` (`outcome`) by the creditor: `number` of `creditor`;
  - `assign` to the lender `to`; `take` by it, the invoice's `document` in its hand: `number` of `creditor`;
  - `pledge-again`: `files` are offered to the lender `to`; `expect` is "refused".

Both sides' statements give one payment the same bank reference, as where banks pass the payer's bank's on.
"""

import argparse
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from demo_trade.camt_files import camt
from demo_trade.plan import AGAIN, file_of, other_spelling, plan, statement_of
from demo_trade.trade import FINANCED, FIRST, MONTHS, World, month_of, simulate
from demo_trade.ubl_files import ubl
from demo_trade.world import FIRMS, Firm

OPENING = 250_000_00


def demo_files(seed: int) -> Iterator[tuple[str, bytes]]:
    """Every file of the set: its place and its bytes."""
    world = simulate(seed)
    for invoice in world.invoices:
        yield file_of(invoice), ubl(invoice)
    for firm in FIRMS:
        yield from _statements(world, firm)
    financed = world.special(FINANCED)
    yield AGAIN, ubl(financed, number=other_spelling(financed.number))
    yield "plan.json", json.dumps(plan(world, seed), indent=1, ensure_ascii=False).encode() + b"\n"


def _statements(world: World, firm: Firm) -> Iterator[tuple[str, bytes]]:
    balance = OPENING
    movements = sorted(
        world.movements[firm.key], key=lambda movement: (movement.day, movement.bank_reference)
    )
    for month in range(MONTHS):
        mine = [movement for movement in movements if month_of(movement.day) == month]
        yield statement_of(firm, month), camt(firm, _last_day(month), balance, mine)
        balance += sum(movement.cents for movement in mine if not movement.pending)


def _last_day(month: int) -> date:
    index = FIRST.year * 12 + FIRST.month + month
    return date(index // 12, index % 12 + 1, 1) - timedelta(days=1)


def main() -> None:
    """Write the set below OUT_DIR, and say what was written."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path, metavar="OUT_DIR")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    arguments = parser.parse_args()
    count = 0
    for name, data in demo_files(arguments.seed):
        path = arguments.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        count += 1
    print(f"{count} files below {arguments.out}, seed {arguments.seed}: all made, nothing real")


if __name__ == "__main__":
    main()
