"""The whole demo set on four validators, of which one after another dies and comes back meanwhile; then every check.

    PYTHONPATH=scripts python -m scripts.demo_on_validators [--out snapshots/demo-on-validators.json]

Too long for CI, which does the same with a part of the set (tests/integration/consortium). The result says with which
code it was found: the hash of every file of `ledger/` and of the contracts' artifacts.
"""

import argparse
import hashlib
import json
import sys
import tempfile
import time
from pathlib import Path

from demo_set import demo_files

from ledger.chain.network.plan import Program
from ledger.proof.consensus.following import follow, start
from tests.integration.consortium.running import Running, running
from tests.integration.consortium.trading import Trading, trading

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Trades two years, checks, and writes what it came to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--out", type=Path, default=ROOT / "snapshots" / "demo-on-validators.json")
    arguments = parser.parse_args()
    plan = json.loads(dict(demo_files(seed=1))["plan.json"])
    everybody = [member["key"] for member in plan["members"]]
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="v") as folder,
        running(Program.GETH, Path(folder) / "net") as network,
        trading(network, Path(folder), everybody) as trade,
    ):
        deaths = trade_all(network, trade)
        trade.check()
        result = account(network, trade, deaths, began)
    arguments.out.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    print(json.dumps(result, indent=1))
    return 0


def trade_all(network: Running, trade: Trading) -> int:
    """Every day of the plan; on every fifth a validator is killed while it is traded, and comes back at its end."""
    deaths, days = 0, len(trade.days)
    for number in range(days):
        dying = 1 + number // 5 % len(network.numbers) if number % 5 == 4 else None
        for part, _ in enumerate(trade.day()):
            if part == 0 and dying is not None:
                network.kill(dying)
                deaths += 1
        if dying is not None:
            network.up(dying)
            network.agree()
        print(f"day {number + 1} of {days}, block {network.height(network.best().number)}", file=sys.stderr)
    return deaths


def account(network: Running, trade: Trading, deaths: int, began: float) -> dict[str, object]:
    """What was done, and that the headers of every node follow from genesis by the engine's own rules."""
    height = 0
    for number in network.numbers:
        headers = network.headers(number)
        point = start(network.schedule, next(headers))
        for header in headers:
            point = follow(network.schedule, point, header)
        height = max(height, point.number)
    rows = [row for node in trade.consortium.nodes for row in node.vault.outbox.rows()]
    return {
        "code": code_hash(),
        "engine": network.plan.program.value,
        "validators": len(network.numbers),
        "deaths": deaths,
        "members": len(trade.consortium.firms),
        "files": trade.tally.files,
        "drafts recorded": trade.tally.recorded,
        "second pledges refused": trade.tally.double_pledges_refused,
        "batches": len(rows),
        "entries on chain once": sum(len(row.entries) for row in rows),
        "blocks that follow from genesis": height,
        "heads, indexes and figures": "those of state and of a rebuild",
        "seconds": round(time.monotonic() - began),
    }


def code_hash() -> str:
    """SHA-256 over the names and the bytes of the ledger's files."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "ledger").rglob("*")):
        if path.is_file() and path.suffix in (".py", ".json", ".sql", ".toml"):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
