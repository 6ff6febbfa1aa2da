"""A point as JSON, in trust roots and in audits that go on later: bytes as 0x hex, numbers as numbers."""

from collections.abc import Mapping
from typing import Any

from ledger.proof import hexadecimal
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.point import ADDRESS_SIZE, Ballot, Point

MEMBERS = ("number", "hash", "validators", "votes", "recents", "timestamp")
MAX_VOTES = 1 << 16


def render(point: Point) -> dict[str, Any]:
    """The JSON of a point; `votes` is null where they are not known."""
    votes = point.votes
    return {
        "number": point.number,
        "hash": _hex(point.hash),
        "validators": [_hex(address) for address in point.validators],
        "votes": None if votes is None else [_ballot(ballot) for ballot in votes],
        "recents": [_hex(address) for address in point.recents],
        "timestamp": point.timestamp,
    }


def parse(json: object) -> Point:
    """The point in a JSON object: number, hash and validators; votes, recents and timestamp where there are any."""
    if not isinstance(json, Mapping) or not set(json) <= set(MEMBERS):
        raise SealError("point", "an object with its members", ", ".join(MEMBERS), json)
    validators = _addresses(json, "validators")
    if validators != tuple(sorted(set(validators))):
        raise SealError("point.validators", "ascending, each once", sorted(set(validators)), list(validators))
    return Point(
        _number(json, "number"),
        hexadecimal.data(json, "hash", 32),
        validators,
        _votes(json.get("votes", [])),
        _addresses(json, "recents") if "recents" in json else (),
        _number(json, "timestamp") if "timestamp" in json else 0,
    )


def _votes(listed: object) -> tuple[Ballot, ...] | None:
    if listed is None:
        return None
    if (
        not isinstance(listed, list)
        or len(listed) > MAX_VOTES
        or not all(isinstance(b, Mapping) for b in listed)
    ):
        raise SealError("point.votes", "its form", "a list of votes, or null", listed)
    return tuple(sorted(map(_ballot_from, listed)))


def _ballot(ballot: Ballot) -> dict[str, Any]:
    return {"voter": _hex(ballot.voter), "subject": _hex(ballot.subject), "add": ballot.add}


def _ballot_from(json: Mapping[str, object]) -> Ballot:
    add = json.get("add")
    if not isinstance(add, bool):
        raise SealError("point.votes.add", "its form", "true or false", add)
    voter, subject = (hexadecimal.data(json, name, ADDRESS_SIZE) for name in ("voter", "subject"))
    return Ballot(voter, subject, add)


def _addresses(json: Mapping[str, object], name: str) -> tuple[bytes, ...]:
    listed = json.get(name)
    if not isinstance(listed, list):
        raise SealError(f"point.{name}", "its form", "a list of addresses", listed)
    return tuple(hexadecimal.data({name: address}, name, ADDRESS_SIZE) for address in listed)


def _number(json: Mapping[str, object], name: str) -> int:
    number = json.get(name)
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < 1 << 64:
        raise SealError(f"point.{name}", "its form", "a number below 2^64", number)
    return number


def _hex(data: bytes) -> str:
    return "0x" + data.hex()
