"""What was found while a file was read: the faults, all at once, and the notes."""

from dataclasses import dataclass, field

from ledger.core.faults import Fault

FAULTS_SHOWN = 1000
"""Faults kept of one file, so that a hostile one cannot fill the memory; one more says there are more."""

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
    """Collects the findings on `file`, in the order of discovery; `within` says in which part of it they are."""

    file: str
    within: str = ""
    notes: list[Note] = field(default_factory=list)
    _faults: dict[Fault, None] = field(default_factory=dict)
    _more: bool = False

    def fault(self, where: str, field: str, rule: str, found: str, expected: str) -> None:
        """One more fault, its parts as in `Fault`; the same one twice is one."""
        fault = Fault(self.file, self.within + where, field, rule, found, expected)
        if len(self._faults) < FAULTS_SHOWN:
            self._faults[fault] = None
        else:
            self._more = self._more or fault not in self._faults

    def note(self, where: str, field: str, text: str) -> None:
        """One more note, as long as there is room."""
        if len(self.notes) < FAULTS_SHOWN:
            self.notes.append(Note(self.within + where, field, text))

    @property
    def clean(self) -> bool:
        """No fault so far."""
        return not self._faults

    def faults(self) -> tuple[Fault, ...]:
        """All faults; where there are more than `FAULTS_SHOWN`, the last one says so."""
        if not self._more:
            return tuple(self._faults)
        found, expected = f"more than {FAULTS_SHOWN} faults", "a file without faults"
        return (*self._faults, Fault(self.file, "the whole file", "file", "faults.more", found, expected))
