"""What the blocks taken so far lead to: every word of the three contracts, and what attestations said on the way."""

from collections.abc import Sequence

from ledger.app.audit.account import Keys, account_of, keep
from ledger.app.audit.anchor_words import AnchorWords
from ledger.app.audit.attested import Covered, Shown, coverage_difference, place_difference, standing_of
from ledger.app.audit.ground import Ground
from ledger.app.audit.ledger_words import LedgerWords
from ledger.app.audit.look import Looked
from ledger.app.audit.registry_words import RegistryWords
from ledger.app.audit.report import Account, Attested, Counts, Difference
from ledger.app.audit.sources import AuditedChain
from ledger.app.audit.state import compare
from ledger.app.audit.trail import Trail
from ledger.app.audit.words import Moment, Plain
from ledger.app.ports import Reorged
from ledger.core.entry import Entry
from ledger.proof.attestation_events import AttestationEvent
from ledger.proof.events import Event, Frozen


class Replay:
    """The fold of an audit, from genesis or from where an earlier one left off."""

    def __init__(self, ground: Ground, keys: Keys | None, shown: Sequence[Shown]) -> None:
        self.trail: Trail | None = None
        self._ground, self._keys, self._shown = ground, keys, shown
        self._ledger = LedgerWords(ground.contracts.place)
        self._registry = RegistryWords()
        self._anchors = AnchorWords()
        self._covered = Covered(frozenset(item.member for item in shown))
        self._coverage: dict[int, Difference | None] = {}
        self._counts = Counts()

    @property
    def next(self) -> int:
        """Number of the next block to take."""
        return 0 if self.trail is None else self.trail.number + 1

    def take(self, looked: Looked, trail: Trail) -> None:
        """Takes a block that stands on the last one. ChainDiffers for an event that cannot have been."""
        header, counts = trail.header, self._counts
        for index, event in looked.events:
            self._event(event, Moment(header.number, header.timestamp, index))
        if self._keys is not None:
            keep(self._keys, trail, looked.logs)
        counts.blocks += 1
        counts.receipts += looked.receipts
        counts.logs += len(looked.events)
        self.trail = trail
        for at, shown in enumerate(self._shown):
            if shown.block == trail.number:
                self._coverage[at] = coverage_difference(
                    shown, self._ground, trail.hash, self._covered, self._ledger.words
                )

    def compare(self, chain: AuditedChain) -> None:
        """Holds every word against the state at the last block. Differs, and what the chain raises."""
        if self.trail is None:
            return
        ground, words = self._ground, 0

        def proved(more: int) -> None:
            nonlocal words
            words += more

        for contract, expected in (
            (ground.registry, self._registry.words),
            (ground.ledger, self._ledger.words),
            (ground.attestations, self._anchors.words),
        ):
            compare(chain, self.trail.header, contract, expected, proved)
        self._counts.words = words
        self._counts.states += 1

    def account(self) -> Account | None:
        """What there are keys for, as of the last block."""
        if self._keys is None or self.trail is None:
            return None
        return account_of(self._keys, self.trail, self._registry.related)

    def attested(self, *, whole: bool) -> tuple[Attested, ...]:
        """What became of each attestation, in the order in which they were handed in.

        `whole`: the blocks taken are all that there are, so that what was not anchored in them is not anchored.
        """
        return tuple(self._judged(at, shown, whole) for at, shown in enumerate(self._shown))

    def counts(self) -> Counts:
        """How much was looked at."""
        counts, ledger = self._counts, self._ledger
        counts.entries, counts.classes = ledger.entries.total(), dict(sorted(ledger.entries.items()))
        counts.tradelines, counts.obligations = ledger.tradelines, ledger.obligations
        counts.members, counts.anchors = self._registry.members, self._anchors.anchors
        return counts

    def _judged(self, at: int, shown: Shown, whole: bool) -> Attested:
        if at not in self._coverage:
            elsewhere = place_difference(shown, self._ground)
            return shown.at(elsewhere, f"the audit did not reach block {shown.block}", reached=False)
        standing = standing_of(shown, self.next - 1, self._registry.words, self._anchors.words)
        difference = self._coverage[at] or standing.difference
        if difference is not None and difference == standing.difference and standing.absent and not whole:
            why = f"it covers what the replay has; up to block {self.next - 1} nobody has anchored it"
            return shown.at(None, why, reached=False)
        return shown.at(difference, f"signed, anchored, and of what the replay has at block {shown.block}")

    def _event(self, event: Event, at: Moment) -> None:
        if isinstance(event, Entry | Frozen):
            self._ledger.take(event, at)
            if isinstance(event, Entry):
                self._covered.take(event)
        elif isinstance(event, AttestationEvent):
            self._anchors.take(event, at)
        else:
            self._registry.take(event, at)

    def _parts(self) -> tuple[LedgerWords | RegistryWords | AnchorWords | Covered, ...]:
        return self._ledger, self._registry, self._anchors, self._covered

    def state(self) -> Plain:
        """All of it as plain values, but for what keys open."""
        return [
            None if self.trail is None else self.trail.state(),
            [part.state() for part in self._parts()],
            [[at, None if found is None else found.state()] for at, found in self._coverage.items()],
            [getattr(self._counts, name) for name in _KEPT],
        ]

    def restore(self, state: Plain) -> None:
        """Takes up what `state` gave; keys go back to that block."""
        trail, parts, coverage, counts = state
        self.trail = None if trail is None else Trail.restored(trail)
        for part, kept in zip(self._parts(), parts, strict=True):
            part.restore(kept)
        self._coverage = {at: None if found is None else Difference(*found) for at, found in coverage}
        for name, count in zip(_KEPT, counts, strict=True):
            setattr(self._counts, name, count)
        if self._keys is not None and self.trail is not None:
            self._keys.desk.index.take([Reorged(self.trail.number, self.trail.hash)])


_KEPT = ("blocks", "receipts", "logs", "states")
"""Counts that no part of the replay has."""
