"""Any entry, with any content, in any order, has a defined effect, and never an exception."""

from dataclasses import replace

from hypothesis import event, given
from hypothesis import strategies as st

from ledger.core.codes import Capacity, EntryClass, Kind, Status
from ledger.core.content import Facts
from ledger.core.effect import EFFECTIVE, Code
from ledger.core.entry import Clock, Content, Entry, Opened, PayloadFault, Sealed, Void
from ledger.core.grade import Relations, obligation_grade, payments
from ledger.core.history import History, Observation, Side, observations
from ledger.core.ids import ON_TRADELINE, Commitment, Member, ObligationId, TradelineId
from ledger.core.tradeline import Tradeline
from ledger.core.transition import apply, fold
from ledger.rulebook.rulebook import figures

TRADELINE = TradelineId(Member(1), 1)
MEMBERS = st.sampled_from([Member(number) for number in range(6)])
OBLIGATIONS = st.sampled_from([ON_TRADELINE, *(ObligationId(bytes([n]) * 32) for n in (1, 2))])
COMMITMENTS = st.integers(0, 40).map(lambda n: Commitment(n.to_bytes(32)))

NUMBERS = st.one_of(st.integers(0, 200), st.integers(), st.sampled_from([-1, 0, 65_535, 65_536, 1 << 63]))
FACTS = st.builds(
    Facts,
    kind=st.one_of(st.sampled_from(list(Kind)), st.integers(-5, 60)),
    currency=st.sampled_from([None, "EUR", "EUR", "EUR", "USD", "XXX", ""]),
    amount=st.none() | NUMBERS,
    day=st.none() | NUMBERS,
    due=st.none() | NUMBERS,
    refers=st.none() | COMMITMENTS | st.binary(max_size=40),
    payment=st.none() | st.integers(0, 3).map(lambda n: bytes([n]) * 16) | st.binary(max_size=3),
    near=st.none(),
    outcome=st.none() | st.integers(-1, 6),
    number=st.none() | NUMBERS,
)
CONTENTS = st.one_of(
    st.builds(Opened, facts=FACTS, identity=st.none()),
    st.builds(Sealed),
    st.builds(Void, fault=st.sampled_from(PayloadFault)),
)
ENTRIES = st.builds(
    Entry,
    tradeline=st.just(TRADELINE) | st.just(TradelineId(Member(2), 1)),
    entry_class=st.sampled_from(EntryClass),
    capacity=st.sampled_from(Capacity),
    delegated=st.booleans(),
    status=st.sampled_from(Status),
    epoch=st.integers(0, 3),
    recorder=MEMBERS,
    subject=MEMBERS,
    detail=st.integers(-1, 3),
    obligation=OBLIGATIONS,
    commitment=COMMITMENTS,
    payload=st.just(b""),
    clock=st.builds(Clock, st.integers(0, 9), st.integers(0, 10_000_000)),
    position=st.just(0),
)

# Entries that a contract would let through, with content that mostly fits: these reach deep states.
PARTIES = {
    Capacity.CREDITOR: Member(1),
    Capacity.DEBTOR: Member(2),
    Capacity.HOLDER: Member(3),
    Capacity.AGENT: Member(4),
}
FITTING = st.builds(
    Facts,
    kind=st.sampled_from([kind for kind in Kind if 20 <= kind < 40]),
    currency=st.just("EUR"),
    amount=st.integers(1, 120),
    day=st.integers(0, 60),
    due=st.integers(0, 90),
    refers=COMMITMENTS,
    payment=st.integers(0, 3).map(lambda n: bytes([n]) * 16),
    near=st.none(),
    outcome=st.integers(1, 4),
    number=st.none(),
)


def _entry(entry_class: EntryClass, capacity: Capacity, commitment: int, **fields: object) -> Entry:
    base = Entry(
        TRADELINE, entry_class, capacity, False, Status.ACCEPTED, 0, PARTIES[capacity], Member(0), 0,
        ON_TRADELINE, Commitment(commitment.to_bytes(32)), b"", Clock(1, 86_400), 0,
    )  # fmt: skip
    return replace(base, **fields)  # type: ignore[arg-type]


