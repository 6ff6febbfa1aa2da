"""The files that a person names: folders are walked, sizes bounded, what cannot be read is told as a fault."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from ledger.core.errors import Misuse
from ledger.core.faults import Fault
from ledger.documents.door import SIZE, read_file
from ledger.documents.profile import Profile
from ledger.documents.reading import Reading


def files_under(paths: Sequence[Path]) -> list[Path]:
    """Files as named, those of folders in order of name, each once; Misuse if there is none, or no such path."""
    found = dict.fromkeys(file for path in paths for file in _under(path))
    if not found:
        raise Misuse(f"no file under {', '.join(map(str, paths))}")
    return list(found)


def _under(path: Path) -> Iterator[Path]:
    if not path.exists():
        raise Misuse(f"{path}: no such file or folder")
    if not path.is_dir():
        yield path
        return
    for folder, names, files in os.walk(path):
        names.sort()
        yield from (Path(folder) / name for name in sorted(files))


def reading_of(path: Path, profile: Profile | None, remembered: Sequence[Profile] = ()) -> Reading:
    """What a file says. Total: rules `file.read` and `file.size` stand for what is not read at all."""
    data = bytes_of(path)
    if isinstance(data, Fault):
        return Reading(str(path), "not read", faults=(data,))
    return read_file(str(path), data, profile, remembered)


def bytes_of(path: Path) -> bytes | Fault:
    """What is in a file, or why that is not read. Rules `file.read` and `file.size`."""
    name = str(path)
    try:
        if not path.is_file():
            return _unread(name, "file.read", "no regular file", "a file")
        size = path.stat().st_size
        if size > SIZE:
            return _unread(name, "file.size", f"{size} bytes", f"at most {SIZE}")
        with path.open("rb") as file:
            return file.read(SIZE + 1)
    except OSError as error:
        return _unread(name, "file.read", error.strerror or str(error), "a file that can be read")


def _unread(name: str, rule: str, found: str, expected: str) -> Fault:
    return Fault(name, "the whole file", "file", rule, found, expected)
