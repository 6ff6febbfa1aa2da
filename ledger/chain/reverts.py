"""What a contract says when it refuses, in words: the custom errors of its ABI."""

import re
from functools import cache

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_typing import ABIError
from eth_utils.abi import function_abi_to_4byte_selector

from ledger.chain.artifacts import Name, artifact, parameter_types
from ledger.chain.rpc import RpcError
from ledger.core.errors import Refused

_REVERTED = re.compile(r"revert|invalid opcode|out of gas", re.IGNORECASE)
_BUILT_IN: tuple[ABIError, ...] = (
    {"type": "error", "name": "Error", "inputs": [{"name": "reason", "type": "string"}]},
    {"type": "error", "name": "Panic", "inputs": [{"name": "code", "type": "uint256"}]},
)
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")


class ContractRefused(Refused):
    """A contract reverted: `error` is the name of its error, `arguments` what it named, in the order declared."""

    def __init__(self, error: str, arguments: tuple[tuple[str, object], ...] = ()) -> None:
        told = ", ".join(f"{_WORDS.sub(' ', name).lower()} {_shown(value)}" for name, value in arguments)
        super().__init__(f"{error}({told})")
        self.error = error
        self.arguments = dict(arguments)


def refusal(error: RpcError) -> ContractRefused | None:
    """What the contract said, if `error` is a node's way to report a revert; None if it is anything else."""
    found = _revert_data(error)
    if found is not None:
        return explained(found)
    return ContractRefused("Reverted") if _REVERTED.search(error.message) else None


def explained(revert: bytes) -> ContractRefused:
    """The error in a revert's bytes; one that no ABI knows is shown as it is."""
    form = _forms().get(revert[:4])
    if form is not None:
        try:
            values = decode(parameter_types(form), revert[4:])
        except DecodingError:
            pass
        else:
            names = (part["name"] for part in form["inputs"])
            return ContractRefused(form["name"], tuple(zip(names, values, strict=True)))
    return ContractRefused("Reverted", (("data", revert),) if revert else ())


@cache
def _forms() -> dict[bytes, ABIError]:
    ours = (error for name in Name for error in artifact(name).errors)
    return {bytes(function_abi_to_4byte_selector(error)): error for error in (*_BUILT_IN, *ours)}


def _revert_data(error: RpcError) -> bytes | None:
    """geth, anvil and Besu give the bytes as `data`; ganache as `data.result`, or `data` in a send."""
    found = error.data.get("result") if isinstance(error.data, dict) else error.data
    if not isinstance(found, str) or not re.fullmatch(r"0x([0-9a-fA-F]{2})*", found):
        return None
    return bytes.fromhex(found[2:])


def _shown(value: object) -> str:
    return "0x" + value.hex() if isinstance(value, bytes) else str(value)
