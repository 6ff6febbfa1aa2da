"""The vault as one file: made, opened, re-keyed, copied, restored."""

import os
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Self

from ledger.proof.scope import Place
from ledger.vault.access_log import AccessLog
from ledger.vault.attestations import StoredAttestations
from ledger.vault.backups import Backups, Reach, copy_file, store_wrapped
from ledger.vault.cipher import Cipher, Cost, Wrapped
from ledger.vault.consents import StoredConsents
from ledger.vault.contents import StoredContents
from ledger.vault.database import Database, check_is_vault, create_private
from ledger.vault.documents import StoredDocuments
from ledger.vault.erasures import StoredErasures
from ledger.vault.errors import NotAVault
from ledger.vault.outbox import StoredOutbox
from ledger.vault.private_keys import StoredPrivateKeys
from ledger.vault.schema import migrate
from ledger.vault.statements import StoredStatements
from ledger.vault.tokens import Tokens
from ledger.vault.tradeline_keys import StoredTradelineKeys

DEFAULT_COST = Cost()


class VaultFile:
    """`ledger.app.vault.Vault`, and what only the party itself asks of it.

    It belongs to one ledger, `place`, for ever.
    """

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher
        self.path = database.path
        self.place = _place(database)
        self.backups = Backups(database)
        self.keys = StoredPrivateKeys(database, cipher)
        self.tradelines = StoredTradelineKeys(database, cipher)
        self.contents = StoredContents(database, cipher)
        self.documents = StoredDocuments(database, cipher)
        self.consents = StoredConsents(database, cipher)
        self.attestations = StoredAttestations(database, cipher)
        self.statements = StoredStatements(database)
        self.access_log = AccessLog(database, cipher)
        self.tokens = Tokens(database, cipher)
        self.erasures = StoredErasures(database, self.backups, self.documents)
        self.outbox = StoredOutbox(database, database.path.with_name(database.path.name + "-sending"))

    @classmethod
    def create(cls, path: Path, passphrase: str, place: Place, cost: Cost = DEFAULT_COST) -> Self:
        """A new vault, for its owner's eyes only (mode 0600). NotAVault if a file stands at `path`."""
        create_private(path)
        database = Database(path)
        migrate(database.connection)
        cipher = Cipher.generate()
        wrapped = cipher.wrap(passphrase, cost)
        values = (os.urandom(16), bytes(place), cost.n, cost.r, cost.p, wrapped.salt, wrapped.sealed)
        database.ask("INSERT INTO vault VALUES (1, ?, ?, ?, ?, ?, ?, ?)", *values)
        database.overwrite()
        return cls(database, cipher)

    @classmethod
    def open(cls, path: Path, passphrase: str, place: Place | None = None) -> Self:
        """WrongPassphrase, or NotAVault: also for a vault of another ledger than `place`, where that is given."""
        check_is_vault(path)
        database = Database(path)
        try:
            migrate(database.connection)
            cipher = Cipher.unwrap(_wrapped(database), passphrase)
            vault = cls(database, cipher)
            if place is not None and place != vault.place:
                found = vault.place
                raise NotAVault(f"{path} is of chain {found.chain_id}, ledger 0x{found.ledger.hex()}")
        except BaseException:
            database.close()
            raise
        return vault

    @classmethod
    def restore(cls, backup: Path, path: Path, passphrase: str) -> Self:
        """A vault at `path`, which must be free, from a backup.

        What was sent since the backup, the pump finds on chain.
        """
        if path.exists():
            raise NotAVault(f"{path} exists already")
        with closing(cls.open(backup, passphrase)) as source:
            copy_file(source._database, path)
        return cls.open(path, passphrase)

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, on disk when it ends."""
        return self._database.transaction()

    def rekey(self, passphrase: str, cost: Cost = DEFAULT_COST) -> Reach:
        """Puts the data key under a new passphrase, here and in the backups; those not reached open with the
        old one.
        """
        wrapped = self._cipher.wrap(passphrase, cost)
        with self.transaction():
            store_wrapped(self._database, wrapped)
        self._database.overwrite()
        return self.backups.rewrap(wrapped)

    def backup(self, path: Path, now: int) -> None:
        """An encrypted, consistent copy at `path`, which must be free; `now` in seconds since 1970-01-01 UTC."""
        self.backups.make(path, now)

    def rehearsal(self) -> Self:
        """A copy in memory, as sealed as the file: what is done in it goes nowhere, and is gone when it is closed."""
        copy = Database(Path(":memory:"), journal="MEMORY")
        self._database.connection.backup(copy.connection)
        return type(self)(copy, self._cipher)

    def close(self) -> None:
        """Ends the connection; the file stays."""
        self._database.close()


def _wrapped(database: Database) -> Wrapped:
    row = database.one("SELECT n, r, p, salt, wrapped FROM vault")
    if row is None:
        raise NotAVault(f"{database.path} was never finished: remove it and make it again")
    n, r, p, salt, sealed = row
    return Wrapped(Cost(n, r, p), salt, sealed)


def _place(database: Database) -> Place:
    row = database.one("SELECT place FROM vault")
    if row is None:
        raise NotAVault(f"{database.path} was never finished: remove it and make it again")
    return Place(int.from_bytes(row[0][:32], "big"), row[0][32:])
