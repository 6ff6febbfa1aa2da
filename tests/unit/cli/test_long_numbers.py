"""A number of any length, on the command line, is refused as what it is, and not with a traceback."""

from pathlib import Path

import pytest

from tests.unit.cli.spoken import run

LONG = ["9" * 5_000, "0000000001" + "1" * 5_000]


@pytest.fixture
def none(tmp_path: Path) -> tuple[str, str]:
    """No home: whatever was well written ends there."""
    return ("--home", str(tmp_path / "none"))


@pytest.mark.parametrize("number", LONG, ids=["nines", "zeros"])
@pytest.mark.parametrize("words", [("claim", "{}", "--buyer", "large"), ("history", "{}")])
def test_a_long_member_is_none(number: str, words: tuple[str, ...], none: tuple[str, str]) -> None:
    refused = run(*(word.format(number) for word in words), *none)
    assert refused.exit_code == 2 and "no home:" not in refused.stderr
    assert "no home:" in run(*(word.format(7) for word in words), *none).stderr


@pytest.mark.parametrize("number", LONG, ids=["nines", "zeros"])
@pytest.mark.parametrize("words", [("claim", "{}", "--buyer", "large"), ("appoint", "{}", "--end")])
def test_a_long_tradeline_is_none(number: str, words: tuple[str, ...], none: tuple[str, str]) -> None:
    for long in (f"{number}-1", f"7-{number}"):
        refused = run(*(word.format(long) for word in words), *none)
        assert refused.exit_code == 2 and "no home:" not in refused.stderr
    assert "no home:" in run(*(word.format("7-1") for word in words), *none).stderr
