"""Column profiles that a party has said yes to: TOML files in a folder, found again by the header of a table."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ledger.core.errors import Misuse, Unavailable
from ledger.documents.findings import shown
from ledger.documents.profile import Profile
from ledger.documents.profile_file import read_profile

SIZE: Final = 8 * 1024
"""Most bytes of a profile, many times what one needs: tomllib takes quadratic time over a long dotted key."""
MANY: Final = 100
"""Most profiles of one folder: a table's header is held against each of them."""

_NAME = re.compile(r"[^\W_]+(?:[-_.][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Remembered:
    """The profiles in `folder`, which need not be there yet. Unavailable where the disk does not answer."""

    folder: Path

    def names(self) -> tuple[str, ...]:
        """The names of the profiles, in order."""
        return tuple(sorted(file.stem for file in self.folder.glob("*.toml")))

    def texts(self) -> dict[str, bytes]:
        """Each profile's TOML by its name, in order of name. Misuse for one that is too large."""
        return {name: self.text(name) for name in self.names()}

    def text(self, name: str) -> bytes:
        """The TOML of one of `names`. Misuse if it is too large; no path is told, only the name."""
        return _read(self.folder / f"{name}.toml")

    def profiles(self) -> tuple[Profile, ...]:
        """The same, read; BadInput names one that is broken."""
        return tuple(map(self.profile, self.names()))

    def profile(self, name: str) -> Profile:
        """One of `names`, read. BadInput if it is broken, Misuse if it is too large."""
        return read_profile(name, self.text(name))

    def keep(self, name: str, text: bytes) -> Path:
        """Keeps what `check` allows under `name`. Misuse if that is another's, or there are too many."""
        check(name, text)
        kept, path = self.texts(), self.folder / f"{name}.toml"
        if kept.get(name, text) != text:
            raise Misuse(f"{shown(name)}: there is another profile of this name")
        if name not in kept and len(kept) >= MANY:
            raise Misuse(f"there are {MANY} profiles already, and no more are kept")
        self._write(path, text)
        return path

    def forget(self, name: str) -> bool:
        """Whether there was a profile of this name: there is none now."""
        if name not in self.names():
            return False
        (self.folder / f"{name}.toml").unlink(missing_ok=True)
        return True

    def _write(self, path: Path, text: bytes) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            part = path.with_name(f"{path.name}.part")
            part.write_bytes(text)
            part.replace(path)
        except OSError as error:
            raise Unavailable(f"{path}: {error.strerror or error}") from error


def check(name: str, text: bytes) -> None:
    """BadInput if `text` is no profile; Misuse if it is too large, or `name` is no name."""
    if len(name) > 64 or _NAME.fullmatch(name) is None:
        raise Misuse(
            f"{shown(name)}: a profile's name has letters and digits, 64 at most, and one of -_. between them"
        )
    if len(text) > SIZE:
        raise Misuse(f"{shown(name)}: a profile of more than {SIZE} bytes")
    read_profile(name, text)


def name_for(file: str) -> str:
    """A name for the profile of a table: the file's, without numbers that change from one export to the next."""
    words = re.findall(r"[^\W\d_]+", Path(file).stem)
    return "-".join(words).casefold()[:64] or "table"


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            text = opened.read(SIZE + 1)
    except OSError as error:
        raise Unavailable(f"{shown(file.stem)}: {error.strerror or 'not readable'}") from error
    if len(text) > SIZE:
        raise Misuse(f"{shown(file.stem)}: a profile of more than {SIZE} bytes")
    return text
