"""Headers alone, many at once, from a node that is not believed."""

from collections.abc import Callable, Iterator

from ledger.chain.rpc import BadAnswer, Endpoint, quantity
from ledger.proof.header import Header, header_from_rpc

SPAN = 100
"""Headers asked for at once."""


def read_headers(
    rpc: Endpoint,
    first: int,
    last: int | None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Iterator[Header]:
    """Headers `first` to `last`, or to the node's head, as it tells them; fewer where it has no more. BadAnswer."""
    end = rpc.height() if last is None else last
    for start in range(first, end + 1, SPAN):
        numbers = range(start, min(start + SPAN, end + 1))
        calls = [("eth_getBlockByNumber", [quantity(number), False]) for number in numbers]
        for number, found in zip(numbers, rpc.read_all(calls), strict=True):
            if found is None:
                return
            if not isinstance(found, dict):
                raise BadAnswer("eth_getBlockByNumber", "an object")
            yield header_from_rpc(found)
            progress(number - first + 1, end - first + 1)
