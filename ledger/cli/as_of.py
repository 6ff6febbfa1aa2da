"""As of which block a verb speaks, how final that is, and what nodes disagree about: for people and for programs."""

from ledger.app.ports import Standing
from ledger.attest.canonical import Json
from ledger.chain.disagreement import Alarms
from ledger.cli.output import console, plain
from ledger.proof.consensus.engine import Finality

WORDS = {
    Finality.NONE: "not final",
    Finality.PROBABILISTIC: "final with probability",
    Finality.IMMEDIATE: "final",
}


def standing_json(standing: Standing | None) -> Json:
    """Block, hash, and how final; null where nothing was read yet."""
    if standing is None:
        return None
    return {
        "block": standing.number,
        "hash": f"0x{standing.hash.hex()}",
        "finality": standing.finality.value,
    }


def standing_words(standing: Standing | None) -> str:
    """The same in a few words."""
    if standing is None:
        return "before the first block"
    return f"block {standing.number} (0x{standing.hash.hex()[:8]}…, {WORDS[standing.finality]})"


def alarms_json(alarms: Alarms) -> list[Json]:
    """Every alarm that stands; the headers themselves are in the files of the home."""
    return [
        {
            "block": alarm.number,
            "disputed": alarm.disputed,
            "told": [
                {"node": told.node, "hash": f"0x{told.hash.hex()}", "sealed": told.sealed}
                for told in alarm.told
            ],
        }
        for alarm in alarms.standing()
    ]


def print_alarms(alarms: Alarms) -> None:
    """A paragraph for each."""
    for alarm in alarms.standing():
        console.print(f"[bold red]alarm:[/] nodes tell different blocks {alarm.number}")
        for told in alarm.told:
            seals = "" if told.sealed else ", which nobody sealed"
            console.print(f"  {plain(told.node)} tells 0x{told.hash.hex()}{seals}", highlight=False)
        if alarm.disputed:
            console.print(f"  nothing from block {alarm.number} on counts as final")
