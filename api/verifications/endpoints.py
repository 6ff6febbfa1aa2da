"""POST /v1/verifications."""

import threading
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from api.bodies import BoundedRoute, Raw
from api.callers import Anyone, At
from api.forms import MemberNumber
from api.meter import Meter, meter_of
from api.turns import WAIT_SECONDS, Busy
from api.verifications.schemas import ReportForm
from api.verifications.trust import trust_of
from ledger.attest.fields import FormError
from ledger.core.errors import BadContent
from ledger.verify.policy import Policy
from ledger.verify.quorum import MOST, Quorum, parse_quorum
from ledger.verify.verifier import verify

router = APIRouter(prefix="/v1/verifications", tags=["verifications"], route_class=BoundedRoute)

_ONE = threading.Semaphore(1)
"""Verifying takes a processor, and nothing else: one at a time leaves the rest to the others."""

_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object", "description": "A *.dossier.json file, byte for byte."}
            }
        },
    }
}
Days = Annotated[int, Query(ge=0, le=36_500)]
Metered = Annotated[Meter, Depends(meter_of)]


@router.post("", response_model=ReportForm, response_model_exclude_unset=True, openapi_extra=_BODY)
def verify_dossier(
    at: At,
    caller: Anyone,
    meter: Metered,
    dossier: Raw,
    audience: Annotated[
        str | None, Query(max_length=256, description="The bank to which the firm presented it.")
    ] = None,
    entity: Annotated[
        str | None, Query(max_length=256, description="The firm asked about, as scheme:id.")
    ] = None,
    issuer: Annotated[
        list[MemberNumber], Query(description="Issuers to believe; none: any registered one.", max_length=100)
    ] = [],  # noqa: B006
    max_age_days: Days = 90,
    max_state_age_days: Days = 90,
    minimum_evidenced: Annotated[int, Query(ge=0, le=10_000, description="Basis points of volume.")] = 0,
    witness: Annotated[
        list[str], Query(description="Head witnesses that the bank knows, as vkeys.", max_length=MOST)
    ] = [],  # noqa: B006
    witnesses: Annotated[
        int, Query(ge=0, le=MOST, description="So many of them must have cosigned one of its blocks.")
    ] = 0,
) -> dict[str, Any]:
    """Verify a dossier against this node's trust root, by the caller's policy, without asking any chain.

    The body is the file as it came; every outcome, also a refusal, is a report. A bank that wants to trust no
    node runs `tradeline verify` with a trust root of its own.
    """
    quorum = _quorum(witnesses, witness)
    policy = Policy(
        audience, entity, tuple(issuer), max_age_days, max_state_age_days, minimum_evidenced, quorum
    )
    trust = trust_of(at.node.settings)
    if not _ONE.acquire(timeout=WAIT_SECONDS):
        raise Busy
    try:
        report = verify(dossier, trust, policy, at.now())
    finally:
        _ONE.release()
    meter.verified(report.verdict.value)
    return report.render()


def _quorum(threshold: int, keys: list[str]) -> Quorum | None:
    if not threshold and not keys:
        return None
    try:
        return parse_quorum({"threshold": threshold, "keys": [*keys]}, "witness")
    except FormError as error:
        raise BadContent("witness", error.rule, error.path) from error
