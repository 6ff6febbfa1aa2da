"""A chain in memory, with the ledger's lanes and a registry: it mines, drops and reorganises when it is told
to.

It keeps what the sending use cases rely on (nonces in order, each lane position once, each obligation once),
not every rule of the contracts: those are tested on an engine.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import cbor2

from ledger.app.ports import Fate, MemberState, Position, RegisteredKey, SealedEntry, Sending, StreamItem
from ledger.app.waiting import as_logged
from ledger.core.codes import Capacity, EntryClass, KeyPurpose, Role
from ledger.core.entry import Clock, Entry
from ledger.core.errors import Refused, Unavailable
from ledger.core.ids import Commitment, Member, ObligationId, TradelineId
from ledger.proof.keccak import keccak256
from ledger.proof.scope import Place

PLACE = Place(31337, bytes(19) + b"\x01")
EVERYTHING = Role.SME | Role.LENDER | Role.AGENT


@dataclass(frozen=True)
class Transaction:
    """A signed `record`."""

    address: bytes
    nonce: int
    lane: int
    sequence: int
    entries: tuple[SealedEntry, ...]
    raw: bytes

    @property
    def hash(self) -> bytes:
        return keccak256(self.raw)


@dataclass(frozen=True)
class Mined:
    """A transaction in a block, the entries it logged, and why it reverted, if it did."""

    transaction: Transaction
    entries: tuple[Entry, ...] = ()
    reason: str | None = None


@dataclass
class SimulatedChain:
    """Blocks of transactions. `depth` blocks must follow before one is final; `refuses` is the contract's own no."""

    instant: bool = True
    depth: int = 0
    away: bool = False
    refuses: Callable[[SealedEntry], str | None] = lambda entry: None
    blocks: list[tuple[Mined, ...]] = field(default_factory=lambda: [()])
    waiting: list[Transaction] = field(default_factory=list)
    members: dict[Member, MemberState] = field(default_factory=dict)
    registered: dict[tuple[Member, KeyPurpose], list[RegisteredKey]] = field(default_factory=dict)
    consents: dict[Commitment, bool] = field(default_factory=dict)

    # --- the registry ---

    def admit(self, member: Member, roles: Role = EVERYTHING) -> None:
        self.members[member] = MemberState(member, True, roles)

    def suspend(self, member: Member) -> None:
        self.members[member] = replace(self.members[member], active=False)

    def member(self, number: Member) -> MemberState | None:
        self._answer()
        return self.members.get(number)

    def keys(self, number: Member, purpose: KeyPurpose) -> tuple[RegisteredKey, ...]:
        self._answer()
        return tuple(self.registered.get((number, purpose), []))

    def add_key(self, number: Member, purpose: KeyPurpose, public: bytes) -> None:
        self.blocks.append(())
        keys = self.registered.setdefault((number, purpose), [])
        keys.append(RegisteredKey(purpose, len(keys) + 1, public, self.height()))

    def end_keys(self, number: Member, purpose: KeyPurpose) -> None:
        keys = self.registered[number, purpose]
        self.registered[number, purpose] = [replace(key, until=self.height()) for key in keys]

    def consent(self, commitment: Commitment) -> bool | None:
        return self.consents.get(commitment)

    # --- the ledger ---

    def height(self) -> int:
        self._answer()
        return len(self.blocks) - 1

    def next_sequence(self, member: Member, lane: int) -> int:
        self._answer()
        done = (mined for mined in self._mined() if mined.reason is None)
        return sum(
            (self.owner(mined.transaction.address), mined.transaction.lane) == (member, lane)
            for mined in done
        )

    def call(self, lane: int, sequence: int, entries: Sequence[SealedEntry]) -> tuple[bytes, bytes]:
        parts = [[entry.meta, entry.obligation, entry.commitment, entry.payload] for entry in entries]
        return PLACE.ledger, cbor2.dumps([lane, sequence, parts])

    def nonce(self, address: bytes) -> int:
        self._answer()
        sent = [*(mined.transaction for mined in self._mined()), *self.waiting]
        return max((one.nonce + 1 for one in sent if one.address == address), default=0)

    def submit(self, raw: bytes) -> None:
        self._answer()
        transaction = read(raw)
        spent = any(
            (mined.transaction.address, mined.transaction.nonce) == (transaction.address, transaction.nonce)
            for mined in self._mined()
        )
        if spent or transaction in self.waiting:
            return
        self.waiting.append(transaction)
        if self.instant:
            self.mine()

    def mine(self) -> None:
        """One block of everything whose nonce is due."""
        block: list[Mined] = []
        self.blocks.append(())
        for transaction in sorted(self.waiting, key=lambda one: one.nonce):
            due = sum(mined.transaction.address == transaction.address for mined in self._mined())
            if transaction.nonce == due:
                block.append(self._run(transaction))
                self.blocks[-1] = tuple(block)
                self.waiting.remove(transaction)

    def reorganise(self, blocks: int, drop: bool = False) -> None:
        """The last blocks go; their transactions wait again, or are forgotten."""
        gone = [mined.transaction for block in self.blocks[-blocks:] for mined in block]
        self.blocks = self.blocks[:-blocks]
        self.waiting = [] if drop else [*gone, *self.waiting]

    def fate(self, transaction: bytes) -> Fate:
        self._answer()
        for number, block in enumerate(self.blocks):
            for mined in block:
                if mined.transaction.hash == transaction:
                    if mined.reason is not None:
                        return Fate(Sending.REVERTED, number, mined.reason)
                    return Fate(Sending.FINAL if number <= self.finalised() else Sending.MINED, number)
        known = any(one.hash == transaction for one in self.waiting)
        return Fate(Sending.PENDING if known else Sending.UNKNOWN)

    def try_out(self, transaction: Transaction) -> None:
        """Refused if it would revert now."""
        mined = self._run(transaction)
        if mined.reason is not None:
            raise Refused(mined.reason)

    def owner(self, address: bytes) -> Member:
        for (member, purpose), keys in self.registered.items():
            if purpose is KeyPurpose.TRANSACTION and any(key.public == address for key in keys):
                return member
        raise Refused(f"unknown signer {address.hex()}")

    # --- the index, never behind ---

    def position(self) -> Position | None:
        return Position(len(self.blocks) - 1, bytes(32))

    def finalised(self) -> int:
        return len(self.blocks) - 1 - self.depth

    def take(self, items: Iterable[StreamItem]) -> int:
        raise NotImplementedError("it is the chain itself")

    def entries(self, tradeline: TradelineId, until: int | None = None) -> tuple[Entry, ...]:
        own = (entry for entry in self.all_entries() if entry.tradeline == tradeline)
        return tuple(entry for entry in own if until is None or entry.clock.number <= until)

    def all_entries(self, until: int | None = None) -> list[Entry]:
        entries = (entry for mined in self._mined() for entry in mined.entries)
        return [entry for entry in entries if until is None or entry.clock.number <= until]

    def tradelines_of(self, member: Member, until: int | None = None) -> tuple[TradelineId, ...]:
        mine = (EntryClass.OPEN, EntryClass.ACCEPT)
        said = (one for one in self.all_entries(until) if one.entry_class in mine)
        return tuple(dict.fromkeys(one.tradeline for one in said if one.recorder == member))

    def claims_on(self, member: Member, until: int | None = None) -> tuple[TradelineId, ...]:
        opens = (one for one in self.all_entries(until) if one.entry_class is EntryClass.OPEN)
        return tuple(dict.fromkeys(one.tradeline for one in opens if one.subject == member))

    def holdings_of(self, member: Member, until: int | None = None) -> tuple[ObligationId, ...]:
        takes = (one for one in self.all_entries(until) if one.entry_class is EntryClass.TAKE)
        return tuple(dict.fromkeys(one.obligation for one in takes if one.recorder == member))

    def shared_with(self, member: Member, until: int | None = None) -> tuple[TradelineId, ...]:
        shares = (one for one in self.all_entries(until) if one.entry_class is EntryClass.SHARE)
        return tuple(dict.fromkeys(one.tradeline for one in shares if one.subject == member))

    def tradeline_of(self, obligation: ObligationId) -> TradelineId | None:
        found = (one for one in self.all_entries() if one.entry_class is EntryClass.OBLIGATION)
        return next((one.tradeline for one in found if one.obligation == obligation), None)

    def known(self, commitment: Commitment) -> Clock | None:
        return next((one.clock for one in self.all_entries() if one.commitment == commitment), None)

    def digest(self) -> bytes:
        return keccak256(repr(self.all_entries()).encode())

    # --- within ---

    def _answer(self) -> None:
        if self.away:
            raise Unavailable("the node is away")

    def _mined(self) -> list[Mined]:
        return [mined for block in self.blocks for mined in block]

    def _run(self, transaction: Transaction) -> Mined:
        member = self.owner(transaction.address)
        expected = self.next_sequence(member, transaction.lane)
        if transaction.sequence != expected:
            return Mined(transaction, (), f"SequenceWrong({transaction.sequence}, {expected})")
        entries: list[Entry] = []
        for position, handed in enumerate(transaction.entries):
            reason = self.refuses(handed)
            if reason is not None:
                return Mined(transaction, (), reason)
            entry = as_logged(member, handed, self._creditor(handed, entries))
            seen = [one.obligation for one in (*self.all_entries(), *entries) if _creates(one)]
            if _creates(entry) and entry.obligation in seen:
                return Mined(transaction, (), "ObligationExists()")
            number = len(self.blocks) - 1
            entries.append(replace(entry, clock=Clock(number, 1_700_000_000 + number), position=position))
        return Mined(transaction, tuple(entries))

    def _creditor(self, handed: SealedEntry, newer: list[Entry]) -> Member:
        tradeline = TradelineId.from_int(int.from_bytes(handed.meta[14:22], "big"))
        opens = [
            one
            for one in (*self.all_entries(), *newer)
            if one.tradeline == tradeline and one.entry_class is EntryClass.OPEN
        ]
        if not opens:
            return Member(0)
        last = opens[-1]
        return last.recorder if last.capacity is Capacity.CREDITOR else last.subject


