"""Putting the three contracts on a chain."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.chain import contracts as calls
from ledger.chain.reader import Reader
from ledger.chain.rpc import BadAnswer, Endpoint, data
from ledger.chain.sender import KeySender
from ledger.proof import hexadecimal
from ledger.proof.events import Contracts
from ledger.proof.keccak import keccak256


@dataclass(frozen=True, slots=True)
class Deployment:
    """What stands where, since `block`; the hashes are keccak of the code at each address, as a state proof has it."""

    contracts: Contracts
    block: int
    registry_code: bytes
    ledger_code: bytes
    attestations_code: bytes


def deploy(
    rpc: Endpoint,
    sender: KeySender,
    registrars: Sequence[bytes],
    threshold: int,
    delay: int,
    predecessor: bytes | None = None,
) -> Deployment:
    """Creates registry, ledger and registry of attestations, in this order, and waits for each.

    `registrars` are addresses, `threshold` of which decide together after `delay` seconds. `predecessor` is the
    ledger that the new one goes on from.
    """
    registry, block = _create(rpc, sender, calls.deploy_registry(registrars, threshold, delay))
    ledger, _ = _create(rpc, sender, calls.deploy_ledger(registry, predecessor or calls.NOBODY))
    attestations, last = _create(rpc, sender, calls.deploy_attestations(registry))
    reader = Reader(rpc, ())
    return Deployment(
        Contracts(reader.chain_id(), registry, ledger, attestations),
        block,
        *(keccak256(reader.code(address, last)) for address in (registry, ledger, attestations)),
    )


def _create(rpc: Endpoint, sender: KeySender, creation: bytes) -> tuple[bytes, int]:
    transaction, block = sender.perform(None, creation)
    receipt = rpc.read("eth_getTransactionReceipt", data(transaction))
    if not isinstance(receipt, dict):
        raise BadAnswer("eth_getTransactionReceipt", "the receipt of a mined transaction")
    return hexadecimal.data(receipt, "contractAddress", 20), block
