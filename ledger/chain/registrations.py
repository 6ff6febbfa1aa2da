"""Writing to the registries, and waiting. Fills `ports.Registrations` and `ports.Anchors`."""

from collections.abc import Iterable

from ledger.chain import contracts as calls
from ledger.chain.reader import Reader
from ledger.chain.sender import KeySender
from ledger.core.codes import KeyPurpose
from ledger.core.ids import Commitment
from ledger.proof import slots
from ledger.proof.events import Contracts


class MemberRegistrations:
    """As one member. Each call returns once mined; it raises what `KeySender.perform` raises."""

    def __init__(self, sender: KeySender, contracts: Contracts) -> None:
        self._sender = sender
        self._contracts = contracts

    def register(self, purpose: KeyPurpose, public: bytes) -> None:
        """Adds a key to the member."""
        self._sender.perform(self._contracts.registry, calls.add_key(purpose, public))

    def consent(self, commitment: Commitment) -> None:
        """Publishes the commitment of a consent."""
        self._sender.perform(self._contracts.attestations, calls.consent(commitment))

    def withdraw_consent(self, commitment: Commitment) -> None:
        """Withdraws a consent."""
        self._sender.perform(self._contracts.attestations, calls.withdraw_consent(commitment))


class IssuerAnchors:
    """As one issuer. Each call returns the block it was mined in; it raises what `KeySender.perform` raises."""

    def __init__(self, sender: KeySender, contracts: Contracts) -> None:
        self._sender = sender
        self._attestations = contracts.attestations

    def anchor(self, digest: bytes) -> int:
        """Anchors a digest."""
        return self._perform(calls.anchor(digest))

    def revoke(self, digest: bytes) -> int:
        """Revokes a digest of this issuer."""
        return self._perform(calls.revoke(digest))

    def supersede(self, older: bytes, newer: bytes) -> int:
        """Replaces a digest of this issuer by a newer one."""
        return self._perform(calls.supersede(older, newer))

    def _perform(self, call: bytes) -> int:
        return self._sender.perform(self._attestations, call)[1]


def register_rulebooks(
    reader: Reader, registrar: KeySender, attestations: bytes, digests: Iterable[bytes]
) -> dict[bytes, int]:
    """Registers those rulebooks that the contract does not have; by hash, in which block. What `perform` raises."""
    missing = [digest for digest in digests if not reader.word(attestations, slots.rulebook(digest))]
    return {digest: registrar.perform(attestations, calls.register_rulebook(digest))[1] for digest in missing}
