"""Members whose keys are elsewhere: a batch goes out unsigned, and comes back as the raw bytes of a transaction."""

from dataclasses import dataclass

from ledger.app.ports import Attempt, Directory, OutboxRow, Recorder
from ledger.app.pump import check_signer
from ledger.app.raw_transaction import SignedTransaction, read_transaction
from ledger.app.refusals import WrongState
from ledger.app.vault import Vault
from ledger.core.errors import BadContent


@dataclass(frozen=True, slots=True)
class UnsignedCall:
    """What an offline signer is asked to sign: a call without value. `sequence` is bound into the data."""

    chain_id: int
    to: bytes
    data: bytes
    lane: int
    sequence: int


def export_call(vault: Vault, recorder: Recorder, number: int) -> UnsignedCall:
    """The call of an outbox row that waits; WrongState for one that does not, or is not the next of its lane."""
    row = _next_of_lane(vault, number)
    to, data = recorder.call(row.lane, row.sequence, row.entries)
    return UnsignedCall(vault.place.chain_id, to, data, row.lane, row.sequence)


def hand_in(vault: Vault, recorder: Recorder, directory: Directory, number: int, raw: bytes) -> bytes:
    """Takes the signed call of a row; its transaction hash. The pump sends it.

    Raises BadTransaction for bytes that are no signed transaction, BadContent for another call than the
    row's, KeyUnfit for a signer that is no key of the member, WrongState. What was handed in before is taken
    as such; until the row is mined another may follow, such as one with the right nonce.
    """
    signed = read_transaction(raw)
    if any(attempt.transaction == signed.hash for attempt in vault.outbox.attempts(number)):
        return signed.hash
    row = _next_of_lane(vault, number)
    _check_call(vault, recorder, row, signed)
    check_signer(directory, row.member, signed.sender)
    attempt = Attempt(signed.sender, signed.nonce, row.sequence, signed.hash, raw)
    vault.outbox.signed(number, attempt)
    return signed.hash


def _next_of_lane(vault: Vault, number: int) -> OutboxRow:
    row = vault.outbox.row(number)
    if number not in (one.number for one in vault.outbox.next_rows()):
        raise WrongState(
            f"row {number} is {row.state.value}, or not the next of lane {row.lane}: it is not signed now"
        )
    return row


def _check_call(vault: Vault, recorder: Recorder, row: OutboxRow, signed: SignedTransaction) -> None:
    to, data = recorder.call(row.lane, row.sequence, row.entries)
    asked = {"chain id": vault.place.chain_id, "recipient": to, "value": 0, "data": data}
    found = {"chain id": signed.chain_id, "recipient": signed.to, "value": signed.value, "data": signed.data}
    for field, value in asked.items():
        if found[field] != value:
            raise BadContent(field, f"as exported for row {row.number}", found[field])
