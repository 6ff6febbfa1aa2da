"""Blocks from genesis, each proved by its own hash and its parent's; receipts proved by the root in the header.

What the node says of a block beside that (bloom of a receipt, index of a log, hash of a transaction) is not believed,
and used only to say more closely where a difference lies.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from ledger.app.audit.blame import Told, Witness, blame, blame_header
from ledger.app.audit.report import Differs, spelled, unequal
from ledger.app.ports import Chain
from ledger.core.errors import ProofError
from ledger.proof import hexadecimal
from ledger.proof.field_error import FieldError
from ledger.proof.header import Header, block_hash, header_from_rpc
from ledger.proof.logs import Log, bloom, log_from_rpc
from ledger.proof.receipts import Receipt, block_bloom, receipt_from_rpc, receipts_root
from ledger.proof.trie import EMPTY_ROOT

Read = TypeVar("Read")


class AuditedChain(Chain, Witness, Protocol):
    """A node that is audited. Every method may raise Unavailable."""


@dataclass(frozen=True, slots=True)
class ProvedBlock:
    """A block whose hash, parent and receipts are as its header says; `transactions` are hashes as told."""

    header: Header
    hash: bytes
    receipts: tuple[Receipt, ...]
    transactions: tuple[bytes, ...]

    def logs(self) -> Iterator[tuple[int, bytes, Log]]:
        """Every log with its index in the block and the hash of its transaction as told."""
        index = 0
        for receipt, transaction in zip(self.receipts, self.transactions, strict=True):
            for log in receipt.logs:
                yield index, transaction, log
                index += 1


def proved_blocks(
    chain: AuditedChain, genesis: bytes, ledger: bytes, until: int | None
) -> Iterator[ProvedBlock]:
    """Blocks 0 to `until`, or to the head, also as it moves on meanwhile. Differs at the first that is not proved.

    `ledger` is the address whose calls tell, where receipts differ, which entry it is.
    """
    parent, number = None, 0
    goal = chain.height() if until is None else until
    while number <= goal:
        block = _proved(chain, number, genesis, parent, ledger)
        yield block
        parent, number = block.hash, number + 1
        if until is None and number > goal:
            goal = chain.height()


def _proved(
    chain: AuditedChain, number: int, genesis: bytes, parent: bytes | None, ledger: bytes
) -> ProvedBlock:
    told = chain.header(number)
    header = _in_form(number, "header", lambda: header_from_rpc(told))
    said = _in_form(number, "header", lambda: hexadecimal.data(told, "hash", 32))
    found = block_hash(header)
    _equal(number, "number", number, header.number)
    if parent is not None:
        _equal(number, "parentHash", parent, header.parent_hash)
    # Before the genesis is compared: a header that is not of its own hash is another fault than another chain.
    if found != said:
        raise Differs(blame_header(chain, header, said))
    if parent is None:
        _equal(number, "hash of the genesis", genesis, found)
    names = _in_form(number, "header", lambda: hexadecimal.data_list(told, "transactions", 32))
    receipts = _receipts(chain, header, names, ledger)
    return ProvedBlock(header, found, receipts, names)


def _receipts(
    chain: AuditedChain, header: Header, names: tuple[bytes, ...], ledger: bytes
) -> tuple[Receipt, ...]:
    number = header.number
    if header.receipts_root == EMPTY_ROOT:
        receipts: tuple[Receipt, ...] = ()
    else:
        receipts = tuple(
            _in_form(number, f"receipt {at}", partial(_receipt, told))
            for at, told in enumerate(chain.receipts(number))
        )
    if receipts_root(receipts) != header.receipts_root:
        raise Differs(blame(chain, Told(header, receipts, names), ledger))
    _equal(number, "logsBloom", block_bloom(receipts), header.logs_bloom)
    _equal(number, "number of transactions", len(receipts), len(names))
    return receipts


def _receipt(told: Mapping[str, object]) -> Receipt:
    """The receipt, its bloom made from its logs: if the root holds, that is the bloom."""
    logs = told.get("logs")
    found = [log_from_rpc(log) for log in logs if isinstance(log, dict)] if isinstance(logs, list) else []
    return receipt_from_rpc({**told, "logsBloom": "0x" + bloom(found).hex()})


def _equal(block: int, field: str, expected: object, got: object) -> None:
    if expected != got:
        raise Differs(unequal(block, None, field, expected, got))


def _in_form(block: int, part: str, read: Callable[[], Read]) -> Read:
    try:
        return read()
    except FieldError as error:
        difference = unequal(block, None, f"{part}: {error.field}", error.rule, spelled(error.found))
        raise Differs(difference) from error
    except ProofError as error:
        raise Differs(unequal(block, None, part, "one that is well formed", error)) from error
