"""Blocks with all that is in them, as a node tells them: what an archive keeps."""

from collections.abc import Iterator, Sequence

from ledger.chain.reader import BlockMissing, Reader
from ledger.chain.rpc import BadAnswer, Endpoint, quantity
from ledger.proof import hexadecimal
from ledger.proof.trie import EMPTY_ROOT
from ledger.proof.whole_block import WholeBlock, block_from_rpc

SPAN = 16
"""Blocks asked for at once: full ones of 100 million gas are within the bounds of an answer."""


class WholeReader(Reader):
    """A node that is asked for transactions and receipts too."""

    def __init__(self, rpc: Endpoint, addresses: Sequence[bytes]) -> None:
        super().__init__(rpc, addresses)
        self._node = rpc

    def whole_blocks(self, first: int, last: int) -> Iterator[WholeBlock]:
        """Blocks in order, as told. BlockMissing; ProofError for one that cannot be read."""
        method = "eth_getBlockByNumber"
        for start in range(first, last + 1, SPAN):
            numbers = range(start, min(start + SPAN, last + 1))
            answers = self._node.read_all([(method, [quantity(number), True]) for number in numbers])
            for number, found in zip(numbers, answers, strict=True):
                if found is None:
                    raise BlockMissing(number)
                if not isinstance(found, dict):
                    raise BadAnswer(method, "an object")
                empty = hexadecimal.data(found, "receiptsRoot", 32) == EMPTY_ROOT
                yield block_from_rpc(found, [] if empty else self.receipts(number))
