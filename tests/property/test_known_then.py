"""What was known at a block is the replay up to it; whatever is known otherwise since, a record since has done."""

from dataclasses import replace

from hypothesis import event, given, settings
from hypothesis import strategies as st

from ledger.core.effect import EFFECTIVE
from ledger.core.entry import Clock, Content, Entry
from ledger.core.history import History, Observation, Side, observations
from ledger.core.ids import ON_TRADELINE, Member
from ledger.core.tradeline import Tradeline
from ledger.core.transition import fold
from ledger.rulebook.revisions import revised
from ledger.rulebook.rulebook import TRADELINE_2, figures
from tests.property.test_fold_is_total import ASSIGNED, BEGINNING, STATEMENTS, TRADELINE

SECONDS = 86_400
LINES = st.tuples(st.lists(STATEMENTS, max_size=10), st.booleans())


def dated(lines: tuple[list[tuple[Entry, Content]], bool]) -> list[tuple[Entry, Content]]:
    """A line's entries, one block and one day each."""
    statements, assigned = lines
    told = BEGINNING + (ASSIGNED if assigned else []) + statements
    return [
        (replace(entry, clock=Clock(place, (10 + place) * SECONDS), position=0), content)
        for place, (entry, content) in enumerate(told, 1)
    ]


def seen(state: Tradeline, member: Member) -> list[Observation]:
    history = History(member, (state,), holdings=tuple((one, state) for one in state.obligations))
    return [item for side in Side for item in observations(history, side)]


@settings(max_examples=60)
@given(LINES, st.integers(0, 20), st.integers(0, 60))
def test_as_known_at_a_block_is_what_the_replay_up_to_it_tells(
    lines: tuple[list[tuple[Entry, Content]], bool], at: int, as_of: int
) -> None:
    entries = dated(lines)
    block = at % (len(entries) + 1)
    replayed = fold(TRADELINE, entries[:block])
    known = fold(TRADELINE, entries, known_until=(10 + block) * SECONDS)
    assert known == replayed
    for member in (Member(1), Member(2), Member(3)):
        then = figures(seen(replayed, member), as_of, TRADELINE_2)
        assert figures(seen(known, member), as_of, TRADELINE_2) == then
        assert revised(seen(known, member), seen(replayed, member), as_of) == ()


@settings(max_examples=200)
@given(LINES, st.integers(0, 20), st.integers(0, 60))
def test_what_is_known_otherwise_has_a_record_since_that_had_an_effect(
    lines: tuple[list[tuple[Entry, Content]], bool], at: int, as_of: int
) -> None:
    entries = dated(lines)
    block = at % (len(entries) + 1)
    then, now = fold(TRADELINE, entries[:block]), fold(TRADELINE, entries)
    since = {
        entry.obligation
        for (entry, _), effect in zip(entries[block:], now.effects[block:], strict=True)
        if effect.code in EFFECTIVE
    }
    for member in (Member(1), Member(2), Member(3)):
        told = revised(seen(then, member), seen(now, member), as_of)
        event(f"revised: {bool(told)}")
        for one in told:
            assert one.obligation in since or ON_TRADELINE in since
