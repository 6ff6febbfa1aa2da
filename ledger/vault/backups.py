"""Encrypted copies of the vault, each known to it, so that what is erased can be erased in them as well."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ledger.core.ids import Member
from ledger.vault.cipher import Wrapped
from ledger.vault.database import Database, check_is_vault, create_private
from ledger.vault.errors import NotAVault, VaultBusy
from ledger.vault.schema import migrate

Change = Callable[[Database], None]

MIRRORED = (
    "private_keys",
    "tradeline_keys",
    "entry_keys",
    "secrets",
    "contents",
    "proofs",
    "erased",
    "documents",
    "document_tradelines",
)
"""Tables whose rows of a member are, after an erasure, the same in every backup as in the vault."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Paths of the backups that a change reached, and of those that it did not."""

    reached: tuple[str, ...]
    unreached: tuple[str, ...]


class Backups:
    """The backups of one vault. All have its data key, so sealed rows are copied as they are."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def paths(self) -> tuple[str, ...]:
        """Every backup that was ever begun and not forgotten."""
        return tuple(row[0] for row in self._database.ask("SELECT path FROM backups ORDER BY path"))

    def make(self, path: Path, now: int) -> None:
        """A consistent copy at `path`, which must be free.

        It is known to the vault before its first byte is written.
        """
        if path.exists():
            raise NotAVault(f"{path} exists already")
        self._database.ask("INSERT OR REPLACE INTO backups VALUES (?, ?)", str(path.absolute()), now)
        copy_file(self._database, path)

    def forget(self, path: str) -> None:
        """Strikes a backup off the list: its owner says that it is destroyed."""
        self._database.ask("DELETE FROM backups WHERE path = ?", path)

    def mirror(self, member: Member) -> Reach:
        """Makes the member's secrets in every backup those of the vault, and overwrites what goes."""
        rows = {
            table: self._database.ask(f"SELECT * FROM {table} WHERE member = ?", member) for table in MIRRORED
        }
        return self._each(lambda backup: _mirror(backup, member, rows))

    def rewrap(self, wrapped: Wrapped) -> Reach:
        """Puts the data key under the vault's new passphrase in every backup."""
        return self._each(lambda backup: store_wrapped(backup, wrapped))

    def _each(self, change: Change) -> Reach:
        paths = self.paths()
        reached = tuple(path for path in paths if self._reach(Path(path), change))
        return Reach(reached, tuple(path for path in paths if path not in reached))

    def _reach(self, path: Path, change: Change) -> bool:
        _partial(path).unlink(missing_ok=True)
        try:
            check_is_vault(path)
            backup = Database(path, journal="DELETE")
        except (NotAVault, sqlite3.Error):
            return False
        with closing(backup):
            try:
                if backup.one("SELECT id FROM vault") != self._database.one("SELECT id FROM vault"):
                    return False
                migrate(backup.connection)
                with backup.transaction():
                    change(backup)
                backup.ask("VACUUM")
            except (sqlite3.Error, VaultBusy, NotAVault):
                return False
        return True


def copy_file(database: Database, path: Path) -> None:
    """Copies a vault to `path`, as one file with no log beside it: whole, or not there at all."""
    partial = _partial(path)
    partial.unlink(missing_ok=True)
    create_private(partial)
    with closing(sqlite3.connect(partial)) as copy:
        database.connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    _to_disk(partial)
    partial.replace(path)
    _to_disk(path.parent)


def store_wrapped(database: Database, wrapped: Wrapped) -> None:
    """Replaces the wrapped data key."""
    cost = wrapped.cost
    update = "UPDATE vault SET n = ?, r = ?, p = ?, salt = ?, wrapped = ?"
    database.ask(update, cost.n, cost.r, cost.p, wrapped.salt, wrapped.sealed)


def _mirror(backup: Database, member: Member, rows: dict[str, list[tuple[object, ...]]]) -> None:
    for table, values in rows.items():
        backup.ask(f"DELETE FROM {table} WHERE member = ?", member)
        if values:
            backup.many(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values[0]))})", values)


def _partial(path: Path) -> Path:
    return path.with_name(path.name + ".partial")


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
