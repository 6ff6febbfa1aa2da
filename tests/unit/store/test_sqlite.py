"""What is particular to an index in a file."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ledger.core.errors import Misuse
from ledger.store.database import NotThisIndex
from ledger.store.index import SqliteIndex
from tests.unit.store.blocks import CONTRACTS, START


def test_another_program_s_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE precious (row)")
    content = path.read_bytes()
    with pytest.raises(Misuse):
        SqliteIndex(path, CONTRACTS, START)
    assert path.read_bytes() == content
    path.write_bytes(b"no database at all, but long enough to be looked at as one" * 20)
    with pytest.raises(Misuse):
        SqliteIndex(path, CONTRACTS, START)


def test_an_index_of_another_version_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "index"
    SqliteIndex(path, CONTRACTS, START).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(NotThisIndex, match="another version"):
        SqliteIndex(path, CONTRACTS, START)
