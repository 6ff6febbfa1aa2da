"""Whoever wants a member that collects statements to believe, forget or replay too much. Each beside what holds."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.app.statements import (
    REPLAYED,
    NotReached,
    NotWitnessed,
    collect,
    collected,
    equivocations,
    latest,
    witnessed,
)
from ledger.core.codes import MemberList
from ledger.core.ids import Member
from ledger.proof.checkpoint import Checkpoint
from ledger.proof.cosignature import verifier_key
from ledger.proof.note import NoteError
from ledger.vault.errors import VaultDamaged
from ledger.vault.file import VaultFile
from tests.simulators.witnessed_chain import (
    LOG,
    NOW,
    PLACE,
    WitnessedChain,
    Witnesses,
    checkpoint_of,
    witnesses,
)

MEMBER, AS_OF, LATER = Member(4), 100, 120


@pytest.fixture
def chain() -> WitnessedChain:
    return WitnessedChain()


@pytest.fixture
def home(tmp_path: Path, chain: WitnessedChain) -> Iterator[Witnesses]:
    found = witnesses(tmp_path, chain)
    yield found
    assert isinstance(found.watch.vault, VaultFile)
    found.watch.vault.close()


def test_statements_are_collected_once_and_handed_on_together(home: Witnesses, chain: WitnessedChain) -> None:
    head = checkpoint_of(chain, LATER)
    assert collect(home.watch, home.keys, home.note(head, "w/1")).added == ("w/1",)
    assert collect(home.watch, home.keys, home.note(head, "w/1", time=NOW + 5)).added == ()
    taken = collect(home.watch, home.keys, home.note(head))
    assert (taken.added, taken.collected.agrees, taken.equivocations) == (("w/2", "w/3"), True, ())
    assert [each.time for each in latest(home.watch, 3).statements] == [NOW] * 3


@pytest.mark.parametrize(
    "name", ["w 1", "w+1", "", "w\u00a01", "w\n1"], ids=["space", "plus", "none", "no-break space", "newline"]
)
def test_a_name_that_breaks_its_line_brings_nothing_in(
    home: Witnesses, chain: WitnessedChain, name: str
) -> None:
    good = home.note(checkpoint_of(chain, LATER), "w/1")
    with pytest.raises(NoteError):
        collect(home.watch, home.keys, good.replace("— w/1 ".encode(), f"— {name} ".encode()))
    assert collect(home.watch, home.keys, good).added == ("w/1",)


def test_only_witnesses_that_are_known_are_kept(home: Witnesses, chain: WitnessedChain) -> None:
    note = home.note(checkpoint_of(chain, LATER))
    assert collect(home.watch, home.keys[:1], note).added == ("w/1",)
    with pytest.raises(NoteError, match="known witness"):
        collect(home.watch, [verifier_key("x/1", b"\x66" * 32)], note)
    assert [each.key.name for each in collected(home.watch, LATER)[0].statements] == ["w/1"]


def test_nobody_fills_the_store_with_blocks_to_come(home: Witnesses, chain: WitnessedChain) -> None:
    ahead = replace(chain, height=chain.height + 1)
    note = home.note(checkpoint_of(ahead, chain.height + 1))
    with pytest.raises(NotReached):
        collect(home.watch, home.keys, note)
    chain.height += 1
    assert len(collect(home.watch, home.keys, note).added) == 3


def test_an_old_note_sent_last_is_not_the_latest(home: Witnesses, chain: WitnessedChain) -> None:
    for block in (LATER, AS_OF):
        collect(home.watch, home.keys, home.note(checkpoint_of(chain, block)))
    assert latest(home.watch).checkpoint.block == LATER


def test_what_contradicts_the_replay_is_kept_and_never_the_latest(
    home: Witnesses, chain: WitnessedChain
) -> None:
    fork = WitnessedChain(branch="fork", forked=110)
    taken = collect(home.watch, home.keys, home.note(checkpoint_of(fork, LATER), "w/2", "w/3"))
    assert (taken.collected.agrees, taken.added) == (False, ("w/2", "w/3"))
    collect(home.watch, home.keys, home.note(checkpoint_of(chain, AS_OF), "w/1"))
    assert latest(home.watch).checkpoint.block == AS_OF
    assert [each.agrees for each in collected(home.watch, LATER)] == [False]
    assert witnessed(home.watch, MEMBER, LATER) is None
    collect(home.watch, home.keys, home.note(checkpoint_of(chain, LATER), "w/1"))
    assert [each.agrees for each in collected(home.watch, LATER)] == [True, False]


def test_an_equivocation_is_found_and_stays_through_a_restart(
    home: Witnesses, chain: WitnessedChain, tmp_path: Path
) -> None:
    fork = WitnessedChain(branch="fork", forked=110)
    honest, forked = checkpoint_of(chain, LATER), checkpoint_of(fork, LATER)
    assert collect(home.watch, home.keys, home.note(honest, "w/1", "w/2")).equivocations == ()
    ((one, other),) = collect(home.watch, home.keys, home.note(forked, "w/2", "w/3")).equivocations
    assert (one.key.name, one.checkpoint, other.checkpoint) == ("w/2", honest, forked)
    third = replace(forked, hash=bytes(32))
    assert collect(home.watch, home.keys, home.note(third, "w/2")).added == (), "two prove it"
    again = VaultFile.open(tmp_path / "collector.vault", "open sesame", PLACE)
    assert equivocations(replace(home.watch, vault=again)) == ((one, other),)
    again.close()


def test_a_statement_altered_on_disk_is_not_believed(
    home: Witnesses, chain: WitnessedChain, tmp_path: Path
) -> None:
    collect(home.watch, home.keys, home.note(checkpoint_of(chain, LATER), "w/1"))
    assert latest(home.watch).witnesses == {"w/1"}
    with closing(sqlite3.connect(tmp_path / "collector.vault", isolation_level=None)) as bare:
        (note,) = bare.execute("SELECT note FROM statements").fetchone()
        assert b"\n121\n" in note
        bare.execute("UPDATE statements SET note = ?", (note.replace(b"\n121\n", b"\n122\n"),))
    with pytest.raises(VaultDamaged):
        latest(home.watch)


def replays(monkeypatch: pytest.MonkeyPatch) -> list[int | None]:
    """Blocks as of which the chain's heads are asked for from now on."""
    asked: list[int | None] = []
    head = WitnessedChain.member_head

    def counted(self: WitnessedChain, member: Member, of: MemberList, until: int | None = None) -> bytes:
        asked.append(until)
        return head(self, member, of, until)

    monkeypatch.setattr(WitnessedChain, "member_head", counted)
    return asked


