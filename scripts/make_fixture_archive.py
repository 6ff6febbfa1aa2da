"""Write the fixture archive `tests/fixtures/archives/qbft`, out of a development chain as four QBFT validators seal it.

Run from the root of the checkout: `python -m scripts.make_fixture_archive`. Keys and so every byte are new with each
run: what is committed stays as it is, and every later version of this project must read it.
"""

import json
import os
import shutil
from pathlib import Path

from ledger.chain.engines.anvil import CHAIN_ID
from ledger.core.codes import Capacity, EntryClass
from ledger.core.ids import Member, TradelineId
from ledger.proof import layouts, slots
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.schedule import Phase
from ledger.verify.trust import Contract, TrustRoot, serialise_trust
from tests.integration.archived import NetworkArchive
from tests.integration.network import deployed_on
from tests.simulators.sealing.bft import Qbft
from tests.simulators.sealing.consortium import Consortium, Plan
from tests.simulators.sealing.node import sealed_anvil

FOLDER = Path(__file__).parents[1] / "tests" / "fixtures" / "archives" / "qbft"
SPAN = 8
LAYOUTS = (layouts.MEMBER_REGISTRY, layouts.CREDIT_LEDGER, layouts.ATTESTATION_REGISTRY)


def main() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    consortium = Consortium(Qbft(), plans={3: Plan(round=2)})
    with sealed_anvil(consortium) as (node, _):
        network = deployed_on(node, CHAIN_ID)
        creditor, debtor = network.admit(), network.admit()
        line, entry = TradelineId(creditor.number, 1), network.entry
        network.record(creditor, [entry(EntryClass.OPEN, Capacity.CREDITOR, line, subject=debtor.number)])
        network.record(debtor, [entry(EntryClass.ACCEPT, Capacity.DEBTOR, line)])
        obligation = entry(EntryClass.OBLIGATION, Capacity.CREDITOR, line, os.urandom(32))
        statements = [entry(EntryClass.STATEMENT, Capacity.CREDITOR, line) for _ in range(2)]
        network.record(creditor, [obligation, *statements])
        archive = NetworkArchive(network, FOLDER, Engine.QBFT)
        done = archive.export(span=SPAN)
        trust = _trust(archive, consortium)
        facts = {
            "engine": "qbft",
            "blocks": done.last + 1,
            "states": [done.proved_at],
            "words": done.words,
            "entries": 5,
            "member_word": f"0x{network.reader().word(network.contracts.registry, slots.member(Member(1))):064x}",
        }
    (FOLDER / ".lock").unlink()
    (FOLDER / "trust.json").write_bytes(serialise_trust(trust))
    (FOLDER / "facts.json").write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n", "utf-8")
    print(f"{facts['blocks']} blocks, {sum(file.size for file in archive.manifest.files)} bytes")


def _trust(archive: NetworkArchive, consortium: Consortium) -> TrustRoot:
    """The trust root of the chain, which never expires: the fixture is judged for ever."""
    origin = archive.origin
    contracts = [
        Contract(each.address, each.code_hash, layout)
        for each, layout in zip(origin.contracts, LAYOUTS, strict=True)
    ]
    return TrustRoot(
        chain_id=origin.chain_id,
        engine=Engine.QBFT,
        genesis=origin.genesis,
        validators=tuple(sorted(consortium.founders)),
        registry=contracts[0],
        ledger=contracts[1],
        attestations=contracts[2],
        expires=2**53 - 1,
        phases=(Phase(0, Engine.QBFT, period=1),),
    )


if __name__ == "__main__":
    main()
