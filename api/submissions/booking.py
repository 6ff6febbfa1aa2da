"""Recording what a file says, for the member that sent it: accepted means stored, and it goes when the node answers.

Or saying what would be recorded."""

from collections.abc import Sequence
from dataclasses import replace

from api.disclosure import check_hosted
from api.submissions.outcomes import Plan, Recorded
from ledger.app.foresight import foresee
from ledger.app.intake import take_in
from ledger.app.ports import OutboxState
from ledger.core.drafts import Draft
from ledger.core.errors import Misuse, Unavailable
from ledger.core.ids import Member
from ledger.wiring import Node

AWAY = "the chain's node does not answer"
"""Said in place of the error, which may name the node's address."""


def record(node: Node, caller: Member, drafts: Sequence[Draft], firm: Member | None) -> Recorded:
    """Books the drafts as `caller`, or as the settlement agent of `firm`. UnknownMember, NotAMember, Misuse."""
    member = _known_member(node, caller)
    before = {row.number for row in node.vault.outbox.rows(member)}
    try_sending(node)
    clerk = replace(node.clerk(member, firm), flush=lambda: _flush(node))
    (taken,) = take_in(clerk, [drafts])
    waiting = try_sending(node)
    fresh = [row for row in node.vault.outbox.rows(member) if row.number not in before]
    refused = tuple(f"row {row.number}: {row.reason}" for row in fresh if row.state is OutboxState.REFUSED)
    return Recorded(member, taken, waiting, refused)


def plan(node: Node, caller: Member, drafts: Sequence[Draft], firm: Member | None) -> Plan:
    """What booking them would come to: nothing is kept or sent. UnknownMember, NotAMember, Misuse."""
    member = _known_member(node, caller)
    behind = None
    try:
        node.follow()
    except Unavailable:
        behind = AWAY
    with node.rehearsal(member, firm) as clerk:
        (foreseen,) = foresee(clerk, [drafts])
    return Plan(member, foreseen, behind)


def _known_member(node: Node, caller: Member) -> Member:
    member = check_hosted(node, caller)
    if node.contacts.of(member) is None:
        raise Misuse(f"the node's address book does not say who member {member} is")
    return member


def _flush(node: Node) -> None:
    try:
        node.flush()
    except Unavailable as error:
        raise Unavailable(AWAY) from error


def try_sending(node: Node) -> str | None:
    """Why something still waits, if it does."""
    try:
        turn = node.flush()
    except Unavailable:
        return AWAY
    return "; ".join(sorted({held.reason for held in turn.held})) or None
