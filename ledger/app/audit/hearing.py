"""What an audit works with: its ground, its aids, the sources that it hears, and how it asks them."""

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass

from ledger.app.audit.account import Keys
from ledger.app.audit.ahead import Looking
from ledger.app.audit.attested import Shown
from ledger.app.audit.checkpoint import Checkpoints
from ledger.app.audit.ground import Ground
from ledger.app.audit.look import Seen, Span
from ledger.app.audit.panel import Panel
from ledger.app.audit.report import Differs, legible, malformed
from ledger.app.audit.sources import AuditedChain, Opened, Source
from ledger.core.errors import Misuse, ProofError, TradelineError


@dataclass(frozen=True, slots=True)
class Aids:
    """What an audit may use besides sources and trust root.

    `keys` open a member's contents; `shown` are attestations to hold against the replay; `workers` look at blocks
    beside this process; `checkpoints` keep where it stands, but not what keys opened: the two go without each other.
    `progress` is told each block that is taken, and the one that it goes for.
    """

    keys: Keys | None = None
    shown: Sequence[Shown] = ()
    workers: Executor | None = None
    checkpoints: Checkpoints | None = None
    progress: Callable[[int, int], None] = lambda block, goal: None


class Silent(Exception):
    """The source that is followed tells no more, and why."""


class Hearing:
    """One audit at work. `until`: the block to audit up to, or None for the head."""

    def __init__(
        self, sources: Sequence[Source], ground: Ground, until: int | None, aids: Aids, opened: Opened
    ) -> None:
        self.ground, self.until, self.aids = ground, until, aids
        self.panel = Panel(sources)
        self._opened = opened
        self._looking = Looking(opened, aids.workers)

    def chain(self, source: Source) -> AuditedChain:
        """A source, open."""
        return self._opened.of(source)

    @contextmanager
    def asking(self, source: Source) -> Iterator[None]:
        """What goes wrong in asking a source is the source's, and ends its part; what was misused is not."""
        try:
            yield
        except Misuse:
            raise
        except Differs as differs:
            self.panel.accuse(source, differs.difference)
        except ProofError as error:
            self.panel.accuse(source, malformed(0, error))
        except (TradelineError, Silent) as error:
            self.panel.silence(source, legible(str(error)))

    def looks(
        self, source: Source, others: tuple[Source, ...], numbers: range
    ) -> Generator[Seen, None, None]:
        """Looks along many blocks. To be closed by whoever does not take them all."""
        return self._looking.along(self._span(source, others, numbers))

    def look(self, source: Source, numbers: range) -> Seen:
        """A look at a few blocks of one source, at once."""
        return self._looking.at(self._span(source, (), numbers))

    def _span(self, source: Source, others: tuple[Source, ...], numbers: range) -> Span:
        return Span(source, others, self.ground, numbers, logs=self.aids.keys is not None)
