"""GET /v1/profiles, POST /v1/profiles/proposals, PUT and DELETE /v1/profiles/{name}."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.bodies import BoundedRoute, Raw
from api.callers import At, Submitter
from api.disclosure import check_hosted
from api.profiles.schemas import ProfileForm, ProfilesForm, ProposalForm
from api.profiles.shelf import own_profiles, profiles_of
from api.uploads import FILE_BODY, Uploaded
from ledger.core.errors import Misuse
from ledger.documents.remembered import check, name_for
from ledger.documents.trial import look_at, values_of

router = APIRouter(prefix="/v1/profiles", tags=["profiles"], route_class=BoundedRoute)

_TOML = {"requestBody": {"required": True, "content": {"application/toml": {"schema": {"type": "string"}}}}}
_Name = Annotated[str, Path(max_length=64, description="Letters and digits, and one of -_. between them.")]


@router.post("/proposals", openapi_extra=FILE_BODY)
def propose_profile(
    at: At,
    caller: Submitter,
    file: Uploaded,
    value: Annotated[
        list[str] | None, Query(max_length=32, description="FIELD=TEXT: the same in every row.")
    ] = None,
) -> ProposalForm:
    """Look at a table that nobody knows, and say how it might be read: a column profile, and its first items.

    Nothing is recorded or remembered. Whoever has looked at it sends it, edited or not, to be remembered.
    """
    with at.take() as node:
        remembered = profiles_of(node, check_hosted(node, caller.member))
    trial = look_at(file.name, file.data, values_of(value or ()), remembered)
    return ProposalForm.of(file.name, name_for(file.name), trial)


@router.get("")
def list_profiles(at: At, caller: Submitter) -> ProfilesForm:
    """The profiles that the caller's member has remembered here."""
    with at.take() as node:
        member = check_hosted(node, caller.member)
        return ProfilesForm.of(member, own_profiles(node, member).texts())


@router.put("/{name}", openapi_extra=_TOML)
def remember_profile(at: At, caller: Submitter, name: _Name, text: Raw) -> ProfileForm:
    """Remember a profile: from now on the member's tables with its columns are read by it.

    One of the same name that says something else is not written over: it is forgotten first.
    """
    check(name, text)  # before the turn is taken: what is refused keeps nobody else waiting
    with at.take() as node:
        own_profiles(node, check_hosted(node, caller.member)).keep(name, text)
    return ProfileForm(name=name, profile=text.decode())


@router.delete("/{name}", status_code=204)
def forget_profile(at: At, caller: Submitter, name: _Name) -> None:
    """Forget a profile; what was recorded by it stays."""
    with at.take() as node:
        if not own_profiles(node, check_hosted(node, caller.member)).forget(name):
            raise Misuse(f"no profile {name!r} is remembered")
