"""Recomputed words against the state itself, by EIP-1186 proofs at one block."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from ledger.app.audit.report import ChainDiffers, Differs, unequal
from ledger.app.audit.sources import AuditedChain
from ledger.app.audit.words import Words, Written
from ledger.core.errors import ProofError
from ledger.proof.header import Header
from ledger.proof.integers import u256
from ledger.proof.state import Account, verify_account, verify_word

WORDS_A_PROOF = 100
"""Words asked for at once."""


@dataclass(frozen=True, slots=True)
class TrustedContract:
    """A contract of the trust root: its name there, 20-byte address and 32-byte hash of its code."""

    name: str
    address: bytes
    code_hash: bytes


def compare(
    chain: AuditedChain, header: Header, contract: TrustedContract, words: Words, done: Callable[[int], None]
) -> None:
    """Proves code and every word of a contract at a block; Differs at the first that is not as recomputed.

    `done` is told of words as they are proved.
    """
    rest = iter(words)
    asked = tuple(islice(rest, WORDS_A_PROOF))
    while True:
        _prove(chain, header, contract, asked)
        done(len(asked))
        asked = tuple(islice(rest, WORDS_A_PROOF))
        if not asked:
            return


def _prove(
    chain: AuditedChain, header: Header, contract: TrustedContract, asked: tuple[tuple[int, Written], ...]
) -> None:
    answer = chain.prove(contract.address, [u256(slot) for slot, _ in asked], header.number)
    account = _account(header, contract, answer.account_proof)
    for (slot, written), (_, nodes) in zip(asked, answer.words, strict=True):
        field = f"{contract.name}: {written.what}, in state at block {header.number}"
        try:
            found = verify_word(account.storage_root, slot, nodes)
        except ProofError as error:
            moment = written.moment
            difference = unequal(moment.block, moment.log, f"proof of {field}", "one that holds", error)
            raise Differs(difference) from error
        if found != written.word:
            raise written.moment.differs(field, u256(written.word), u256(found))


def _account(header: Header, contract: TrustedContract, nodes: tuple[bytes, ...]) -> Account:
    try:
        account = verify_account(header.state_root, contract.address, nodes)
    except ProofError as error:
        field = f"{contract.name}: proof of the account"
        raise Differs(unequal(header.number, None, field, "one that holds", error)) from error
    if account.code_hash != contract.code_hash:
        field = f"{contract.name}: hash of the code"
        raise ChainDiffers(unequal(header.number, None, field, contract.code_hash, account.code_hash))
    return account
