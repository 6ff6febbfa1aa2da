"""Taking headers and proofs from a node, for a dossier that must not need the node later."""

from collections.abc import Iterable

from ledger.app.ports import Chain, SealedChain
from ledger.attest.dossier import ProvedState
from ledger.attest.needed import Needed
from ledger.core.errors import ProofError
from ledger.proof.consensus.engine import Finality
from ledger.proof.events import Contracts
from ledger.proof.header import Header, encode_header, header_from_rpc

SPARE = 16
"""Headers shown on a block beyond those that settle it."""


def header_at(chain: Chain, number: int) -> Header:
    """The header of a block, as the node has it."""
    header = header_from_rpc(chain.header(number))
    if header.number != number:
        raise ProofError(f"asked for block {number}, the node gave {header.number}")
    return header


def prove(chain: SealedChain, contracts: Contracts, needed: Needed, number: int) -> ProvedState:
    """The header of a block, one bag of the trie nodes that prove the words needed, and the headers that settle it."""
    asked = (
        (contracts.registry, needed.registry),
        (contracts.ledger, needed.ledger),
        (contracts.attestations, needed.attestations),
    )
    nodes = {node for address, slots in asked if slots for node in _nodes(chain, address, slots, number)}
    header, descendants = header_at(chain, number), settling(chain, number)
    return ProvedState(encode_header(header), tuple(sorted(nodes)), tuple(map(encode_header, descendants)))


def settling(chain: SealedChain, number: int) -> tuple[Header, ...]:
    """The headers with which a block became final; with some more, where there are any.

    Whoever has a trust root that still knows signers who have left asks for more of the others. None where a block's
    own seals settle it.
    """
    settled = chain.settled_by(number)
    if chain.engine.finality is not Finality.PROBABILISTIC:
        return ()
    last = max(settled, min(chain.height(), number + SPARE))
    return tuple(header_at(chain, each) for each in range(number + 1, last + 1))


def _nodes(chain: Chain, address: bytes, slots: tuple[int, ...], number: int) -> Iterable[bytes]:
    words = [slot.to_bytes(32, "big") for slot in slots]
    answer = chain.prove(address, words, number)
    yield from answer.account_proof
    for _, nodes in answer.words:
        yield from nodes
