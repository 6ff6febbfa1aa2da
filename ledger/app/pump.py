"""Moving the outbox on: sign, store, send, look again.

Run again after any end, however sudden, it goes on where things stand.

What makes this safe: a transaction is stored before it is handed out, and the contract takes each (member,
lane, sequence) once. So handing out twice is harmless, and what must never happen is one thing only:
forgetting a transaction that may still be mined. Attempts are therefore never deleted.

    accepted → signed → submitted → mined → final
       ↑         │          │  ↑       │
       └──renew──┴──────────┘  └─reorg─┘        accepted, submitted → refused

- In a lane one batch is on its way at a time, because the contract is asked first whether it would take it.
  Lanes go on side by side.
- The contract's no before signing refuses the row. The sequence was not consumed: rows behind move down by
  one.
- A transaction that reverted, once that is final, or whose nonce went to another one of the same key, is
  dead: the row is renewed, and the contract asked again. Should two of a row's transactions be mined, the
  contract takes one, and the row is mined. A row that reverts for the third time, though the contract said
  yes each time before, is refused.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ledger.app.ports import (
    Attempt,
    Directory,
    Fate,
    Index,
    OutboxRow,
    OutboxState,
    Recorder,
    Relay,
    Sender,
    Sending,
)
from ledger.app.refusals import KeyUnfit, NotAMember
from ledger.app.vault import Outbox, Vault
from ledger.core.codes import EntryClass, KeyPurpose
from ledger.core.errors import Refused, TradelineError, Unavailable
from ledger.core.ids import Commitment, Member

_SHARE = EntryClass.SHARE
_REVERTS = 3


@dataclass(frozen=True, slots=True)
class Held:
    """A row that does not move on now, and why: an unfit key, a suspended member, or it is to be signed outside."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn of the pump did: rows whose state changed, rows held, and how many are still on their way."""

    moved: tuple[int, ...]
    held: tuple[Held, ...]
    open: int


