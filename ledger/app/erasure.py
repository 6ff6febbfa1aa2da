"""Erasure: what a member destroys, in its vault and its backups, so that the chain's bytes open no more.

The key of what is to be forgotten also opens what is to be kept. So first everything else is put under
narrower keys: of each epoch that is touched, the entry keys of the other obligations, and of entries that
share a scope with an erased one, the contents. Then the wide keys go, the erased contents and tag proofs, and
the tradeline's salt secret, with which a guess at a content could be tried on its commitment.

A share on chain, with the private key that it is sealed to, would give the key back. Where there is one, the
member takes a fresh encryption key; once that is registered in a final block that the index has, the old one's
other shares are opened and it is destroyed. Until then the receipt says that the erasure is not complete, and
`erase` is to be run again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.app.desk import Desk
from ledger.app.keys import make_key, register_key
from ledger.app.opening import Committed, key_of, open_shares, read_entry, reopens, scope_of
from ledger.app.ports import OutboxState, Registrations
from ledger.app.refusals import UnknownObligation, UnknownTradeline, WrongState
from ledger.app.vault import Destruction, Erased, Kept, Private
from ledger.app.waiting import tradeline_of
from ledger.core.codes import EntryClass, KeyPurpose
from ledger.core.entry import Entry
from ledger.core.ids import EXTERNAL, ON_TRADELINE, Commitment, Member, ObligationId, TradelineId
from ledger.proof.commitment import Full
from ledger.proof.scope import Scope


@dataclass(frozen=True, slots=True)
class Target:
    """What to erase: a tradeline, one obligation of it (entries of all epochs), or one entry."""

    tradeline: TradelineId
    obligation: ObligationId | None = None
    commitment: Commitment | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was destroyed, and where copies are left.

    `destroyed` counts by kind; `kept_by` are members that the chain shows to have written it or been given a
    key, besides this one; `block` is the chain position up to which that was looked for. `retiring` are
    generations of the encryption key that still live and can reopen it: while there are any, or a backup was
    not reached, the erasure is not complete.
    """

    member: Member
    target: Target
    time: int
    block: int
    entries: int
    destroyed: dict[str, int]
    backups: tuple[str, ...]
    backups_unreached: tuple[str, ...]
    kept_by: tuple[Member, ...]
    retiring: tuple[int, ...]

    @property
    def complete(self) -> bool:
        """Whether chain, vault and backups together open nothing of it any more."""
        return not self.retiring and not self.backups_unreached


def erase(desk: Desk, registrations: Registrations, member: Member, target: Target, now: int) -> Receipt:
    """Destroys, and says what. Harmless when repeated. `now` in seconds since 1970-01-01 UTC.

    Raises UnknownTradeline, WrongState while entries of the tradeline are on their way, Unavailable.
    """
    entries = desk.index.entries(target.tradeline)
    if not entries:
        raise UnknownTradeline(target.tradeline)
    _check_settled(desk, target.tradeline)
    with desk.vault.transaction():
        open_shares(desk, member, entries)
        plan = _plan(desk, member, target, entries)
        destroyed = desk.vault.erasures.destroy(member, plan)
    sealed_to = {share.detail for share in _reopening(plan.marks, entries) if share.subject == member}
    retiring = retire_generations(desk, registrations, member, sorted(sealed_to))
    reached, unreached = desk.vault.erasures.purge(member)
    position = desk.index.position()
    return Receipt(
        member=member,
        target=target,
        time=now,
        block=position.number if position else 0,
        entries=len(_chosen(target, entries)),
        destroyed=destroyed,
        backups=reached,
        backups_unreached=unreached,
        kept_by=_kept_by(member, target, plan, entries),
        retiring=retiring,
    )


