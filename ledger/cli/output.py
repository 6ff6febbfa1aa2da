"""How a verb speaks: JSON with --json, else text for people; progress and errors on standard error."""

import json
import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from itertools import chain
from pathlib import Path
from typing import NoReturn, Protocol

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from ledger.attest.canonical import Json
from ledger.attest.pieces import Pieces, pieces_of
from ledger.core.errors import BadInput, Misuse, TradelineError, Unavailable
from ledger.core.faults import Fault
from ledger.settings import VAULT

console = Console()
errors = Console(stderr=True)
LONGEST_WORD = 32
"""Signs of a word, such as an invoice's number, that a table keeps in one line."""


class Exit(IntEnum):
    """Exit codes, of every verb alike."""

    DONE = 0
    REFUSED = 1
    MISUSE = 2
    NOT_ESTABLISHED = 3


def print_json(value: Pieces) -> None:
    """One JSON document on standard output, in UTF-8 whatever the terminal's encoding (RFC 8259, 8.1)."""
    sys.stdout.flush()
    for piece in chain(pieces_of(value, "\n"), "\n"):
        # A lone surrogate, as in the name of a file that is no text, comes out as JSON's own escape of it.
        sys.stdout.buffer.write(piece.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def text_of(value: Json) -> str:
    """A JSON document as it is printed."""
    return json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


@contextmanager
def speaking(as_json: bool) -> Iterator[None]:
    """Turns errors of the project into words (or a JSON problem) and an exit code."""
    try:
        yield
    except BadInput as error:
        _fail(as_json, Exit.REFUSED, error, [fault.as_json() for fault in error.faults])
    except Misuse as error:
        _fail(as_json, Exit.MISUSE, error)
    except Unavailable as error:
        _fail(as_json, Exit.REFUSED, error)
    except TradelineError as error:
        _fail(as_json, Exit.REFUSED, error)
    except (OSError, sqlite3.Error) as error:
        _fail(as_json, Exit.REFUSED, Unavailable(f"{type(error).__name__}: {error}"))


def _words(error: TradelineError) -> str:
    if isinstance(error, BadInput):
        return f"{len(error.faults)} fault{'s' * (len(error.faults) != 1)} in {error.faults[0].file}"
    return str(error)


def _fail(as_json: bool, code: Exit, error: TradelineError, faults: Json = None) -> NoReturn:
    if as_json:
        print_json(
            {
                "error": type(error).__name__,
                "detail": _words(error),
                "faults": faults or [],
            }
        )
    else:
        errors.print(f"[bold red]error:[/] {plain(_words(error))}", highlight=False)
        print_faults(error.faults if isinstance(error, BadInput) else (), errors)
    raise typer.Exit(code)


def print_faults(faults: Sequence[Fault], where: Console = console) -> None:
    """A line a fault, for people."""
    for fault in faults:
        where.print(
            f"  {plain(fault.where)}: [bold]{plain(fault.field)}[/] ({fault.rule}): "
            f"found {plain(fault.found)}, expected {plain(fault.expected)}",
            highlight=False,
        )


def plain(text: str) -> str:
    """Foreign text, safe to print with markup on."""
    # What comes from a file must not be read as markup or steer the terminal.
    shown = "".join(sign if sign.isprintable() or sign == "\n" else "�" for sign in text)
    return shown.replace("[", r"\[")


def read_file(path: Path, limit: int = 64 << 20) -> bytes:
    """The bytes of a file; Misuse if there is none or it is larger than `limit`."""
    try:
        # Its size is not asked for: a device and a pipe have none.
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise Misuse(f"{path}: {error.strerror or error}") from error
    if len(data) > limit:
        raise Misuse(f"{path}: larger than {limit} bytes")
    return data


def write_file(path: Path, data: bytes) -> None:
    """Writes a file beside and moves it over, so that a part is never taken for the whole; Misuse."""
    if path.exists() and not path.is_file():  # a device or a pipe would be replaced
        raise Misuse(f"{path}: no regular file")
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        raise Misuse(f"{path}: {error.strerror or error}") from error


def check_apart(outputs: Iterable[Path | None], inputs: Iterable[Path | None] = ()) -> None:
    """Misuse where a file that is to be written is read as well, is another output too, or is one of a home's own."""
    read = {os.path.realpath(path) for path in inputs if path is not None}
    written: set[str] = set()
    for path in outputs:
        if path is None:
            continue
        # As `write_file` writes; links are followed, else a file could be lost by its second name.
        real = {os.path.realpath(name) for name in (path, f"{path}.part")}
        if real & read:
            raise Misuse(f"{path} is read, and would be overwritten: name another file")
        if real & written:
            raise Misuse(f"{path}: one file cannot be both outputs")
        folders = Path(os.path.realpath(path)).parents
        if path.exists() and any((folder / VAULT).is_file() for folder in folders):
            raise Misuse(f"{path} is a file of a home, and would be overwritten: name another file")
        written |= real


class Bar(Protocol):
    """Told how many steps are done and, where that moves, how many there are."""

    def __call__(self, done: int, total: int | None = None, /) -> None: ...


@contextmanager
def progress(title: str, total: int | None) -> Iterator[Bar]:
    """A bar on standard error for long work."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task(title, total=total)

        def show(done: int, total: int | None = None, /) -> None:
            bar.update(task, completed=done, total=total)

        yield show


def print_table(table: Table) -> None:
    """Never narrower than its numbers: a terminal that is too narrow gets longer lines, and loses no digit."""
    for column in table.columns:
        cells = [str(cell) for cell in (column.header, *column.cells)]
        parts = cells if column.no_wrap else [word for cell in cells for word in cell.split()]
        longest = max((cell_len(Text.from_markup(part).plain) for part in parts), default=0)
        room = longest if column.justify == "right" else min(longest, LONGEST_WORD)
        column.min_width = max(room, column.min_width or 0)
    # Not as it would be measured: a word of any length may be folded, and does not widen what others stand in.
    _, right, _, left = table.padding
    lines = len(table.columns) - 1 + 2 * table.show_edge if table.box else 0
    least = sum((column.min_width or 0) + left + right for column in table.columns) + lines
    if least > console.width:  # else a column that may be folded is folded to nothing, and left out
        table.width = least
    console.print(table, crop=False)
