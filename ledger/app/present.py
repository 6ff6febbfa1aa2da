"""The member's last step: attestation, statement and proofs in one file, bound to one bank."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from ledger.app.attest import Issued
from ledger.app.pens import pen_of
from ledger.app.ports import SealedChain
from ledger.app.prepare import Statement
from ledger.app.proofs import prove, settling
from ledger.app.vault import Private, Vault
from ledger.attest import attestation as claims
from ledger.attest import sdjwt
from ledger.attest.canonical import Json
from ledger.attest.dossier import Dossier, IdentityOpening, ProvedState, dossier_hash
from ledger.attest.needed import Anchor, at_as_of, later
from ledger.attest.witnessed import Witnessed
from ledger.core.errors import Unavailable
from ledger.core.ids import Member, ObligationId
from ledger.proof.events import Contracts
from ledger.proof.header import encode_header
from ledger.proof.key_ids import attestation_key_id


@dataclass(frozen=True, slots=True)
class Audience:
    """To whom, when (seconds since 1970-01-01 UTC), under which nonce of theirs."""

    name: str
    now: int
    nonce: str


class NotFinal(Unavailable):
    """The anchor's block is not final yet: the same can be asked again a few blocks later."""

    def __init__(self, block: int, final: int) -> None:
        super().__init__(
            f"the anchor stands in block {block}, and state is shown as of block {final}: ask again later"
        )
        self.block = block
        self.final = final


def assemble(
    chain: SealedChain,
    contracts: Contracts,
    statement: Statement,
    issued: Issued,
    identity: IdentityOpening | None,
    as_of_state: ProvedState | None = None,
    later_block: int | None = None,
    stated: Callable[[int], Witnessed | None] = lambda block: None,
) -> Dossier:
    """The dossier, not yet bound. Proofs of the as_of block are those kept, or taken now; the later are of a final
    block, the last one if none is named. `stated`: what witnesses stated of a block. NotFinal while the anchor stands
    above the later block.
    """
    token = sdjwt.read(issued.token).issued
    attestation = claims.parse(token.payload)
    issuer = Member(attestation.issuer.member)
    anchor = Anchor(
        issuer,
        attestation_key_id(issued.issuer_key[0] + issued.issuer_key[1]),
        token.digest,
        None,
        attestation.rulebook_hash,
    )
    final = chain.final() if later_block is None else later_block
    if final < issued.anchored_at:
        raise NotFinal(issued.anchored_at, final)
    if as_of_state is None:
        first = state_at_as_of(chain, contracts, statement, issuer)
    else:
        # More has been built on the block since its proofs were taken.
        built_on_it = tuple(map(encode_header, settling(chain, statement.block)))
        first = replace(as_of_state, descendants=built_on_it)
    second = prove(chain, contracts, later(statement.member, statement.tradelines, anchor), final)
    return Dossier(
        attestation=issued.token,
        issuer_key=issued.issuer_key,
        batch=None,
        identity=identity,
        lists=statement.lists,
        tradelines=statement.tradelines,
        states=(first, second),
        witnesses=tuple(
            item for block in sorted({statement.block, final}) if (item := stated(block)) is not None
        ),
    )


def state_at_as_of(
    chain: SealedChain, contracts: Contracts, statement: Statement, issuer: Member
) -> ProvedState:
    """The proofs at the as_of block: taken when the attestation is made, for old state is not provable everywhere."""
    holdings = (ObligationId(event.subject) for event in statement.lists[2])
    needed = at_as_of(statement.member, issuer, statement.tradelines, holdings)
    return prove(chain, contracts, needed, statement.block)


def bind(
    vault: Vault,
    member: Member,
    dossier: Dossier,
    audience: Audience,
    withheld: Collection[str] = (),
) -> Dossier:
    """The dossier for one bank: disclosures but for those withheld, and a key binding JWT over all of it."""
    token = sdjwt.read(dossier.attestation)
    shown = [item.text for item in token.disclosures if item.name not in withheld]
    presented = "~".join((token.issued.text, *shown)) + "~"
    unbound = replace(dossier, attestation=presented)
    pen = pen_of(vault, member, Private.HOLDER)
    said: dict[str, Json] = {
        "iat": audience.now,
        "aud": audience.name,
        "nonce": audience.nonce,
        "dossier_hash": dossier_hash(unbound),
    }
    return replace(unbound, attestation=sdjwt.bind(pen.sign, presented, said))
