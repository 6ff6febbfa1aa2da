"""A line of the log is one JSON object, whatever is said in it; a request's id is taken only in the form of one."""

import json
import logging
import uuid

import pytest

from api.logs import REQUEST, JsonLines, request_id, urn

ID = "6d0d2c1e-5c3a-4b53-9c6e-0f7a3b1d9e42"


def line(event: str, *given: object, **more: object) -> dict[str, object]:
    record = logging.LogRecord("tradeline.api", logging.WARNING, "file.py", 1, event, given, None)
    record.__dict__.update(more)
    text = JsonLines().format(record)
    assert len(text.splitlines()) == 1 and text.isascii()
    return dict(json.loads(text))


@pytest.mark.parametrize("said", ['two\nlines"', "\u2028 \u0085 \r", "{}", "\x00\x1b[31m", "\ud800"])
def test_nothing_that_is_said_begins_another_line(said: str) -> None:
    assert line("said: %s", said)["event"] == f"said: {said}"


def test_a_line_has_time_level_and_fields_and_in_a_request_its_id() -> None:
    found = line("answered", fields={"status": 200})
    assert (found["level"], found["logger"], found["status"]) == ("warning", "tradeline.api", 200)
    assert str(found["time"]).endswith("+00:00") and "request" not in found
    entered = REQUEST.set(ID)
    try:
        assert line("answered")["request"] == ID
    finally:
        REQUEST.reset(entered)


@pytest.mark.parametrize("sent", [ID, ID.upper(), ID.replace("-", "")])
def test_the_id_that_a_proxy_gave_is_kept(sent: str) -> None:
    assert request_id(sent) == sent
    assert urn(sent) == f"urn:uuid:{ID}"


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "",
        "mine",
        ID + "\n",
        f" {ID}",
        "{" + ID + "}",
        f"urn:uuid:{ID}",
        ID[:-1],
        ID.replace("-", "", 1),
        "\u0660" * 32,
    ],
)
def test_any_other_is_not(sent: str | None) -> None:
    found = request_id(sent)
    assert found != sent and str(uuid.UUID(found)) == found
