"""The trust root: which chain, whose seals, which contracts. It comes to the bank by a way of its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.attest.canonical import Json, canonical, parse
from ledger.attest.fields import Fields, FormError, hex_bytes, hex_text
from ledger.proof import layouts
from ledger.proof.consensus.engine import Engine

VERSION = 1
_LAYOUTS = {
    "registry": layouts.MEMBER_REGISTRY,
    "ledger": layouts.CREDIT_LEDGER,
    "attestations": layouts.ATTESTATION_REGISTRY,
}
ENGINES = (Engine.DEVELOPMENT,)
"""Engines whose finality this version can judge; a development chain has none."""


@dataclass(frozen=True, slots=True)
class Contract:
    """Where a contract stands, the hash of its code, and the id of its layout in state."""

    address: bytes
    code_hash: bytes
    layout: bytes


@dataclass(frozen=True, slots=True)
class TrustRoot:
    """What a verifier takes for granted until `expires` (seconds since 1970-01-01 UTC)."""

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


def parse_trust(data: bytes) -> TrustRoot:
    """The trust root of a file's bytes (any JSON spelling); ProofError names what is wrong with it."""
    fields = Fields(parse(data, exact=False), "$")
    fields.integer("trust", VERSION, VERSION)
    engine = _engine(fields.text("engine", 32), "$.engine")
    contracts = fields.object("contracts")
    root = TrustRoot(
        chain_id=fields.integer("chain_id", 1),
        engine=engine,
        genesis=fields.data("genesis", 32),
        validators=fields.list_of("validators", lambda value, path: hex_bytes(value, path, 20)),
        registry=_contract(contracts.object("registry")),
        ledger=_contract(contracts.object("ledger")),
        attestations=_contract(contracts.object("attestations")),
        expires=fields.integer("expires"),
        audience=fields.text("audience", 256) if fields.has("audience") else None,
    )
    contracts.close()
    fields.close()
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
    audience: Mapping[str, Json] = {} if root.audience is None else {"audience": root.audience}
    return canonical(
        {
            **audience,
            "trust": VERSION,
            "chain_id": root.chain_id,
            "engine": root.engine.value,
            "genesis": hex_text(root.genesis),
            "validators": [hex_text(address) for address in root.validators],
            "contracts": contracts,
            "expires": root.expires,
        }
    )


def _engine(name: str, path: str) -> Engine:
    for engine in ENGINES:
        if engine.value == name:
            return engine
    raise FormError(path, f"one of {', '.join(engine.value for engine in ENGINES)} is expected")


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
