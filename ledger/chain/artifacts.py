"""What the compiler made of the three contracts, kept as package data: running needs no compiler.

Calls and refusals are coded by the ABI (Solidity, "Contract ABI Specification").
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files

from eth_abi.abi import encode
from eth_typing import ABIConstructor, ABIError, ABIEvent, ABIFunction
from eth_utils.abi import collapse_if_tuple, function_abi_to_4byte_selector


class Name(Enum):
    """The contracts, by the name of their source."""

    REGISTRY = "MemberRegistry"
    LEDGER = "CreditLedger"
    ATTESTATIONS = "AttestationRegistry"


@dataclass(frozen=True, slots=True)
class Artifact:
    """A compiled contract; `bytecode` deploys it, once the constructor's arguments stand behind it."""

    functions: dict[str, ABIFunction]
    events: tuple[ABIEvent, ...]
    errors: tuple[ABIError, ...]
    constructor: ABIConstructor
    bytecode: bytes

    def call(self, function: str, arguments: Sequence[object]) -> bytes:
        """Call data: selector and arguments."""
        form = self.functions[function]
        return bytes(function_abi_to_4byte_selector(form)) + encode(parameter_types(form), arguments)

    def creation(self, arguments: Sequence[object]) -> bytes:
        """What a transaction that creates the contract carries."""
        return self.bytecode + encode(parameter_types(self.constructor), arguments)


@cache
def artifact(name: Name) -> Artifact:
    """The artifact of a contract, as packaged."""
    content = json.loads(files("ledger.chain").joinpath("abi", f"{name.value}.json").read_bytes())
    abi = content["abi"]
    return Artifact(
        functions={item["name"]: item for item in abi if item["type"] == "function"},
        events=tuple(item for item in abi if item["type"] == "event"),
        errors=tuple(item for item in abi if item["type"] == "error"),
        constructor=next(item for item in abi if item["type"] == "constructor"),
        bytecode=bytes.fromhex(content["bytecode"].removeprefix("0x")),
    )


def parameter_types(form: ABIFunction | ABIConstructor | ABIError) -> list[str]:
    """The canonical type of each parameter; of a struct its tuple."""
    return [collapse_if_tuple(part) for part in form["inputs"]]
