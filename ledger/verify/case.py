"""The case before the verifier: what was handed in, and what earlier steps have established of it."""

from dataclasses import dataclass, field
from typing import TypeVar

from ledger.attest.attestation import Attestation
from ledger.attest.canonical import Json
from ledger.attest.dossier import Dossier
from ledger.attest.openness import Openness
from ledger.attest.sdjwt import SdJwt
from ledger.core.entry import Content
from ledger.proof.header import Header
from ledger.verify.policy import Policy
from ledger.verify.trust import TrustRoot

T = TypeVar("T")
LEEWAY = 300
"""Seconds by which clocks may differ."""


class Missing(Exception):
    """Something that the step needs is not there: it ends as not established."""


class Refusal(Exception):
    """Something is wrong: the step refuses."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words proved in the state under one header, by contract and slot; a word that is not set is there as 0."""

    registry: dict[int, int]
    ledger: dict[int, int]
    attestations: dict[int, int]


@dataclass(frozen=True, slots=True)
class Proved:
    """A header, its block hash, and the words proved under it."""

    header: Header
    hash: bytes
    words: Words


@dataclass(slots=True)
class Case:
    """Filled from step to step; what a step did not establish stays None."""

    data: bytes
    trust: TrustRoot
    policy: Policy
    now: int
    dossier: Dossier | None = None
    token: SdJwt | None = None
    attestation: Attestation | None = None
    figures: dict[str, Json] | None = None
    headers: tuple[Header, Header] | None = None
    as_of: Proved | None = None
    later: Proved | None = None
    anchored_at: int | None = None
    contents: dict[int, tuple[Content, ...]] | None = None
    """By tradeline, in the order of its entries."""
    opened: Openness | None = None
    complete: bool = False
    evidenced: int | None = None
    """Share of volume with evidence A or B, basis points, recomputed."""
    entity: str | None = None
    shown: dict[str, Json] = field(default_factory=dict)


def ground(value: T | None, step: str) -> T:
    """`value`, which an earlier step should have established; Missing if it did not."""
    if value is None:
        raise Missing(f"it rests on step {step}, which does not stand")
    return value
