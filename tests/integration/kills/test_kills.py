"""A firm's process is killed two hundred times while it accepts and sends, at places chosen by seed and by
state, on a real chain that also takes blocks back. In the end everything is on chain once, and nothing
else.
"""

import multiprocessing
import os
import random
import sqlite3
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from ledger.app.index import follow
from ledger.app.intents import Open
from ledger.app.keys import public_bytes, tag_key_bytes
from ledger.app.opening import read_tradeline
from ledger.app.ports import OutboxState
from ledger.app.submit import submit
from ledger.app.vault import Private
from ledger.chain.recorder import LedgerRecorder
from ledger.chain.registrations import MemberRegistrations
from ledger.core.codes import Capacity, EntryClass, KeyPurpose, Kind
from ledger.core.entry import Opened
from ledger.core.ids import TradelineId
from ledger.proof.hpke import PRIVATE_SIZE, EncryptionKey
from ledger.proof.vrf import TagKey
from ledger.vault.cipher import Cost
from ledger.vault.file import VaultFile
from tests.integration.kills.firm import PASSPHRASE, TODAY, Firm, Trap, Where, at_work, run
from tests.integration.network import Network

KILLS = 200
STATE_TRAPS = [
    Trap("outbox", "exclusively", 1, before=True),
    Trap("outbox", "signed", 1),
    Trap("outbox", "refuse", 1),
    *(
        Trap("outbox", "move", 1, state=state)
        for state in (OutboxState.SUBMITTED, OutboxState.MINED, OutboxState.FINAL)
    ),
]
"""One for each state of a row: the process dies when a row has just entered it."""
STATE_OF = {"exclusively": OutboxState.ACCEPTED, "signed": OutboxState.SIGNED, "refuse": OutboxState.REFUSED}
CALL_TRAPS = [
    ("outbox", "append"),
    ("outbox", "signed"),
    ("outbox", "move"),
    ("contents", "put"),
    ("contents", "put_proof"),
    ("tradelines", "put_tradeline_key"),
    ("tradelines", "next_sequence"),
    ("sender", "sign"),
    ("relay", "submit"),
    ("relay", "fate"),
    ("index", "take"),
]
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.integration.kills.firm"])


@pytest.fixture
def where(on_anvil: Network, tmp_path: Path) -> Where:
    """A firm whose keys are registered, with a tradeline open to a buyer that has a key."""
    firm, buyer, silent = (on_anvil.admit() for _ in range(3))
    contracts = on_anvil.contracts
    where = Where(
        tmp_path,
        on_anvil.engine.url,
        contracts,
        on_anvil.deployment.block,
        firm.number,
        silent.number,
        TradelineId(firm.number, 1),
    )
    secret = os.urandom(32)
    address = public_bytes(Private.TRANSACTION, secret)
    on_anvil.engine.fund(address)
    registrations = MemberRegistrations(firm.sender, contracts)
    registrations.register(KeyPurpose.TRANSACTION, address)
    for party in (buyer, silent):
        public = bytes(EncryptionKey(os.urandom(PRIVATE_SIZE)).public)
        MemberRegistrations(party.sender, contracts).register(KeyPurpose.ENCRYPTION, public)
    tag_key = TagKey.generate(2048)
    registrations.register(KeyPurpose.TAG, bytes(tag_key.public))
    vault = VaultFile.create(tmp_path / "vault", PASSPHRASE, contracts.place, Cost(n=2))
    vault.keys.put(firm.number, Private.TRANSACTION, 2, secret)
    vault.keys.put(firm.number, Private.TAG, 1, tag_key_bytes(tag_key))
    vault.close()
    with at_work(where) as opened:
        follow(opened.reader, opened.desk.index)
        submit(opened.desk, firm.number, [Open(Kind.LOAN, "EUR", TODAY, Capacity.CREDITOR, buyer.number)])
        opened.finish()
    return where


