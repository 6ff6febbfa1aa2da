"""Where one member's entries are sealed, one after the other: each sees what those before it changed.

Keys, secrets and contents go into the vault here, within the transaction that accepts the entries.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ledger.app.desk import Desk
from ledger.app.keys import encryption_public, tag_keys
from ledger.app.opening import Committed, open_shares, read_entry
from ledger.app.ports import OutboxState, SealedEntry
from ledger.app.refusals import KeyUnfit, NotAMember, RoleMissing, UnknownTradeline
from ledger.app.standing import Standing
from ledger.app.vault import Kept
from ledger.app.waiting import as_logged, entry_name, logged_name, tradeline_of, waiting
from ledger.core.codes import Capacity, EntryClass, Role, Status
from ledger.core.content import Facts, Identity
from ledger.core.entry import Entry
from ledger.core.ids import EXTERNAL, ON_TRADELINE, Commitment, Member, ObligationId, TradelineId
from ledger.proof import hpke
from ledger.proof.commitment import Full
from ledger.proof.keys import (
    KEY_SIZE,
    entry_key,
    entry_key_commitment,
    shared_key_commitment,
    tradeline_key_commitment,
)
from ledger.proof.meta import Meta
from ledger.proof.scope import Envelope, Scope
from ledger.proof.seal import seal
from ledger.proof.vrf import TagKey

Check = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Words:
    """An entry before it is sealed. `tag` is what an obligation is handed in under; `obligation` is its id."""

    entry_class: EntryClass
    capacity: Capacity
    facts: Facts
    identity: Identity
    obligation: ObligationId = ON_TRADELINE
    tag: bytes | None = None
    subject: Member = EXTERNAL
    detail: int = 0


@dataclass(frozen=True, slots=True)
class Ready:
    """A sealed entry, under the name by which the outbox finds it again; `obligation` is the id."""

    entry: SealedEntry
    name: bytes
    tradeline: TradelineId
    obligation: ObligationId


class Bench:
    """One member's, for one submission."""

    def __init__(self, desk: Desk, member: Member) -> None:
        self.desk = desk
        self.member = member
        self._standings: dict[TradelineId, Standing] = {}
        self._tag_keys: tuple[TagKey, ...] = ()
        self._openings: dict[tuple[Facts, Identity], list[TradelineId]] = {}
        self._made: dict[bytes, SealedEntry] = {}
        self._logged: set[tuple[object, ...]] = set()
        position = desk.index.position()
        self._waiting = waiting(desk.vault.outbox, position.number if position else -1)

    def standing(self, tradeline: TradelineId) -> Standing:
        """Where all stand on a tradeline, the outbox and this submission included; UnknownTradeline."""
        known = self.begin(tradeline)
        if known.status is None:
            raise UnknownTradeline(tradeline)
        return known

    def begin(self, tradeline: TradelineId) -> Standing:
        """The same of a tradeline that this submission opens, or opens again after it was refused."""
        if tradeline not in self._standings:
            self._standings[tradeline] = self._load(tradeline)
        return self._standings[tradeline]

    def is_logged(self, ready: Ready) -> bool:
        """Whether the index has the entry, though the outbox may not: of a vault that was restored."""
        return self._is_logged(ready.entry)

    def openings(self) -> dict[tuple[Facts, Identity], list[TradelineId]]:
        """Tradelines by what this member wrote on them, which is how an opening is known again; read once."""
        if not self._openings:
            for kept in self.desk.vault.contents.of(self.member, None, ON_TRADELINE):
                if kept.written:
                    said = (kept.content.facts, kept.content.identity)
                    self._openings.setdefault(said, []).append(kept.tradeline)
        return self._openings

    def tag_keys(self) -> tuple[TagKey, ...]:
        """The member's, oldest first; read once, because reading one tests its primes."""
        self._tag_keys = self._tag_keys or tag_keys(self.desk, self.member)
        return self._tag_keys

    def check_role(self, member: Member, *roles: Role) -> None:
        """NotAMember, or RoleMissing unless the member is active and has one of the roles; none asks for no role."""
        found = self.desk.directory.member(member)
        if found is None or not found.active:
            raise NotAMember(member, "is not in the registry" if found is None else "is suspended")
        needed = Role(0)
        for role in roles:
            needed |= role
        if needed and not found.roles & needed:
            raise RoleMissing(member, needed)

    def write(self, standing: Standing, words: Words, *checks: Check) -> Ready:
        """Seals an entry, once the checks pass; what was sealed before is found again, whatever has changed since."""
        again = self.sealed_before(standing, words)
        if again is not None and not self._was_refused(again):
            return again
        for check in checks:
            check()
        if again is not None:
            return self._ready(standing, again.entry, words.obligation)
        scope, key = self.scope_and_key(standing, words.obligation)
        sealed = seal(
            Envelope(scope, words.entry_class, words.capacity),
            words.facts,
            words.identity,
            secret=self._secret(standing.tradeline),
            key=key,
            key_commitment=self._published(words.entry_class, scope, key),
        )
        kept = Kept(standing.tradeline, words.obligation, sealed.content, True)
        self.desk.vault.contents.put(self.member, kept)
        meta = self._meta(standing.tradeline, words, scope.epoch)
        handed = words.obligation if words.tag is None else words.tag
        return self._ready(
            standing, SealedEntry(meta, handed, sealed.commitment, sealed.payload), words.obligation
        )

    def sealed_before(self, standing: Standing, words: Words) -> Ready | None:
        """The same entry, if the outbox has it: under any epoch, and even if the salt secret has changed."""
        handed = words.obligation if words.tag is None else words.tag
        tradeline = standing.tradeline
        for kept in self.desk.vault.contents.of(self.member, tradeline, words.obligation):
            content = kept.content
            if not kept.written or (content.facts, content.identity) != (words.facts, words.identity):
                continue
            for epoch in range(standing.epoch, -1, -1):
                meta = self._meta(tradeline, words, epoch)
                found = self._found(SealedEntry(meta, handed, content.commitment, b""))
                if found is not None:
                    return Ready(found, entry_name(found), tradeline, words.obligation)
        return None

    def give(
        self, standing: Standing, capacity: Capacity, recipient: Member, scope: Scope, key: bytes
    ) -> Ready:
        """Seals a key to a member's present encryption key.

        A share is as random as HPKE: found again, never made twice.
        """
        generation, public = encryption_public(self.desk.directory, recipient)
        meta = Meta(
            entry_class=EntryClass.SHARE,
            capacity=capacity,
            status=Status.PROPOSED,
            recorder=self.member,
            tradeline=scope.tradeline,
            epoch=scope.epoch,
            subject=recipient,
            detail=generation,
        ).handed_in()
        commitment = Commitment(shared_key_commitment(scope, key))
        found = self._found(SealedEntry(meta, scope.obligation, commitment, b""))
        if found is None:
            share = hpke.Share(scope, self.member, recipient, generation)
            found = SealedEntry(meta, scope.obligation, *hpke.seal_share(share, key, public))
        return self._ready(standing, found, scope.obligation)

    def new_key(self, scope: Scope) -> bytes:
        """A fresh tradeline key of an epoch, in the vault; the one that is there already, if there is one."""
        held = self.desk.vault.tradelines.tradeline_key(self.member, scope)
        key = self.desk.entropy(KEY_SIZE) if held is None else held
        self.desk.vault.tradelines.put_tradeline_key(self.member, scope, key)
        return key

    def held_wide(self, scope: Scope) -> bytes:
        """The tradeline key of an epoch; KeyUnfit."""
        key = self.desk.vault.tradelines.tradeline_key(self.member, scope)
        if key is None:
            raise KeyUnfit(f"member {self.member} does not hold the key of tradeline {scope.tradeline}")
        return key

    def scope_and_key(self, standing: Standing, obligation: ObligationId) -> tuple[Scope, bytes]:
        """The latest epoch whose entry key the vault has for an obligation, or for the tradeline itself; KeyUnfit."""
        for epoch in range(standing.epoch, -1, -1):
            scope = Scope(self.desk.vault.place, standing.tradeline, epoch, obligation)
            wide = self.desk.vault.tradelines.tradeline_key(self.member, scope)
            key = entry_key(wide, scope) if wide else self.desk.vault.tradelines.entry_key(self.member, scope)
            if key is not None:
                return scope, key
        raise KeyUnfit(f"member {self.member} holds no key for this on tradeline {standing.tradeline}")

    def _load(self, tradeline: TradelineId) -> Standing:
        standing = Standing(tradeline)
        entries = self.desk.index.entries(tradeline)
        open_shares(self.desk, self.member, entries)
        self._recover(entries)
        for entry in entries:
            standing.take(entry)
        self._logged |= {logged_name(entry) for entry in entries}
        for member, handed in self._waiting.get(tradeline, []):
            entry = as_logged(member, handed, standing.creditor)
            if logged_name(entry) not in self._logged:
                standing.take(entry)
        return standing

    def _found(self, entry: SealedEntry) -> SealedEntry | None:
        """The entry of this meta, obligation and commitment with its payload, from this submission or the outbox."""
        made = self._made.get(entry_name(entry))
        if made is not None:
            return made
        row = self.desk.vault.outbox.find(self.member, entry_name(entry))
        if row is None:
            return entry if self._is_logged(entry) else None
        return next(one for one in row.entries if entry_name(one) == entry_name(entry))

    def _was_refused(self, ready: Ready) -> bool:
        row = self.desk.vault.outbox.find(self.member, ready.name)
        return row is not None and row.state is OutboxState.REFUSED and ready.name not in self._made

    def _is_logged(self, entry: SealedEntry) -> bool:
        creditor = self._standings[tradeline_of(entry)].creditor
        return logged_name(as_logged(self.member, entry, creditor)) in self._logged

    def _recover(self, entries: Sequence[Entry]) -> None:
        """Takes up contents that this member wrote and a restored vault lacks, so they are not written twice."""
        own = [entry for entry in entries if entry.recorder == self.member]
        kept = self.desk.vault.contents.commitments(self.member, own[0].tradeline) if own else frozenset()
        committed = Committed(self.desk.vault.place, entries)
        for entry in (one for one in own if one.commitment not in kept):
            shown = read_entry(self.desk.vault, self.member, entry, committed).shown
            if isinstance(shown, Full):
                self.desk.vault.contents.put(
                    self.member, Kept(entry.tradeline, entry.obligation, shown, True)
                )

    def _meta(self, tradeline: TradelineId, words: Words, epoch: int) -> bytes:
        return Meta(
            entry_class=words.entry_class,
            capacity=words.capacity,
            status=Status.PROPOSED,
            recorder=self.member,
            tradeline=tradeline,
            epoch=epoch,
            subject=words.subject,
            detail=words.detail,
        ).handed_in()

    def _ready(self, standing: Standing, entry: SealedEntry, obligation: ObligationId) -> Ready:
        name = entry_name(entry)
        self._made[name] = entry
        standing.take(as_logged(self.member, entry, standing.creditor))
        return Ready(entry, name, standing.tradeline, obligation)

    def _secret(self, tradeline: TradelineId) -> bytes:
        held = self.desk.vault.tradelines.secret(self.member, tradeline)
        if held is None:
            held = self.desk.entropy(32)
            self.desk.vault.tradelines.put_secret(self.member, tradeline, held)
        return held

    def _published(self, entry_class: EntryClass, scope: Scope, key: bytes) -> bytes:
        """The key commitment that a payload of this class begins with."""
        if entry_class is EntryClass.OPEN:
            return tradeline_key_commitment(scope, self.held_wide(scope))
        return entry_key_commitment(scope, key) if entry_class is EntryClass.OBLIGATION else b""
