"""A bank's own rules: whom it asked about, whom it believes, how old is too old."""

from dataclasses import dataclass

from ledger.attest.canonical import parse
from ledger.attest.fields import Fields, integer
from ledger.verify.quorum import Quorum, parse_quorum


@dataclass(frozen=True, slots=True)
class Policy:
    """Ages in days; `minimum_evidenced` is the least share of volume with evidence A or B, in basis points.

    `audience` is this bank's own name in key bindings (None: as the trust root has it). `entity` is `scheme:id` of
    the firm that the bank asked about; None leaves step 4b to the name shown. No `issuers`: any registered one.
    """

    audience: str | None = None
    entity: str | None = None
    issuers: tuple[int, ...] = ()
    max_age_days: int = 90
    max_state_age_days: int = 90
    minimum_evidenced: int = 0
    witnesses: Quorum | None = None
    """How many of which head witnesses must have cosigned one of the dossier's blocks; None: none is asked for."""


def parse_policy(data: bytes) -> Policy:
    """The policy of a JSON file; absent members have their defaults; ProofError names what is wrong."""
    fields = Fields(parse(data, exact=False), "$")
    policy = Policy(
        audience=fields.text("audience", 256) if fields.has("audience") else None,
        entity=fields.text("entity", 256) if fields.has("entity") else None,
        issuers=fields.list_of("issuers", integer) if fields.has("issuers") else (),
        max_age_days=fields.integer("max_age_days") if fields.has("max_age_days") else 90,
        max_state_age_days=fields.integer("max_state_age_days") if fields.has("max_state_age_days") else 90,
        minimum_evidenced=fields.integer("minimum_evidenced", 0, 10_000)
        if fields.has("minimum_evidenced")
        else 0,
        witnesses=parse_quorum(fields.raw("witnesses"), "$.witnesses") if fields.has("witnesses") else None,
    )
    fields.close()
    return policy
