"""The trust root: which chain, whose seals, which contracts. It comes to the bank by a way of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from ledger.attest.canonical import Json, canonical, parse
from ledger.attest.fields import Fields, FormError, hex_bytes, hex_text
from ledger.core.errors import ProofError
from ledger.proof import layouts
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.point import Point
from ledger.proof.consensus.point_json import parse as parse_point
from ledger.proof.consensus.point_json import render as render_point
from ledger.proof.consensus.schedule import Phase, Schedule

VERSION = 1
_LAYOUTS = {
    "registry": layouts.MEMBER_REGISTRY,
    "ledger": layouts.CREDIT_LEDGER,
    "attestations": layouts.ATTESTATION_REGISTRY,
}


@dataclass(frozen=True, slots=True)
class Contract:
    """Where a contract stands, the hash of its code, and the id of its layout in state."""

    address: bytes
    code_hash: bytes
    layout: bytes


@dataclass(frozen=True, slots=True)
class TrustRoot:
    """What a verifier takes for granted until `expires` (seconds since 1970-01-01 UTC).

    `engine` is the one that seals now. `validators` are the set after the genesis, ascending; `points` what has been
    followed since, ascending.
    """

    chain_id: int
    engine: Engine
    genesis: bytes
    validators: tuple[bytes, ...]
    registry: Contract
    ledger: Contract
    attestations: Contract
    expires: int
    audience: str | None = None
    """This bank's own name in key bindings."""
    phases: tuple[Phase, ...] = ()
    """Which engine seals from which block on, the first from the genesis; none on a development chain."""
    points: tuple[Point, ...] = ()

    @property
    def schedule(self) -> Schedule:
        """The phases as the rules of consensus want them."""
        return Schedule(self.phases or (Phase(0, self.engine),))

    def point_at(self, number: int) -> Point:
        """The last pinned point up to a block; the genesis is one."""
        genesis = Point(0, self.genesis, self.validators)
        return next((point for point in reversed(self.points) if point.number <= number), genesis)

    def point_above(self, number: int) -> Point | None:
        """The first pinned point above a block, if there is one."""
        return next((point for point in self.points if point.number > number), None)


def parse_trust(data: bytes) -> TrustRoot:
    """The trust root of a file's bytes (any JSON spelling); ProofError names what is wrong with it."""
    fields = Fields(parse(data, exact=False), "$")
    fields.integer("trust", VERSION, VERSION)
    engine = _engine(fields.raw("engine"), "$.engine")
    contracts = fields.object("contracts")
    root = TrustRoot(
        chain_id=fields.integer("chain_id", 1),
        engine=engine,
        genesis=fields.data("genesis", 32),
        validators=fields.list_of("validators", _address),
        registry=_contract(contracts.object("registry")),
        ledger=_contract(contracts.object("ledger")),
        attestations=_contract(contracts.object("attestations")),
        expires=fields.integer("expires"),
        audience=fields.text("audience", 256) if fields.has("audience") else None,
        phases=fields.list_of("phases", _phase) if fields.has("phases") else (),
        points=fields.list_of("points", _point) if fields.has("points") else (),
    )
    contracts.close()
    fields.close()
    _check_validators(root)
    for contract, layout in _LAYOUTS.items():
        if getattr(root, contract).layout != layout:
            raise FormError(f"$.contracts.{contract}.layout", "a layout that this version reads is expected")
    return root


def serialise_trust(root: TrustRoot) -> bytes:
    """The file of a trust root."""
    contracts: Mapping[str, Json] = {
        "registry": _render(root.registry),
        "ledger": _render(root.ledger),
        "attestations": _render(root.attestations),
    }
    rare: dict[str, Json] = {
        "audience": root.audience,
        "phases": [_render_phase(phase) for phase in root.phases] or None,
        "points": [render_point(point) for point in root.points] or None,
    }
    return canonical(
        {
            **{name: value for name, value in rare.items() if value is not None},
            "trust": VERSION,
            "chain_id": root.chain_id,
            "engine": root.engine.value,
            "genesis": hex_text(root.genesis),
            "validators": [hex_text(address) for address in root.validators],
            "contracts": contracts,
            "expires": root.expires,
        }
    )


def _engine(name: Json, path: str) -> Engine:
    for engine in Engine:
        if engine.value == name:
            return engine
    raise FormError(path, f"one of {', '.join(engine.value for engine in Engine)} is expected")


def _address(value: Json, path: str) -> bytes:
    return hex_bytes(value, path, 20)


def _phase(value: Json, path: str) -> Phase:
    fields = Fields(value, path)
    phase = Phase(
        first=fields.integer("first"),
        engine=_engine(fields.raw("engine"), f"{path}.engine"),
        epoch=fields.integer("epoch", 1),
        validators=fields.list_of("validators", _address) if fields.has("validators") else None,
        contract=fields.has("contract") and bool(fields.integer("contract", 1, 1)),
        period=fields.integer("period") if fields.has("period") else 0,
    )
    fields.close()
    return phase


def _render_phase(phase: Phase) -> Json:
    form: dict[str, Json] = {"first": phase.first, "engine": phase.engine.value, "epoch": phase.epoch}
    if phase.validators is not None:
        form["validators"] = [hex_text(address) for address in phase.validators]
    if phase.contract:
        form["contract"] = 1
    if phase.period:
        form["period"] = phase.period
    return form


def _point(value: Json, path: str) -> Point:
    if not isinstance(value, dict):
        raise FormError(path, "an object is expected")
    try:
        return parse_point(value)
    except ProofError as error:
        raise FormError(path, str(error)) from error


def _check_validators(root: TrustRoot) -> None:
    """FormError where engine, phases, validators and points do not belong together."""
    if root.engine is Engine.DEVELOPMENT:
        if root.phases or root.points or root.validators:
            raise FormError("$.engine", "a development chain has no phases, validators or points")
        return
    if not root.phases or root.phases[-1].engine is not root.engine:
        raise FormError("$.phases", f"phases, the last of {root.engine.value}, are expected")
    try:
        contract = root.schedule.at(0).contract
    except ProofError as error:
        raise FormError("$.phases", str(error)) from error
    if root.validators != tuple(sorted(set(root.validators))) or not (root.validators or contract):
        raise FormError("$.validators", "addresses, ascending, each once, are expected")
    if any(point.timestamp == 0 for point in root.points):
        raise FormError("$.points", "points that say when their block was made are expected")
    numbers = [0, *(point.number for point in root.points)]
    if any(earlier >= later for earlier, later in pairwise(numbers)):
        raise FormError("$.points", "points of later and later blocks are expected")


def _contract(fields: Fields) -> Contract:
    contract = Contract(
        fields.data("address", 20),
        fields.data("code_hash", 32),
        fields.data("layout", 32),
    )
    fields.close()
    return contract


def _render(contract: Contract) -> Json:
    return {
        "address": hex_text(contract.address),
        "code_hash": hex_text(contract.code_hash),
        "layout": hex_text(contract.layout),
    }