def trap_of(seed: int) -> Trap | float:
    """Where the process of this seed dies: in a state, around a call, or after so many seconds from outside."""
    chance = random.Random(seed)
    if seed % 3 == 0:
        return STATE_TRAPS[seed // 3 % len(STATE_TRAPS)]
    if seed % 3 == 1:
        part, method = chance.choice(CALL_TRAPS)
        return Trap(part, method, chance.randint(1, 4), before=chance.random() < 0.5)
    return chance.uniform(0.0, 0.25)


def run_and_kill(where: Where, rounds: range, trap: Trap | float) -> bool:
    """Runs the firm; whether it was killed, and did not end by itself."""
    inner = trap if isinstance(trap, Trap) else None
    process = PROCESSES.Process(target=run, args=(where, rounds, inner))
    process.start()
    if not isinstance(trap, Trap):
        time.sleep(trap)
        process.kill()
    process.join(60)
    code = process.exitcode
    process.close()
    assert code in (0, -9), code
    return code == -9


def states(where: Where) -> set[OutboxState]:
    """The states that rows were left in."""
    with closing(sqlite3.connect(where.folder / "vault")) as bare:
        return {OutboxState(row[0]) for row in bare.execute("SELECT DISTINCT state FROM outbox")}


def test_two_hundred_kills_lose_nothing_and_double_nothing(where: Where, on_anvil: Network) -> None:
    kills = Counter[str]()
    died_in: set[OutboxState] = set()
    done, seed, accepted = 0, 0, 0
    # Which rows a killed process leaves is a matter of luck: on a busy machine some states take longer to be hit.
    while kills.total() < KILLS or (died_in != set(OutboxState) and kills.total() < 2 * KILLS):
        # A round is played until a process ends by itself; each process begins the next one as well.
        accepted = max(accepted, done + 1 + seed % 2)
        trap = trap_of(seed)
        if run_and_kill(where, range(done, accepted), trap):
            kills["state" if seed % 3 == 0 else "call" if seed % 3 == 1 else "moment"] += 1
            if seed % 3 == 0:
                assert isinstance(trap, Trap)
                # A process that found rows of an earlier one may die before its own is there: that is no hit.
                died_in |= {trap.state or STATE_OF[trap.method]} & states(where)
        else:
            done = accepted
        if seed % 5 == 4:
            # The last block is replaced by an empty one: what was mined in it, and was not final, is gone.
            on_anvil.engine.rpc.write("anvil_reorg", 1, [])
        seed += 1
    assert died_in == set(OutboxState), died_in
    assert min(kills["state"], kills["call"], kills["moment"]) > 20, kills

    run(where, range(done, accepted), None)
    with at_work(where) as firm:
        follow(firm.reader, firm.desk.index)
        compare(firm, accepted)


def compare(firm: Firm, rounds: int) -> None:
    """What is on chain, in the outbox and in the lanes, with what the script says."""
    expected = Counter({("external", number): 1 for number in range(rounds)})
    expected += Counter(
        {("invoice", name): 1 for number in range(rounds) for name in (f"R-{number}", f"X-{number}")}
    )
    expected += Counter({("limit", 1_000 + number): 1 for number in range(rounds)})
    expected[("loan", None)] = 1
    # The first proposal stands; the others found it pending.
    expected[("proposal", 0)] = 1
    index, vault, number = firm.desk.index, firm.desk.vault, firm.where.firm
    found, shares = Counter[tuple[str, object]](), Counter[tuple[object, ...]]()
    for tradeline in index.tradelines_of(number):
        for entry, reading in read_tradeline(firm.desk, number, tradeline):
            if entry.entry_class is EntryClass.SHARE:
                shares[tradeline, entry.subject, entry.epoch] += 1
            else:
                assert isinstance(reading.content, Opened)
                found[said(reading.content)] += 1
    assert found == expected
    assert shares.total() == len(shares) == 2
    rows = vault.outbox.rows()
    assert {row.state for row in rows} == {OutboxState.FINAL, OutboxState.REFUSED}
    refused = [row for row in rows if row.state is OutboxState.REFUSED]
    # A refused proposal was handed in again by each process that came back to its round.
    assert len({row.entries[0].commitment for row in refused}) == -(-rounds // 10) - 1
    assert all("CreditLedgerProposalPending" in (row.reason or "") for row in refused)
    recorder = LedgerRecorder(firm.reader, firm.where.contracts)
    for lane in (0, 1, 2):
        final = [row.sequence for row in rows if row.lane == lane and row.state is OutboxState.FINAL]
        assert sorted(final) == list(range(recorder.next_sequence(number, lane)))


def said(content: Opened) -> tuple[str, object]:
    """An entry in the words of the script."""
    facts, identity = content.facts, content.identity
    assert identity is not None
    match Kind(facts.kind):
        case Kind.INVOICE:
            return "invoice", identity.number
        case Kind.LIMIT:
            return "limit", facts.amount
        case Kind.LOAN:
            return "loan", None
    words = (identity.reference or "").split()
    return words[0], int(words[1])
