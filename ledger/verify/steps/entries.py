"""Step 8: the entries shown open to their commitments, or are void by their recorder's fault."""

from ledger.attest.contents import contents_of, sealed_entries
from ledger.core.entry import Void
from ledger.proof.scope import Place
from ledger.verify.case import Case, Missing, ground


def entries(case: Case) -> str:
    """8: each entry shown opens to its commitment, or is void by its recorder's fault; what stays sealed is counted."""
    dossier, trust = ground(case.dossier, "1"), case.trust
    ground(case.headers, "3")
    place = Place(trust.chain_id, trust.ledger.address)
    contents = {item.id: contents_of(place, item) for item in dossier.tradelines}
    own = {int.from_bytes(event.subject, "big") for event in dossier.lists[0]}
    sealed = {item.id: sealed_entries(item, contents[item.id]) for item in dossier.tradelines}
    void = sum(isinstance(content, Void) for group in contents.values() for content in group)
    if hidden := sum(count for number, count in sealed.items() if number in own):
        raise Missing(f"{hidden} entries on the member's own tradelines are not opened")
    case.contents = contents
    apart = sum(sealed.values())
    return f"every entry opens; {void} void by their recorder's fault; {apart} sealed on others' tradelines"
