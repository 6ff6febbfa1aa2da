"""Write the dossiers of `tests/fixtures/sealed`: proved down to the seals of validators, of whom one came in meanwhile.

Run from the root of the checkout: `python -m scripts.make_sealed_fixtures`. Every byte is new with each run: what is
committed stays as it is, and every later version of this project must verify it.
"""

import json
import tempfile
from pathlib import Path

from ledger.proof.header import decode_header
from ledger.verify.policy import Policy
from ledger.verify.renewal import renew
from ledger.verify.report import Outcome
from ledger.verify.trust import serialise_trust
from ledger.verify.verifier import verify
from tests.attacks.sealed_stage import SealedStage, sealed_stage
from tests.attacks.story import cast, sale
from tests.simulators.sealing.bft import Bft, Qbft
from tests.simulators.sealing.clique import Clique
from tests.simulators.sealing.consortium import Consortium, Plan
from tests.simulators.sealing.council import Vote
from tests.simulators.sealing.keys import addresses

FOLDER = Path(__file__).parents[1] / "tests" / "fixtures" / "sealed"
NEW = addresses(1, after=20)[0]
EPOCH = 1_000


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    run = {engine.name: {"at": _write(engine)} for engine in (Qbft(), Clique())}
    (FOLDER / "run.json").write_text(json.dumps(run, indent=1) + "\n", "utf-8")


def _write(engine: Bft | Clique) -> int:
    """A seller's dossier and the bank's trust root, led on to it; the second at which it is judged."""
    votes = {at: Plan(vote=Vote(NEW, add=True)) for at in (4, 5, 6)}
    house = Consortium(engine, addresses(4), epoch=EPOCH, plans=votes)
    with tempfile.TemporaryDirectory() as folder, sealed_stage(Path(folder), house) as made:
        players = cast(made)
        sale(players)
        made.wait(60)
        statement = made.state(players.mill)
        issued = made.attest(players.nordkap, players.mill, statement)
        _settle(made)
        data = made.bind(players.mill, made.assemble(players.nordkap, players.mill, statement, issued))
        _settle(made)
        genesis, now = made.trust(), made.now() + 3_600
        headers = (decode_header(made.chain.at(at).rlp) for at in range(1, made.chain.height() + 1))
        newer = renew(genesis, headers).trust
        assert len(newer.points[-1].validators) == 5
        assert verify(data, newer, Policy(), now).verdict is Outcome.ESTABLISHED
    (FOLDER / f"{engine.name}.dossier.json").write_bytes(data)
    (FOLDER / f"{engine.name}.trust.json").write_bytes(serialise_trust(newer))
    print(f"{engine.name}: {len(data)} bytes")
    return now


def _settle(made: SealedStage) -> None:
    """Blocks enough for one under Clique to be settled."""
    made.chain.mine(5)
    made.follow()


if __name__ == "__main__":
    main()
