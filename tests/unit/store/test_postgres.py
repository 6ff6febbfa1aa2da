"""What is particular to an index in PostgreSQL: roles, sessions that end, and words that keep a password."""

import re
import sys
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from ledger.app.ports import Finalised, Position, Reorged
from ledger.core.errors import Misuse
from ledger.store import postgres as adapter
from ledger.store.database import IndexBusy, NotThisIndex, SessionLost
from ledger.store.opening import index_at
from ledger.store.postgres import PostgresDatabase
from tests.databases import Server, driver
from tests.unit.store.blocks import CONTRACTS, START, block, identity

PASSWORD = "hunter2-and-more"
PAGE = Path(__file__).parents[3] / "docs/index-store.md"


def end_sessions(server: Server, schema: str) -> None:
    """As a restart of the server does, of all that are connected to one index."""
    server.run(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
        f" AND objid = '{schema}'::regnamespace::oid"
        " UNION SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tradeline'"
    )


def test_a_leader_that_lost_its_session_cannot_write_and_the_next_one_can(postgres: Server) -> None:
    schema = postgres.schema()
    uri = postgres.uri(schema)
    with (
        closing(index_at(uri, CONTRACTS, START)) as first,
        closing(index_at(uri, CONTRACTS, START)) as second,
    ):
        with first.leading() as leads:
            assert leads
            first.take([block(START)])
            end_sessions(postgres, schema)
            with second.leading() as second_leads:
                assert second_leads
                second.take([block(START + 1)])
                with pytest.raises(SessionLost):
                    first.take([block(START + 2)])
        assert first.position() == second.position() == Position(START + 1, identity(START + 1))


def test_a_leader_that_falls_silent_is_taken_for_dead(
    postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "LEASE_SECONDS", 1)
    uri = postgres.uri(postgres.schema())
    with (
        closing(index_at(uri, CONTRACTS, START)) as first,
        closing(index_at(uri, CONTRACTS, START)) as second,
    ):
        with first.leading():
            first.take([block(START)])
            while True:
                with second.leading() as leads:
                    if leads:
                        break
                time.sleep(0.1)
            with pytest.raises(SessionLost):
                first.take([block(START + 1)])
        assert second.take([block(START + 1)]) == 1


def test_a_question_is_asked_again_when_the_server_ended_the_session(postgres: Server) -> None:
    schema = postgres.schema()
    with closing(index_at(postgres.uri(schema), CONTRACTS, START)) as index:
        index.take([block(START)])
        before = index.digest()
        end_sessions(postgres, schema)
        assert index.position() == Position(START, identity(START))
        end_sessions(postgres, schema)
        assert index.digest() == before


def test_a_session_for_readers_cannot_write(postgres: Server) -> None:
    uri = postgres.uri(postgres.schema())
    with closing(index_at(uri, CONTRACTS, START)), closing(PostgresDatabase(uri).reader()) as reader:
        assert reader.first("SELECT count(*) FROM blocks") == (0,)
        with pytest.raises(IndexBusy):
            reader.all("INSERT INTO blocks VALUES (?, ?, ?)", 1, b"", 1)


def test_another_program_s_schema_is_left_alone(postgres: Server) -> None:
    schema = postgres.schema()
    postgres.run("CREATE TABLE {}.{} (line text)", schema, "precious")
    with pytest.raises(NotThisIndex):
        index_at(postgres.uri(schema), CONTRACTS, START)
    postgres.run("CREATE TABLE {}.{} (line text)", schema, "origin")
    with pytest.raises(NotThisIndex):
        index_at(postgres.uri(schema), CONTRACTS, START)
    found = postgres.run(
        f"SELECT relname FROM pg_class WHERE relnamespace = '{schema}'::regnamespace AND relkind = 'r'"
    )
    assert sorted(found) == [("origin",), ("precious",)]


def test_an_index_of_another_version_is_not_opened(postgres: Server) -> None:
    schema = postgres.schema()
    index_at(postgres.uri(schema), CONTRACTS, START).close()
    postgres.run("COMMENT ON TABLE {}.origin IS 'tradeline index, version 99'", schema)
    with pytest.raises(NotThisIndex, match="another version"):
        index_at(postgres.uri(schema), CONTRACTS, START)


def test_a_schema_that_is_not_there_is_said(postgres: Server) -> None:
    with pytest.raises(Misuse, match="search_path"):
        index_at(postgres.uri("nowhere"), CONTRACTS, START)


def test_where_the_driver_is_not_installed_the_error_says_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "ledger.store.postgres")
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(Misuse, match=r"tradeline\[postgres\]"):
        index_at("postgresql://db.example/ledger", CONTRACTS, START)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("postgresql://postgres:{password}@/postgres?host={folder}", IndexBusy),
        ("postgresql://postgres:{password}@127.0.0.1:1/postgres", IndexBusy),
        ("postgresql://postgres:{password}@[half/postgres", Misuse),
        ("postgresql://postgres:{password}@/postgres?host={folder}&unknown=1", Misuse),
    ],
    ids=["wrong", "nobody there", "malformed", "unknown word"],
)
def test_no_error_says_the_password(postgres: Server, address: str, kind: type[Exception]) -> None:
    uri = address.format(password=PASSWORD, folder=postgres.folder)
    with pytest.raises(kind) as caught:
        index_at(uri, CONTRACTS, START)
    error: BaseException | None = caught.value
    while error is not None:
        assert PASSWORD not in f"{error} {error!r} {vars(error)}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def test_the_roles_of_the_page_may_do_what_it_says_and_nothing_else(postgres: Server) -> None:
    (statements,) = re.findall(r"```sql\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    postgres.run(statements)
    addresses = {}
    for role in ("owner", "indexer", "reader"):
        postgres.run(f"ALTER ROLE tradeline_{role} PASSWORD '{PASSWORD}'")
        addresses[role] = f"postgresql://tradeline_{role}:{PASSWORD}@/postgres?host={postgres.folder}"
    with pytest.raises(Misuse, match="lacks a right"):
        index_at(addresses["indexer"], CONTRACTS, START)
    index_at(addresses["owner"], CONTRACTS, START).close()
    with (
        closing(index_at(addresses["indexer"], CONTRACTS, START)) as indexer,
        closing(index_at(addresses["reader"], CONTRACTS, START)) as reader,
    ):
        with indexer.leading() as leads:
            assert leads
            indexer.take([block(START), block(START + 1), Reorged(START, identity(START))])
            indexer.take([Finalised(START, identity(START))])
        assert reader.digest() == indexer.digest()
        with pytest.raises(Misuse, match="lacks a right"):
            reader.take([block(START + 1)])
        assert reader.position() == Position(START, identity(START))
    for role in ("indexer", "reader"):
        with closing(driver(addresses[role])) as connection:
            connection.autocommit = True
            assert connection.execute("SELECT count(*) FROM blocks").fetchone() == (1,)
            for forbidden in (
                "CREATE TABLE more ()",
                "DROP TABLE blocks",
                "TRUNCATE blocks",
                "ALTER TABLE blocks ADD x int",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(forbidden)
