"""Profiles are kept as they were shown, as many as a header can be held against, and under plain names."""

from importlib import resources
from pathlib import Path

import pytest

from ledger.core.errors import BadInput, Misuse
from ledger.documents.remembered import MANY, SIZE, Remembered, name_for
from tests.unit.documents.patience import in_seconds

PLAIN = b"""
[movement]
day = "Day"
amount = "Amount"
currency = { value = "EUR" }
"""


def test_what_is_kept_is_there_again_and_gone_when_forgotten(tmp_path: Path) -> None:
    kept = Remembered(tmp_path / "not there yet")
    assert (kept.texts(), kept.profiles()) == ({}, ())
    kept.keep("own", PLAIN)
    assert kept.texts() == {"own": PLAIN}
    assert [profile.name for profile in kept.profiles()] == ["own"]
    assert kept.forget("own")
    assert not kept.forget("own")
    assert kept.texts() == {}


def test_no_more_are_kept_than_a_header_is_held_against(tmp_path: Path) -> None:
    kept = Remembered(tmp_path)
    for number in range(MANY):
        kept.keep(f"p{number}", PLAIN)
    kept.keep("p0", PLAIN)
    with pytest.raises(Misuse):
        kept.keep("one-more", PLAIN)
    kept.forget("p0")
    kept.keep("one-more", PLAIN)


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "../a", "a b", "-a", "a-", "a\0", "x" * 65])
def test_a_name_is_letters_and_digits(tmp_path: Path, name: str) -> None:
    with pytest.raises(Misuse):
        Remembered(tmp_path).keep(name, PLAIN)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a" * 64, "a.b_c-d", "ü1", "a-" * 31 + "a"])
def test_a_plain_name_is_one(tmp_path: Path, name: str) -> None:
    assert Remembered(tmp_path).keep(name, PLAIN) == tmp_path / f"{name}.toml"


@pytest.mark.parametrize("name", ["'a' * 63 + '!'", "'a-' * 31 + '!'", "'a' * 1_000_000 + '!'"])
def test_a_name_that_is_none_is_refused_at_once(name: str) -> None:
    refused = in_seconds(f"""
        from pathlib import Path
        from ledger.core.errors import Misuse
        from ledger.documents.remembered import Remembered
        try:
            Remembered(Path("nowhere")).keep({name}, b"")
        except Misuse as error:
            print(error)
    """)
    assert "a profile's name has letters and digits" in refused


def test_the_packages_own_profiles_are_far_smaller_than_a_large_one() -> None:
    packaged = list(resources.files("ledger.documents").joinpath("profiles").iterdir())
    assert packaged
    assert all(len(file.read_bytes()) < SIZE // 4 for file in packaged if file.name.endswith(".toml"))


def test_a_long_dotted_key_is_refused_at_once(tmp_path: Path) -> None:
    def refused(dots: int) -> str:
        return in_seconds(f"""
            from pathlib import Path
            from ledger.core.errors import BadInput, Misuse
            from ledger.documents.remembered import Remembered
            try:
                Remembered(Path({str(tmp_path)!r})).keep("own", b"a." * {dots} + b"a=1")
            except (BadInput, Misuse) as error:
                print(type(error).__name__)
        """).strip()

    assert refused(500_000) == "Misuse"
    assert refused(SIZE // 2 - 2) == "BadInput"
    assert list(tmp_path.iterdir()) == []


def test_only_a_profile_of_ordinary_size_is_kept(tmp_path: Path) -> None:
    kept = Remembered(tmp_path)
    with pytest.raises(BadInput):
        kept.keep("own", b"[file")
    with pytest.raises(Misuse):
        kept.keep("own", PLAIN + b"#" * SIZE)
    kept.keep("own", PLAIN + b"#" * (SIZE - len(PLAIN)))
    (tmp_path / "large.toml").write_bytes(PLAIN + b"#" * SIZE)
    with pytest.raises(Misuse):
        kept.profiles()
    assert kept.forget("large")
    assert [profile.name for profile in kept.profiles()] == ["own"]


@pytest.mark.parametrize(
    ("file", "name"),
    [("Umsätze_2026-01.csv", "umsätze"), ("20260101.csv", "table"), ("a/b c.xlsx", "b-c"), ("", "table")],
)
def test_a_name_for_the_next_export_too(file: str, name: str) -> None:
    assert name_for(file) == name
