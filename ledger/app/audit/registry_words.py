"""What the registry's events do to its state (docs/records.md, section 8), recomputed word by word."""

from dataclasses import replace

from ledger.app.audit.words import Moment, Plain, Words
from ledger.core.ids import Member
from ledger.proof import slots
from ledger.proof.key_ids import address_key_id
from ledger.proof.registry_events import (
    ActionApproved,
    ActionDone,
    ActionVetoed,
    DecisionProposed,
    KeyAdded,
    KeyCompromised,
    KeyEnded,
    MemberAdmitted,
    MemberRekeyed,
    MemberRolesChanged,
    MembersRelated,
    MemberStatusChanged,
    QuorumChanged,
    QuorumProposed,
    RegistrarAdded,
    RegistrarRemoved,
    RegistryEvent,
    RekeyProposed,
)
from ledger.proof.words import ActionWord, KeyWord, MemberStatus, MemberWord, QuorumWord

_NOTHING_YET = ActionWord(0, 0, False, False)


class RegistryWords:
    """The registry's words after the events taken so far, and the pairs of members that are related."""

    def __init__(self) -> None:
        self.words = Words()
        self.members = 0
        self.related: set[tuple[Member, Member]] = set()

    def take(self, event: RegistryEvent, at: Moment) -> None:
        """The effects of one event. Differs where the contract would not have logged it."""
        match event:
            case MemberAdmitted():
                self._admitted(event, at)
            case MemberStatusChanged(member, status):
                self._member(
                    replace(self._known(member, at), status=status, status_since=at.block), member, at
                )
            case MemberRolesChanged(member, roles):
                self._member(replace(self._known(member, at), roles=roles), member, at)
            case MemberRekeyed(member, _):
                self._member(replace(self._known(member, at), rekeyed_at=at.block), member, at)
            case MembersRelated(smaller, larger):
                self.related.add((smaller, larger))
                self._write(slots.related(smaller, larger), at.block, f"relation {smaller}-{larger}", at)
            case KeyAdded() | KeyEnded() | KeyCompromised():
                self._key(event, at)
            case RegistrarAdded(address):
                self._write(slots.registrar(address), at.block, f"registrar 0x{address.hex()}", at)
            case RegistrarRemoved(address):
                self._write(slots.registrar(address), 0, f"registrar 0x{address.hex()}", at)
            case QuorumChanged(threshold, count, delay):
                before = self._quorum()
                changes = 0 if before is None else before.changes + 1
                self._write(slots.quorum(), QuorumWord(threshold, count, delay, changes), "quorum", at)
            case ActionApproved() | ActionVetoed() | ActionDone():
                self._action(event, at)
            case RekeyProposed(_, member, new_key):
                reserved = f"reservation of key 0x{new_key.hex()}"
                self._write(slots.reserved(address_key_id(new_key)), member, reserved, at)
            case QuorumProposed() | DecisionProposed():
                pass  # The approval that comes with a proposal is an event of its own.

    def state(self) -> Plain:
        """As plain values."""
        return [self.words.state(), self.members, sorted(self.related)]

    def restore(self, state: Plain) -> None:
        """Takes up what `state` gave."""
        words, self.members, related = state
        self.words.restore(words)
        self.related = {(Member(one), Member(other)) for one, other in related}

    def _admitted(self, event: MemberAdmitted, at: Moment) -> None:
        self.members += 1
        number = event.member
        if number != self.members:
            raise at.differs("member", self.members, number)
        word = MemberWord(MemberStatus.ACTIVE, event.roles, at.block, at.block, 0)
        self._member(word, number, at)
        self._write(slots.identity_tag(number), event.identity_tag, f"identity tag of member {number}", at)
        commitment, what = event.identity_commitment, f"identity commitment of member {number}"
        self._write(slots.identity_commitment(number), commitment, what, at)
        self._write(slots.member_by_tag(event.identity_tag), number, f"member of a tag, {number}", at)
        self._write(slots.member_count(), number, "member count", at)

    def _key(self, event: KeyAdded | KeyEnded | KeyCompromised, at: Moment) -> None:
        slot, what = slots.key(event.key_id), f"key 0x{event.key_id.hex()}"
        if isinstance(event, KeyAdded):
            word = KeyWord(event.member, event.purpose, event.scope, event.generation, event.since, 0, 0)
            self._write(slot, word, what, at)
            counted = f"number of {event.purpose.name.lower()} keys of member {event.member}"
            return self._write(slots.generations(event.member, event.purpose), event.generation, counted, at)
        before = KeyWord.from_word(self.words.at(slot))
        if before is None:
            raise at.differs("key", "one that was added", event.key_id)
        if isinstance(event, KeyEnded):
            return self._write(slot, replace(before, until=at.block), what, at)
        return self._write(slot, replace(before, compromised_since=event.since), what, at)

    def _action(self, event: ActionApproved | ActionVetoed | ActionDone, at: Moment) -> None:
        slot, what = slots.action(event.action), f"action 0x{event.action.hex()}"
        word = ActionWord.from_word(self.words.at(slot)) or _NOTHING_YET
        match event:
            case ActionApproved(_, registrar, approvals):
                approved = f"approval of 0x{event.action.hex()} by 0x{registrar.hex()}"
                self._write(slots.approval(event.action, registrar), 1, approved, at)
                rule = self._quorum()
                reached = rule is not None and approvals == rule.threshold
                word = replace(
                    word, approvals=approvals, approved_at=at.time if reached else word.approved_at
                )
            case ActionVetoed():
                word = replace(word, vetoed=True)
            case ActionDone():
                word = replace(word, done=True)
        self._write(slot, word, what, at)

    def _quorum(self) -> QuorumWord | None:
        return QuorumWord.from_word(self.words.at(slots.quorum()))

    def _known(self, number: Member, at: Moment) -> MemberWord:
        word = MemberWord.from_word(self.words.at(slots.member(number)))
        if word is None:
            raise at.differs("member", "one that was admitted", number)
        return word

    def _member(self, word: MemberWord, number: Member, at: Moment) -> None:
        self._write(slots.member(number), word, f"member {number}", at)

    def _write(
        self,
        slot: int,
        word: int | bytes | MemberWord | KeyWord | QuorumWord | ActionWord,
        what: str,
        at: Moment,
    ) -> None:
        self.words.write(slot, word, what, at)
