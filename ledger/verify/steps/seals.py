"""Step 3, the seals: whether those who seal the bank's chain have sealed a header, and how final that makes it."""

from collections.abc import Sequence

from ledger.proof.consensus.clique import MAX_BUILDERS, builders
from ledger.proof.consensus.engine import Engine, Finality
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.extra_data import decode
from ledger.proof.consensus.following import skip
from ledger.proof.consensus.seals import certify
from ledger.proof.header import Header
from ledger.verify.case import Missing, Refusal
from ledger.verify.trust import TrustRoot


def judge(trust: TrustRoot, header: Header, descendants: Sequence[Header]) -> Finality:
    """How final a block is by the trust root.

    Refusal where the seals are not those of its validators; Missing where it does not know who they were.
    """
    phase = trust.schedule.at(header.number)
    if phase.engine is Engine.DEVELOPMENT:
        raise Missing("development chain: no validators seal it")
    if phase.contract:
        raise Missing("validators are kept in a contract (contract mode): this version does not judge them")
    if descendants and phase.engine is not Engine.CLIQUE:
        raise Refusal(f"block {header.number}: headers built on it, where {phase.engine.value} needs none")
    if len(descendants) > MAX_BUILDERS:
        raise Refusal(
            f"block {header.number}: {len(descendants)} headers built on it, of {MAX_BUILDERS} at most"
        )
    point, above = trust.point_at(header.number), trust.point_above(header.number)
    # Validators who have left keep their keys: their seals date nothing after the set that followed them was pinned.
    if above is not None and above.timestamp and header.timestamp > above.timestamp:
        raise Refusal(
            f"block {header.number} is dated after block {above.number}, which the trust root has pinned"
        )
    try:
        skip(trust.schedule, point, header, descendants)
    except SealError as error:
        if known := _renewed(trust, point.validators, header, descendants):
            raise Missing(
                f"block {header.number} was sealed, or built on, by {known} of the {len(point.validators)} validators "
                f"that the trust root knows as of block {point.number}, too few: if others have come or left since, "
                "follow them with `tradeline trust update`"
            ) from error
        raise Refusal(f"block {header.number}: {error}") from error
    return phase.engine.finality


def _renewed(
    trust: TrustRoot, trusted: tuple[bytes, ...], header: Header, descendants: Sequence[Header]
) -> int:
    """How many trusted validators sealed it, where that may be because the set has changed; else 0.

    Others sealed too, by the rules of the new set; or under Clique, where a header does not say of which set it is,
    more than a third of the trusted did and nobody else.
    """
    try:
        engine = trust.schedule.at(header.number).engine
        if engine is Engine.CLIQUE:
            sealers = set(builders(trust.schedule, (header, *descendants)))
            known = len(sealers & set(trusted))
            return known if sealers - set(trusted) or 3 * known > len(trusted) else 0
        listed = decode(engine, header.extra_data).validators
        return len(set(certify(engine, header, listed)) & set(trusted)) if listed != trusted else 0
    except SealError:
        return 0
