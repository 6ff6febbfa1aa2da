"""Every error as problem details (RFC 9457), in one place. What only the operator should read goes to the log."""

import logging
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol, runtime_checkable

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from api.archives.folder import NoArchive, UnknownSegment
from api.attestations.issuing import UnknownAttestation
from api.callers import NoToken, ScopeMissing
from api.disclosure import UnknownMember, WrongCaller
from api.logs import urn
from api.streamed import streamed
from api.submissions.outcomes import FileRefused
from api.verifications.trust import NoTrustRoot
from ledger.app.consent import NoConsent
from ledger.app.refusals import (
    NotAMember,
    NotEntitled,
    NotKept,
    ObligationTaken,
    RoleMissing,
    UnknownObligation,
    UnknownTradeline,
)
from ledger.app.statements import NotWitnessed
from ledger.chain.nodes import WrongChain
from ledger.chain.rpc import RpcError
from ledger.core.errors import BadContent, BadInput, Misuse, ProofError, Refused, TradelineError, Unavailable
from ledger.core.faults import Fault, shown_value
from ledger.proof.note import NoteError
from ledger.vault.errors import VaultDamaged

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5
_URN = "urn:tradeline:problem:"
_log = logging.getLogger("tradeline.api")


@runtime_checkable
class HttpError(Protocol):
    """An error of the framework: it has a status, and no type of its own."""

    status_code: int
    detail: str
    headers: Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem type. With `said`, the detail is these words, and the error's own go to the log alone."""

    name: str
    status: int
    title: str
    said: str | None = None


_IN_THE_LOG = "the operator finds more in the log, by the request's id"
INTERNAL = Problem("internal", 500, "A fault of this server", _IN_THE_LOG)
AWAY = Problem(
    "unavailable",
    503,
    "Not reachable now",
    "the chain's node or the disk does not answer; the same request may be sent again",
)
PROBLEMS: tuple[tuple[type[Exception], Problem], ...] = (
    (NoToken, Problem("no-token", 401, "Who calls is not known")),
    (ScopeMissing, Problem("scope-missing", 403, "The token is not for this")),
    (NoConsent, Problem("no-consent", 403, "The member has not consented")),
    (WrongCaller, Problem("wrong-caller", 403, "Another member's to ask")),
    (NotAMember, Problem("not-a-member", 403, "Not an active member")),
    (RoleMissing, Problem("role-missing", 403, "Not admitted for this")),
    (NotEntitled, Problem("not-entitled", 403, "Not in the capacity that this needs")),
    (UnknownMember, Problem("unknown-member", 404, "Not a member of this node")),
    (UnknownAttestation, Problem("unknown-attestation", 404, "No such attestation")),
    (NotKept, Problem("unknown-attestation", 404, "No such attestation")),
    (UnknownTradeline, Problem("unknown-tradeline", 404, "No such tradeline")),
    (UnknownObligation, Problem("unknown-obligation", 404, "No such obligation")),
    (NoArchive, Problem("no-archive", 404, "The node keeps no archive")),
    (UnknownSegment, Problem("unknown-segment", 404, "No such segment")),
    (NotWitnessed, Problem("not-witnessed", 404, "No such statement")),
    (ObligationTaken, Problem("obligation-taken", 409, "Recorded already")),
    (NoteError, Problem("bad-note", 422, "The note proves nothing")),
    (FileRefused, Problem("file-refused", 422, "The file is refused")),
    (NoTrustRoot, Problem("no-trust-root", 503, "The node has no trust root")),
    (Refused, Problem("refused", 409, "A rule of the ledger forbids it")),
    (BadInput, Problem("bad-input", 422, "The input has faults")),
    (BadContent, Problem("bad-content", 422, "A value is not allowed")),
    (RequestValidationError, Problem("bad-request", 422, "The request has faults")),
    (WrongChain, Problem("wrong-chain", 503, "A node is of another chain", _IN_THE_LOG)),
    (Misuse, Problem("misuse", 400, "The request has no meaning")),
    (VaultDamaged, Problem("vault-damaged", 500, "The vault is damaged", _IN_THE_LOG)),
    (RpcError, Problem("node-error", 502, "The chain's node refused to answer", _IN_THE_LOG)),
    (ProofError, Problem("bad-proof", 502, "The chain's node gave no proof", _IN_THE_LOG)),
    (Unavailable, AWAY),
    (sqlite3.Error, AWAY),
    (OSError, AWAY),
)
"""The first row that an error belongs to is its problem."""


