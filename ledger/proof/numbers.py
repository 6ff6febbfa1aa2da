"""Document numbers, normalised: one invoice has one tag however it is typed (docs/records.md, section 3)."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from ledger.core.errors import BadContent

LONGEST = 256
"""Characters of a number as typed; NFKC may write one character as eighteen."""

_INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
"""Default_Ignorable_Code_Point (Unicode 15.0, DerivedCoreProperties.txt) less category Cf and the unassigned."""


@lru_cache(4096)
def normalise(number: str) -> str:
    """`number` without its spelling: runs of ASCII digits and of other signs, joined by `.`.

    Leading zeros and what cannot be seen are dropped; a separator counts between two runs of digits, and
    nowhere else. `INV-0042`, `inv 42`, `I.N.V 42` and full-width `ＩＮＶ４２` are one number; `1-23`, `12-3` and
    `123` are three. BadContent if nothing is left, for more than 256 characters, and for code points that
    this Unicode does not assign: a later one may make a letter of what would be a separator today, and one
    invoice would get a second tag.
    """
    if len(number) > LONGEST:
        raise BadContent("number", f"at most {LONGEST} characters", len(number))
    unknown = next((sign for sign in number if unicodedata.category(sign) in ("Cn", "Cs")), None)
    if unknown is not None:
        raise BadContent("number", "only characters that Unicode assigns", f"U+{ord(unknown):04X}")
    runs = list(_runs(_folded("".join(sign for sign in number if not _is_invisible(sign)))))
    if not runs:
        raise BadContent("number", "at least one letter or digit", number)
    return ".".join(runs)


def normal_or_none(number: str | None) -> str | None:
    """The same, None where there is no such form: what others wrote may be anything."""
    try:
        return None if number is None else normalise(number)
    except BadContent:
        return None


def _is_invisible(sign: str) -> bool:
    return unicodedata.category(sign) == "Cf" or sign in _INVISIBLE


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _runs(folded: str) -> Iterator[str]:
    """Each run of digits by itself, and what stands between two of them as one."""
    cut = [(sort, "".join(signs)) for sort, signs in groupby(folded, key=_sort) if sort]
    for sort, pieces in groupby(cut, key=itemgetter(0)):
        texts = [text for _, text in pieces]
        if sort == "digit":
            yield from map(_plain, texts)
        else:
            # A letter and an accent that a separator kept apart are one sign now.
            yield _folded("".join(texts))


def _sort(sign: str) -> str:
    """`""` for a separator, `"digit"` for a decimal digit of any script, else `"other"`."""
    category = unicodedata.category(sign)
    if category[0] in "ZPC":
        return ""
    return "digit" if category == "Nd" else "other"


def _plain(digits: str) -> str:
    """In ASCII, without leading zeros; the last digit stays."""
    return "".join(str(unicodedata.decimal(sign)) for sign in digits).lstrip("0") or "0"
