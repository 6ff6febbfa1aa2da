"""What the registry of attestations keeps (docs/records.md, section 8), recomputed from its events word by word."""

from dataclasses import replace

from ledger.app.audit.words import Moment, Plain, Words
from ledger.core.ids import Commitment, Member
from ledger.proof import slots
from ledger.proof.attestation_events import (
    Anchored,
    AttestationEvent,
    BatchAnchored,
    ConsentGiven,
    ConsentWithdrawn,
    Revoked,
    RulebookRegistered,
    Superseded,
)
from ledger.proof.words import AnchorWord, ConsentWord

_NO_ANCHOR = AnchorWord(0, 0, 0, False)


class AnchorWords:
    """The words of anchors, rulebooks and consents after the events taken so far."""

    def __init__(self) -> None:
        self.words = Words()
        self.anchors = 0

    def take(self, event: AttestationEvent, at: Moment) -> None:
        """The effects of one event. Differs where the contract would not have logged it."""
        match event:
            case Anchored(issuer, digest):
                self._anchored(issuer, digest, False, at)
            case BatchAnchored(issuer, root, _):
                self._anchored(issuer, root, True, at)
            case Revoked(issuer, digest):
                # A digest of a batch has no word of its own until it is revoked or superseded.
                self._anchor(issuer, digest, replace(self._found(issuer, digest), revoked_at=at.block), at)
            case Superseded(issuer, older, _):
                self._anchor(issuer, older, replace(self._found(issuer, older), superseded_at=at.block), at)
            case RulebookRegistered(digest, _):
                self.words.write(slots.rulebook(digest), at.block, f"rulebook 0x{digest.hex()}", at)
            case ConsentGiven(member, commitment):
                self._consent(commitment, ConsentWord(member, at.block, 0), at)
            case ConsentWithdrawn(_, commitment):
                given = ConsentWord.from_word(self.words.at(slots.consent(Commitment(commitment))))
                if given is None:
                    raise at.differs("consent", "one that was given", commitment)
                self._consent(commitment, replace(given, withdrawn_at=at.block), at)

    def state(self) -> Plain:
        """As plain values."""
        return [self.words.state(), self.anchors]

    def restore(self, state: Plain) -> None:
        """Takes up what `state` gave."""
        words, self.anchors = state
        self.words.restore(words)

    def _anchored(self, issuer: Member, digest: bytes, batch: bool, at: Moment) -> None:
        if self.words.at(slots.anchor(issuer, digest)):
            raise at.differs("digest", "one that is new", digest)
        self.anchors += 1
        self._anchor(issuer, digest, AnchorWord(at.block, 0, 0, batch), at)

    def _found(self, issuer: Member, digest: bytes) -> AnchorWord:
        return AnchorWord.from_word(self.words.at(slots.anchor(issuer, digest))) or _NO_ANCHOR

    def _anchor(self, issuer: Member, digest: bytes, word: AnchorWord, at: Moment) -> None:
        what = f"anchor of 0x{digest.hex()} by member {issuer}"
        self.words.write(slots.anchor(issuer, digest), word, what, at)

    def _consent(self, commitment: bytes, word: ConsentWord, at: Moment) -> None:
        slot = slots.consent(Commitment(commitment))
        self.words.write(slot, word, f"consent 0x{commitment.hex()}", at)
