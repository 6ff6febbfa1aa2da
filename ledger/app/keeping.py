"""What a member keeps of an attestation about it, so that it can be presented again when old state is not provable."""

from dataclasses import dataclass

from ledger.app.attest import Issued
from ledger.app.refusals import NotKept
from ledger.app.vault import Vault
from ledger.attest.canonical import Json, canonical, parse
from ledger.attest.dossier import ProvedState, parse_state, render_state
from ledger.attest.fields import Fields, hex_text
from ledger.core.ids import Member


@dataclass(frozen=True, slots=True)
class KeptAttestation:
    """An attestation with all its disclosures, whether names were opened for it, and its as_of block's proofs."""

    issued: Issued
    block: int
    with_identity: bool
    state: ProvedState

    @property
    def digest(self) -> bytes:
        """What is anchored."""
        return self.issued.digest


def keep(vault: Vault, member: Member, kept: KeptAttestation) -> None:
    """Stores it in the member's vault; again is harmless."""
    x, y = kept.issued.issuer_key
    form: dict[str, Json] = {
        "attestation": kept.issued.token,
        "issuer_key": {"x": hex_text(x), "y": hex_text(y)},
        "anchored_at": kept.issued.anchored_at,
        "block": kept.block,
        "identity": int(kept.with_identity),
        "state": render_state(kept.state),
    }
    vault.attestations.put(member, kept.digest, canonical(form))


def kept_attestations(vault: Vault, member: Member) -> tuple[KeptAttestation, ...]:
    """All that the member keeps, oldest as_of first."""
    found = (_read(form) for _, form in vault.attestations.all(member))
    return tuple(sorted(found, key=lambda kept: (kept.block, kept.digest)))


def kept_attestation(vault: Vault, member: Member, digest: bytes) -> KeptAttestation:
    """The one of this digest; NotKept."""
    form = vault.attestations.get(member, digest)
    if form is None:
        raise NotKept(member, digest)
    return _read(form)


def _read(form: bytes) -> KeptAttestation:
    fields = Fields(parse(form), "$")
    key = fields.object("issuer_key")
    issued = Issued(
        fields.text("attestation"), (key.data("x", 32), key.data("y", 32)), fields.integer("anchored_at")
    )
    kept = KeptAttestation(
        issued,
        fields.integer("block"),
        bool(fields.integer("identity", 0, 1)),
        parse_state(fields.raw("state"), "$.state"),
    )
    fields.close()
    return kept
