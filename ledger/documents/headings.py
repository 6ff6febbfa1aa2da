"""What programs call their columns, in several languages, and what each name means for a profile."""

import re
import tomllib
import unicodedata
from functools import cache
from importlib import resources
from typing import Final

DIRECTIONS: Final = {
    "received": (
        "收入", "收", "贷", "credit", "cr", "c", "in", "h", "haben", "crdt", "bij", "+", "入账", "income", "received",
        "贷方", "贷 cr", "入", "转入", "存入", "收款",
    ),
    "paid": (
        "支出", "支", "借", "debit", "dr", "d", "out", "s", "soll", "dbit", "af", "-", "出账", "expense", "paid",
        "借方", "借 dr", "出", "转出", "支取", "付款",
    ),
}  # fmt: skip
"""Words for either direction, in small letters."""

YES: Final = ("yes", "y", "true", "ja", "oui", "si", "sí", "是", "1")
NO: Final = ("no", "n", "false", "nein", "non", "否", "0")

_IN_BRACKETS = re.compile(r"[(（\[【]([^)）\]】]*)[)）\]】]")
_MONEY: Final = {"元": "CNY", "人民币": "CNY", "rmb": "CNY", "€": "EUR", "£": "GBP", "zł": "PLN"}
"""Words of one currency alone: `$` and `¥` are of several."""


def likeness(field: str, name: str) -> int | None:
    """How far down the list of a field's names a heading is; None if it is none of them."""
    names = _names()[field]
    exact = names.get(_key(name))
    return exact if exact is not None else names.get(_key(_IN_BRACKETS.sub("", name)))


def is_known(name: str) -> bool:
    """Whether a heading is the name of any field."""
    return any(likeness(field, name) is not None for field in _names())


def currency_in(name: str) -> str:
    """The currency that a heading names in brackets, as in `Amount (EUR)` or `金额(元)`; "" if none."""
    words = [inside.strip() for inside in _IN_BRACKETS.findall(name)]
    found = [
        currency_of(word) or (word.upper() if len(word) == 3 and word.isascii() else "") for word in words
    ]
    return next(filter(None, found), "")


def currency_of(mark: str) -> str:
    """The one currency that a mark stands for; "" if it is none, or several's."""
    return _MONEY.get(mark.lower(), "")


@cache
def _names() -> dict[str, dict[str, int]]:
    """Field to its names as they are compared, and the place of each in its list."""
    text = (resources.files("ledger.documents") / "headings.toml").read_text(encoding="utf-8")
    return {
        field: {_key(name): place for place, name in reversed(list(enumerate(names)))}
        for field, names in tomllib.loads(text).items()
    }


def _key(name: str) -> str:
    """Letters and digits alone, wide and narrow, great and small alike."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in folded if sign.isalnum())
