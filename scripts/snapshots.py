"""Measures gas an entry and the size of the contracts, and keeps both in `snapshots/`.

    snapshots.py            write snapshots/gas.json and snapshots/size.json
    snapshots.py --check    write nothing; fail where those files are not what is measured, or a bar is missed

Gas is what a transaction with 100 entries pays (its base cost and calldata included) divided by 100, on anvil under the
rules of Paris, with payloads, tags and commitments of bytes that are never zero: no real batch pays more for them.
Exit codes: 0 the same and within the bars, 1 not, each named.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ledger.app.ports import SealedEntry
from ledger.chain import contracts
from ledger.chain.artifacts import Name
from ledger.chain.engines.process import running
from ledger.chain.engines.programs import anvil_program
from ledger.chain.rpc import Rpc
from ledger.core.codes import Capacity, EntryClass, Role, Status
from ledger.core.ids import EXTERNAL, ON_TRADELINE, Commitment, Member, ObligationId, TradelineId
from ledger.proof.meta import Meta
from ledger.proof.obligation_id import obligation_id

ROOT = Path(__file__).resolve().parent.parent
HARDFORK = "paris"
BATCH = 100
GAS_LIMIT = 30_000_000
PAYLOAD_BYTES = {
    EntryClass.OPEN: 512,
    EntryClass.APPOINT: 192,
    EntryClass.OBLIGATION: 256,
    EntryClass.STATEMENT: 192,
}
BARS = {
    "obligation": (40_000, 48_000),
    "statement": (13_000, 20_000),
    "statement by an agent": (13_000, 20_000),
}
"""Gas an entry may take: all on one tradeline, each on another."""

REGISTRAR, CREDITOR, AGENT = Member(0), Member(1), Member(2)
FIRST_SEQUENCE = 1001


def main() -> int:
    """Measures, then writes or compares."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--check", action="store_true", help="compare with the committed files and write nothing"
    )
    check: bool = parser.parse_args().check

    gas = measured_gas()
    faults = [
        f"{kind}: {gas[kind][spread]} gas an entry on {spread}, at most {bar} is the bar"
        for kind, bars in BARS.items()
        for spread, bar in zip(("one tradeline", "100 tradelines"), bars, strict=True)
        if gas[kind][spread] > bar
    ]
    conditions = {
        "hardfork": HARDFORK,
        "entries a batch": BATCH,
        "payload bytes": {kind.name.lower(): size for kind, size in PAYLOAD_BYTES.items()},
    }
    for name, snapshot in (("gas", conditions | {"gas an entry": gas}), ("size", sizes())):
        path = ROOT / "snapshots" / f"{name}.json"
        text = json.dumps(snapshot, indent=1) + "\n"
        if not check:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            faults.append(f"{path.relative_to(ROOT)} is not what is measured:\n{text}")
    print("\n".join(faults) or json.dumps(gas), file=sys.stderr if faults else sys.stdout)
    return 1 if faults else 0


def sizes() -> dict[str, dict[str, int]]:
    """Bytes of each contract as it stands on chain, and of the code that creates it."""
    found = {}
    for name in Name:
        content = json.loads((ROOT / "ledger/chain/abi" / f"{name.value}.json").read_text(encoding="utf-8"))
        found[name.value] = {
            "deployed bytes": len(content["deployedBytecode"]) // 2 - 1,
            "creation bytes": len(content["bytecode"]) // 2 - 1,
        }
    return found


def measured_gas() -> dict[str, dict[str, int]]:
    """Gas an entry of each kind, rounded up: all on one tradeline, each on another."""
    with market() as on:
        one = [TradelineId(CREDITOR, FIRST_SEQUENCE)] * BATCH
        many = [TradelineId(CREDITOR, FIRST_SEQUENCE + 1 + at) for at in range(BATCH)]
        on.set_up([one[0], *many])
        gas: dict[str, dict[str, int]] = {kind: {} for kind in BARS}
        for spread, lines in (("one tradeline", one), ("100 tradelines", many)):
            tags = [ObligationId(on.random(32)) for _ in lines]
            ids = [obligation_id(CREDITOR, tag) for tag in tags]
            gas["obligation"][spread] = on.record(CREDITOR, EntryClass.OBLIGATION, lines, tags)
            gas["statement"][spread] = on.record(CREDITOR, EntryClass.STATEMENT, lines, ids)
            gas["statement by an agent"][spread] = on.record(AGENT, EntryClass.STATEMENT, lines, ids)
        return gas


