"""Reading parsed JSON field by field; every complaint names its path, nothing unknown is passed over."""

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from ledger.attest.canonical import Json
from ledger.core.errors import ProofError

T = TypeVar("T")
_HEX = re.compile(r"0x[0-9a-f]*")


class FormError(ProofError):
    """A field is missing, unknown, or not of its form. `path` is like `$.tradelines[3].entries[0].meta`."""

    def __init__(self, path: str, rule: str) -> None:
        super().__init__(f"{path}: {rule}")
        self.path = path
        self.rule = rule


class Fields:
    """One JSON object being read. Each name is taken once; `close` refuses what was not taken."""

    def __init__(self, value: Json, path: str) -> None:
        if not isinstance(value, dict):
            raise FormError(path, "an object is expected")
        self._rest: dict[str, Json] = dict(value)
        self.path = path

    def has(self, name: str) -> bool:
        """Whether `name` is there and not taken yet."""
        return name in self._rest

    def raw(self, name: str) -> Json:
        """The value of `name`, of any form."""
        if name not in self._rest:
            raise FormError(f"{self.path}.{name}", "missing")
        return self._rest.pop(name)

    def text(self, name: str, limit: int = 1 << 26) -> str:
        """A string of at most `limit` characters."""
        value = self.raw(name)
        if not isinstance(value, str) or len(value) > limit:
            raise FormError(
                f"{self.path}.{name}",
                f"a string of at most {limit} characters is expected",
            )
        return value

    def integer(self, name: str, low: int = 0, high: int = 2**53 - 1) -> int:
        """A whole number within bounds."""
        return integer(self.raw(name), f"{self.path}.{name}", low, high)

    def data(self, name: str, size: int | None = None) -> bytes:
        """Bytes written as lower-case hex with 0x; of `size` bytes if given."""
        return hex_bytes(self.raw(name), f"{self.path}.{name}", size)

    def object(self, name: str) -> "Fields":
        """An object within."""
        return Fields(self.raw(name), f"{self.path}.{name}")

    def list_of(self, name: str, read: Callable[[Json, str], T]) -> tuple[T, ...]:
        """Each member of a list, read with its path."""
        return tuple(read(value, path) for value, path in items(self.raw(name), f"{self.path}.{name}"))

    def close(self) -> None:
        """Ends the reading: what has not been taken is unknown here, and refused."""
        if self._rest:
            raise FormError(f"{self.path}.{min(self._rest)}", "unknown")


def items(value: Json, path: str) -> Iterable[tuple[Json, str]]:
    """The members of a JSON list with their paths."""
    if not isinstance(value, list):
        raise FormError(path, "a list is expected")
    return ((item, f"{path}[{index}]") for index, item in enumerate(value))


def integer(value: Json, path: str, low: int = 0, high: int = 2**53 - 1) -> int:
    """A whole number within bounds (a JSON true is not 1)."""
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise FormError(path, f"a whole number from {low} to {high} is expected")
    return value


def hex_bytes(value: Json, path: str, size: int | None = None) -> bytes:
    """Bytes written as lower-case hex with 0x."""
    if not isinstance(value, str) or len(value) % 2 or not _HEX.fullmatch(value):
        raise FormError(path, "lower-case hex with 0x is expected")
    data = bytes.fromhex(value[2:])
    if size is not None and len(data) != size:
        raise FormError(path, f"{size} bytes are expected")
    return data


def hex_text(data: bytes) -> str:
    """Bytes as this project writes them in JSON."""
    return "0x" + data.hex()
