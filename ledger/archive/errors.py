"""What can be wrong with an archive, named by segment, block and field."""

from ledger.core.errors import ProofError, Unavailable

SHOWN = 32


class ArchiveError(ProofError):
    """An archive is not whole or not what it says: in which segment (or the manifest), block, field."""

    def __init__(
        self, segment: str, field: str, expected: object, found: object, block: int | None = None
    ) -> None:
        where = segment if block is None else f"{segment}, block {block}"
        super().__init__(f"archive: {where}: {field}: expected {_shown(expected)}, found {_shown(found)}")
        self.segment = segment
        self.block = block
        self.field = field
        self.expected = expected
        self.found = found


def expect(segment: str, field: str, expected: object, found: object, block: int | None = None) -> None:
    """ArchiveError unless the two are equal."""
    if expected != found:
        raise ArchiveError(segment, field, expected, found, block)


class NotArchived(Unavailable):
    """A block that the archive does not reach, or a state that it does not hold."""

    def __init__(self, what: str, last: int | None) -> None:
        ends = "is empty" if last is None else f"ends at block {last}"
        super().__init__(f"the archive {ends}: it has no {what}")


class ArchiveBusy(Unavailable):
    """Someone else is exporting to the same folder."""

    def __init__(self, folder: object) -> None:
        super().__init__(f"{folder}: another export is at work here")


def _shown(value: object) -> str:
    if isinstance(value, bytes):
        return f"0x{value[:SHOWN].hex()}" + ("…" if len(value) > SHOWN else "")
    return str(value)[:200]