def test_more_witnesses_than_there_are_cost_no_replay(
    home: Witnesses, chain: WitnessedChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    for block in range(1, 41):
        collect(home.watch, home.keys, home.note(checkpoint_of(chain, block), "w/1", "w/2"))
    asked = replays(monkeypatch)
    with pytest.raises(NotWitnessed):
        latest(home.watch, 3)
    assert asked == []
    assert latest(home.watch, 2).checkpoint.block == 40
    assert set(asked) == {40}


def test_one_that_invents_block_after_block_costs_little_and_hides_nothing_that_two_state(
    home: Witnesses, chain: WitnessedChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    collect(home.watch, home.keys, home.note(checkpoint_of(chain, 50), "w/1", "w/2"))
    for block in range(51, 51 + 2 * REPLAYED):
        honest = checkpoint_of(chain, block)
        collect(home.watch, home.keys, home.note(replace(honest, heads=bytes(32)), "w/3"))
    asked = replays(monkeypatch)
    with pytest.raises(NotWitnessed):
        latest(home.watch, 1)
    assert len(set(asked)) == REPLAYED
    asked.clear()
    assert latest(home.watch, 2).checkpoint.block == 50
    assert set(asked) == {50}


def test_a_note_is_held_against_its_own_block_and_proofs_come_by_the_page(
    home: Witnesses, chain: WitnessedChain, tmp_path: Path
) -> None:
    for block in (1, 2, 3):
        for said in (checkpoint_of(chain, block), replace(checkpoint_of(chain, block), hash=bytes(32))):
            collect(home.watch, home.keys, home.note(said, "w/1"))
    listed = equivocations(home.watch)
    assert [pair[0].checkpoint.block for pair in listed] == [1, 2, 3]
    assert equivocations(home.watch, 1, 1) == listed[1:2]
    assert equivocations(home.watch, 3, 1) == ()
    with closing(sqlite3.connect(tmp_path / "collector.vault", isolation_level=None)) as bare:
        bare.execute("UPDATE statements SET note = x'00' WHERE block = 1")
    (proof,) = collect(home.watch, home.keys, home.note(checkpoint_of(chain, 3), "w/1")).equivocations
    assert proof == listed[2], "what is stored of other blocks is not read for it"
    with pytest.raises(VaultDamaged):
        equivocations(home.watch)


def test_a_checkpoint_of_nobody_is_no_checkpoint(home: Witnesses) -> None:
    nobody = Checkpoint(LOG.origin, LATER, bytes(32), 0, bytes(32))
    taken = collect(home.watch, home.keys, home.note(nobody, "w/1"))
    assert not taken.collected.agrees
