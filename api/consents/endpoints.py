"""POST, GET and DELETE /v1/consents."""

from fastapi import APIRouter, HTTPException

from api.bodies import BoundedRoute
from api.callers import At, Consenter
from api.consents.schemas import ConsentAnswer, ConsentForm, Consents, ConsentWanted
from api.disclosure import check_hosted
from api.forms import Digest, Known
from ledger.app.consent import Consent, consents_of, give_consent, withdraw_consent
from ledger.app.refusals import NotAMember
from ledger.core.day import day_of
from ledger.core.errors import Misuse
from ledger.core.ids import Commitment, Member

router = APIRouter(prefix="/v1/consents", tags=["consents"], route_class=BoundedRoute)


@router.post("", status_code=201)
def give(at: At, caller: Consenter, wanted: ConsentWanted) -> ConsentAnswer:
    """Consent, on chain, that another member sees the caller's history. The same again, while it stands, is one."""
    with at.current() as node:
        member, reader = check_hosted(node, caller.member), Member(wanted.reader)
        consent = Consent(member, reader, wanted.purpose, day_of(wanted.until))
        if reader == member:
            raise Misuse("a member sees its own history without a consent")
        if node.index.directory.member(reader) is None:
            raise NotAMember(reader, "is not in the registry")
        commitment = give_consent(node.desk, node.registrations(member), consent)
        node.follow()
        return ConsentAnswer.after(ConsentForm.of(commitment, consent, stands=True), node.known())


@router.get("")
def show(at: At, caller: Consenter) -> Consents:
    """Every consent of the caller's member, and whether it stands."""
    with at.current() as node:
        member = check_hosted(node, caller.member)
        consents = [ConsentForm.of(*each) for each in consents_of(node.desk, member)]
        return Consents(member=member, known=Known.at(node.known()), consents=consents)


@router.delete("/{commitment}")
def withdraw(at: At, caller: Consenter, commitment: Digest) -> ConsentAnswer:
    """Withdraw a consent for ever: from the next request on, nothing leaves by it."""
    name = Commitment(bytes.fromhex(commitment[2:]))
    with at.current() as node:
        member = check_hosted(node, caller.member)
        own = {given: consent for given, consent, _ in consents_of(node.desk, member)}
        if name not in own:
            raise HTTPException(404, f"member {member} gave no consent {commitment}")
        withdraw_consent(node.desk, node.registrations(member), name)
        node.follow()
        return ConsentAnswer.after(ConsentForm.of(name, own[name], stands=False), node.known())
