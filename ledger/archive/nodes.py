"""Trie nodes by their hash, on disk: however many an archive holds, they take no memory."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping

from ledger.core.errors import Unavailable
from ledger.proof.keccak import keccak256

_CACHE_KIB = 8192


class Nodes(Mapping[bytes, bytes]):
    """In a temporary file without a name, which goes with `close`. Each node is to be given once; Unavailable."""

    def __init__(self, nodes: Iterable[bytes]) -> None:
        # The empty name: a file of SQLite's own, deleted when it is closed (sqlite.org/inmemorydb.html).
        self._file = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        try:
            for setting in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KIB}"):
                self._file.execute(f"PRAGMA {setting}")
            self._file.execute("CREATE TABLE nodes (hash BLOB, node BLOB)")
            self._file.execute("BEGIN")
            rows = ((keccak256(node), node) for node in nodes)
            self._count = self._file.executemany("INSERT INTO nodes VALUES (?, ?)", rows).rowcount
            # After the rows, so that it is sorted once, within bounds, instead of being grown at random places.
            self._file.execute("CREATE INDEX by_hash ON nodes (hash)")
            self._file.execute("COMMIT")
        except sqlite3.Error as error:
            self._file.close()
            raise Unavailable(f"no place for the nodes of a state: {error}") from error
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        """Lets go of the file."""
        self._file.close()

    def __getitem__(self, hash_: bytes) -> bytes:
        try:
            found = self._file.execute("SELECT node FROM nodes WHERE hash = ?", (hash_,)).fetchone()
        except sqlite3.Error as error:
            raise Unavailable(f"the nodes of a state cannot be read: {error}") from error
        if found is None:
            raise KeyError(hash_)
        return bytes(found[0])

    def __iter__(self) -> Iterator[bytes]:
        return (bytes(row[0]) for row in self._file.execute("SELECT hash FROM nodes"))

    def __len__(self) -> int:
        return max(self._count, 0)
