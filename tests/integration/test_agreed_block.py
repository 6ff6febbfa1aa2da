"""A home whose consortium lost two of five signers for good: nothing is final until its trust root names a block."""

from dataclasses import replace
from pathlib import Path

from ledger.chain.engines.anvil import CHAIN_ID, anvil
from ledger.indexing import indexer
from ledger.proof.consensus.engine import Engine, Finality
from ledger.proof.consensus.schedule import Phase
from ledger.settings import Settings
from ledger.verify.renewal import renew
from ledger.verify.trust import serialise_trust
from tests.attacks.exhibit import exhibit
from tests.attacks.watch import header
from tests.integration.network import deployed_on
from tests.simulators.sealing.chain import SealedChain
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import Consortium, Plan
from tests.simulators.sealing.council import Vote
from tests.simulators.sealing.keys import addresses
from tests.simulators.sealing.node import sealing_node

FIVE = addresses(5)
EPOCH = 40
BLOCKS = 60
AGREED = 45


def test_a_home_goes_on_from_the_block_that_its_trust_root_names(tmp_path: Path) -> None:
    plans = {number: Plan(proposer=FIVE[(number + 1) % 3]) for number in range(6, BLOCKS + 20)}
    for number in range(10, 16):
        plans[number] = Plan(proposer=FIVE[(number + 1) % 3], vote=Vote(FIVE[3 + (number > 12)], add=False))
    with anvil() as engine:
        deployment = deployed_on(engine, CHAIN_ID).deployment
        engine.mine(BLOCKS - engine.rpc.height())
        chain = SealedChain(engine.url, Consortium(Clique(), FIVE, EPOCH, plans))
        links = [chain.at(number) for number in range(BLOCKS + 1)]
        assert links[-1].council.members == FIVE[:3]
        root = replace(
            exhibit("small").trust,
            chain_id=CHAIN_ID,
            engine=Engine.CLIQUE,
            genesis=links[0].hash,
            validators=FIVE,
            phases=(Phase(0, Engine.CLIQUE, EPOCH),),
        )
        with sealing_node(chain) as node:
            settings = Settings(
                tmp_path, (node.url,), deployment.contracts, deployment.block, engine=Engine.CLIQUE
            )
            settings.trust.write_bytes(serialise_trust(root))
            with indexer(settings) as home:
                home.follow()
                assert home.rule.last(BLOCKS) == 4
                standing = home.standing()
                assert standing is not None and (standing.number, standing.finality) == (
                    BLOCKS,
                    Finality.NONE,
                )
            led_on = renew(root, (header(link.fields) for link in links), links[AGREED].hash).trust
            settings.trust.write_bytes(serialise_trust(led_on))
            with indexer(settings) as home:
                engine.mine()
                home.follow()
                final = home.final()
                assert final is not None
                assert (final.number, final.finality) == (BLOCKS, Finality.PROBABILISTIC)
