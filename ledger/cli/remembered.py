"""Column profiles that a party has said yes to: TOML files in its home, found again by the header of a table."""

import re
from pathlib import Path

from ledger.cli.output import read_file, write_file
from ledger.core.errors import Misuse
from ledger.documents.profile import Profile
from ledger.documents.profile_file import read_profile

_FOLDER = "profiles"
_LIMIT = 1 << 20
_NAME = re.compile(r"[^\W_]+(?:[-_.]?[^\W_]+)*")


def remembered(home: Path | None) -> tuple[Profile, ...]:
    """The profiles of a home, in order of name; BadInput names one that is broken."""
    if home is None:
        return ()
    files = sorted((home / _FOLDER).glob("*.toml"))
    return tuple(read_profile(file.stem, read_file(file, _LIMIT)) for file in files)


def remember(home: Path, name: str, text: str) -> Path:
    """Keeps a profile under `name`; Misuse if there is one of this name that says something else."""
    if _NAME.fullmatch(name) is None or len(name) > 64:
        raise Misuse(f"{name!r}: a profile's name has letters and digits, and one of -_. between them")
    path = home / _FOLDER / f"{name}.toml"
    data = text.encode()
    if path.is_file() and read_file(path, _LIMIT) != data:
        raise Misuse(f"{path}: there is another profile of this name")
    path.parent.mkdir(exist_ok=True, mode=0o700)
    write_file(path, data)
    return path


def name_for(file: Path) -> str:
    """A name for the profile of a table: the file's, without numbers that change from one export to the next."""
    words = re.findall(r"[^\W\d_]+", file.stem)
    return "-".join(words).casefold()[:64] or "table"
