"""Whoever wants a bank to believe what no quorum of witnesses said. Each beside what holds."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.app.statements import collect, witnessed
from ledger.app.witness import members_at
from ledger.attest.fields import FormError
from ledger.attest.witnessed import Witnessed, parse_witnessed, render_witnessed
from ledger.core.ids import Member
from ledger.proof.checkpoint import origin_of
from ledger.proof.cosignature import cosign, verifier_key
from ledger.proof.note import Note, NoteError, parse_note
from ledger.proof.statement import Statement
from ledger.vault.file import VaultFile
from ledger.verify.case import LEEWAY, Missing, Refusal
from ledger.verify.quorum import Quorum, parse_quorum
from ledger.verify.witnesses import ProvedHead, check_witnesses
from tests.simulators.witnessed_chain import (
    GENESIS,
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


@pytest.fixture
def heads(home: Witnesses) -> list[ProvedHead]:
    """The dossier's two blocks, as steps 3 and 7 have proved them."""
    found = []
    for block in (AS_OF, LATER):
        checkpoint = checkpoint_of(WitnessedChain(), block)
        (own,) = (each for each in members_at(home.watch, block) if each.member == MEMBER)
        found.append(ProvedHead(block, checkpoint.hash, own))
    return found


def shown(home: Witnesses, chain: WitnessedChain, *names: str, block: int = LATER) -> Witnessed:
    """What a member puts into its dossier."""
    collect(home.watch, home.keys, home.note(checkpoint_of(chain, block), *names))
    found = witnessed(home.watch, MEMBER, block)
    assert found is not None
    return found


def believed(
    home: Witnesses, item: Witnessed, heads: list[ProvedHead], threshold: int = 2
) -> tuple[Statement, ...]:
    return check_witnesses(Quorum(threshold, home.keys), [item], LOG.origin, heads, NOW)


@pytest.mark.parametrize("block", [AS_OF, LATER])
def test_a_quorum_over_one_of_the_two_blocks_is_believed(
    home: Witnesses, chain: WitnessedChain, heads: list[ProvedHead], block: int
) -> None:
    item = shown(home, chain, "w/3", "w/1", block=block)
    assert [each.key.name for each in believed(home, item, heads)] == ["w/3", "w/1"]
    assert parse_witnessed(render_witnessed(item), "$.witnesses[0]") == item


def test_one_witness_less_than_asked_is_not_enough(
    home: Witnesses, chain: WitnessedChain, heads: list[ProvedHead]
) -> None:
    item = shown(home, chain, "w/1", "w/2")
    assert len(believed(home, item, heads, threshold=2)) == 2
    with pytest.raises(Missing, match="2 of this bank's witnesses"):
        believed(home, item, heads, threshold=3)
    with pytest.raises(Missing):
        check_witnesses(Quorum(1, home.keys), [], LOG.origin, heads, NOW)


def test_witnesses_of_two_blocks_do_not_add_up(
    home: Witnesses, chain: WitnessedChain, heads: list[ProvedHead]
) -> None:
    items = [shown(home, chain, "w/1", block=AS_OF), shown(home, chain, "w/2", block=LATER)]
    assert check_witnesses(Quorum(1, home.keys), items, LOG.origin, heads, NOW)
    with pytest.raises(Missing):
        check_witnesses(Quorum(2, home.keys), items, LOG.origin, heads, NOW)


def test_strangers_count_for_nothing(home: Witnesses, chain: WitnessedChain, heads: list[ProvedHead]) -> None:
    item = shown(home, chain)
    assert len(believed(home, item, heads)) == 3
    others = tuple(verifier_key(f"x/{number}", bytes([90 + number]) * 32) for number in range(3))
    with pytest.raises(Missing, match="0 of this bank's"):
        check_witnesses(Quorum(1, others), [item], LOG.origin, heads, NOW)


def test_a_namesake_with_a_key_of_its_own_is_a_stranger(
    home: Witnesses, chain: WitnessedChain, heads: list[ProvedHead]
) -> None:
    text = bytes(checkpoint_of(chain, LATER))
    forged = bytes(Note(text, (cosign("w/1", b"\x77" * 32, text, NOW),)))
    item = replace(shown(home, chain, "w/1"), note=forged.decode())
    with pytest.raises(Missing):
        believed(home, item, heads, threshold=1)


def spoiled_line(home: Witnesses, chain: WitnessedChain, change: Callable[[bytes], bytes]) -> str:
    """An honest note, with the first signature changed under its key's name and id."""
    note = parse_note(home.note(checkpoint_of(chain, LATER)))
    first, *rest = note.lines
    return bytes(Note(note.text, (replace(first, signature=change(first.signature)), *rest))).decode()


def later_time(signature: bytes) -> bytes:
    return (int.from_bytes(signature[:8], "big") + 1).to_bytes(8, "big") + signature[8:]


@pytest.mark.parametrize(
    "change",
    [later_time, lambda signature: signature[:-1], lambda signature: signature[:8] + bytes(64)],
    ids=["an altered time", "a truncated signature", "no signature"],
)
def test_a_line_that_does_not_hold_spoils_the_note_though_the_others_would_do(
    home: Witnesses, chain: WitnessedChain, heads: list[ProvedHead], change: Callable[[bytes], bytes]
) -> None:
    item = shown(home, chain)
    assert believed(home, item, heads)
    with pytest.raises(Refusal):
        believed(home, replace(item, note=spoiled_line(home, chain, change)), heads)