class Market:
    """The contracts on a fresh chain that lets every address send."""

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc
        self._source = random.Random(1)
        self._sequence: dict[Member, int] = {}
        registry = self._create(contracts.deploy_registry([_key(REGISTRAR)], 1, 0))
        self._ledger = self._create(contracts.deploy_ledger(registry))
        for member, roles in ((CREDITOR, Role.SME), (AGENT, Role.AGENT)):
            self._send(
                REGISTRAR, registry, contracts.admit(self.random(32), self.random(32), roles, _key(member))
            )

    def random(self, length: int) -> bytes:
        """So many bytes, none of them zero, the same in every run."""
        return bytes(self._source.randrange(1, 256) for _ in range(length))

    def set_up(self, lines: list[TradelineId]) -> None:
        """Opens the tradelines, appoints the agent on each, uses each lane: later writes find no empty slot."""
        nothing = [ON_TRADELINE] * len(lines)
        for start in range(0, len(lines), 50):
            self.record(CREDITOR, EntryClass.OPEN, lines[start : start + 50], nothing[start : start + 50])
        self.record(CREDITOR, EntryClass.APPOINT, lines, nothing, AGENT)
        self.record(AGENT, EntryClass.STATEMENT, lines[:1], nothing[:1])

    def record(
        self,
        member: Member,
        kind: EntryClass,
        lines: list[TradelineId],
        obligations: list[ObligationId],
        subject: Member = EXTERNAL,
    ) -> int:
        """Writes one entry a tradeline; gives the gas an entry, rounded up."""
        capacity = Capacity.AGENT if member == AGENT else Capacity.CREDITOR
        entries = [
            SealedEntry(
                Meta(kind, capacity, Status.EXTERNAL, member, line, subject=subject).handed_in(),
                obligation,
                Commitment(self.random(32)),
                self.random(PAYLOAD_BYTES[kind]),
            )
            for line, obligation in zip(lines, obligations, strict=True)
        ]
        sequence = self._sequence.get(member, 0)
        self._sequence[member] = sequence + 1
        receipt = self._send(member, self._ledger, contracts.record(0, sequence, entries))
        return -(-int(receipt["gasUsed"], 16) // len(entries))

    def _create(self, creation: bytes) -> bytes:
        receipt = self._send(REGISTRAR, None, creation)
        return bytes.fromhex(receipt["contractAddress"].removeprefix("0x"))

    def _send(self, member: Member, to: bytes | None, content: bytes) -> dict[str, Any]:
        call = {"from": "0x" + _key(member).hex(), "data": "0x" + content.hex(), "gasPrice": "0x0"}
        call["gas"] = hex(GAS_LIMIT)
        if to is not None:
            call["to"] = "0x" + to.hex()
        transaction = self._rpc.write("eth_sendTransaction", call)
        self._rpc.write("evm_mine")
        receipt = self._rpc.read("eth_getTransactionReceipt", transaction)
        if not isinstance(receipt, dict) or receipt["status"] != "0x1":
            raise SystemExit(f"a transaction of member {member} failed: {receipt}")
        return receipt


def _key(member: Member) -> bytes:
    return (0x1000 + member).to_bytes(20, "big")


@contextmanager
def market() -> Iterator[Market]:
    """A market on a chain of its own, for as long as the block lasts."""
    argv = [
        str(anvil_program()),
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--hardfork",
        HARDFORK,
        "--accounts",
        "0",
    ]
    argv += ["--gas-price", "0", "--block-base-fee-per-gas", "0", "--auto-impersonate", "--no-mining"]
    with running(argv, "anvil_setBalance") as engine:
        yield Market(engine.rpc)


if __name__ == "__main__":
    sys.exit(main())
