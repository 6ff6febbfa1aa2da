"""Sending on a real chain: the contracts take what was sealed, and what they refuse is told in their words."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ledger.app.custody import export_call, hand_in
from ledger.app.intents import Accept, Appoint, Assign, RaiseEpoch, RecordInvoice, Share, State, Take
from ledger.app.opening import read_tradeline
from ledger.app.ports import Attempt, Fate, OutboxState, Relay
from ledger.app.refusals import NotAMember
from ledger.app.vault import Private
from ledger.chain import contracts as calls
from ledger.chain.account import Account
from ledger.chain.engines.anvil import anvil
from ledger.core.codes import Capacity, KeyPurpose, Kind, Role
from ledger.core.content import Facts
from ledger.core.entry import Opened
from ledger.core.errors import Unavailable
from ledger.core.ids import Member, TradelineId
from ledger.proof.key_ids import address_key_id
from tests.integration.actors import TODAY, Actor, actor, invoice, opening
from tests.integration.network import Network, deployed_on

PAID = Facts(Kind.SETTLEMENT, "EUR", 5_000, TODAY, payment=bytes(16))


@pytest.fixture
def cast(on_anvil: Network, tmp_path: Path) -> Iterator[tuple[Actor, ...]]:
    """Seller, buyer, lender and agent."""
    with ExitStack() as stack:
        yield tuple(stack.enter_context(actor(on_anvil, tmp_path)) for _ in range(4))


def kinds(someone: Actor, tradeline: TradelineId) -> list[int]:
    readings = read_tradeline(someone.desk, someone.number, tradeline)
    return [reading.content.facts.kind for _, reading in readings if isinstance(reading.content, Opened)]


def test_a_tradeline_lives_on_chain_and_each_reads_what_it_was_given(cast: tuple[Actor, ...]) -> None:
    seller, buyer, lender, agent = cast
    tradeline = seller.send(opening(2))[0].tradeline
    buyer.send(Accept(tradeline, TODAY))
    (first, _) = seller.send(RecordInvoice(tradeline, invoice("A")), RecordInvoice(tradeline, invoice("B")))
    acknowledged = Facts(Kind.ACKNOWLEDGEMENT, refers=first.commitment)
    buyer.send(State(tradeline, Capacity.DEBTOR, acknowledged, obligation=first.obligation))
    seller.send(
        Share(tradeline, Capacity.CREDITOR, lender.number, first.obligation),
        Assign(tradeline, first.obligation, Capacity.CREDITOR, lender.number, TODAY),
    )
    lender.follow()
    read_tradeline(lender.desk, lender.number, tradeline)
    lender.send(
        Take(tradeline, first.obligation, TODAY),
        Share(tradeline, Capacity.HOLDER, agent.number, first.obligation),
        Appoint(tradeline, Capacity.HOLDER, agent.number, 0, TODAY, first.obligation),
    )
    agent.follow()
    read_tradeline(agent.desk, agent.number, tradeline)
    agent.send(State(tradeline, Capacity.AGENT, PAID, obligation=first.obligation))
    seller.send(RaiseEpoch(tradeline, Capacity.CREDITOR, buyer.number, 1))
    seller.send(RecordInvoice(tradeline, invoice("C")))
    for someone in cast:
        someone.follow()
        assert not someone.vault.outbox.rows(None, OutboxState.REFUSED)
    everything = [
        Kind.TRADE_CREDIT,
        Kind.ACCEPT,
        Kind.INVOICE,
        Kind.INVOICE,
        Kind.ACKNOWLEDGEMENT,
        Kind.ASSIGN,
    ]
    everything += [Kind.TAKE, Kind.APPOINT, Kind.SETTLEMENT]
    of_the_first = [kind for kind in everything if kind not in (Kind.TRADE_CREDIT, Kind.ACCEPT)][1:]
    assert kinds(seller, tradeline) == kinds(buyer, tradeline) == [*everything, Kind.INVOICE]
    assert kinds(lender, tradeline) == kinds(agent, tradeline) == of_the_first


def test_an_external_party_and_the_link_when_it_joins(cast: tuple[Actor, ...]) -> None:
    seller, buyer, *_ = cast
    tradeline = seller.send(opening(0))[0].tradeline
    seller.send(RecordInvoice(tradeline, invoice("A")))
    seller.send(replace(opening(2), tradeline=tradeline))
    buyer.send(Accept(tradeline, TODAY))
    assert kinds(buyer, tradeline) == [Kind.TRADE_CREDIT, Kind.INVOICE, Kind.TRADE_CREDIT, Kind.ACCEPT]


def test_a_hundred_entries_fit_one_batch(cast: tuple[Actor, ...]) -> None:
    seller, *_ = cast
    tradeline = seller.send(opening(0))[0].tradeline
    accepted = seller.send(*(RecordInvoice(tradeline, invoice(f"N-{number}")) for number in range(100)))
    (row,) = {one.row for one in accepted}
    assert seller.vault.outbox.row(row).state is OutboxState.FINAL
    assert len(kinds(seller, tradeline)) == 101


def test_what_only_the_contract_can_see_refuses_the_batch_and_frees_the_lane(cast: tuple[Actor, ...]) -> None:
    seller, buyer, *_ = cast
    seller.send(opening(2))
    refused, _ = seller.submit(opening(2, "again"))
    (after,) = seller.submit(opening(0))
    seller.settle()
    row = seller.vault.outbox.row(refused.row)
    assert row.state is OutboxState.REFUSED
    assert row.reason == f"CreditLedgerProposalPending(opener 1, counterparty 2, tradeline {1 << 32 | 1})"
    assert seller.vault.outbox.row(after.row).state is OutboxState.FINAL
    assert seller.index.entries(refused.tradeline) == ()
    # Once the buyer has answered, the same opening is taken.
    buyer.send(Accept(row_tradeline(seller), TODAY))
    again, _ = seller.send(opening(2, "again"))
    assert (again.fresh, again.commitment) == (True, refused.commitment)
    assert seller.vault.outbox.row(again.row).state is OutboxState.FINAL


def row_tradeline(someone: Actor) -> TradelineId:
    return someone.index.tradelines_of(someone.number)[0]


def change(network: Network, call: bytes) -> None:
    network.registrar.perform(network.contracts.registry, call)


@pytest.mark.parametrize("known", [True, False])
def test_a_suspended_member_sends_nothing_and_goes_on_when_it_is_reinstated(
    cast: tuple[Actor, ...], on_anvil: Network, known: bool
) -> None:
    seller, *_ = cast
    (accepted,) = seller.submit(opening(0))
    change(on_anvil, calls.suspend(seller.number))
    if known:
        seller.follow()
        (held,) = seller.pump.turn().held
        assert held.reason == "member 1 is suspended"
        change(on_anvil, calls.reinstate(seller.number))
        seller.settle()
        assert seller.vault.outbox.row(accepted.row).state is OutboxState.ACCEPTED
        seller.settle()
        assert seller.vault.outbox.row(accepted.row).state is OutboxState.FINAL
    else:
        # The index did not know: the contract says it.
        seller.pump.turn()
        assert "CreditLedgerStatusWrong(member 1" in (seller.vault.outbox.row(accepted.row).reason or "")


def test_the_contract_refuses_a_member_whose_role_was_taken_away(
    cast: tuple[Actor, ...], on_anvil: Network
) -> None:
    seller, *_ = cast
    (accepted,) = seller.submit(opening(0))
    change(on_anvil, calls.set_roles(seller.number, Role.AUDITOR))
    seller.settle()
    assert "CreditLedgerRoleMissing(member 1" in (seller.vault.outbox.row(accepted.row).reason or "")
    assert seller.index.tradelines_of(seller.number) == ()


def test_a_key_that_was_ended_holds_the_row_until_there_is_another(
    cast: tuple[Actor, ...], on_anvil: Network
) -> None:
    seller, *_ = cast
    (accepted,) = seller.submit(opening(0))
    old = seller.sender
    other = on_anvil.sender()
    old.perform(on_anvil.contracts.registry, calls.add_key(KeyPurpose.TRANSACTION, other.address()))
    old.perform(on_anvil.contracts.registry, calls.end_key(address_key_id(old.address())))
    seller.follow()
    (held,) = seller.pump.turn().held
    assert "is no key of member 1 that stands" in held.reason
    assert seller.vault.outbox.row(accepted.row).state is OutboxState.ACCEPTED


def test_a_member_signs_by_itself(cast: tuple[Actor, ...]) -> None:
    seller, *_ = cast
    key = seller.vault.keys.get(seller.number, Private.TRANSACTION)
    assert key is not None
    nonce = seller.sender.next_nonce()
    seller.vault.erasures.destroy_key(seller.number, Private.TRANSACTION, 1)
    (accepted,) = seller.submit(opening(0))
    assert accepted.row is not None
    recorder, directory = seller.pump.recorder, seller.index.directory
    call = export_call(seller.vault, recorder, accepted.row)
    signed = Account.sign_transaction(
        {
            "chainId": call.chain_id,
            "to": call.to,
            "data": call.data,
            "value": 0,
            "nonce": nonce,
            "gas": 1_000_000,
            "gasPrice": 0,
        },
        key,
    )
    hand_in(seller.vault, recorder, directory, accepted.row, bytes(signed.raw_transaction))
    seller.settle()
    assert seller.vault.outbox.row(accepted.row).state is OutboxState.FINAL
    assert kinds(seller, accepted.tradeline) == [Kind.TRADE_CREDIT]


def test_a_node_that_goes_away_in_the_middle_and_comes_back(tmp_path: Path) -> None:
    state, folder = tmp_path / "state", tmp_path / "files"
    folder.mkdir()
    with ExitStack() as stack:
        with anvil(state) as engine:
            network = deployed_on(engine, 31337)
            seller = stack.enter_context(actor(network, folder))
            tradeline = seller.send(opening(0))[0].tradeline
            (accepted,) = seller.submit(RecordInvoice(tradeline, invoice("A")))
        with pytest.raises(Unavailable):
            seller.pump.turn()
        row = seller.vault.outbox.row(accepted.row)
        assert row.state is OutboxState.ACCEPTED
        with anvil(state) as engine:
            network.engine = engine
            seller.settle()
            assert seller.vault.outbox.row(accepted.row).state is OutboxState.FINAL
            assert kinds(seller, tradeline) == [Kind.TRADE_CREDIT, Kind.INVOICE]


@dataclass
class Away:
    """A relay whose node goes away when something is sent."""

    relay: Relay

    def nonce(self, address: bytes) -> int:
        return self.relay.nonce(address)

    def fate(self, transaction: bytes) -> Fate:
        return self.relay.fate(transaction)

    def submit(self, raw: bytes) -> None:
        raise Unavailable("the node is away")


def test_a_node_that_goes_away_between_signing_and_sending(cast: tuple[Actor, ...]) -> None:
    seller, *_ = cast
    (accepted,) = seller.submit(opening(0))

    pump = seller.pump
    with pytest.raises(Unavailable):
        replace(pump, relay=Away(pump.relay)).turn()
    assert seller.vault.outbox.row(accepted.row).state is OutboxState.SIGNED
    seller.settle()
    assert len(seller.vault.outbox.attempts(accepted.row)) == 1
    assert kinds(seller, accepted.tradeline) == [Kind.TRADE_CREDIT]


def test_a_registry_call_that_takes_the_nonce_of_a_signed_batch(
    cast: tuple[Actor, ...], on_anvil: Network
) -> None:
    seller, *_ = cast
    (accepted,) = seller.submit(opening(0))
    sender, recorder = seller.sender, seller.pump.recorder
    row = seller.vault.outbox.row(accepted.row)
    transaction, raw = sender.sign(*recorder.call(0, 0, row.entries), sender.next_nonce())
    attempt = Attempt(sender.address(), sender.next_nonce(), 0, transaction, raw)
    seller.vault.outbox.signed(row.number, attempt)
    seller.registrations.register(KeyPurpose.ATTESTATION, bytes(range(64)))
    for _ in range(3):
        seller.settle()
    assert seller.vault.outbox.row(accepted.row).state is OutboxState.FINAL
    assert [one.nonce for one in seller.vault.outbox.attempts(row.number)] == [
        attempt.nonce,
        attempt.nonce + 1,
    ]
    assert kinds(seller, accepted.tradeline) == [Kind.TRADE_CREDIT]


def test_an_unknown_member_is_no_counterparty(cast: tuple[Actor, ...]) -> None:
    seller, *_ = cast
    with pytest.raises(NotAMember, match="member 77 is not in the registry"):
        seller.submit(opening(Member(77)))
    assert seller.vault.outbox.rows() == ()
