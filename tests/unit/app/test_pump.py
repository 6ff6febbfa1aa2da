"""Sending: what was accepted is on chain once in the end, whatever the chain, the node and the key do meanwhile."""

from dataclasses import replace

import pytest

from ledger.app.intents import RecordInvoice, State
from ledger.app.keys import make_key, register_key
from ledger.app.ports import Attempt, OutboxState
from ledger.app.vault import Private
from ledger.core.codes import Capacity, KeyPurpose, Kind
from ledger.core.content import Facts
from ledger.core.errors import Unavailable
from ledger.vault.errors import VaultBusy
from ledger.vault.file import VaultFile
from tests.simulators.chain import SimulatedSender
from tests.unit.app.parties import PASSPHRASE, TODAY, invoice, opening, pump_of


@pytest.fixture
def tradeline(seller, buyer):
    return seller.send(opening(2))[0].tradeline


def states(someone):
    return [row.state for row in someone.vault.outbox.rows()]


def recorded(someone):
    """Commitments on chain, in order."""
    return [entry.commitment for entry in someone.chain.all_entries()]


def test_a_row_goes_through_every_state(seller, tradeline):
    seller.chain.instant, seller.chain.depth = False, 2
    (accepted,) = seller.submit(RecordInvoice(tradeline, invoice()))
    seen = [seller.vault.outbox.row(accepted.row).state]
    for _ in range(4):
        seller.pump.turn()
        seen.append(seller.vault.outbox.row(accepted.row).state)
        seller.chain.mine()
    assert list(dict.fromkeys(seen)) == [
        OutboxState.ACCEPTED,
        OutboxState.SUBMITTED,
        OutboxState.MINED,
        OutboxState.FINAL,
    ]
    assert recorded(seller).count(accepted.commitment) == 1


def test_a_reorganisation_sends_a_mined_row_back_and_it_is_mined_again(seller, tradeline):
    seller.chain.instant, seller.chain.depth = False, 3
    (accepted,) = seller.submit(RecordInvoice(tradeline, invoice()))
    seller.pump.turn()
    seller.chain.mine()
    seller.pump.turn()
    assert states(seller)[-1] is OutboxState.MINED
    for forgotten in (False, True):
        seller.chain.reorganise(1, drop=forgotten)
        seller.pump.turn()
        assert states(seller)[-1] is OutboxState.SUBMITTED
        seller.chain.mine()
        seller.pump.turn()
        assert states(seller)[-1] is OutboxState.MINED
    assert recorded(seller).count(accepted.commitment) == 1


def test_a_refused_batch_gives_its_place_to_the_next(seller, tradeline):
    rows = [seller.submit(RecordInvoice(tradeline, invoice(f"N-{number}")))[0].row for number in range(4)]
    sequences = [seller.vault.outbox.row(row).sequence for row in rows]
    poison = seller.vault.outbox.row(rows[1]).entries[0]
    seller.chain.refuses = lambda entry: "RoleMissing(1)" if entry == poison else None
    seller.settle()
    found = [seller.vault.outbox.row(row) for row in rows]
    assert [row.state for row in found] == [
        OutboxState.FINAL,
        OutboxState.REFUSED,
        OutboxState.FINAL,
        OutboxState.FINAL,
    ]
    assert found[1].reason == "RoleMissing(1)"
    assert [row.sequence for row in (found[0], found[2], found[3])] == sequences[:3]
    assert len(recorded(seller)) == len(set(recorded(seller))) == 5


def test_what_was_refused_is_accepted_again_when_it_is_handed_in_again(seller, tradeline):
    seller.chain.refuses = lambda entry: "RoleMissing(1)"
    intent = RecordInvoice(tradeline, invoice())
    (first,) = seller.send(intent)
    assert states(seller)[-1] is OutboxState.REFUSED
    seller.chain.refuses = lambda entry: None
    (second,) = seller.send(intent)
    assert second.fresh
    assert second.row != first.row
    assert second.commitment == first.commitment
    assert states(seller)[-2:] == [OutboxState.REFUSED, OutboxState.FINAL]


def test_a_revert_is_asked_again_before_it_refuses(seller, tradeline):
    seller.chain.instant = False
    (accepted,) = seller.submit(RecordInvoice(tradeline, invoice()))
    seller.pump.turn()
    seller.chain.refuses = lambda entry: "SubjectUnfit()"
    seller.chain.mine()
    seller.pump.turn()
    row = seller.vault.outbox.row(accepted.row)
    assert (row.state, row.reason) == (OutboxState.REFUSED, "SubjectUnfit()")
    assert len(seller.vault.outbox.attempts(row.number)) == 1


