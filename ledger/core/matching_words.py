"""What a payer's words say of invoice numbers: names in whole, and what is left of names that were cut or mistyped."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from ledger.core.errors import TradelineError

Normalise = Callable[[str], str]
"""A number in its one form, runs joined by "." (docs/records.md, section 3); a TradelineError if empty."""

SAYING = 3
"""A beginning of fewer signs than this says nothing."""

_PIECES = 24
"""Pieces of a text that are held against numbers; a line that people or programs write has fewer."""

_WORDS = 3
"""Words that one number may have been written as."""


def _is_apart(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "ZP"


_APART = {code: " " for code in range(128) if _is_apart(chr(code))}
_DROPPED = {code: None for code in range(128) if not chr(code).isalnum()}


def names_number(text: str, number: str, normalise: Normalise) -> bool:
    """Whether a text names a number in whole runs, however either is typed."""
    wanted, runs = name_of(number, normalise), runs_in(text, normalise)
    return any(wanted in names_from(runs, start, len(wanted)) for start in range(len(runs)))


def name_of(text: str, normalise: Normalise) -> str:
    """The normal form; empty if there is none."""
    try:
        return normalise(text)
    except TradelineError:
        return ""


def runs_in(text: str, normalise: Normalise) -> list[str]:
    """Each word's runs by themselves: what a separator parts in a text may yet be two things."""
    return [run for word in _words(text) for run in name_of(word, normalise).split(".") if run]


def names_from(runs: Sequence[str], start: int, longest: int) -> Iterator[str]:
    """What one run, two, three … from `start` on would be called as one number, up to `longest` characters."""
    name = ""
    for run in islice(runs, start, None):
        apart = name and (name[-1].isdecimal() or run[0].isdecimal())
        name += f".{run}" if apart else run
        if len(name) > longest:
            return
        yield name


def spelled(text: str) -> str:
    """Letters and digits alone, casefolded, without leading zeros: what is compared sign by sign."""
    return _signs_of(text).lstrip("0")


def pieces_of(texts: Iterable[str]) -> list[str]:
    """What may be a number in the texts: one, two, three words that hold a digit, spelled."""
    pieces = (
        piece
        for text in texts
        for words in [[_signs_of(word) for word in _words(text)]]
        for start in range(len(words))
        for stop in range(start + 1, min(start + _WORDS, len(words)) + 1)
        for piece in ["".join(words[start:stop]).lstrip("0")]
        if len(piece) >= SAYING and any(sign.isdigit() for sign in piece)
    )
    return list(islice(dict.fromkeys(pieces), _PIECES))


def endings_of(texts: Iterable[str]) -> list[str]:
    """What a cut may have left of a number at the end of a text: the last word, the last two, three."""
    found = []
    for text in texts:
        words = [_signs_of(word) for word in _words(text)][-_WORDS:]
        found += ["".join(words[start:]).lstrip("0") for start in range(len(words))]
    return [ending for ending in found if len(ending) >= SAYING and any(sign.isdigit() for sign in ending)]


def is_near(one: str, other: str) -> bool:
    """Whether one edit at most makes one the other: a sign dropped, put in, mistyped, or swapped with the next."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    if one[start + 1 :] == other[start + 1 :]:
        return True
    swapped = one[start + 1 : start + 2] + one[start : start + 1] + one[start + 2 :]
    return swapped == other[start:]


def neighbours(text: str, signs: str) -> Iterator[str]:
    """Everything that one edit makes of a text, with `signs` put in."""
    for at in range(len(text) + 1):
        head, tail = text[:at], text[at:]
        yield from (f"{head}{sign}{tail}" for sign in signs)
        if tail:
            yield head + tail[1:]
            yield head + tail[1:2] + tail[0] + tail[2:]
            yield from (f"{head}{sign}{tail[1:]}" for sign in signs)


def creditor_references(text: str) -> tuple[str, ...]:
    """An RF creditor reference (ISO 11649) in one piece, and what it refers to; nothing if it is none."""
    compact = text.replace(" ", "").upper()
    return (compact, compact[4:]) if compact.startswith("RF") and compact[2:4].isdigit() else ()


def creditor_reference_of(number: str) -> str:
    """The RF creditor reference of a number; empty where it is too long for one."""
    plain = "".join(sign for sign in number.upper() if sign.isascii() and sign.isalnum())
    digits = "".join(str(int(sign, 36)) for sign in f"{plain}RF00") if 0 < len(plain) <= 21 else ""
    return f"RF{98 - int(digits) % 97:02}{plain}" if digits else ""


def _signs_of(text: str) -> str:
    if text.isascii():
        return text.lower().translate(_DROPPED)
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def _words(text: str) -> list[str]:
    if text.isascii():
        return text.translate(_APART).split()
    return "".join(" " if _is_apart(sign) else sign for sign in text).split()
