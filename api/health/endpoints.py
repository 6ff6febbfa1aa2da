"""GET /health, GET /v1/ledger."""

from fastapi import APIRouter, Response

from api.bodies import BoundedRoute
from api.callers import Anyone, At
from api.forms import Known
from api.health.schemas import Contracts, Health, Ledger
from ledger.app.ports import Standing
from ledger.core.errors import TradelineError

router = APIRouter(tags=["health"], route_class=BoundedRoute)


@router.get("/health", responses={503: {"model": Health, "description": "The chain's node does not answer."}})
def show_health(at: At, response: Response) -> Health:
    """Whether the index is at the chain's head. Needs no token, and waits for nobody's turn."""
    position = at.node.index.position()
    index = position.number if position else None
    try:
        chain = at.node.chain.height()
    except TradelineError:
        response.status_code = 503
        return Health(status="down", index=index, chain=None)
    return Health(status="ok" if index is not None and index >= chain else "behind", index=index, chain=chain)


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
