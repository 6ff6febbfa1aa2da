"""Events: each log decodes to the fact it states, in one form only, and hostile logs meet one family of errors."""

from dataclasses import fields

from eth_abi.abi import encode
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.codes import KeyPurpose, Role
from ledger.core.entry import Clock, Entry
from ledger.core.errors import ProofError
from ledger.proof.attestation_events import ATTESTATION_FORMS
from ledger.proof.event_form import EventForm
from ledger.proof.events import FROZEN, RECORDED, Contracts, Frozen, UnknownEvent, decode, meta_of
from ledger.proof.logs import Log
from ledger.proof.registry_events import REGISTRY_FORMS
from ledger.proof.words import MemberStatus

CONTRACTS = Contracts(7, b"\x01" * 20, b"\x02" * 20, b"\x03" * 20)
CLOCK = Clock(12, 1_700_000_000)
FORMS = (
    [(CONTRACTS.registry, form, event) for event, form in REGISTRY_FORMS.items()]
    + [(CONTRACTS.attestations, form, event) for event, form in ATTESTATION_FORMS.items()]
    + [(CONTRACTS.ledger, FROZEN, Frozen)]
)
CODES = {
    "purpose": st.sampled_from(KeyPurpose),
    "status": st.sampled_from(MemberStatus),
    "roles": st.integers(0, sum(Role)).map(Role),
}


def values(kind: str, name: str) -> st.SearchStrategy[int | bytes]:
    if name in CODES:
        return CODES[name]
    if kind.startswith("uint"):
        return st.integers(0, (1 << int(kind[4:])) - 1)
    size = {"address": 20, "bytes32": 32}.get(kind)
    return st.binary(max_size=100) if size is None else st.binary(min_size=size, max_size=size)


def emitted(address: bytes, form: EventForm, arguments: list[int | bytes]) -> Log:
    """The log that Solidity writes, by an encoder that is not ours."""
    pairs = list(zip(form.parameters, arguments, strict=True))
    topics = [encode([part.type], [value]) for part, value in pairs if part.indexed]
    plain = [(part.type, value) for part, value in pairs if not part.indexed]
    data = encode([kind for kind, _ in plain], [value for _, value in plain])
    return Log(address, (form.topic, *topics), data)


@st.composite
def logs(draw: st.DrawFn) -> tuple[Log, type, list[int | bytes]]:
    address, form, event = draw(st.sampled_from(FORMS))
    arguments = [draw(values(part.type, part.name)) for part in form.parameters]
    return emitted(address, form, arguments), event, arguments


@st.composite
def entries(draw: st.DrawFn) -> Log:
    """A log of an entry; its meta word is often, not always, one that a ledger writes."""
    tradeline = draw(st.integers(0, 5)) << 32 | draw(st.integers(0, 5))
    subject, detail = draw(st.integers(0, 2)), draw(st.integers(0, 2))
    meta = (
        bytes([draw(st.integers(0, 10)), draw(st.integers(0, 5)) | draw(st.sampled_from([0, 0x80]))])
        + bytes([draw(st.integers(0, 5)), draw(st.integers(0, 1))])
        + draw(st.binary(min_size=2, max_size=2))
        + b"".join(number.to_bytes(4, "big") for number in (draw(st.integers(0, 2)), subject))
        + tradeline.to_bytes(8, "big")
        + detail.to_bytes(2, "big")
        + bytes(8)
    )
    words = [draw(st.binary(min_size=32, max_size=32)) for _ in range(2)]
    return emitted(
        CONTRACTS.ledger, RECORDED, [tradeline, words[0], meta, words[1], draw(st.binary(max_size=70))]
    )


@given(logs())
def test_what_a_contract_emits_is_the_fact_with_the_same_values(
    case: tuple[Log, type, list[int | bytes]],
) -> None:
    log, event, arguments = case
    fact = decode(CONTRACTS, log, CLOCK, 3)
    assert type(fact) is event
    assert [getattr(fact, field.name) for field in fields(fact)] == arguments


@given(entries())
def test_an_entry_is_logged_with_the_word_that_it_reads_as_or_refused(log: Log) -> None:
    try:
        entry = decode(CONTRACTS, log, CLOCK, 3)
    except ProofError:
        return
    assert isinstance(entry, Entry)
    again = [int(entry.tradeline), entry.obligation, bytes(meta_of(entry)), entry.commitment, entry.payload]
    assert emitted(CONTRACTS.ledger, RECORDED, again) == log
    assert (entry.clock, entry.position) == (CLOCK, 3)


@given(logs() | entries().map(lambda log: (log, Entry, [])), st.data())
def test_a_changed_log_is_refused_or_states_something_else(
    case: tuple[Log, type, list[int | bytes]], data: st.DataObject
) -> None:
    log = case[0]
    whole = b"".join(log.topics) + log.data
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :]
    split = len(log.topics)
    other = Log(
        log.address,
        tuple(changed[32 * index : 32 * index + 32] for index in range(split)),
        changed[32 * split :],
    )
    assert outcome(other) is None or outcome(other) != outcome(log)


@given(logs(), st.binary(min_size=1, max_size=64))
def test_nothing_may_stand_behind_the_parameters(
    case: tuple[Log, type, list[int | bytes]], more: bytes
) -> None:
    log = case[0]
    assert outcome(log) is not None
    assert outcome(Log(log.address, log.topics, log.data + more)) is None


ARBITRARY = st.builds(
    Log,
    st.sampled_from(CONTRACTS.addresses) | st.binary(min_size=20, max_size=20),
    st.lists(
        st.sampled_from([form.topic for _, form, _ in FORMS] + [RECORDED.topic])
        | st.binary(min_size=32, max_size=32),
        max_size=4,
    ).map(tuple),
    st.binary(max_size=300),
)


@given(ARBITRARY)
def test_any_log_is_a_fact_or_a_proof_error(log: Log) -> None:
    try:
        decode(CONTRACTS, log, CLOCK, 0)
    except ProofError as error:
        assert str(error)


@given(logs(), st.binary(min_size=32, max_size=32))
def test_an_unknown_topic_of_our_contracts_stops(
    case: tuple[Log, type, list[int | bytes]], topic: bytes
) -> None:
    log = case[0]
    for topics in ((topic, *log.topics[1:]), ()):
        try:
            decode(CONTRACTS, Log(log.address, topics, log.data), CLOCK, 0)
        except UnknownEvent as error:
            assert error.address == log.address
        else:
            raise AssertionError("an unknown event was taken for a fact")


@given(logs())
def test_an_event_counts_only_from_the_contract_that_emits_it(
    case: tuple[Log, type, list[int | bytes]],
) -> None:
    log = case[0]
    for address in {*CONTRACTS.addresses, bytes(20)} - {log.address}:
        assert outcome(Log(address, log.topics, log.data)) is None


def outcome(log: Log) -> object | None:
    try:
        return decode(CONTRACTS, log, CLOCK, 0)
    except ProofError:
        return None