@dataclass(frozen=True, slots=True)
class Pump:
    """Sends for all members of a vault.

    `sender` gives a member's, None where its key is not here: its rows wait for raw bytes.

    `finalised` gives the last final block; a revert counts once its block is.
    """

    vault: Vault
    recorder: Recorder
    relay: Relay
    directory: Directory
    index: Index
    sender: Callable[[Member], Sender | None]
    finalised: Callable[[], int]

    def turn(self) -> Turn:
        """Looks at every row on its way once, and signs the next of every lane.

        VaultBusy; Unavailable leaves all as it is stored.
        """
        with self.vault.outbox.exclusively():
            on_their_way = self._outbox.rows(
                None, OutboxState.SIGNED, OutboxState.SUBMITTED, OutboxState.MINED
            )
            settled = [self._settle(row) for row in on_their_way]
            waiting = [row for row in self._outbox.next_rows() if row.state is OutboxState.ACCEPTED]
            sent = [self._send(row) for row in waiting]
            looked_at = {row.number: row.state for row in (*waiting, *on_their_way)}
            moved = [number for number, was in looked_at.items() if self._outbox.row(number).state is not was]
            held = [one for one in (*settled, *sent) if one is not None]
            return Turn(tuple(sorted(moved)), tuple(held), self._outbox.open())

    # --- what became of what was sent ---

    def _settle(self, row: OutboxRow) -> Held | None:
        attempts = self._outbox.attempts(row.number)
        if not attempts:
            self._settle_unsent(row)
            return None
        # The nonce is asked for first: a transaction that is mined in between is then seen, not taken for lost.
        spent = self.relay.nonce(attempts[-1].address)
        fates = [self.relay.fate(attempt.transaction) for attempt in attempts]
        return None if self._mined(row, fates) else self._settle_last(row, attempts[-1], fates, spent)

    def _mined(self, row: OutboxRow, fates: Iterable[Fate]) -> bool:
        """Whether one of its transactions is, which is all that counts."""
        done = next((fate for fate in fates if fate.state in (Sending.MINED, Sending.FINAL)), None)
        if done is not None:
            state = OutboxState.MINED if done.state is Sending.MINED else OutboxState.FINAL
            self._move(row, state, done.block)
        return done is not None

    def _settle_last(self, row: OutboxRow, attempt: Attempt, fates: list[Fate], spent: int) -> Held | None:
        match fates[-1]:
            case Fate(state=Sending.REVERTED, block=int(block), reason=reason) if block <= self.finalised():
                if sum(fate.state is Sending.REVERTED for fate in fates) < _REVERTS:
                    self._outbox.renew(row.number)
                else:
                    self._outbox.refuse(row.number, reason or "reverted")
            case Fate(state=Sending.REVERTED | Sending.PENDING):
                self._move(row, OutboxState.SUBMITTED)
            case Fate(state=Sending.UNKNOWN) if attempt.nonce < spent:
                self._outbox.renew(row.number)
            case _:
                return self._hand_out(row, attempt.raw)
        return None

    def _settle_unsent(self, row: OutboxRow) -> None:
        """A row that another copy of this vault sent, as its commitments show."""
        block = self._block_on_chain(row)
        if block is None:
            self._outbox.renew(row.number)
        elif block <= self.finalised():
            self._outbox.move(row.number, OutboxState.FINAL, block)

    # --- the next of each lane ---

    def _send(self, row: OutboxRow) -> Held | None:
        # Of a row that was renewed, a transaction that was taken for dead may be mined after all.
        if self._mined(row, (self.relay.fate(one.transaction) for one in self._outbox.attempts(row.number))):
            return None
        sender = self.sender(row.member)
        if sender is None:
            return Held(row.number, "waits to be signed by its member")
        try:
            check_signer(self.directory, row.member, sender.address())
        except (KeyUnfit, NotAMember) as error:
            return Held(row.number, str(error))
        expected = self.recorder.next_sequence(row.member, row.lane)
        if expected != row.sequence:
            return self._out_of_step(row, expected)
        return self._sign(row, sender)

    def _sign(self, row: OutboxRow, sender: Sender) -> Held | None:
        last = self._outbox.highest_nonce(sender.address())
        nonce = max(sender.next_nonce(), 0 if last is None else last + 1)
        to, data = self.recorder.call(row.lane, row.sequence, row.entries)
        try:
            transaction, raw = sender.sign(to, data, nonce)
        except Refused as error:
            # Unless the lane moved meanwhile, the contract speaks of this batch.
            if self.recorder.next_sequence(row.member, row.lane) == row.sequence:
                self._outbox.refuse(row.number, str(error))
            return None
        except Unavailable:
            raise
        except TradelineError as error:
            # The node's own no, such as to a key without money: not the batch's fault, nor that of other lanes.
            return Held(row.number, str(error))
        self._outbox.signed(row.number, Attempt(sender.address(), nonce, row.sequence, transaction, raw))
        return self._hand_out(row, raw)

    def _out_of_step(self, row: OutboxRow, expected: int) -> Held | None:
        if expected < row.sequence:
            return Held(row.number, "waits for the batch before it")
        # The chain is ahead: an older copy of this vault, or another program, wrote in the lane.
        position = self.index.position()
        if position is None or position.number < self.recorder.height():
            return Held(row.number, "waits for the index: the lane has moved on elsewhere")
        block = self._block_on_chain(row)
        if block is not None:
            self._outbox.move(row.number, OutboxState.MINED, block)
        else:
            self._outbox.shift(row.member, row.lane, row.number, expected - row.sequence)
        return None

    def _block_on_chain(self, row: OutboxRow) -> int | None:
        """The block in which every entry of the row is known; None if one is not.

        Only contents have commitments of their own.
        """
        clocks = [
            self.index.known(Commitment(entry.commitment)) for entry in row.entries if entry.meta[0] != _SHARE
        ]
        if not clocks or None in clocks:
            return None
        return max(clock.number for clock in clocks if clock is not None)

    def _hand_out(self, row: OutboxRow, raw: bytes) -> Held | None:
        try:
            self.relay.submit(raw)
        except Refused as error:
            return Held(row.number, str(error))
        self._outbox.move(row.number, OutboxState.SUBMITTED)
        return None

    def _move(self, row: OutboxRow, state: OutboxState, block: int | None = None) -> None:
        if (row.state, row.block) != (state, block):
            self._outbox.move(row.number, state, block)

    @property
    def _outbox(self) -> Outbox:
        return self.vault.outbox


def check_signer(directory: Directory, member: Member, address: bytes) -> None:
    """NotAMember, or KeyUnfit unless `address` is of a key that may write for the member now."""
    found = directory.member(member)
    if found is None or not found.active:
        raise NotAMember(member, "is not in the registry" if found is None else "is suspended")
    keys = [
        key
        for purpose in (KeyPurpose.TRANSACTION, KeyPurpose.DELEGATE)
        for key in directory.keys(member, purpose)
    ]
    if not any(key.public == address and key.until is None and not key.compromised for key in keys):
        raise KeyUnfit(f"0x{address.hex()} is no key of member {member} that stands")
