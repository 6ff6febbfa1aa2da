"""Behind headers that nobody sealed: whatever the words and entries, a report, and never a verdict of established."""

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.attest.dossier import Dossier
from ledger.core.errors import TradelineError
from ledger.core.ids import ObligationId, TradelineId
from ledger.proof import slots
from ledger.proof.header import decode_header, encode_header
from ledger.verify.report import Outcome, Report
from ledger.verify.verifier import STUMBLED
from tests.attacks.exhibit import established, exhibit, leaves, put, refused
from tests.attacks.forger import Forger

FORGER = Forger(exhibit("large"))
WORDS = st.one_of(
    st.integers(0, 2**256 - 1),
    st.integers(0, 255).map(lambda bit: 1 << bit),
    st.sampled_from([0, 1, 2**256 - 1, 2**64 - 1, 2**40 - 1, 2**64]),
)


def test_a_forged_chain_is_as_good_as_a_real_one_to_every_step_but_the_seals() -> None:
    """So a development chain's verdict never is more than: not established."""
    report = _judged(FORGER.made())
    assert established(report) == {"1", "2", "4", "4b", "5", "6", "7", "8", "9", "10", "11"}
    assert report.verdict is Outcome.NOT_ESTABLISHED


@given(st.data())
def test_any_word_in_a_state(data: st.DataObject) -> None:
    words = data.draw(st.sampled_from([FORGER.first, FORGER.second]))
    room = data.draw(
        st.sampled_from([room for room in (words.registry, words.ledger, words.attestations) if room])
    )
    slot = data.draw(st.sampled_from(sorted(room)))
    word = data.draw(WORDS | st.integers(0, 255).map(lambda bit: room[slot] ^ 1 << bit))
    given = {slot: word}
    _judged(FORGER.made(first=given) if words is FORGER.first else FORGER.made(second=given))


@settings(max_examples=200)
@given(st.data())
def test_any_meta_obligation_and_clock_of_an_entry(data: st.DataObject) -> None:
    """With heads that fold to it."""
    which = data.draw(st.integers(0, len(FORGER.dossier.tradelines) - 1))
    item = FORGER.dossier.tradelines[which]
    at = data.draw(st.integers(0, len(item.entries) - 1))
    entry = item.entries[at]
    place, byte = data.draw(st.integers(0, 31)), data.draw(st.integers(0, 255))
    changes = {
        "meta": entry.meta[:place] + bytes([byte]) + entry.meta[place + 1 :],
        "obligation": data.draw(
            st.sampled_from([bytes(32), b"\x11" * 32, *(e.obligation for e in item.entries)])
        ),
        "number": data.draw(st.integers(0, 2**53 - 1)),
        "time": data.draw(st.integers(0, 2**53 - 1)),
    }
    name = data.draw(st.sampled_from(sorted(changes)))
    other = replace(entry, **{name: changes[name]})
    entries = (*item.entries[:at], other, *item.entries[at + 1 :])
    _shown_or_misuse(_with(which, entries=entries))


@given(st.data())
def test_entries_dropped_doubled_and_reordered_on_a_chain_that_says_so(data: st.DataObject) -> None:
    which = data.draw(st.integers(0, len(FORGER.dossier.tradelines) - 1))
    entries = data.draw(st.lists(st.sampled_from(FORGER.dossier.tradelines[which].entries), max_size=12))
    _shown_or_misuse(_with(which, entries=tuple(entries)))


@given(st.data())
def test_any_parties_and_any_subjects_of_lists(data: st.DataObject) -> None:
    numbers = st.integers(0, 2**32 - 1)
    which = data.draw(st.integers(0, len(FORGER.dossier.tradelines) - 1))
    changed = _with(which, creditor=data.draw(numbers), debtor=data.draw(numbers))
    events = FORGER.dossier.lists[2]
    subject = data.draw(st.sampled_from([b"\x11" * 32, bytes(32), events[0].subject]))
    held = tuple(replace(event, subject=subject) for event in events) * data.draw(st.integers(0, 2))
    _shown_or_misuse(replace(changed, lists=(*changed.lists[:2], held)))


def test_a_later_header_that_is_not_later_is_refused() -> None:
    first, second = (decode_header(state.header) for state in FORGER.dossier.states)
    for change, refuses in (
        ({"number": first.number - 1}, True),
        ({"number": first.number}, True),  # another block of the same number
        ({"number": first.number + 1}, False),
        ({"number": second.number + 10**6, "timestamp": second.timestamp + 1}, False),
    ):
        header = encode_header(replace(second, **change))
        states = (FORGER.dossier.states[0], replace(FORGER.dossier.states[1], header=header))
        report = _judged(FORGER.made(replace(FORGER.dossier, states=states)))
        assert refused(report) == ({"3"} if refuses else set())


def test_a_head_in_state_that_is_not_that_of_the_entries_is_refused() -> None:
    for item in FORGER.dossier.tradelines:
        head = {slots.head(TradelineId.from_int(item.id)): 1}
        assert refused(_judged(FORGER.made(first=head, second=head))) == {"9"}


def test_a_tradeline_that_no_list_names_is_refused() -> None:
    """Attested with the rest, its entries open and its head in state: it is another's history."""
    first, *_ = FORGER.dossier.tradelines
    strange = replace(first, id=99 << 32 | 1, entries=())
    changed = replace(FORGER.dossier, tradelines=(*FORGER.dossier.tradelines, strange))
    assert refused(_judged(FORGER.made(changed))) == {"9"}


def test_a_figure_that_differs_by_a_digit_is_refused() -> None:
    """And only it: the true ones, disclosed anew, stand."""
    figures = FORGER.exhibit.untampered.shown["figures"]
    assert isinstance(figures, dict) and figures
    assert refused(_judged(FORGER.made(figures=figures))) == set()
    for path, value in leaves(figures):
        if isinstance(value, int):
            altered = put(figures, path, not value if isinstance(value, bool) else value + 1)
            assert refused(_judged(FORGER.made(figures=altered))) == {"10"}


def test_an_obligation_held_that_stands_nowhere_is_refused() -> None:
    """Its word names a tradeline that is shown, whose entries know nothing of it."""
    own, claims, (event,) = FORGER.dossier.lists
    word = FORGER.first.ledger[slots.obligation(ObligationId(event.subject))]
    stray = replace(event, subject=b"\x11" * 32)
    changed = replace(FORGER.dossier, lists=(own, claims, (stray,)))
    # What stands on the obligation that it did take has to be open: here it is, and the tradeline folds.
    report = _judged(FORGER.made(changed, first={slots.obligation(ObligationId(stray.subject)): word}))
    assert refused(report) == {"10"}
    assert "stands on no tradeline" in next(step.reason for step in report.steps if step.number == "10")


def _with(which: int, **changes: object) -> Dossier:
    items = list(FORGER.dossier.tradelines)
    items[which] = replace(items[which], **changes)  # type: ignore[arg-type]
    return replace(FORGER.dossier, tradelines=tuple(items))


def _shown_or_misuse(dossier: Dossier) -> None:
    """Judged, unless the forger's own tools cannot write it."""
    try:
        data = FORGER.made(dossier)
    except TradelineError:
        return
    _judged(data)


def _judged(data: bytes) -> Report:
    report = FORGER.exhibit.verify(data)
    assert not [step.reason for step in report.steps if step.reason.startswith(STUMBLED)]
    assert report.verdict is not Outcome.ESTABLISHED
    assert not (refused(report) and report.shown)
    json.dumps(report.render())
    return report
