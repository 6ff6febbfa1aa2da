"""The golden vectors: `load` reads one file, `unhex` one value."""

import json
from pathlib import Path
from typing import Any

from ledger.core.codes import Capacity, EntryClass
from ledger.core.content import Facts, Identity
from ledger.core.ids import ObligationId, TradelineId
from ledger.proof.scope import Envelope, Place, Scope

_BYTES = frozenset({"refers", "payment", "near", "digest"})


def load(name: str) -> Any:
    """The vectors of `name`.json."""
    return json.loads((Path(__file__).parent / f"{name}.json").read_text("utf-8"))


def unhex(text: str) -> bytes:
    """The bytes of a 0x string."""
    return bytes.fromhex(text.removeprefix("0x"))


def facts(fields: dict[str, Any]) -> Facts:
    """Facts as a vector shows them: bytes as hex, amounts of 2^53 and more as text."""
    return Facts(**_fields(fields))


def identity(fields: dict[str, Any]) -> Identity:
    """An identity as a vector shows it."""
    return Identity(**_fields(fields))


def scope(fields: dict[str, Any]) -> Scope:
    """A scope as a vector shows it, field by field."""
    return Scope(
        Place(fields["chain_id"], unhex(fields["ledger"])),
        TradelineId.from_int(int(fields["tradeline"])),
        fields["epoch"],
        ObligationId(unhex(fields["obligation"])),
    )


def envelope(fields: dict[str, Any]) -> Envelope:
    """An envelope as a vector shows it, field by field."""
    return Envelope(scope(fields), EntryClass(fields["class"]), Capacity(fields["capacity"]))


def _fields(fields: dict[str, Any]) -> dict[str, Any]:
    shown = {name: unhex(value) if name in _BYTES else value for name, value in fields.items()}
    return shown | ({"amount": int(shown["amount"])} if "amount" in shown else {})
