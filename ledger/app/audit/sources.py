"""Where the audit takes the chain from: any number of tellings of it, none of them believed."""

from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Protocol, Self

from ledger.app.audit.blame import Witness
from ledger.app.ports import ProvedWords
from ledger.core.errors import Unavailable


class AuditedChain(Witness, Protocol):
    """One telling of the chain, as it is asked. Every method may raise Unavailable."""

    def chain_id(self) -> int: ...

    def height(self) -> int: ...

    def headers(self, numbers: Sequence[int]) -> Iterable[Mapping[str, object] | None]:
        """The JSON of eth_getBlockByNumber, transactions as hashes; None for a block that is not there."""
        ...

    def receipts(self, number: int) -> Sequence[Mapping[str, object]]:
        """The JSON receipts of every transaction of the block, in order."""
        ...

    def prove(self, address: bytes, slots: Sequence[bytes], number: int) -> ProvedWords:
        """The answer of eth_getProof (EIP-1186), in the order asked."""
        ...

    def proved_at(self) -> Sequence[int]:
        """The blocks whose state an archive has, ascending; none of a node, which proves what it has not forgotten."""
        ...

    def close(self) -> None: ...


class Source(Protocol):
    """A node's address or an archive's folder. Hashable, and sent to other processes, which open it for themselves."""

    @property
    def name(self) -> str:
        """As the report names it: no secrets."""
        ...

    def open(self) -> AuditedChain: ...


class SourceAway(Unavailable):
    """A source does not answer, or says that it cannot: which, and in its words."""

    def __init__(self, source: str, why: str) -> None:
        super().__init__(f"{source}: {why}")
        self.source = source
        self.why = why


class Opened:
    """Sources that one process has open; each is opened when it is first asked."""

    def __init__(self) -> None:
        self._chains: dict[Source, AuditedChain] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for chain in self._chains.values():
            chain.close()

    def of(self, source: Source) -> AuditedChain:
        """The source, open."""
        if source not in self._chains:
            self._chains[source] = source.open()
        return self._chains[source]
