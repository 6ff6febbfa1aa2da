"""POST /v1/witnesses/checkpoints, GET …/latest, GET …/{block}, GET /v1/witnesses/equivocations."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.bodies import BoundedRoute, Raw
from api.callers import Anyone, At
from api.verifications.trust import trust_of
from api.witnesses.schemas import CheckpointForm, EquivocationForm, TakenForm
from ledger.app.statements import collect, collected, equivocations, latest
from ledger.app.witness import Watch
from ledger.proof.checkpoint import HIGHEST
from ledger.wiring import Node

router = APIRouter(prefix="/v1/witnesses", tags=["witnesses"], route_class=BoundedRoute)

_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "text/plain": {"schema": {"type": "string", "description": "A signed note, byte for byte."}}
        },
    }
}
_MOST = 64
_PAGE = 100


@router.post("/checkpoints", openapi_extra=_BODY)
def take_checkpoint(at: At, caller: Anyone, note: Raw) -> TakenForm:
    """Keep what known witnesses state in a note: the body, as `tradeline witness sign` writes it.

    Signatures of other keys than those that the node's operator named are passed over. What contradicts this node's
    own replay, or an earlier statement, is kept as evidence, and the answer says so.
    """
    with at.current() as node:
        taken = collect(_watch(node), node.witnesses(), note)
        return TakenForm(
            checkpoint=CheckpointForm.of(taken.collected),
            added=list(taken.added),
            equivocations=[EquivocationForm.of(pair) for pair in taken.equivocations],
        )


@router.get("/checkpoints/latest")
def show_latest(
    at: At,
    caller: Anyone,
    threshold: Annotated[int, Query(ge=1, le=_MOST, description="So many witnesses at least.")] = 1,
) -> CheckpointForm:
    """Show the highest block that so many witnesses state as this node has replayed it."""
    with at.take() as node:
        return CheckpointForm.of(latest(_watch(node), threshold))


@router.get("/checkpoints/{block}")
def show_checkpoint(
    at: At, caller: Anyone, block: Annotated[int, Path(ge=0, le=HIGHEST)]
) -> list[CheckpointForm]:
    """Show all that witnesses state of a block: first what this node has replayed, then what differs from it."""
    with at.take() as node:
        return [CheckpointForm.of(found) for found in collected(_watch(node), block)]


@router.get("/equivocations")
def list_equivocations(
    at: At,
    caller: Anyone,
    skip: Annotated[int, Query(ge=0, le=HIGHEST, description="So many that the caller has.")] = 0,
    limit: Annotated[int, Query(ge=1, le=_PAGE, description="So many at most.")] = _PAGE,
) -> list[EquivocationForm]:
    """List the proofs that a witness contradicts itself, in the order in which they were found.

    They stay for ever, and need no trust in this node. New ones come at the end: `skip` those of the pages before.
    """
    with at.take() as node:
        return [EquivocationForm.of(pair) for pair in equivocations(_watch(node), skip, limit)]


def _watch(node: Node) -> Watch:
    return node.watch(trust_of(node.settings))
