"""What the QR code of a report holds: enough to find its place on the chain, and to tell another report from it.

Upper case, digits and colons only: the dense alphabet of QR codes (ISO/IEC 18004, 7.3.4).
"""

from ledger.attest.canonical import canonical
from ledger.proof.domains import domain
from ledger.proof.keccak import keccak256
from ledger.report.source import Place, Source
from ledger.rulebook.figure_set import FigureSet

_TITLE = "TRADELINE:REPORT:1"


def heads_digest(place: Place) -> bytes:
    """keccak of the member's three heads, one after the other: what the contract holds of it as of the block."""
    return keccak256(b"".join(place.heads))


def figures_digest(figures: FigureSet) -> bytes:
    """keccak(D("figures") ‖ RFC 8785 JSON of what an attestation never withholds): from a dossier it is the same."""
    return keccak256(domain("figures") + canonical(figures.minimum()))


def slip(source: Source, figures: FigureSet) -> str:
    """Names and values in one order, each after a colon; `-` for what there is none of."""
    place = source.place
    parts = {
        "CHAIN": "-" if place is None else str(place.subject.chain_id),
        "REGISTRY": "-" if place is None else _hex(place.subject.registry),
        "MEMBER": str(source.history.member),
        "BLOCK": "-" if place is None else str(place.block),
        "HASH": "-" if place is None else _hex(place.hash),
        "HEADS": "-" if place is None else _hex(heads_digest(place)),
        "DAY": str(source.as_of),
        "RULEBOOK": _hex(source.rulebook.hash()),
        "FIGURES": _hex(figures_digest(figures)),
        "ATTESTATION": "-" if source.attestation is None else _hex(source.attestation),
    }
    return ":".join((_TITLE, *(f"{name}:{value}" for name, value in parts.items())))


def _hex(value: bytes) -> str:
    return value.hex().upper()
