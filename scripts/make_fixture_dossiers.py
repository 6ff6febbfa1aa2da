"""Write the fixture dossiers of `tests/fixtures/dossiers`, out of a run of anvil.

Run from the root of the checkout: `python -m scripts.make_fixture_dossiers`. Keys, salts and so every byte are new with
each run: what is committed stays as it is, and every later version of this project must verify it.
"""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ledger.app.vault import Private
from ledger.verify.policy import Policy
from ledger.verify.trust import serialise_trust
from ledger.verify.verifier import verify
from tests.attacks.stage import Firm, Stage, stage
from tests.attacks.story import Cast, cast, lending, partly_named, sale

FOLDER = Path(__file__).parents[1] / "tests" / "fixtures" / "dossiers"
OTHERS: Sequence[bytes] = [bytes([number]) * 32 for number in range(1, 6)]
"""Digests that share a batch with the large dossier's."""


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, stage(Path(folder)) as made:
        players = cast(made)
        tradeline, _ = sale(players)
        made.wait(60)
        dossiers = {"small": _small(made, players), "twin": _small(made, players)}
        lending(made, players, tradeline)
        made.wait(60)
        dossiers["large"] = _large(made, players)
        trust, now = made.trust(), made.now() + 3_600
        for data in dossiers.values():
            report = verify(data, trust, Policy(), now)
            left = [
                (step.number, step.reason) for step in report.steps if step.outcome.value != "established"
            ]
            assert [number for number, _ in left] == ["3"], left
        for name, data in dossiers.items():
            (FOLDER / f"{name}.dossier.json").write_bytes(data)
            print(f"{name}: {len(data)} bytes")
        (FOLDER / "trust.json").write_bytes(serialise_trust(trust))
        holders = {"small": players.mill, "twin": players.mill, "large": players.house}
        secrets = {name: _holder_key(firm).hex() for name, firm in holders.items()}
        run = {"at": now, "holders": secrets}
        (FOLDER / "run.json").write_text(json.dumps(run, indent=1) + "\n", "utf-8")


def _small(made: Stage, players: Cast) -> bytes:
    """A seller's one tradeline, facts only."""
    statement = made.state(players.mill)
    issued = made.attest(players.nordkap, players.mill, statement)
    return made.bind(players.mill, made.assemble(players.nordkap, players.mill, statement, issued))


def _large(made: Stage, players: Cast) -> bytes:
    """A lender's: all three lists, void and sealed entries, names, an anchor in a batch."""
    statement = partly_named(made.state(players.house, with_identity=True))
    issued, path = made.attest_in_batch(players.nordkap, players.house, statement, OTHERS)
    dossier = made.assemble(players.nordkap, players.house, statement, issued, path)
    return made.bind(players.house, dossier)


def _holder_key(firm: Firm) -> bytes:
    """With it a test presents the dossier anew, as the member could."""
    secret = firm.node.vault.keys.get(firm.number, Private.HOLDER)
    assert secret is not None
    return secret


if __name__ == "__main__":
    main()