def test_one_signature_twice_is_not_two_witnesses(
    home: Witnesses, chain: WitnessedChain, heads: list[ProvedHead]
) -> None:
    item = shown(home, chain, "w/1")
    assert len(believed(home, item, heads, threshold=1)) == 1
    line = item.note.splitlines(keepends=True)[-1]
    with pytest.raises(Refusal, match="one of a key"):
        believed(home, replace(item, note=item.note + line), heads)
    text = bytes(checkpoint_of(chain, LATER))
    again = bytes(Note(text, tuple(cosign("w/1", home.secrets["w/1"], text, NOW + n) for n in (0, 1))))
    with pytest.raises(Refusal, match="one of a key"):
        believed(home, replace(item, note=again.decode()), heads)


@pytest.mark.parametrize("cut", [1, 40, 150])
def test_a_truncated_note_is_refused(
    home: Witnesses, chain: WitnessedChain, heads: list[ProvedHead], cut: int
) -> None:
    item = shown(home, chain)
    assert believed(home, item, heads)
    with pytest.raises(Refusal):
        believed(home, replace(item, note=item.note[:-cut]), heads)


@pytest.mark.parametrize(
    "origin",
    [
        origin_of(1, GENESIS, PLACE.ledger),
        origin_of(PLACE.chain_id, bytes(32), PLACE.ledger),
        origin_of(PLACE.chain_id, GENESIS, bytes(20)),
    ],
    ids=["another chain id", "another genesis", "another ledger"],
)
def test_what_was_said_of_another_log_is_refused(
    home: Witnesses, chain: WitnessedChain, heads: list[ProvedHead], origin: str
) -> None:
    item = shown(home, chain)
    elsewhere = checkpoint_of(chain, LATER, replace(LOG, origin=origin))
    assert believed(home, item, heads)
    with pytest.raises(Refusal, match="origin"):
        believed(home, replace(item, note=home.note(elsewhere).decode()), heads)
    with pytest.raises(NoteError, match="origin"):
        collect(home.watch, home.keys, home.note(elsewhere))


def test_a_block_that_believed_witnesses_did_not_see_is_refused(
    home: Witnesses, heads: list[ProvedHead]
) -> None:
    fork = WitnessedChain(branch="fork", forked=110)
    item = Witnessed(home.note(checkpoint_of(fork, LATER)).decode(), 0, ())
    with pytest.raises(Refusal, match=f"block {LATER} is 0x"):
        believed(home, item, heads)


def test_other_heads_are_not_under_the_root(
    home: Witnesses, chain: WitnessedChain, heads: list[ProvedHead]
) -> None:
    item = shown(home, chain)
    assert believed(home, item, heads)
    spoiled = [
        replace(item, index=item.index - 1),
        replace(item, path=item.path[:-1]),
        replace(item, path=(*item.path, bytes(32))),
        replace(item, path=item.path[::-1]),
    ]
    for each in spoiled:
        with pytest.raises(Refusal):
            believed(home, each, heads)
    moved = [replace(each, heads=replace(each.heads, claims=bytes(32))) for each in heads]
    with pytest.raises(Refusal, match="not under the root"):
        believed(home, item, moved)


def test_a_witness_that_replayed_other_heads_does_not_vouch_for_these(
    home: Witnesses, chain: WitnessedChain, heads: list[ProvedHead]
) -> None:
    honest = checkpoint_of(chain, LATER)
    other = replace(honest, heads=checkpoint_of(WitnessedChain(branch="x"), LATER).heads)
    item = shown(home, chain)
    with pytest.raises(Refusal, match="not under the root"):
        believed(home, replace(item, note=home.note(other).decode()), heads)


def test_an_old_checkpoint_says_nothing_of_the_dossiers_blocks(
    home: Witnesses, chain: WitnessedChain, heads: list[ProvedHead]
) -> None:
    assert believed(home, shown(home, chain), heads)
    with pytest.raises(Refusal, match="block of this dossier"):
        believed(home, shown(home, chain, block=AS_OF - 10), heads)


def test_what_was_signed_in_a_time_to_come_is_refused(
    home: Witnesses, chain: WitnessedChain, heads: list[ProvedHead]
) -> None:
    item = shown(home, chain)
    assert check_witnesses(Quorum(2, home.keys), [item], LOG.origin, heads, NOW - LEEWAY)
    with pytest.raises(Refusal, match="time to come"):
        check_witnesses(Quorum(2, home.keys), [item], LOG.origin, heads, NOW - LEEWAY - 1)


def test_a_policy_counts_no_witness_twice(home: Witnesses) -> None:
    vkeys = [str(key) for key in home.keys]
    assert parse_quorum({"threshold": 2, "keys": vkeys}, "$.witnesses") == Quorum(2, home.keys)
    renamed = str(verifier_key("w/other", home.secrets["w/1"]))
    rotated = str(verifier_key("w/1", b"\x55" * 32))
    plain = str(replace(home.keys[0], kind=1))
    for keys in (
        [*vkeys, renamed],
        [*vkeys, rotated],
        [*vkeys, vkeys[0]],
        [plain],
        [],
        [7],
        ["w 1+00+AA"],
        ["w/1"],
    ):
        with pytest.raises(FormError):
            parse_quorum({"threshold": 1, "keys": keys}, "$.witnesses")
    for threshold in (0, 4, -1, True, "2"):
        with pytest.raises(FormError):
            parse_quorum({"threshold": threshold, "keys": vkeys}, "$.witnesses")
