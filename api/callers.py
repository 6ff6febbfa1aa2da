"""Who calls: a bearer token of the vault (RFC 6750), which acts for one member within its scopes."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.turns import Turns, turns_of
from ledger.core.errors import Refused
from ledger.vault.tokens import Token


class Scope(StrEnum):
    """What a token may be issued for."""

    READ = "read"
    SUBMIT = "submit"
    ATTEST = "attest"
    CONSENT = "consent"


class NoToken(Refused):
    """No token came, or one that is unknown, ended or revoked: which of these is not told."""

    def __init__(self) -> None:
        super().__init__("a valid bearer token is needed")


class ScopeMissing(Refused):
    """The token was not issued for this."""

    def __init__(self, needed: Scope) -> None:
        super().__init__(f"the token has not the scope {needed.value!r}")
        self.needed = needed


_BEARER = HTTPBearer(
    bearerFormat="hex",
    scheme_name="token",
    description="A token that the node's operator issued for one member and some of the scopes: "
    + ", ".join(Scope),
    auto_error=False,
)


def _known(
    turns: Annotated[Turns, Depends(turns_of)],
    sent: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)],
) -> Token:
    token = turns.node.vault.tokens.check(sent.credentials, turns.now()) if sent else None
    if token is None:
        raise NoToken
    return token


def _within(scope: Scope) -> Callable[[Token], Token]:
    def check(token: Annotated[Token, Depends(_known)]) -> Token:
        if scope.value not in token.scopes:
            raise ScopeMissing(scope)
        return token

    return check


Anyone = Annotated[Token, Depends(_known)]
"""Whoever has a token, of any scope."""
Reader = Annotated[Token, Security(_within(Scope.READ), scopes=[Scope.READ])]
Submitter = Annotated[Token, Security(_within(Scope.SUBMIT), scopes=[Scope.SUBMIT])]
Attester = Annotated[Token, Security(_within(Scope.ATTEST), scopes=[Scope.ATTEST])]
Consenter = Annotated[Token, Security(_within(Scope.CONSENT), scopes=[Scope.CONSENT])]
At = Annotated[Turns, Depends(turns_of)]
"""The server's node."""
