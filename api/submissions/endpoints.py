"""POST /v1/submissions, GET /v1/outbox."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.bodies import BoundedRoute
from api.callers import At, Submitter
from api.disclosure import check_hosted
from api.forms import Known, MemberNumber
from api.profiles.shelf import profile_called, profiles_of
from api.streamed import streamed
from api.submissions.booking import plan, record
from api.submissions.outcomes import report
from api.submissions.schemas import Outbox, Outcome, Row
from api.uploads import FILE_BODY, Uploaded
from ledger.core.ids import Member
from ledger.documents.door import read_file

router = APIRouter(prefix="/v1", tags=["submissions"], route_class=BoundedRoute)


@router.post("/submissions", response_model=Outcome, openapi_extra=FILE_BODY)
def submit_file(
    at: At,
    caller: Submitter,
    file: Uploaded,
    dry_run: Annotated[bool, Query(description="Say what would be recorded; record nothing.")] = False,
    profile: Annotated[
        str | None, Query(max_length=64, description="How to read a table: a profile, by its name.")
    ] = None,
    firm: Annotated[
        MemberNumber | None, Query(description="As its settlement agent: whose statements.")
    ] = None,
) -> Response:
    """Read an invoice, a credit note, a bank statement or a table, and record what it says.

    Nothing of a file is recorded while it has a fault; all its faults come at once, as a problem with the
    members of this report. Sending the same file again records nothing twice. What is accepted is stored:
    where the chain's node does not answer, `recorded.waiting` says so, and it is sent later. A dry run has a `plan`
    instead of `records`: for each document what would become of it, on which tradeline, and with whom.
    """
    remembered = profiles_of(at.node, caller.member)
    chosen = profile_called(profile, remembered) if profile else None
    reading = read_file(file.name, file.data, chosen, remembered)
    if not reading.accepted:
        return streamed(report(reading, None))
    book = plan if dry_run else record
    with at.take() as node:
        booked = book(node, caller.member, reading.drafts, Member(firm) if firm else None)
    return streamed(report(reading, booked))


@router.get("/outbox")
def show_outbox(at: At, caller: Submitter) -> Outbox:
    """What the caller's member has accepted to be sent, and where each batch stands."""
    with at.take() as node:
        member = check_hosted(node, caller.member)
        standing = node.indexer.standing()
        known = Known.at(standing) if standing else None
        return Outbox(
            member=member, known=known, rows=[Row.of(row) for row in node.vault.outbox.rows(member)]
        )
