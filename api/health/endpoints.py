"""GET /health, GET /health/live, GET /health/ready, GET /v1/ledger."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from api.bodies import BoundedRoute
from api.callers import Anyone, At
from api.forms import Known
from api.health.lookout import Lookout, Status, lookout_of
from api.health.schemas import Alive, Contracts, Health, Ledger
from ledger.app.ports import Standing

router = APIRouter(tags=["health"], route_class=BoundedRoute)

Seen = Annotated[Lookout, Depends(lookout_of)]


@router.get(
    "/health",
    responses={503: {"model": Health, "description": "No node of the chain, or no index, answers."}},
)
async def show_health(seen: Seen, response: Response) -> Health:
    """Show how the node stands, and why. Needs no token, and waits for nobody's turn."""
    found = Health.of(await seen.glance())
    response.status_code = 503 if found.status is Status.DOWN else 200
    return found


@router.get("/health/live")
async def show_alive() -> Alive:
    """Tell that the process answers, and nothing else: one that does not is to be started anew."""
    return Alive()


@router.get(
    "/health/ready", responses={503: {"model": Health, "description": "Requests are better sent elsewhere."}}
)
async def show_ready(seen: Seen, response: Response) -> Health:
    """Tell whether requests are answered: a node of the chain answers, and the index keeps up with it."""
    sight = await seen.glance()
    response.status_code = 200 if sight.ready else 503
    return Health.of(sight)


@router.get("/v1/ledger")
def show_ledger(at: At, caller: Anyone) -> Ledger:
    """The chain and the contracts."""
    settings, position = at.node.settings, at.node.index.position()
    names = ("registry", "ledger", "attestations")
    addresses = (f"0x{address.hex()}" for address in settings.contracts.addresses)
    return Ledger(
        chain_id=settings.contracts.chain_id,
        contracts=Contracts(**dict(zip(names, addresses, strict=True))),
        start=settings.start,
        index=position.number if position else None,
        finalised=at.node.index.finalised(),
        engine=settings.engine.value,
        known=_known(at.node.indexer.standing()),
        final=_known(at.node.indexer.final()),
    )


def _known(standing: Standing | None) -> Known | None:
    return Known.at(standing) if standing else None
