"""Statements of witnesses outlive the process, each once, and two of a height are proof for ever."""

from collections.abc import Iterator
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


def said(checkpoint: Checkpoint, secret: bytes = b"\x01" * 32, time: int = 5) -> Statement:
    line = cosign("w", secret, bytes(checkpoint), time)
    return Statement(checkpoint, verifier_key("w", secret), time, line)


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
    assert vault.statements.contradictions() == ((first, second),)
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
    assert vault.statements.blocks(ORIGIN) == (13, 11, 10)


def test_a_witness_key_is_sealed_on_disk(vault: VaultFile, tmp_path: Path) -> None:
    secret = bytes(range(100, 132))
    vault.keys.put(Member(3), Private.WITNESS, 1, secret)
    vault.statements.put(said(HEAD, secret))
    assert vault.keys.get(Member(3), Private.WITNESS) == secret
    on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert secret not in on_disk
    assert verifier_key("w", secret).public in on_disk, "what is public stands in the clear"