def retire_generations(
    desk: Desk, registrations: Registrations, member: Member, generations: Sequence[int]
) -> tuple[int, ...]:
    """Destroys private encryption keys of these generations once nothing needs them; those that still live.

    A successor must be registered in a final block that the index has, and every share to the member opened.
    """
    living = [one for one in generations if one in desk.vault.keys.generations(member, Private.ENCRYPTION)]
    if not living:
        return ()
    if max(living) == desk.vault.keys.generations(member, Private.ENCRYPTION)[-1]:
        make_key(desk, member, Private.ENCRYPTION)
    successor = register_key(desk, registrations, member, Private.ENCRYPTION)
    registered = {key.generation: key.since for key in desk.directory.keys(member, KeyPurpose.ENCRYPTION)}
    since, position = registered.get(successor), desk.index.position()
    # The directory may know of the registration only once the index has followed the chain.
    if since is None or position is None or min(position.number, desk.index.finalised()) < since:
        return tuple(living)
    for tradeline in desk.index.shared_with(member):
        open_shares(desk, member, desk.index.entries(tradeline))
    for generation in living:
        desk.vault.erasures.destroy_key(member, Private.ENCRYPTION, generation)
    return ()


def _plan(desk: Desk, member: Member, target: Target, entries: Sequence[Entry]) -> Destruction:
    """What goes; stores what must stay under narrower keys, or as contents, first."""
    if target.obligation is None and target.commitment is None:
        return Destruction(target.tradeline, (Erased(target.tradeline),))
    chosen = _chosen(target, entries)
    if not chosen:
        raise UnknownObligation(target.tradeline, target.obligation or ON_TRADELINE)
    scopes = {(entry.epoch, entry.obligation) for entry in chosen}
    committed = Committed(desk.vault.place, entries)
    for entry in (one for one in entries if one.entry_class is not EntryClass.SHARE and one not in chosen):
        if (entry.epoch, entry.obligation) in scopes:
            _keep_content(desk, member, entry, committed)
        elif any(entry.epoch == epoch for epoch, _ in scopes):
            _keep_key(desk, member, scope_of(desk.vault.place, entry))
    whole = {entry.obligation for entry in chosen if entry.entry_class is EntryClass.OBLIGATION}
    return Destruction(
        target.tradeline,
        marks=tuple(Erased(target.tradeline, epoch, at, target.commitment) for epoch, at in sorted(scopes)),
        tradeline_keys=tuple(sorted({epoch for epoch, _ in scopes})),
        entry_keys=tuple(sorted(scopes)),
        contents=tuple(entry.commitment for entry in chosen),
        proofs=tuple(sorted(whole)),
    )


def _keep_content(desk: Desk, member: Member, entry: Entry, committed: Committed) -> None:
    reading = read_entry(desk.vault, member, entry, committed)
    if isinstance(reading.shown, Full) and desk.vault.contents.get(member, entry.commitment) is None:
        kept = Kept(entry.tradeline, entry.obligation, reading.shown, entry.recorder == member)
        desk.vault.contents.put(member, kept)


def _keep_key(desk: Desk, member: Member, scope: Scope) -> None:
    key = key_of(desk.vault, member, scope)
    if key is not None:
        desk.vault.tradelines.put_entry_key(member, scope, key)


def _chosen(target: Target, entries: Sequence[Entry]) -> list[Entry]:
    """The entries with content that a target names."""
    return [
        entry
        for entry in entries
        if entry.entry_class is not EntryClass.SHARE
        and target.obligation in (None, entry.obligation)
        and target.commitment in (None, entry.commitment)
    ]


def _reopening(marks: Sequence[Erased], entries: Sequence[Entry]) -> list[Entry]:
    """The shares whose keys open something of what was erased."""
    return [one for one in entries if one.entry_class is EntryClass.SHARE and reopens(marks, one)]


def _kept_by(
    member: Member, target: Target, plan: Destruction, entries: Sequence[Entry]
) -> tuple[Member, ...]:
    parties = {
        one
        for entry in entries
        if entry.entry_class is EntryClass.OPEN
        for one in (entry.recorder, entry.subject)
    }
    wrote = {entry.recorder for entry in _chosen(target, entries)}
    given = {entry.subject for entry in _reopening(plan.marks, entries)}
    return tuple(sorted((parties | wrote | given) - {member, EXTERNAL}))


def _check_settled(desk: Desk, tradeline: TradelineId) -> None:
    position = desk.index.position()
    unmined = desk.vault.outbox.unindexed(position.number if position else -1)
    mined = desk.vault.outbox.rows(None, OutboxState.MINED)
    if any(tradeline_of(entry) == tradeline for row in (*unmined, *mined) for entry in row.entries):
        raise WrongState(f"entries of tradeline {tradeline} are on their way: erase when they are final")
