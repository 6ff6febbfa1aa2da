"""The server, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from api.accounts.endpoints import router as accounts
from api.archives.endpoints import router as archives
from api.archives.keeper import Keeper
from api.attestations.endpoints import router as attestations
from api.claims.endpoints import router as claims
from api.consents.endpoints import router as consents
from api.courier import Courier
from api.description import PROBLEM_RESPONSE, describe
from api.envelope import Envelope
from api.health.endpoints import router as health
from api.health.lookout import Lookout
from api.histories.endpoints import router as histories
from api.meter import UNMETERED, Meter
from api.portfolio.endpoints import router as portfolios
from api.problems import install
from api.profiles.endpoints import router as profiles
from api.reports.endpoints import router as reports
from api.revisions.endpoints import router as revisions
from api.submissions.endpoints import router as submissions
from api.suppositions.endpoints import router as suppositions
from api.turns import Turns
from api.verifications.endpoints import router as verifications
from api.witnesses.endpoints import router as witnesses

TAGS = (
    ("submissions", "Files in, records out."),
    ("profiles", "How a member's tables are read: proposed, looked at, remembered."),
    ("accounts", "A firm's account with its bank, and what the bank says of it by month."),
    ("histories", "What is recorded of a member, and its figures: for itself, and for whom it consented to."),
    ("claims", "What a late payer owes a member, with interest and the records that prove it."),
    ("portfolio", "What a lender is owed, and what a supervisor may publish of all members."),
    ("consents", "Given and withdrawn on chain, by the member itself."),
    ("attestations", "Figures that this node's issuer signs and anchors, and dossiers for one bank."),
    ("verifications", "A dossier judged step by step, against the node's trust root."),
    ("witnesses", "Heads of the chain as members cosigned them, and who contradicts itself."),
    ("archive", "The whole chain in files, for members: it is read without any node."),
    ("health", "How the node stands."),
)


def application(
    turns: Turns | None = None,
    *workers: Courier | Keeper,
    lookout: Lookout | None = None,
    meter: Meter = UNMETERED,
) -> FastAPI:
    """The server of a node; without one, it can only describe itself. `workers` are at work while it runs."""

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        for worker in workers:
            worker.start()
        yield
        for worker in workers:
            worker.stop()

    app = FastAPI(
        title="Tradeline",
        version=version("tradeline"),
        description="One node of a permissioned credit ledger. Every problem is of RFC 9457.",
        openapi_tags=[{"name": name, "description": text} for name, text in TAGS],
        # FastAPI's own pages load scripts from elsewhere: this server works where there is no elsewhere.
        docs_url=None,
        redoc_url=None,
        lifespan=running,
        responses=PROBLEM_RESPONSE,
    )
    app.state.turns = turns
    app.state.lookout = lookout or (Lookout(turns) if turns else None)
    app.state.meter = meter
    for router in (
        submissions,
        profiles,
        accounts,
        histories,
        reports,
        revisions,
        suppositions,
        claims,
        portfolios,
        consents,
        attestations,
        verifications,
        witnesses,
        archives,
        health,
    ):
        app.include_router(router)
    install(app)
    app.add_middleware(Envelope, meter=meter)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    return app