def test_a_revert_that_is_not_final_refuses_nothing(seller, tradeline):
    seller.chain.instant, seller.chain.depth = False, 2
    seller.submit(RecordInvoice(tradeline, invoice()))
    seller.pump.turn()
    seller.chain.refuses = lambda entry: "SubjectUnfit()"
    seller.chain.mine()
    seller.pump.turn()
    assert states(seller)[-1] is OutboxState.SUBMITTED
    seller.chain.reorganise(1)
    seller.chain.refuses = lambda entry: None
    for _ in range(4):
        seller.chain.mine()
        seller.pump.turn()
    assert states(seller)[-1] is OutboxState.FINAL


def test_what_reverts_though_the_contract_said_yes_is_given_up_after_three_times(seller, tradeline):
    seller.chain.instant = False
    (accepted,) = seller.submit(RecordInvoice(tradeline, invoice()))
    for _ in range(5):
        seller.chain.refuses = lambda entry: None
        seller.pump.turn()
        seller.chain.refuses = lambda entry: "OutOfGas()"
        seller.chain.mine()
    row = seller.vault.outbox.row(accepted.row)
    assert (row.state, row.reason) == (OutboxState.REFUSED, "OutOfGas()")
    assert len(seller.vault.outbox.attempts(row.number)) == 3


def test_a_nonce_that_went_elsewhere_does_not_stop_the_lane(seller, tradeline):
    seller.chain.instant = False
    (accepted,) = seller.submit(RecordInvoice(tradeline, invoice()))
    seller.pump.turn()
    (attempt,) = seller.vault.outbox.attempts(accepted.row)
    # The node forgets the transaction, and the same key sends another with its nonce.
    seller.chain.waiting.clear()
    spend_nonce(seller)
    seller.settle_by_mining()
    assert states(seller)[-1] is OutboxState.FINAL
    assert [one.nonce for one in seller.vault.outbox.attempts(accepted.row)] == [
        attempt.nonce,
        attempt.nonce + 1,
    ]
    # Should the first be mined after all, it finds its place taken.
    seller.chain.submit(attempt.raw)
    seller.chain.mine()
    assert recorded(seller).count(accepted.commitment) == 1


def test_two_transactions_of_one_row_count_once(seller, tradeline):
    seller.chain.instant = False
    (accepted,) = seller.submit(RecordInvoice(tradeline, invoice()))
    seller.pump.turn()
    (first,) = seller.vault.outbox.attempts(accepted.row)
    sender = SimulatedSender(seller.chain, first.address)
    row = seller.vault.outbox.row(accepted.row)
    second = sender.sign(*seller.chain.call(0, row.sequence, row.entries), first.nonce + 1)
    seller.vault.outbox.signed(row.number, Attempt(first.address, first.nonce + 1, row.sequence, *second))
    seller.settle_by_mining()
    assert states(seller)[-1] is OutboxState.FINAL
    assert recorded(seller).count(accepted.commitment) == 1


def test_a_successor_signed_for_its_old_place_is_signed_again(seller, tradeline):
    seller.chain.instant, seller.chain.depth = False, 4
    first, second = (seller.submit(RecordInvoice(tradeline, invoice(number)))[0] for number in ("A", "B"))
    for _ in range(2):
        seller.pump.turn()
        seller.chain.mine()
    seller.pump.turn()
    assert states(seller)[-2:] == [OutboxState.MINED, OutboxState.MINED]
    # Both blocks go; on the other branch the first batch is refused.
    poison = seller.vault.outbox.row(first.row).entries[0]
    seller.chain.refuses = lambda entry: "SubjectUnfit()" if entry == poison else None
    seller.chain.reorganise(2)
    for _ in range(16):
        seller.chain.mine()
        seller.pump.turn()
    assert states(seller)[-2:] == [OutboxState.REFUSED, OutboxState.FINAL]
    assert recorded(seller).count(second.commitment) == 1
    assert first.commitment not in recorded(seller)


def test_lanes_go_side_by_side(seller, tradeline):
    seller.chain.instant = False
    rows = [
        seller.submit(RecordInvoice(tradeline, invoice(f"L-{lane}")), lane=lane)[0].row for lane in (0, 1, 2)
    ]
    seller.pump.turn()
    assert {seller.vault.outbox.row(row).state for row in rows} == {OutboxState.SUBMITTED}
    nonces = [seller.vault.outbox.row(row).nonce for row in rows]
    assert nonces == list(range(nonces[0], nonces[0] + 3))
    seller.chain.mine()
    seller.pump.turn()
    assert {seller.vault.outbox.row(row).state for row in rows} == {OutboxState.FINAL}


