"""A value, a name or an element of the dossier is changed, and its form kept: it is noticed.

Each attack is made twice: by whoever finds the file, and by its own member, who can bind what it says now.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from ledger.attest.canonical import Json, canonical
from ledger.core.errors import ProofError
from ledger.proof.header import decode_header, encode_header
from tests.attacks.exhibit import (
    Exhibit,
    Path_,
    at,
    established,
    exhibit,
    inner,
    leaves,
    missed,
    put,
    refused,
)

PARTS = 8
NAMED = ["small", "large"]


@pytest.fixture(params=NAMED)
def shown(request: pytest.FixtureRequest) -> Exhibit:
    return exhibit(request.param)


def test_presented_anew_as_it_is_it_stands(shown: Exhibit) -> None:
    report = shown.verify(shown.bound(shown.document))
    assert established(report) == established(shown.untampered)
    assert report.shown == shown.untampered.shown


@pytest.mark.parametrize("part", range(PARTS))
def test_no_value_can_be_altered(shown: Exhibit, part: int) -> None:
    attacks = [
        (path, value)
        for number, (path, found) in enumerate(_values(shown.document))
        if number % PARTS == part
        for value in _others(found)
    ]
    assert attacks
    assert _slips(shown, ((path, put(shown.document, path, value)) for path, value in attacks)) == []


@pytest.mark.parametrize("part", range(PARTS))
def test_no_element_can_be_dropped_doubled_or_moved(shown: Exhibit, part: int) -> None:
    lists = [(path, value) for path, value in inner(shown.document) if isinstance(value, list) and value]
    attacks = [
        (path, put(shown.document, path, changed))
        for number, (path, value) in enumerate(lists)
        if number % PARTS == part
        for changed in _reordered(value)
    ]
    assert _slips(shown, iter(attacks)) == []


@pytest.mark.parametrize("part", range(PARTS))
def test_no_name_can_be_removed_added_or_changed(shown: Exhibit, part: int) -> None:
    objects = [(path, value) for path, value in inner(shown.document) if isinstance(value, dict)]
    attacks = [
        (path, put(shown.document, path, changed))
        for number, (path, value) in enumerate(objects)
        if number % PARTS == part
        for changed in _renamed(value)
    ]
    assert _slips(shown, iter(attacks)) == []


def test_a_name_said_twice_is_refused_even_with_one_value(shown: Exhibit) -> None:
    text = shown.data
    for name in (b'"dossier":1', b'"scheme":"VAT"'):
        assert text.count(name) == 1
        for other in (name, name[:-1] + b"2" if name.endswith(b"1") else b'"scheme":"LEI"'):
            changed = text.replace(name, name + b"," + other)
            assert missed(shown.untampered, shown.verify(changed)) is None


def test_what_the_later_header_says_besides_its_state_is_for_its_seals_to_prove(shown: Exhibit) -> None:
    """A development chain has none: its member can say another gas there, and step 3 says that none vouches."""
    header = decode_header(bytes.fromhex(shown.document["states"][1]["header"][2:]))
    other_gas = replace(header, gas_used=header.gas_used + 1)
    other_state = replace(header, state_root=bytes(31) + b"\x01")
    altered, forged = (
        shown.verify(
            shown.bound(put(shown.document, ("states", 1, "header"), "0x" + encode_header(each).hex()))
        )
        for each in (other_gas, other_state)
    )
    assert "3" not in established(altered)
    assert altered.shown == shown.untampered.shown
    assert missed(shown.untampered, forged) is None


def _values(document: dict[str, Any]) -> Iterator[tuple[Path_, object]]:
    """Every value but the attestation's text, which has attacks of its own."""
    return ((path, value) for path, value in leaves(document) if path != ("attestation",))


def _others(found: object) -> Iterator[Json]:
    """Values in place of another: of its type and form, near its form, of other types."""
    yield from (None, True, [], {}, -1, 2**53, 10**40)
    if isinstance(found, int):
        yield from (found + 1, max(found - 1, 0) if found else 7, str(found), float(found), found + 2**32)
    if isinstance(found, str):
        yield from ("", found + " ", found[:-1], found.swapcase() if found.swapcase() != found else "x", 0)
    if isinstance(found, str) and found.startswith("0x") and len(found) > 2:
        for place in {2, len(found) // 2, len(found) - 1}:
            yield found[:place] + ("1" if found[place] == "0" else "0") + found[place + 1 :]
        yield from (
            found[:-2],
            found + "00",
            "0x00" + found[2:],
            found[2:],
            "0x" + "00" * (len(found) // 2 - 1),
        )


def _reordered(value: list[Any]) -> Iterator[list[Any]]:
    for index, item in enumerate(value):
        yield [*value[:index], *value[index + 1 :]]
        yield [*value[:index], item, *value[index:]]
        if index and item != value[index - 1]:
            yield [*value[: index - 1], item, value[index - 1], *value[index + 1 :]]
    yield []


def _renamed(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name in value:
        rest = {key: item for key, item in value.items() if key != name}
        yield rest
        yield {**rest, name + "s": value[name]}
        yield {**rest, name.upper(): value[name]}
    yield from ({**value, "note": "x"}, {**value, "": 0}, {**value, "_sd": []})


def _slips(shown: Exhibit, attacks: Iterator[tuple[Path_, dict[str, Any]]]) -> list[tuple[Path_, str]]:
    """Attacks that were not caught, as the finder or as the member makes them."""
    slips = []
    for path, document in attacks:
        if document == shown.document and canonical_or_none(document) == shown.data:
            continue  # such as a hexadecimal zero in place of a zero
        for data in _made(shown, document):
            report = shown.verify(data)
            why = missed(shown.untampered, report)
            if why and not _only_seals_would_tell(shown, document, path):
                slips.append((path, why))
            if "1" in refused(report):
                break  # nobody's signature mends its form
    return slips


def _made(shown: Exhibit, document: dict[str, Any]) -> Iterator[bytes]:
    form = canonical_or_none(document)
    if form is None:  # numbers that have no such form
        yield json.dumps(document, separators=(",", ":")).encode()
        return
    yield form
    if isinstance(document.get("attestation"), str):
        yield shown.bound(document)


def canonical_or_none(document: dict[str, Any]) -> bytes | None:
    try:
        return canonical(document)
    except ProofError:
        return None


def _only_seals_would_tell(shown: Exhibit, document: dict[str, Any], path: Path_) -> bool:
    """Whether all that differs is what the later header says besides its state."""
    if path[:2] != ("states", 1) or path[2:] != ("header",):
        return False
    before, after = (decode_header(bytes.fromhex(at(one, path)[2:])) for one in (shown.document, document))
    return (before.state_root, before.number) == (after.state_root, after.number)
