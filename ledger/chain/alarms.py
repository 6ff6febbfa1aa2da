"""Evidence against nodes, kept as files until somebody has looked at it and taken it away."""

import hashlib
import json
import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from ledger.chain.disagreement import Disagreement, Told
from ledger.core.errors import ProofError

MOST_LIES = 100
"""Alarms beside which what a single node makes up is not kept any more."""
_log = logging.getLogger("tradeline.chain")


class NotAnAlarm(ProofError):
    """A file among the alarms that is none: while it lies there, nobody knows what is disputed."""

    def __init__(self, path: Path, why: object) -> None:
        super().__init__(f"{path}: not an alarm: {why!r}")
        self.path = path


class AlarmFolder:
    """One file an alarm, named by what it says: the same evidence is kept once. Fills `Alarms`."""

    def __init__(self, folder: Path) -> None:
        """The folder is made with the first alarm, for its owner's eyes only."""
        self._folder = folder

    def keep(self, found: Disagreement) -> None:
        """Writes the evidence, through to the disk; of what is disputed all, of a node's lies so many."""
        if not found.disputed and len(self.standing()) >= MOST_LIES:
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        claims = sorted({told.hash for told in found.told})
        name = hashlib.sha256(b"".join(claims)).hexdigest()[:16]
        path = self._folder / f"block-{found.number}-{name}.json"
        if not path.exists():
            _write(path, json.dumps(_rendered(found), indent=1) + "\n")
            nodes = ", ".join(told.node for told in found.told)
            _log.error("different blocks %d are told by %s: evidence in %s", found.number, nodes, path)

    def standing(self) -> tuple[Disagreement, ...]:
        """Every alarm that nobody has taken away, lowest block first. NotAnAlarm."""
        found: list[Disagreement] = []
        for path in sorted(self._folder.glob("*.json")):
            # Whoever takes one away does so at any time.
            with suppress(FileNotFoundError):
                found.append(_read(path))
        return tuple(sorted(found, key=lambda alarm: alarm.number))


def _rendered(found: Disagreement) -> dict[str, object]:
    told = [
        {
            "node": each.node,
            "hash": f"0x{each.hash.hex()}",
            "header": f"0x{each.header.hex()}",
            "sealed": each.sealed,
        }
        for each in found.told
    ]
    return {"block": found.number, "told": told}


def _read(path: Path) -> Disagreement:
    try:
        said = json.loads(path.read_text("utf-8"))
        return Disagreement(int(said["block"]), tuple(_told(each) for each in said["told"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotAnAlarm(path, error) from error


def _told(said: dict[str, Any]) -> Told:
    hashed, header = (bytes.fromhex(said[name].removeprefix("0x")) for name in ("hash", "header"))
    return Told(str(said["node"]), hashed, header, bool(said["sealed"]))


def _write(path: Path, text: str) -> None:
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    # For its owner alone, whatever the folder allows.
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