def _opened(kind: Kind, **fields: object) -> Opened:
    return Opened(Facts(kind, day=10, **fields), None)  # type: ignore[arg-type]


INVOICE = ObligationId(bytes([1]) * 32)
BEGINNING: list[tuple[Entry, Content]] = [
    (
        _entry(EntryClass.OPEN, Capacity.CREDITOR, 100, subject=Member(2)),
        _opened(Kind.TRADE_CREDIT, currency="EUR"),
    ),
    (_entry(EntryClass.ACCEPT, Capacity.DEBTOR, 101), _opened(Kind.ACCEPT)),
    (_entry(EntryClass.APPOINT, Capacity.CREDITOR, 102, subject=Member(4)), _opened(Kind.APPOINT)),
    (
        _entry(EntryClass.OBLIGATION, Capacity.CREDITOR, 0, obligation=INVOICE),
        _opened(Kind.INVOICE, currency="EUR", amount=100, due=40),
    ),
]
ASSIGNED: list[tuple[Entry, Content]] = [
    (
        _entry(EntryClass.ASSIGN, Capacity.CREDITOR, 103, obligation=INVOICE, subject=Member(3)),
        _opened(Kind.ASSIGN),
    ),
    (_entry(EntryClass.TAKE, Capacity.HOLDER, 104, obligation=INVOICE), _opened(Kind.TAKE)),
]
STATEMENTS = st.builds(
    lambda capacity, commitment, facts: (
        _entry(EntryClass.STATEMENT, capacity, commitment, obligation=INVOICE),
        Opened(facts, None),
    ),
    st.sampled_from(Capacity),
    st.integers(1, 12),
    FITTING,
)


@given(st.lists(st.tuples(ENTRIES, CONTENTS), max_size=12), st.booleans())
def test_any_entries_in_any_order_have_one_code_each(
    entries: list[tuple[Entry, Content]], begun: bool
) -> None:
    state = Tradeline(TRADELINE)
    for entry, content in (BEGINNING if begun else []) + entries:
        after = apply(state, entry, content)
        assert after.effects[:-1] == state.effects
        assert after.effects[-1].commitment == entry.commitment
        state = after
    _holds_together(state)


@given(st.lists(STATEMENTS, max_size=25), st.booleans())
def test_what_the_contract_lets_through_folds_to_a_state_that_holds_together(
    statements: list[tuple[Entry, Content]], assigned: bool
) -> None:
    state = fold(TRADELINE, BEGINNING + (ASSIGNED if assigned else []) + statements)
    for code in {effect.code for effect in state.effects}:
        event(code.value)
    _holds_together(state)


@given(st.lists(STATEMENTS, max_size=12))
def test_an_entry_without_effect_leaves_the_state_as_it_was(statements: list[tuple[Entry, Content]]) -> None:
    state = fold(TRADELINE, BEGINNING)
    for entry, content in statements:
        after = apply(state, entry, content)
        if after.effects[-1].code not in EFFECTIVE:
            assert replace(after, effects=state.effects) == state
        state = after


@given(st.lists(STATEMENTS, max_size=12), st.integers(0, 14))
def test_a_repeated_commitment_that_had_an_effect_is_void(
    statements: list[tuple[Entry, Content]], place: int
) -> None:
    state = fold(TRADELINE, BEGINNING + statements)
    entry, content = (BEGINNING + statements)[place % (len(statements) + 3) + 1]
    known = state.reference(entry.commitment, entry.recorder) is not None
    code = apply(state, entry, content).effects[-1].code
    event(f"known: {known}, code: {code.value}")
    if known:
        assert code not in EFFECTIVE
    assert known or code is not Code.REPEATED


def _holds_together(state: Tradeline) -> None:
    for relations in (Relations(), Relations.of([(Member(1), Member(2)), (Member(4), Member(1))])):
        for obligation in state.obligations.values():
            assert 0 <= obligation.owed <= obligation.amount
            counted = payments(state, obligation, relations)
            assert len({item.payment for item in counted}) == len(counted)
            obligation_grade(state, obligation, relations)
        for side in Side:
            member = state.debtor if side is Side.PAYS else state.creditor
            seen = observations(History(member, (state,), relations=relations), side)
            assert all(isinstance(item, Observation) for item in seen)
            figures(seen, 60).as_json()
