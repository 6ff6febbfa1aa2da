"""Opening what is on chain with what the vault holds: shares into keys, payloads into contents.

Nothing on chain makes opening raise. What does not open under the committed key is void by its recorder's
fault; where the vault has no key, or what it had was erased, it is sealed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.app.desk import Desk
from ledger.app.vault import Erased, Private, Vault
from ledger.attest.contents import FAULTS
from ledger.core.codes import EntryClass
from ledger.core.entry import Content, Entry, Opened, Sealed, Void
from ledger.core.ids import EXTERNAL, ON_TRADELINE, Member, TradelineId
from ledger.proof.commitment import Full
from ledger.proof.hpke import EncryptionKey, Share, open_share
from ledger.proof.keys import entry_key, entry_key_commitment, tradeline_key_commitment
from ledger.proof.payload import PUBLISHING, split
from ledger.proof.scope import Envelope, Place, Scope
from ledger.proof.seal import Failure, unseal


@dataclass(frozen=True, slots=True)
class CommittedKey:
    """A key whose commitment the chain has: 32 bytes, of the tradeline (level 0) or of the entry's scope (level 1)."""

    level: int
    key: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """What an entry says to this party, and what it can show: the content, a void entry's committed key, nothing."""

    content: Content
    shown: Full | CommittedKey | None = None


class Committed:
    """The first key commitment that a tradeline's entries publish for each level and scope."""

    def __init__(self, place: Place, entries: Iterable[Entry]) -> None:
        self._first: dict[tuple[int, Scope], tuple[bytes, Member]] = {}
        self._place = place
        for entry in entries:
            self.publish(entry)

    def publish(self, entry: Entry) -> None:
        """Takes in one more entry, which comes after the others."""
        if entry.entry_class in PUBLISHING:
            published, _ = split(entry.entry_class, entry.payload)
            scope = scope_of(self._place, entry)
            level = int(entry.entry_class is not EntryClass.OPEN and entry.obligation != ON_TRADELINE)
            self._first.setdefault((level, scope), (published or b"", entry.recorder))

    def at(self, level: int, scope: Scope) -> bytes | None:
        """32 bytes, None where nothing was published; level 0 asks for the scope's tradeline key."""
        first = self._first.get((level, scope if level else scope.of_tradeline()))
        return None if first is None else first[0]

    def publisher(self, scope: Scope) -> Member:
        """Who published the entry key of a scope; EXTERNAL for nobody."""
        return self._first.get((1, scope), (b"", EXTERNAL))[1]


def scope_of(place: Place, entry: Entry) -> Scope:
    """The scope in which an entry is sealed, or whose key it shares."""
    return Scope(place, entry.tradeline, entry.epoch, entry.obligation)


def key_of(vault: Vault, member: Member, scope: Scope) -> bytes | None:
    """The entry key of a scope: from the epoch's tradeline key, or as it was given."""
    wide = vault.tradelines.tradeline_key(member, scope)
    return vault.tradelines.entry_key(member, scope) if wide is None else entry_key(wide, scope)


def open_shares(desk: Desk, member: Member, entries: Sequence[Entry]) -> int:
    """Stores the keys that a tradeline's shares give this member, once; how many were new. `entries`: all, in order."""
    committed = Committed(desk.vault.place, entries)
    given = [entry for entry in entries if entry.entry_class is EntryClass.SHARE and entry.subject == member]
    return sum(_take_share(desk.vault, member, entry, committed) for entry in given)


def read_entry(vault: Vault, member: Member, entry: Entry, committed: Committed) -> Reading:
    """What one entry says to `member`; `committed` is of the entry's tradeline."""
    if entry.entry_class is EntryClass.SHARE:
        return Reading(Sealed())
    kept = vault.contents.get(member, entry.commitment)
    if kept is not None:
        return _opened(kept.content)
    scope = scope_of(vault.place, entry)
    key = key_of(vault, member, scope)
    if key is None:
        return Reading(Sealed())
    found = unseal(Envelope(scope, entry.entry_class, entry.capacity), key, entry.commitment, entry.payload)
    if isinstance(found, Full):
        return _opened(found)
    blamed = _committed_key(vault, member, entry.recorder, scope, key, committed)
    return Reading(Sealed()) if blamed is None else Reading(Void(FAULTS[found]), blamed)


def read_tradeline(
    desk: Desk, member: Member, tradeline: TradelineId, until: int | None = None
) -> list[tuple[Entry, Reading]]:
    """Every entry of a tradeline up to a block, with what it says to `member`; opens its shares first."""
    entries = desk.index.entries(tradeline, until)
    open_shares(desk, member, entries)
    committed = Committed(desk.vault.place, entries)
    return [(entry, read_entry(desk.vault, member, entry, committed)) for entry in entries]


def reopens(erased: Iterable[Erased], share: Entry) -> bool:
    """Whether the key of a share opens anything of what was erased."""
    wide = share.obligation == ON_TRADELINE
    return any(
        target.epoch in (None, share.epoch) and (wide or target.obligation in (None, share.obligation))
        for target in erased
    )


def _take_share(vault: Vault, member: Member, entry: Entry, committed: Committed) -> bool:
    scope = scope_of(vault.place, entry)
    wide = entry.obligation == ON_TRADELINE
    held = vault.tradelines.tradeline_key(member, scope) if wide else key_of(vault, member, scope)
    # A share that reaches further than what was erased would bring it back.
    if held is not None or reopens(vault.erasures.erased(member, entry.tradeline), entry):
        return False
    private = vault.keys.get(member, Private.ENCRYPTION, entry.detail)
    if private is None:
        return False
    share = Share(scope, entry.recorder, member, entry.detail)
    key = open_share(share, EncryptionKey(private), entry.commitment, entry.payload)
    if isinstance(key, Failure) or committed.at(int(not wide), scope) != entry.commitment:
        return False
    (vault.tradelines.put_tradeline_key if wide else vault.tradelines.put_entry_key)(member, scope, key)
    return True


def _committed_key(
    vault: Vault, member: Member, recorder: Member, scope: Scope, key: bytes, committed: Committed
) -> CommittedKey | None:
    """The narrowest committed key held that shows to anyone that the payload does not open.

    An entry key speaks only against its own publisher: nothing ties it to the tradeline's key.
    """
    own, published = committed.publisher(scope) == recorder, committed.at(1, scope)
    fits = published == entry_key_commitment(scope, key)
    if own and fits:
        return CommittedKey(1, key)
    if not (own or fits or published is None):
        return None  # another published a key that is not derived from the tradeline's: whose fault, nobody can tell
    wide = vault.tradelines.tradeline_key(member, scope)
    if wide is not None and committed.at(0, scope) == tradeline_key_commitment(scope, wide):
        return CommittedKey(0, wide)
    return None


def _opened(content: Full) -> Reading:
    return Reading(Opened(content.facts, content.identity), content)
