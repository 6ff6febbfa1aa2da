"""Seeds, and values as the vectors write them: bytes as 0x hex, numbers of 2^53 and more as decimal text."""

from dataclasses import asdict
from hashlib import shake_256
from typing import Any

from ledger.core.content import Facts, Identity
from ledger.core.ids import TradelineId
from ledger.proof.scope import Envelope, Place, Scope

PLACE = Place(chain_id=1337, ledger=bytes.fromhex("5fbdb2315678afecb367f032d93f642f64180aa3"))


def seed(label: str, size: int = 32) -> bytes:
    """`size` bytes that stand for random ones, always the same for one label."""
    return shake_256(b"tradeline vectors: " + label.encode()).digest(size)


def shown(value: Any) -> Any:
    """`value` as JSON holds it without loss in any language."""
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, TradelineId):
        return shown(int(value))
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value) if value < 1 << 53 else str(int(value))
    if isinstance(value, Facts | Identity):
        return {name: shown(part) for name, part in asdict(value).items() if part is not None}
    if isinstance(value, dict):
        return {name: shown(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [shown(part) for part in value]
    return value


def shown_place(place: Place) -> dict[str, Any]:
    """A place, field by field."""
    return {"chain_id": place.chain_id, "ledger": shown(place.ledger)}


def shown_scope(scope: Scope) -> dict[str, Any]:
    """A scope, field by field."""
    fields = {"tradeline": scope.tradeline, "epoch": scope.epoch, "obligation": scope.obligation}
    return shown_place(scope.place) | shown(fields)


def shown_envelope(envelope: Envelope) -> dict[str, Any]:
    """An envelope, field by field."""
    codes = {"class": int(envelope.entry_class), "capacity": int(envelope.capacity)}
    return shown_scope(envelope.scope) | codes