def problem_of(error: Exception) -> Problem:
    """The type of an error; an HTTP error without a type of its own has that of its status (RFC 9457, 4.2.1)."""
    if isinstance(error, HttpError):
        return Problem("", error.status_code, HTTPStatus(error.status_code).phrase)
    return next((problem for kind, problem in PROBLEMS if isinstance(error, kind)), INTERNAL)


def render(error: Exception, request_id: str) -> Response:
    """The response to an error."""
    problem = problem_of(error)
    if problem.said is not None:
        _log_error(error)
    body = {
        "type": _URN + problem.name if problem.name else "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.said or _detail(error),
        "instance": urn(request_id),
        **_members(error),
    }
    headers = _headers(error, problem)
    if isinstance(error, FileRefused):
        return streamed(body, problem.status, headers, MEDIA_TYPE)
    return JSONResponse(body, problem.status, headers, MEDIA_TYPE)


def _log_error(error: Exception) -> None:
    """Of errors that are foreseen the words, which repeat nothing that was sent; of others the place."""
    if isinstance(error, TradelineError | sqlite3.Error | OSError):
        _log.error("failed: %s", error, extra={"fields": {"error": type(error).__name__}})
    else:
        _log.error("failed", exc_info=error)


def install(app: FastAPI) -> None:
    """One handler for all: errors of this project, of the disk, and those that the framework would render itself."""
    for kind in (*app.exception_handlers, TradelineError, sqlite3.Error, OSError):
        app.add_exception_handler(kind, _handle)


async def _handle(request: Request, error: Exception) -> Response:
    return render(error, request.state.request_id)


def _detail(error: Exception) -> str:
    match error:
        case HttpError():
            return str(error.detail)
        case RequestValidationError():
            return _counted(len(error.errors()))
        case BadInput() | FileRefused():
            return _counted(len(error.faults)) if error.faults else str(error)
    return str(error)


def _counted(faults: int) -> str:
    return f"{faults} fault{'s' * (faults != 1)}"


def _members(error: Exception) -> Mapping[str, Any]:
    """What the problem carries besides (RFC 9457, 3.2)."""
    match error:
        case FileRefused():
            return {**error.outcome, "faults": [fault.as_json() for fault in error.faults]}
        case BadInput():
            return {"faults": [fault.as_json() for fault in error.faults]}
        case BadContent():
            fault = Fault(
                "request", error.field, error.field, "content", shown_value(error.found), error.rule
            )
            return {"faults": [fault.as_json()]}
        case RequestValidationError():
            return {"faults": [_fault(found).as_json() for found in error.errors()]}
    return {}


def _fault(found: Mapping[str, Any]) -> Fault:
    """A fault of the request, from pydantic's. What was sent is not said again: it may be a secret."""
    place = [str(part) for part in found["loc"]]
    where, field = place[0], ".".join(place[1:]) or place[0]
    sent = found.get("input")
    return Fault("request", where, field, str(found["type"]), _kind(sent), str(found["msg"]))


def _kind(sent: object) -> str:
    return {dict: "an object", list: "a list", str: "text", type(None): "nothing"}.get(
        type(sent), type(sent).__name__
    )


def _headers(error: Exception, problem: Problem) -> dict[str, str]:
    if isinstance(error, HttpError):
        return dict(error.headers or {})
    if problem.status == 401:
        return {"WWW-Authenticate": 'Bearer realm="tradeline"'}
    if isinstance(error, ScopeMissing):
        # RFC 6750, section 3.1.
        return {
            "WWW-Authenticate": f'Bearer realm="tradeline", error="insufficient_scope", scope="{error.needed.value}"'
        }
    return {"Retry-After": str(RETRY_SECONDS)} if problem is AWAY else {}
