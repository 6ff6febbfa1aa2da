"""What a witness replayed, against the seals and the state of the block: a node that tells otherwise is found out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ledger.app.ports import Chain, SealedChain
from ledger.app.proofs import header_at, settling
from ledger.core.codes import MemberList
from ledger.core.errors import Misuse, ProofError
from ledger.proof import slots
from ledger.proof.checkpoint import Checkpoint
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.following import skip
from ledger.proof.consensus.hashes import block_hash
from ledger.proof.consensus.point import Point
from ledger.proof.consensus.schedule import Schedule
from ledger.proof.header import Header
from ledger.proof.header import block_hash as plain_hash
from ledger.proof.integers import u256
from ledger.proof.member_heads import MemberHeads
from ledger.proof.state import verify_account, verify_word

WORDS_A_PROOF = 99
"""Words asked for at once: the heads of 33 members."""

Word = tuple[int, int, str]
"""Slot, value as replayed, and what it is."""


class StateDiffers(ProofError):
    """What was replayed is not what the chain's state has: nothing is signed of it."""


@dataclass(frozen=True, slots=True)
class Log:
    """The chain and the ledger that are witnessed: by name, and by what the node must show of them.

    `point_at` gives what is known of the validators up to a block. `registry` and `ledger` are the contracts' 20-byte
    addresses; `expires`, in seconds since 1970-01-01 UTC, is when that is too old to judge seals by.
    """

    origin: str
    genesis: bytes
    schedule: Schedule
    point_at: Callable[[int], Point]
    registry: bytes
    ledger: bytes
    expires: int


def check_state(chain: SealedChain, log: Log, checkpoint: Checkpoint, members: Sequence[MemberHeads]) -> None:
    """The node's chain is this log's; under the block stand these members, all of them, with these heads.

    SealError if those did not seal it who were to; StateDiffers; Misuse for a node of another chain.
    """
    if plain_hash(header_at(chain, 0)) != log.genesis:
        raise Misuse("the node's chain begins with another block than the trust root's genesis")
    header = _sealed_header(chain, log, checkpoint)
    _compare(chain, header, log.registry, [(slots.member_count(), len(members), "number of members")])
    words = list(_heads(members))
    for start in range(0, len(words), WORDS_A_PROOF):
        _compare(chain, header, log.ledger, words[start : start + WORDS_A_PROOF])


def _sealed_header(chain: SealedChain, log: Log, checkpoint: Checkpoint) -> Header:
    block, engine = checkpoint.block, log.schedule.at(checkpoint.block).engine
    header = header_at(chain, block)
    if block_hash(engine, header) != checkpoint.hash:
        raise StateDiffers(f"the node's header of block {block} is not that of the block replayed")
    if engine is not Engine.DEVELOPMENT:
        skip(log.schedule, log.point_at(block), header, settling(chain, block))
    return header


def _compare(chain: Chain, header: Header, contract: bytes, words: Sequence[Word]) -> None:
    answer = chain.prove(contract, [u256(slot) for slot, _, _ in words], header.number)
    account = verify_account(header.state_root, contract, answer.account_proof)
    for (slot, replayed, what), (_, nodes) in zip(words, answer.words, strict=True):
        found = verify_word(account.storage_root, slot, nodes)
        if found != replayed:
            raise StateDiffers(
                f"block {header.number}, {what}: replayed 0x{replayed:x}, in state 0x{found:x}"
            )


def _heads(members: Sequence[MemberHeads]) -> Iterator[Word]:
    for each in members:
        heads = (each.tradelines, each.claims, each.holdings)
        for of, head in zip(MemberList, heads, strict=True):
            name = f"head of member {each.member}'s {of.name.lower()}"
            yield slots.member_head(each.member, of), int.from_bytes(head, "big"), name
