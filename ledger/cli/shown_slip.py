"""Whether a printed credit report is that of a verified dossier, by the text of its QR code."""

from ledger.attest import attestation as claims
from ledger.attest import sdjwt
from ledger.attest.dossier import parse_dossier
from ledger.core.errors import BadContent, Misuse
from ledger.report.slip import differing, slip_of


def differing_from(dossier: bytes, slip: str) -> tuple[str, ...]:
    """In what the report differs from a dossier that was verified; Misuse if the text is none of a report."""
    token = sdjwt.read(parse_dossier(dossier).attestation).issued
    try:
        return differing(slip.strip(), slip_of(claims.parse(token.payload), token.digest))
    except BadContent as error:
        raise Misuse(str(error)) from error


def slip_words(apart: tuple[str, ...]) -> str:
    """The same for people."""
    if apart:
        return f"report: [bold red]not of this dossier[/]: it differs in {', '.join(apart)}"
    return "report: [green]of this dossier[/]: its block, heads, day, rulebook and figures"
