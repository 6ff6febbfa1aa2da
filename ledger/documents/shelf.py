"""The profiles that come with the package, and which of them a file answers to."""

import codecs
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from itertools import islice

from ledger.core.errors import Misuse
from ledger.documents.findings import Findings, shown
from ledger.documents.profile import InvoiceRows, Layout, Profile
from ledger.documents.profile_file import read_profile
from ledger.documents.sheet import PREAMBLE, Line, has_header, lines_of
from ledger.documents.xlsx import is_workbook

_DELIMITERS = ("", "\t", ";")
"""What parts the cells: the profile says so, or a spreadsheet chose it when it saved the table again."""
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HEAD = 1 << 18
"""Bytes of a text in which a header is looked for."""


@cache
def profile_names() -> tuple[str, ...]:
    """The profiles that come with the package."""
    folder = resources.files("ledger.documents") / "profiles"
    return tuple(
        sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))
    )


@cache
def profile_named(name: str) -> Profile:
    """A profile that comes with the package, `sba-loans` for `sba_loans` too; Misuse if there is none of this name."""
    name = name.replace("-", "_")
    if name not in profile_names():
        raise Misuse(f"no profile {shown(name)}; there are: {', '.join(profile_names())}")
    folder = resources.files("ledger.documents") / "profiles"
    return read_profile(name, (folder / f"{name}.toml").read_bytes())


def profile_for(
    data: bytes, named: Profile | None = None, remembered: Sequence[Profile] = ()
) -> Profile | None:
    """Which profile a table is read by: the one named or remembered whose header it has, else the statement of a
    platform or bank whose header it has (of several, the one that reads most of it), else the one named."""
    heads: dict[object, list[Line]] = {}
    own = [named] if named else []
    for profile in (*own, *remembered):
        if _answers(data, profile, heads):
            return profile
    known = map(profile_named, profile_names())
    # A ledger of invoices says whose it is, which no header tells.
    statements = [profile for profile in known if not isinstance(profile.rows, InvoiceRows)]
    for delimiter in _DELIMITERS:
        saved = [_saved_again(profile, data, delimiter) for profile in statements]
        found = [profile for profile in saved if _answers(data, profile, heads)]
        if found:
            return max(found, key=lambda profile: len(profile.columns()))
    return named


def _saved_again(profile: Profile, data: bytes, delimiter: str) -> Profile:
    """The profile for a table that a spreadsheet has written out: under marks of its own, perhaps in UTF-16."""
    layout = profile.layout
    encodings = ("utf-16",) if data.startswith(_UTF_16) else layout.encodings
    return replace(
        profile, layout=replace(layout, encodings=encodings, delimiter=delimiter or layout.delimiter)
    )


def _answers(data: bytes, profile: Profile, heads: dict[object, list[Line]]) -> bool:
    layout = profile.layout
    key = (layout.encodings, layout.delimiter, layout.quote, layout.strict, layout.symbol)
    kind = layout.sheet if is_workbook(data) else key  # a header is text: the rest says nothing of it there
    if kind not in heads:
        heads[kind] = head_of(data, layout)
    return has_header(heads[kind], profile)


def head_of(data: bytes, layout: Layout) -> list[Line]:
    """The first lines of a file, as far as they are any."""
    head = data if is_workbook(data) else _whole_lines(data)
    return list(islice(lines_of(head, layout, Findings("")), PREAMBLE))


def _whole_lines(data: bytes) -> bytes:
    """The head of a text, without the last line, which may be cut within a character."""
    if len(data) <= _HEAD:
        return data
    end = data.rfind(b"\n", 0, _HEAD) + 1
    if data.startswith(_UTF_16):
        end += end % 2
    return data[:end] or data[:_HEAD]
