"""What the QR code of a report holds: where it stands on the chain, and digests that a bank compares with a dossier's.

Upper case, digits and colons only: the dense alphabet of QR codes (ISO/IEC 18004, 7.3.4).
"""

from collections.abc import Mapping

from ledger.attest.attestation import Attestation
from ledger.attest.canonical import Json, canonical
from ledger.core.errors import BadContent
from ledger.proof.domains import domain
from ledger.proof.keccak import keccak256
from ledger.report.source import Source
from ledger.rulebook.figure_set import FigureSet

_TITLE = "TRADELINE:REPORT:1"
_NAMES = (
    "CHAIN",
    "REGISTRY",
    "MEMBER",
    "BLOCK",
    "HASH",
    "HEADS",
    "DAY",
    "RULEBOOK",
    "FIGURES",
    "ATTESTATION",
)
_NONE = "-"
_LONGEST = 1000


def heads_digest(heads: tuple[bytes, bytes, bytes]) -> bytes:
    """keccak of a member's three heads, one after the other: what the contract holds of it as of the block."""
    return keccak256(b"".join(heads))


def figures_digest(minimum: Mapping[str, Json]) -> bytes:
    """keccak(D("figures") ‖ RFC 8785 JSON of what an attestation never withholds of the figures)."""
    return keccak256(domain("figures") + canonical(minimum))


def slip(source: Source, figures: FigureSet) -> str:
    """The text: names and values in one order, each after a colon; `-` for what there is none of."""
    place, attestation = source.place, source.attestation
    chain = (_NONE,) * 2 if place is None else (str(place.subject.chain_id), _hex(place.subject.registry))
    block = (_NONE,) * 3
    if place is not None:
        block = str(place.block), _hex(place.hash), _hex(heads_digest(place.heads))
    told = (str(source.as_of), _hex(source.rulebook.hash()), _hex(figures_digest(figures.minimum())))
    signed = _NONE if attestation is None else _hex(attestation)
    return _text((*chain, str(source.history.member), *block, *told, signed))


def slip_of(attested: Attestation, digest: bytes) -> str:
    """The text of a report that was made for an attestation, from the attestation alone."""
    subject, at = attested.subject, attested.as_of
    minimum = {name: value for name, value in attested.minimum.items() if name != "entries"}
    return _text(
        (
            str(subject.chain_id),
            _hex(subject.registry),
            str(subject.member),
            str(at.block),
            _hex(at.hash),
            _hex(heads_digest(attested.coverage[0].heads)),
            str(at.day),
            _hex(attested.rulebook_hash),
            _hex(figures_digest(minimum)),
            _hex(digest),
        )
    )


def differing(text: str, expected: str) -> tuple[str, ...]:
    """The names, in lower case, of what one slip says otherwise than another; BadContent unless the first is one.

    A report that names no attestation may go with any. The text may be in either case, and broken into lines.
    """
    said, wanted = _parts(text), _parts(expected)
    return tuple(
        name.lower()
        for name in _NAMES
        if said[name] != wanted[name] and (name, said[name]) != ("ATTESTATION", _NONE)
    )


def _parts(text: str) -> dict[str, str]:
    words = "".join(text[:_LONGEST].split()).upper().split(":")
    named, values = words[3::2], words[4::2]
    if ":".join(words[:3]) != _TITLE or tuple(named) != _NAMES or len(values) != len(named):
        raise BadContent("slip", f"{_TITLE}:CHAIN:…, as a report's QR code has it", text[:80])
    return dict(zip(named, values, strict=True))


def _text(values: tuple[str, ...]) -> str:
    return ":".join((_TITLE, *(f"{name}:{value}" for name, value in zip(_NAMES, values, strict=True))))


def _hex(value: bytes) -> str:
    return value.hex().upper()
