"""What members may do, at random. Much of it is refused; what can happen happens sooner or later."""

from dataclasses import dataclass, field

from ledger.chain import contracts as calls
from ledger.chain.relay import Reverted
from ledger.chain.reverts import ContractRefused
from ledger.core.codes import Capacity, EntryClass, KeyPurpose, Role
from ledger.core.ids import EXTERNAL, Commitment, Member, ObligationId, TradelineId
from ledger.proof.domains import KEY_ID, OBLIGATION
from ledger.proof.integers import u256
from ledger.proof.keccak import keccak256
from tests.integration.network import ALL_ROLES, Network, Party


@dataclass(frozen=True)
class Line:
    """A tradeline as its opener meant it; whether it stands is the chain's to say."""

    id: TradelineId
    creditor: Member
    debtor: Member
    opener: Party
    capacity: Capacity


@dataclass
class Life:
    """A random life of some members. The same seed leads the same life."""

    network: Network
    parties: list[Party]
    lines: list[Line] = field(default_factory=list)
    obligations: list[tuple[Line, ObligationId]] = field(default_factory=list)
    keys: list[tuple[Party, bytes]] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)
    consents: list[Commitment] = field(default_factory=list)
    done: int = 0
    refused: int = 0

    def live(self, steps: int) -> None:
        """So many attempts at something."""
        for _ in range(steps):
            action = self.network.random.choice(
                [
                    self.open,
                    self.open,
                    self.join,
                    self.answer,
                    self.oblige,
                    self.oblige,
                    self.state,
                    self.pass_on,
                ]
                + [self.appoint, self.share, self.change_member, self.change_keys, self.attest, self.agree]
            )
            try:
                action()
                self.done += 1
            except (ContractRefused, Reverted, IndexError):
                self.refused += 1

    def open(self) -> None:
        """A tradeline, as creditor or debtor, to another member or to an external party, with a statement on it."""
        opener, other = self._two()
        capacity = self.network.random.choice([Capacity.CREDITOR, Capacity.DEBTOR])
        subject = self.network.random.choice([other.number, other.number, EXTERNAL])
        number = 1 + sum(line.opener is opener for line in self.lines)
        creditor, debtor = (
            (opener.number, subject) if capacity is Capacity.CREDITOR else (subject, opener.number)
        )
        line = Line(TradelineId(opener.number, number), creditor, debtor, opener, capacity)
        self.lines.append(line)
        entry = self.network.entry
        self.network.record(
            opener,
            [
                entry(EntryClass.OPEN, capacity, line.id, subject=subject),
                entry(EntryClass.STATEMENT, capacity, line.id),
            ],
        )

    def join(self) -> None:
        """The member that an external party has become."""
        line, other = self._line(), self._party()
        entry = self.network.entry(EntryClass.OPEN, line.capacity, line.id, subject=other.number)
        self.network.record(line.opener, [entry])
        self.lines.append(
            Line(
                line.id,
                line.creditor or other.number,
                line.debtor or other.number,
                line.opener,
                line.capacity,
            )
        )

    def answer(self) -> None:
        line = self._line()
        by_debtor = line.capacity is Capacity.CREDITOR
        party = self._member(line.debtor if by_debtor else line.creditor)
        answer = self.network.random.choice([EntryClass.ACCEPT, EntryClass.ACCEPT, EntryClass.DECLINE])
        capacity = Capacity.DEBTOR if by_debtor else Capacity.CREDITOR
        self.network.record(party, [self.network.entry(answer, capacity, line.id)])

    def oblige(self) -> None:
        """An obligation of a creditor that is a member, and a statement about it."""
        line = self._line()
        tag = self.network.random.randbytes(32)
        obligation = ObligationId(keccak256(OBLIGATION + u256(line.creditor) + tag))
        entry = self.network.entry
        self.network.record(
            self._member(line.creditor),
            [
                entry(EntryClass.OBLIGATION, Capacity.CREDITOR, line.id, tag),
                entry(EntryClass.STATEMENT, Capacity.CREDITOR, line.id, obligation),
            ],
        )
        self.obligations.append((line, obligation))

    def state(self) -> None:
        line = self._line()
        capacity = self.network.random.choice([Capacity.CREDITOR, Capacity.DEBTOR])
        party = self._member(line.creditor if capacity is Capacity.CREDITOR else line.debtor)
        self.network.record(party, [self.network.entry(EntryClass.STATEMENT, capacity, line.id)] * 2, lane=1)

    def pass_on(self) -> None:
        """An obligation to a lender, which takes it and states something as its holder."""
        line, obligation = self.network.random.choice(self.obligations)
        lender, entry = self._party(), self.network.entry
        assign = entry(EntryClass.ASSIGN, Capacity.CREDITOR, line.id, obligation, subject=lender.number)
        self.network.record(self._member(line.creditor), [assign])
        self.network.record(
            lender,
            [
                entry(EntryClass.TAKE, Capacity.HOLDER, line.id, obligation),
                entry(EntryClass.STATEMENT, Capacity.HOLDER, line.id, obligation),
            ],
        )

    def appoint(self) -> None:
        line, agent = self._line(), self._party()
        slot = self.network.random.randrange(2)
        appoint = self.network.entry(
            EntryClass.APPOINT, Capacity.CREDITOR, line.id, subject=agent.number, detail=slot
        )
        self.network.record(self._member(line.creditor), [appoint])
        self.network.record(agent, [self.network.entry(EntryClass.STATEMENT, Capacity.AGENT, line.id)])

    def share(self) -> None:
        line = self._line()
        epoch = self.network.random.randrange(3)
        share = self.network.entry(
            EntryClass.SHARE, Capacity.CREDITOR, line.id, subject=self._party().number, epoch=epoch, detail=1
        )
        self.network.record(self._member(line.creditor), [share])

    def change_member(self) -> None:
        one, other = self._two()
        roles = self.network.random.choice([ALL_ROLES, Role.SME | Role.ISSUER])
        call = self.network.random.choice(
            [
                calls.set_roles(one.number, roles),
                calls.relate(one.number, other.number),
                calls.suspend(one.number),
                calls.reinstate(one.number),
            ]
        )
        registry = self.network.contracts.registry
        self.network.registrar.perform(registry, call)
        if call[:4] == calls.suspend(one.number)[:4]:
            self.network.registrar.perform(registry, calls.reinstate(one.number))

    def change_keys(self) -> None:
        """A key more, a key less, or every key replaced by the registrar."""
        party, registry = self._party(), self.network.contracts.registry
        choice = self.network.random.randrange(5)
        if choice == 0 and self.keys:
            owner, key_id = self.network.random.choice(self.keys)
            owner.sender.perform(registry, calls.end_key(key_id))
        elif choice == 1 and self.keys:
            owner, key_id = self.network.random.choice(self.keys)
            since = self.network.reader().height()
            owner.sender.perform(registry, calls.mark_compromised(key_id, since))
        elif choice == 2:
            fresh = self.network.sender()
            for call in (calls.propose_rekey, calls.execute_rekey):
                self.network.registrar.perform(registry, call(party.number, fresh.address()))
            self.parties[self.parties.index(party)] = Party(party.number, fresh)
        else:
            public = self.network.random.randbytes(64)
            party.sender.perform(registry, calls.add_key(KeyPurpose.ATTESTATION, public))
            self.keys.append((party, keccak256(KEY_ID + bytes([KeyPurpose.ATTESTATION]) + public)))

    def attest(self) -> None:
        digest, issuer = self.network.random.randbytes(32), self._party()
        older = self.network.random.choice([digest, *self.digests])
        self.digests.append(digest)
        options = [calls.anchor(digest), calls.anchor_batch(digest, 3), calls.revoke(older)]
        self._attest(issuer, [*options, calls.supersede(older, digest)])

    def agree(self) -> None:
        commitment = Commitment(self.network.random.randbytes(32))
        former = self.network.random.choice([commitment, *self.consents])
        self.consents.append(commitment)
        self._attest(self._party(), [calls.consent(commitment), calls.withdraw_consent(former)])

    def _attest(self, party: Party, options: list[bytes]) -> None:
        party.sender.perform(self.network.contracts.attestations, self.network.random.choice(options))

    def _party(self) -> Party:
        return self.network.random.choice(self.parties)

    def _two(self) -> tuple[Party, Party]:
        one, other = self.network.random.sample(self.parties, 2)
        return one, other

    def _line(self) -> Line:
        return self.network.random.choice(self.lines)

    def _member(self, number: Member) -> Party:
        return self.network.random.choice([party for party in self.parties if party.number == number])
