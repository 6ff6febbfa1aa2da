"""The gate before a member's history: who asks, by whose consent; a line in the access log before anything leaves."""

from api.turns import Turns
from ledger.app.consent import check_consent
from ledger.app.refusals import NotAMember
from ledger.core.errors import Refused
from ledger.core.ids import Member
from ledger.vault.access_log import Access
from ledger.vault.tokens import Token
from ledger.wiring import Node


class UnknownMember(Refused):
    """This node keeps nothing of such a member."""

    def __init__(self, member: int) -> None:
        super().__init__(f"this node keeps no keys of member {member}")
        self.member = member


class WrongCaller(Refused):
    """Another member than the caller's may ask for this."""


def check_hosted(node: Node, member: int) -> Member:
    """The member, if its keys are in this node's vault; UnknownMember."""
    if member not in node.vault.keys.members():
        raise UnknownMember(member)
    return Member(member)


def check_own(node: Node, token: Token, member: int, does: str) -> Member:
    """The member, if it asks itself, as only it `does`; UnknownMember, WrongCaller."""
    found = check_hosted(node, member)
    if token.member != found:
        raise WrongCaller(f"only member {found} itself {does}")
    return found


def check_may_see(turns: Turns, node: Node, token: Token, member: int, purpose: str) -> Member:
    """The member, if it asks itself or has consented, on chain, that the caller sees its history for this purpose.

    `node` is at the head of the chain. UnknownMember, NotAMember, NoConsent. Both ends are logged.
    """
    subject = check_hosted(node, member)
    try:
        if token.member != subject:
            _check_active(node, token.member)
            check_consent(node.desk, subject, token.member, purpose, turns.day())
    except Refused:
        _log(turns, node, token, subject, f"refused: {purpose}")
        raise
    _log(turns, node, token, subject, purpose)
    return subject


def _check_active(node: Node, caller: Member) -> None:
    found = node.index.directory.member(caller)
    if found is None or not found.active:
        raise NotAMember(caller, "is not in the registry" if found is None else "is suspended")


def _log(turns: Turns, node: Node, token: Token, subject: Member, action: str) -> None:
    actor = f"member {token.member}, token {token.id}"
    node.vault.access_log.append(Access(turns.now(), subject, actor, action))
