"""What was found while a file was read: the faults, all at once, and the notes."""

from dataclasses import dataclass, field

from ledger.core.faults import Fault

FAULTS_SHOWN = 1000
"""Faults kept of one file; one last fault counts the rest, so that a hostile file cannot fill the memory."""

_SHOWN = 80


def shown(text: str) -> str:
    """`text` for a person: quoted, control characters escaped, 80 characters at most."""
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


@dataclass(frozen=True, slots=True)
class Note:
    """Something assumed or left out while reading, which a person may want to know; no fault."""

    where: str
    field: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.field}: {self.text}"


@dataclass(slots=True)
class Findings:
    """Collects the findings on `file`, in the order of discovery."""

    file: str
    notes: list[Note] = field(default_factory=list)
    _faults: list[Fault] = field(default_factory=list)
    _count: int = 0

    def fault(self, where: str, field: str, rule: str, found: str, expected: str) -> None:
        """One more fault; its parts as in `Fault`."""
        self._count += 1
        if self._count <= FAULTS_SHOWN:
            self._faults.append(Fault(self.file, where, field, rule, found, expected))

    def note(self, where: str, field: str, text: str) -> None:
        """One more note, as long as there is room."""
        if len(self.notes) < FAULTS_SHOWN:
            self.notes.append(Note(where, field, text))

    @property
    def clean(self) -> bool:
        """No fault so far."""
        return self._count == 0

    def faults(self) -> tuple[Fault, ...]:
        """All faults; beyond `FAULTS_SHOWN` their number."""
        if self._count <= FAULTS_SHOWN:
            return tuple(self._faults)
        more = f"{self._count - FAULTS_SHOWN} more faults"
        last = Fault(self.file, "the whole file", "file", "faults.more", more, "a file without faults")
        return (*self._faults, last)
