"""The log: one JSON object a line, with the id of the request that it is about.

Lines say what happened and where in the program, never what was sent: no header, query, body or path, and of an error
that nobody foresaw its kind and its place, not its words.
"""

import json
import logging
import re
import traceback
import uuid
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from api.meter import Answered

REQUEST: ContextVar[str | None] = ContextVar("request", default=None)
"""The id of the request that is being served."""

# RFC 9562, section 4; some proxies leave the hyphens out.
_ID = re.compile(r"[0-9a-f]{8}(-?)[0-9a-f]{4}(\1[0-9a-f]{4}){2}\1[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_requests = logging.getLogger("tradeline.api.requests")


def request_id(sent: str | None) -> str:
    """The id that the client sent, if it is a UUID; else a fresh one."""
    return sent if sent is not None and _ID.fullmatch(sent) else str(uuid.uuid4())


def urn(id_: str) -> str:
    """A request's id as a URI."""
    return uuid.UUID(id_).urn


def log_exchange(exchange: Answered) -> None:
    """The line of a request."""
    fields = {
        "method": exchange.method,
        "route": exchange.route,
        "status": exchange.status,
        "seconds": round(exchange.seconds, 6),
    }
    # Those who ask how the node stands ask all the time.
    often = exchange.route.startswith("/health") and exchange.status < 500
    _requests.log(logging.DEBUG if often else logging.INFO, "answered", extra={"fields": fields})


class JsonLines(logging.Formatter):
    """A record as a line: time, level, event, logger, the request's id, and the fields that its writer named."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end; ASCII, so that nothing in it can begin another."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "logger": record.name,
        }
        if (id_ := REQUEST.get()) is not None:
            line["request"] = id_
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1] is not None:
            line |= _failure(record.exc_info[1])
        return json.dumps(line, default=str)


def _failure(error: BaseException) -> dict[str, Any]:
    """What kind of error, and where: its words may repeat what was sent."""
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "error": type(error).__name__,
        "trace": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }


CONFIGURATION: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": JsonLines}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stderr"}
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # The server's own lines of requests have whole paths and queries in them: `log_exchange` stands for them.
    "loggers": {"uvicorn.access": {"level": "CRITICAL", "propagate": False}},
}
"""For logging.config.dictConfig."""