def test_while_the_node_is_away_nothing_is_lost_and_then_it_goes_on(seller, tradeline):
    seller.chain.instant = False
    (accepted,) = seller.submit(RecordInvoice(tradeline, invoice()))
    seller.chain.away = True
    with pytest.raises(Unavailable):
        seller.pump.turn()
    assert states(seller)[-1] is OutboxState.ACCEPTED
    seller.chain.away = False
    seller.pump.turn()
    seller.chain.away = True
    with pytest.raises(Unavailable):
        seller.pump.turn()
    seller.chain.away = False
    seller.settle_by_mining()
    assert states(seller)[-1] is OutboxState.FINAL
    assert recorded(seller).count(accepted.commitment) == 1


def test_a_rotated_out_key_and_a_suspended_member_hold_rows_and_refuse_none(seller, tradeline):
    (accepted,) = seller.submit(RecordInvoice(tradeline, invoice()))
    seller.chain.end_keys(seller.number, KeyPurpose.TRANSACTION)
    (held,) = seller.pump.turn().held
    assert "is no key of member 1 that stands" in held.reason
    make_key(seller.desk, seller.number, Private.TRANSACTION)
    register_key(seller.desk, seller.registrations, seller.number, Private.TRANSACTION)
    seller.chain.suspend(seller.number)
    (held,) = seller.pump.turn().held
    assert "member 1 is suspended" in held.reason
    assert seller.vault.outbox.row(accepted.row).state is OutboxState.ACCEPTED
    seller.chain.admit(seller.number)
    seller.settle()
    assert states(seller)[-1] is OutboxState.FINAL


def test_one_pump_at_a_time(seller, tradeline):
    other = VaultFile.open(seller.vault.path, PASSPHRASE)
    with seller.vault.outbox.exclusively(), pytest.raises(VaultBusy, match="another process is sending"):
        pump_of(other, seller.chain).turn()
    assert pump_of(other, seller.chain).turn().open == 0
    other.close()


def test_a_vault_restored_from_a_backup_finds_on_chain_what_it_sent(seller, tradeline, tmp_path):
    (before,) = seller.submit(RecordInvoice(tradeline, invoice("A")))
    seller.vault.backup(tmp_path / "backup", 0)
    seller.settle()
    (after,) = seller.send(RecordInvoice(tradeline, invoice("B")))
    restored = VaultFile.restore(tmp_path / "backup", tmp_path / "restored", PASSPHRASE)
    again = replace(seller, vault=restored)
    again.settle()
    assert restored.outbox.row(before.row).state is OutboxState.FINAL
    # What was accepted after the backup is known from the chain, and is not accepted again.
    (known,) = again.submit(RecordInvoice(tradeline, invoice("B")))
    assert (known.commitment, known.fresh, known.row) == (after.commitment, False, None)
    (fresh,) = again.send(State(tradeline, Capacity.CREDITOR, Facts(Kind.CLOSURE, day=TODAY)))
    assert restored.outbox.row(fresh.row).state is OutboxState.FINAL
    assert len(recorded(seller)) == len(set(recorded(seller))) == 5
    restored.close()


def spend_nonce(someone):
    """Another transaction of the same key, mined: here, a batch in a lane of its own."""
    address = someone.chain.keys(someone.number, KeyPurpose.TRANSACTION)[-1].public
    sender = SimulatedSender(someone.chain, address)
    _, raw = sender.sign(*someone.chain.call(99, 0, []), sender.next_nonce())
    someone.chain.submit(raw)
    someone.chain.mine()


def test_what_a_reorganisation_took_back_can_still_be_built_on(seller, buyer):
    seller.chain.instant, seller.chain.depth = False, 1
    (opened, *_) = seller.submit(opening(2))
    seller.pump.turn()
    seller.chain.mine()
    seller.pump.turn()
    assert states(seller)[-1] is OutboxState.MINED
    # The block is replaced by an empty one of the same number: the index is as far as before, and has
    # nothing.
    seller.chain.reorganise(1)
    seller.chain.blocks.append(())
    assert seller.chain.entries(opened.tradeline) == ()
    seller.submit(RecordInvoice(opened.tradeline, invoice()))
    for _ in range(4):
        seller.settle_by_mining()
    assert states(seller) == [OutboxState.FINAL, OutboxState.FINAL]
