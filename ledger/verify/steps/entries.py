"""Step 8: the entries shown open to their commitments, or are void by their recorder's fault."""

from ledger.attest.contents import contents_of
from ledger.attest.openness import openness
from ledger.core.ids import Member
from ledger.proof.scope import Place
from ledger.verify.case import Case, Missing, ground


def entries(case: Case) -> str:
    """8: each entry shown opens to its commitment, or is void by its recorder's fault; what stays sealed is counted."""
    dossier, trust = ground(case.dossier, "1"), case.trust
    attestation = ground(case.attestation, "1")
    ground(case.headers, "3")
    place = Place(trust.chain_id, trust.ledger.address)
    contents = {item.id: contents_of(place, item) for item in dossier.tradelines}
    found = openness(Member(attestation.subject.member), dossier.lists, dossier.tradelines, contents)
    if found.withheld:
        raise Missing(f"{found.withheld} entries that the member has to open are sealed, or void by itself")
    case.contents, case.opened = contents, found
    return (
        f"every entry opens; {found.void} void by their recorder's fault; {found.sealed} of others are sealed"
    )
