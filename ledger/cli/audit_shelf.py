"""Where `audit --resume` keeps its checkpoint, and the key under which it knows it again."""

import hashlib
import os
import secrets
from pathlib import Path

import ledger
from ledger.app.audit.checkpoint import KEY_SIZE, Checkpoints
from ledger.cli.output import read_file
from ledger.core.errors import Misuse
from ledger.settings import default_home

KEY_FILE = "audit.key"
ROOMS = ("app", "attest", "core", "proof")
"""What becomes of a block is said in these."""
LIMIT = 4 << 30
"""Bytes of a checkpoint: some 200 a word of state."""


class CheckpointFile:
    """A checkpoint in a file. Fills `Shelf`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> bytes | None:
        """What was put there last; None if nothing was."""
        return read_file(self._path, LIMIT) if self._path.exists() else None

    def save(self, data: bytes) -> None:
        """Beside, down to the disk, then over: whenever the audit is killed, the last checkpoint is whole."""
        part = self._path.with_name(self._path.name + ".part")
        try:
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._path)
        except OSError as error:
            raise Misuse(f"{self._path}: {error.strerror or error}") from error


def checkpoints_in(path: Path, every: int) -> Checkpoints:
    """Checkpoints every so many blocks in a file, under this user's own key."""
    return Checkpoints(CheckpointFile(path), _own_key(default_home() / KEY_FILE), _code(), every)


def _own_key(path: Path) -> bytes:
    """The key in a file, made when it is first asked for, for its owner's eyes only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(made, "wb") as file:
            file.write(secrets.token_bytes(KEY_SIZE))
    except FileExistsError:
        pass
    except OSError as error:
        raise Misuse(f"{path}: {error.strerror or error}") from error
    key = read_file(path, KEY_SIZE)
    if len(key) != KEY_SIZE:
        raise Misuse(f"{path}: a key of {KEY_SIZE} bytes is expected")
    return key


def _code() -> bytes:
    """SHA-256 over the files of the rooms that fold: other code may fold otherwise."""
    root = Path(next(iter(ledger.__path__)))
    digest = hashlib.sha256()
    for path in sorted(path for room in ROOMS for path in (root / room).rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.digest()
