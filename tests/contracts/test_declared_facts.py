"""What the interfaces declare is what the contracts do and the Solidity tests show.

Every error is provoked with all its arguments, every event is expected with all its fields, and nothing is refused
without a name.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
INTERFACES = sorted((ROOT / "contracts/interfaces").glob("*.sol"))
CONTRACTS = sorted((ROOT / "contracts").rglob("*.sol"))
TESTS = sorted((ROOT / "tests/contracts").rglob("*.sol"))


def arguments(text: str, start: int) -> list[str]:
    """The arguments of the call whose opening bracket stands at `start`."""
    parts, depth, part = [], 0, ""
    for letter in text[start:]:
        depth += (letter in "([{") - (letter in ")]}")
        if depth == 0:
            break
        if letter == "," and depth == 1:
            parts.append(part)
            part = ""
        else:
            part += letter
    parts.append(part)
    return [part.strip("( \n") for part in parts if part.strip("( \n")]


def without_comments(text: str) -> str:
    return re.sub(r"//[^\n]*", "", text)


def declared(kind: str) -> dict[str, int]:
    """Name and number of parameters of each `error` or `event` of the interfaces."""
    found = {}
    for path in INTERFACES:
        text = without_comments(path.read_text("utf-8"))
        for match in re.finditer(rf"\b{kind} (\w+)\(", text):
            found[match[1]] = len(arguments(text, match.end() - 1))
    return found


def shown(pattern: str, also: int) -> Iterator[tuple[str, int]]:
    """Name and number of arguments of each call in the tests; `also` arguments are not the fact's own."""
    for path in TESTS:
        text = without_comments(path.read_text("utf-8"))
        for match in re.finditer(pattern, text):
            start = text.index("(", match.start())
            yield match[1], len(arguments(text, start)) - also


def test_every_declared_error_is_provoked_with_its_arguments() -> None:
    provoked = set(shown(r"abi\.encodeWithSelector\(\s*I\w+\.(\w+)\.selector", also=1))
    assert provoked == set(declared("error").items())
    assert len(provoked) > 50


def test_every_declared_event_is_expected_with_its_fields() -> None:
    expected = set(shown(r"\bemit I\w+\.(\w+)\(", also=0))
    assert expected == set(declared("event").items())
    assert len(expected) > 20


@pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: path.name)
def test_contracts_refuse_by_name_only(path: Path) -> None:
    text = without_comments(path.read_text("utf-8"))
    assert not re.search(r"\brequire\(|\bassert\(|\brevert\(", text)
    named = set(re.findall(r"\brevert (\w+)\(", text))
    assert named <= declared("error").keys()
    if path not in INTERFACES:
        assert not re.search(r"^\s*(error|event) ", text, re.MULTILINE)


def test_every_declared_error_is_used() -> None:
    used = {name for path in CONTRACTS for name in re.findall(r"\brevert (\w+)\(", path.read_text("utf-8"))}
    assert used == declared("error").keys()


def test_an_error_names_its_contract_first() -> None:
    for path in INTERFACES:
        contract = path.stem.removeprefix("I")
        for name in re.findall(r"\berror (\w+)\(", path.read_text("utf-8")):
            assert name.startswith(contract) and name != contract
