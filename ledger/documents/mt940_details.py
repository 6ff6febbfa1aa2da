"""What a `:86:` says of a movement: by the subfields of German and Polish banks, the words of Dutch ones, or as text.

Sources: Deutsche Kreditwirtschaft, DFÜ agreement, annex 3 (SWIFT formats); ING, ABN AMRO and Rabobank, "MT940
structured", format descriptions.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.documents.values import read_reference

_SUBFIELD = re.compile(r"(?:(?P<code>[0-9]{3}))?(?P<sign>[?<~^+@#!|*\xac])(?=[0-9]{2})")
_CODED = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|ANAM|IBAN|BIC|PURP|RREF)[+:]")
_WORDED = re.compile(
    r"/(TRTP|EREF|KREF|MARF|CSID|CNTP|REMI|IBAN|BIC|NAME|ORDP|BENM|ADDR|PREF|RTRN|ISDT|PURP|ULTC|ULTD|SVCL|UPAI)/"
)
_REMITTANCE = (*range(20, 30), *range(60, 64))
_FULL = 27
"""Characters of a subfield: one that has them all goes on in the next without a break."""
_RETURNS = {"108", "109", "159", "181", "184"}
"""Business transaction codes of returned direct debits and transfers (annex 3)."""


@dataclass(frozen=True, slots=True)
class Details:
    """What is known of the other side and of the purpose."""

    name: str = ""
    account: str = ""
    end_to_end_id: str = ""
    references: tuple[str, ...] = ()
    remittance: str = ""
    returned: bool = False


def details_of(lines: Sequence[str]) -> Details:
    """The details in the lines of a `:86:`."""
    text = "".join(lines)
    match = _SUBFIELD.match(text)
    if match is not None:
        return _subfields(match["code"] or "", text[match.end() :].split(match["sign"]))
    if _WORDED.search(text):
        return _worded(text)
    joined = " ".join(line.strip() for line in lines if line.strip())
    return _purpose(_coded([joined]), joined, "", "", False)


def _subfields(code: str, parts: Sequence[str]) -> Details:
    """Two digits and a text each: 20 to 29 and 60 to 63 the purpose, 31 the account, 32 and 33 the name."""
    found: dict[int, str] = {}
    for part in parts:
        if part[:2].isdigit() and part[:2].isascii():
            found.setdefault(int(part[:2]), part[2:])
    chunks = [found[number] for number in _REMITTANCE if number in found]
    name = f"{found.get(32, '')}{found.get(33, '')}" if len(found.get(32, "")) >= _FULL else " ".join(
        filter(None, (found.get(32, "").strip(), found.get(33, "").strip()))
    )  # fmt: skip
    words = _coded(chunks)
    account = found.get(31, "").strip() or words.get("IBAN", "")
    name = name.strip() or words.get("ANAM", "") or words.get("ABWA", "")
    return _purpose(words, _joined(chunks), name, account, code in _RETURNS)


def _coded(chunks: Sequence[str]) -> dict[str, str]:
    """Words such as `EREF+` and what follows each, up to the next."""
    parts = _CODED.split(_joined(chunks))
    words: dict[str, str] = {}
    for word, value in zip(parts[1::2], parts[2::2], strict=True):
        words.setdefault(word, value.strip())
    return words


def _joined(chunks: Sequence[str]) -> str:
    text = ""
    for chunk in chunks:
        text += chunk if len(chunk) >= _FULL else f"{chunk} "
    return text.strip()


def _purpose(words: dict[str, str], text: str, name: str, account: str, returned: bool) -> Details:
    own = [words.get(key, "") for key in ("EREF", "KREF")]
    references = tuple(dict.fromkeys(word for word in own[1:] if read_reference(word)))
    return Details(
        name=name,
        account=account.replace(" ", ""),
        end_to_end_id=read_reference(own[0]) or "",
        references=references,
        remittance=words.get("SVWZ", "") if words else text,
        returned=returned,
    )


def _worded(text: str) -> Details:
    """`/EREF/…/REMI/USTD//…`; of the other side, either `/CNTP/account/BIC/name/city` or `/IBAN/…/NAME/…`."""
    parts = _WORDED.split(text)
    words: dict[str, str] = {}
    for word, value in zip(parts[1::2], parts[2::2], strict=True):
        words.setdefault(word, value.strip("/ "))
    other = words.get("CNTP", "").split("/")
    remittance = words.get("REMI", "")
    kind, _, rest = remittance.partition("/")
    structured = rest.rpartition("/")[2].strip() if kind == "STRD" else ""
    found = (structured, words.get("KREF", ""), words.get("PREF", ""))
    return Details(
        name=words.get("NAME", "") or (other[2].strip() if len(other) > 2 else ""),
        account=(words.get("IBAN", "") or other[0]).replace(" ", ""),
        end_to_end_id=read_reference(words.get("EREF", "")) or "",
        references=tuple(dict.fromkeys(word for word in found if read_reference(word))),
        remittance=rest.strip("/ ") if kind in ("USTD", "STRD") else remittance,
        returned="RTRN" in words,
    )
