"""Document numbers, normalised: one invoice has one tag however it is typed (docs/records.md, section 3)."""

import unicodedata
from itertools import groupby

from ledger.core.errors import BadContent

LONGEST = 256
"""Characters of a number as typed; NFKC may write one character as eighteen."""


def normalise(number: str) -> str:
    """`number` without its spelling: runs of ASCII digits and of other signs, joined by `.`.

    Leading zeros are dropped. `INV-0042`, `inv 42` and full-width `ＩＮＶ４２` are one number; `1-23`, `12-3`
    and `123` are three. BadContent if nothing is left, for more than 256 characters, and for code points that
    this Unicode does not assign: a later one may make a letter of what would be a separator today, and one
    invoice would get a second tag.
    """
    if len(number) > LONGEST:
        raise BadContent("number", f"at most {LONGEST} characters", len(number))
    unknown = next((sign for sign in number if unicodedata.category(sign) in ("Cn", "Cs")), None)
    if unknown is not None:
        raise BadContent("number", "only characters that Unicode assigns", f"U+{ord(unknown):04X}")
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", number).casefold())
    runs = [_written(sort, "".join(signs)) for sort, signs in groupby(folded, key=_sort) if sort]
    if not runs:
        raise BadContent("number", "at least one letter or digit", number)
    return ".".join(runs)


def _sort(sign: str) -> str:
    """`""` for a separator, `"digit"` for a decimal digit of any script, else `"other"`."""
    category = unicodedata.category(sign)
    if category[0] in "ZPC":
        return ""
    return "digit" if category == "Nd" else "other"


def _written(sort: str, run: str) -> str:
    if sort == "other":
        return run
    digits = "".join(str(unicodedata.decimal(sign)) for sign in run)
    return digits.lstrip("0") or "0"