@dataclass
class SimulatedSender:
    """Signs for one address, after trying the call out, as a node's estimate does."""

    chain: SimulatedChain
    own: bytes

    def address(self) -> bytes:
        return self.own

    def next_nonce(self) -> int:
        return self.chain.nonce(self.own)

    def sign(self, to: bytes, data: bytes, nonce: int) -> tuple[bytes, bytes]:
        transaction = read(cbor2.dumps([self.own, nonce, to, data]))
        self.chain.try_out(transaction)
        return transaction.hash, transaction.raw

    def submit(self, raw: bytes) -> None:
        self.chain.submit(raw)

    def fate(self, transaction: bytes) -> Fate:
        return self.chain.fate(transaction)


@dataclass
class SimulatedRegistrations:
    """Writes to the registry as one member."""

    chain: SimulatedChain
    own: Member

    def register(self, purpose: KeyPurpose, public: bytes) -> None:
        self.chain.add_key(self.own, purpose, public)

    def consent(self, commitment: Commitment) -> None:
        self.chain.consents[commitment] = True

    def withdraw_consent(self, commitment: Commitment) -> None:
        self.chain.consents[commitment] = False


def read(raw: bytes) -> Transaction:
    """The transaction of raw bytes."""
    address, nonce, _, data = cbor2.loads(raw)
    lane, sequence, parts = cbor2.loads(data)
    return Transaction(address, nonce, lane, sequence, tuple(SealedEntry(*part) for part in parts), raw)


def _creates(entry: Entry) -> bool:
    return entry.entry_class is EntryClass.OBLIGATION
