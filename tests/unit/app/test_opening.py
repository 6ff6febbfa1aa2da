"""Opening is total: whatever stands on chain, it is opened, sealed or void by its recorder's fault, and never
an exception.
"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.app.intents import RecordInvoice, Share
from ledger.app.opening import Committed, CommittedKey, open_shares, read_entry, read_tradeline
from ledger.app.vault import Private
from ledger.core.codes import Capacity, EntryClass
from ledger.core.entry import Opened, PayloadFault, Sealed, Void
from ledger.core.ids import Commitment
from ledger.proof.commitment import FactsOnly, Full, opens
from ledger.proof.hpke import PRIVATE_SIZE, EncryptionKey, seal_share
from ledger.proof.hpke import Share as GivenKey
from ledger.proof.keys import entry_key, entry_key_commitment, tradeline_key_commitment
from ledger.proof.scope import Scope
from tests.simulators.chain import PLACE, SimulatedChain
from tests.unit.app import parties
from tests.unit.app.parties import invoice, open_with_invoice


@pytest.fixture
def line(seller, buyer):
    tradeline, accepted = open_with_invoice(seller, 2)
    read_tradeline(buyer.desk, buyer.number, tradeline)
    return seller.chain.entries(tradeline), accepted


def reading(someone, entries, entry):
    return read_entry(someone.vault, someone.number, entry, Committed(PLACE, entries))


def test_what_is_opened_can_be_shown_whole_or_without_names(seller, buyer, line):
    entries, accepted = line
    claim = entries[-1]
    for someone in (seller, buyer):
        found = reading(someone, entries, claim)
        assert isinstance(found.shown, Full)
        assert found.content == Opened(found.shown.facts, found.shown.identity)
        assert opens(found.shown, claim.commitment)
        facts = found.shown.facts_only()
        assert isinstance(facts, FactsOnly)
        assert opens(facts, accepted.commitment)


def test_who_has_no_key_sees_that_something_is_there(lender, line):
    entries, _ = line
    assert open_shares(lender.desk, lender.number, entries) == 0
    assert [reading(lender, entries, entry).content for entry in entries] == [Sealed()] * len(entries)


@pytest.mark.parametrize(("position", "level"), [(0, 0), (2, 1)])
def test_what_its_committed_key_does_not_open_is_void_and_the_key_shows_it(buyer, line, position, level):
    entries, _ = line
    entry = entries[position]
    spoiled = replace(entry, payload=entry.payload[:-1] + bytes([entry.payload[-1] ^ 1]))
    found = reading(buyer, entries, spoiled)
    assert found.content == Void(PayloadFault.NOT_OPENED)
    assert isinstance(found.shown, CommittedKey)
    assert found.shown.level == level
    # Whoever is shown the key finds its commitment on chain, where the scope says.
    scope = Scope(PLACE, entry.tradeline, entry.epoch, entry.obligation)
    commit = (tradeline_key_commitment, entry_key_commitment)[level]
    assert commit(scope, found.shown.key) == Committed(PLACE, entries).at(level, scope)


def test_an_obligation_that_commits_to_another_key_is_void_by_the_tradeline_key(buyer, line):
    entries, _ = line
    claim = entries[-1]
    spoiled = replace(claim, payload=bytes(32) + claim.payload[32:-1] + b"\0")
    log = (*entries[:-1], spoiled)
    found = reading(buyer, log, spoiled)
    assert found.content == Void(PayloadFault.NOT_OPENED)
    assert isinstance(found.shown, CommittedKey)
    assert found.shown.level == 0


@given(
    payload=st.binary(max_size=300),
    commitment=st.binary(min_size=32, max_size=32),
    position=st.integers(0, 2),
)
def test_no_bytes_on_chain_make_opening_raise(noise, payload, commitment, position):
    buyer, entries = noise
    entry = replace(entries[position], payload=payload, commitment=Commitment(commitment))
    log = tuple(entry if number == position else one for number, one in enumerate(entries))
    assert open_shares(buyer.desk, buyer.number, log) == 0
    content = reading(buyer, log, entry).content
    assert isinstance(content, Sealed if entry.entry_class is EntryClass.SHARE else Void | Sealed)


@pytest.fixture(scope="module")
def noise(tmp_path_factory):
    chain = SimulatedChain()
    folder = tmp_path_factory.mktemp("noise")
    for seller in parties.member(1, folder, chain):
        for buyer in parties.member(2, folder, chain):
            tradeline, _ = open_with_invoice(seller, 2)
            read_tradeline(buyer.desk, buyer.number, tradeline)
            yield buyer, chain.entries(tradeline)


def test_a_share_is_taken_once_and_only_if_it_gives_the_committed_key(buyer, line):
    entries, _ = line
    share = entries[1]
    assert share.entry_class is EntryClass.SHARE
    assert open_shares(buyer.desk, buyer.number, entries) == 0
    scope = Scope(PLACE, share.tradeline, 5)
    secret = buyer.vault.keys.get(buyer.number, Private.ENCRYPTION)
    public = EncryptionKey(secret).public
    given_key = GivenKey(scope, share.recorder, buyer.number, share.detail)
    commitment, payload = seal_share(given_key, b"k" * 32, public)
    honest = replace(share, epoch=5, commitment=Commitment(commitment), payload=payload)
    other, payload = seal_share(given_key, b"q" * 32, public)
    second = replace(honest, commitment=Commitment(other), payload=payload)
    # The first commitment that is published for a scope is the committed one: a later key is none.
    assert open_shares(buyer.desk, buyer.number, (*entries, honest, second)) == 1
    assert buyer.vault.tradelines.tradeline_key(buyer.number, scope) == b"k" * 32


def test_a_share_sealed_to_a_key_that_is_gone_or_spoiled_gives_nothing(seller, lender, line):
    entries, accepted = line
    seller.send(Share(entries[0].tradeline, Capacity.CREDITOR, lender.number, accepted.obligation))
    log = seller.chain.entries(entries[0].tradeline)
    spoiled = replace(log[-1], payload=log[-1].payload[:-1] + b"\0")
    assert open_shares(lender.desk, lender.number, (*log[:-1], spoiled)) == 0
    lender.vault.keys.put(lender.number, Private.ENCRYPTION, 1, bytes(PRIVATE_SIZE))
    assert open_shares(lender.desk, lender.number, log) == 0


def test_a_lender_is_given_the_obligation_key_and_never_the_tradeline_key(seller, lender, line):
    entries, accepted = line
    tradeline = entries[0].tradeline
    seller.send(
        Share(tradeline, Capacity.CREDITOR, lender.number, accepted.obligation),
        RecordInvoice(tradeline, invoice("B")),
    )
    log = seller.chain.entries(tradeline)
    assert open_shares(lender.desk, lender.number, log) == 1
    scope = Scope(PLACE, tradeline, 0, accepted.obligation)
    wide = seller.vault.tradelines.tradeline_key(seller.number, scope)
    assert lender.vault.tradelines.tradeline_key(lender.number, scope) is None
    assert lender.vault.tradelines.entry_key(lender.number, scope) == entry_key(wide, scope)
    opened = [entry for entry in log if isinstance(reading(lender, log, entry).content, Opened)]
    assert [entry.obligation for entry in opened] == [accepted.obligation]
