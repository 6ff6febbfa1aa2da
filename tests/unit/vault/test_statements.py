"""Statements of witnesses outlive the process, each once, and two of a height are proof for ever."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.app.vault import Private
from ledger.core.ids import Member
from ledger.proof.checkpoint import Checkpoint, origin_of
from ledger.proof.cosignature import cosign, verifier_key
from ledger.proof.statement import Statement
from ledger.vault.file import VaultFile
from tests.unit.vault.test_vault import CHEAP, PLACE

ORIGIN = origin_of(PLACE.chain_id, b"\x11" * 32, PLACE.ledger)
HEAD = Checkpoint(ORIGIN, 10, b"\x33" * 32, 2, b"\x44" * 32)


def said(checkpoint: Checkpoint, secret: bytes = b"\x01" * 32, time: int = 5, name: str = "w") -> Statement:
    line = cosign(name, secret, bytes(checkpoint), time)
    return Statement(checkpoint, verifier_key(name, secret), time, line)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[VaultFile]:
    vault = VaultFile.create(tmp_path / "own.vault", "open sesame", PLACE, CHEAP)
    yield vault
    vault.close()


def test_a_statement_comes_out_as_it_went_in_also_of_a_backup(vault: VaultFile, tmp_path: Path) -> None:
    statement = said(HEAD)
    assert vault.statements.put(statement)
    assert not vault.statements.put(said(HEAD, time=6)), "the same checkpoint, said again"
    vault.backup(tmp_path / "copy.vault", 0)
    for path in ("own.vault", "copy.vault"):
        again = VaultFile.open(tmp_path / path, "open sesame", PLACE)
        assert again.statements.at(ORIGIN, 10) == (statement,)
        again.close()


def test_two_of_a_height_prove_it_and_a_third_is_not_kept(vault: VaultFile) -> None:
    first, second, third = (said(replace(HEAD, members=number)) for number in (2, 3, 4))
    other = said(HEAD, b"\x02" * 32)
    assert [vault.statements.put(each) for each in (first, other, second, third)] == [True, True, True, False]
    assert vault.statements.contradictions(ORIGIN) == ((first, second),)
    assert vault.statements.at(ORIGIN, 10) == (first, other, second)


def test_the_latest_is_of_the_highest_block_and_of_the_keys_asked_for(vault: VaultFile) -> None:
    elsewhere = origin_of(1, bytes(32), bytes(20))
    low, high = said(HEAD), said(replace(HEAD, block=11))
    foreign, others = (
        said(replace(HEAD, block=12, origin=elsewhere)),
        said(replace(HEAD, block=13), b"\x02" * 32),
    )
    for each in (high, low, foreign, others):
        vault.statements.put(each)
    assert vault.statements.latest(ORIGIN, {low.key.public}) == high
    assert vault.statements.latest(ORIGIN, {low.key.public, others.key.public}) == others
    assert vault.statements.latest(ORIGIN, set()) is None
    assert vault.statements.stated(ORIGIN, 1, 9) == (13, 11, 10)


def test_a_block_is_stated_by_names_that_state_the_same_of_it(vault: VaultFile) -> None:
    one, two, other = b"\x01" * 32, b"\x02" * 32, b"\x03" * 32
    alike, apart, renewed = (replace(HEAD, block=number) for number in (10, 11, 12))
    for each in (
        said(alike, one, name="w/1"),
        said(alike, two, name="w/2"),
        said(apart, one, name="w/1"),
        said(replace(apart, hash=bytes(32)), two, name="w/2"),
        said(renewed, one, name="w/1"),
        said(renewed, other, name="w/1"),
    ):
        assert vault.statements.put(each)
    assert vault.statements.stated(ORIGIN, 1, 9) == (12, 11, 10)
    assert vault.statements.stated(ORIGIN, 1, 2) == (12, 11)
    assert vault.statements.stated(ORIGIN, 2, 9) == (10,)
    assert vault.statements.stated(ORIGIN, 3, 9) == ()


def test_blocks_far_below_the_highest_stated_are_not_looked_through(
    vault: VaultFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    for block in (10, 20, 30):
        vault.statements.put(said(replace(HEAD, block=block)))
    assert vault.statements.stated(ORIGIN, 1, 9) == (30, 20, 10)
    monkeypatch.setattr("ledger.vault.statements.RECENT", 2)
    assert vault.statements.stated(ORIGIN, 1, 9) == (30, 20)


def test_what_was_proved_before_pages_is_found_after_them(vault: VaultFile, tmp_path: Path) -> None:
    pairs = []
    for block in (12, 11, 10):
        pair = said(replace(HEAD, block=block)), said(replace(HEAD, block=block, members=7))
        assert [vault.statements.put(each) for each in pair] == [True, True]
        pairs.append(pair)
    vault.statements.put(said(replace(HEAD, block=13)))
    vault.close()
    with closing(sqlite3.connect(tmp_path / "own.vault")) as bare:
        bare.executescript(
            "DROP INDEX contradictions; ALTER TABLE statements DROP COLUMN contradicts; PRAGMA user_version = 4;"
        )
    again = VaultFile.open(tmp_path / "own.vault", "open sesame", PLACE)
    assert again.statements.contradictions(ORIGIN) == tuple(pairs)
    assert again.statements.contradictions(ORIGIN, 1, 1) == (pairs[1],)
    assert again.statements.contradictions(ORIGIN, 2) == (pairs[2],)
    assert again.statements.contradictions(ORIGIN, 3) == ()
    assert again.statements.contradictions(origin_of(1, bytes(32), bytes(20))) == ()
    assert again.statements.contradicted() == 3
    again.close()


def test_a_witness_key_is_sealed_on_disk(vault: VaultFile, tmp_path: Path) -> None:
    secret = bytes(range(100, 132))
    vault.keys.put(Member(3), Private.WITNESS, 1, secret)
    vault.statements.put(said(HEAD, secret))
    assert vault.keys.get(Member(3), Private.WITNESS) == secret
    on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert secret not in on_disk
    assert verifier_key("w", secret).public in on_disk, "what is public stands in the clear"
