"""Anyone proves an equivocation, offline, with two notes, a vkey and the verifier's packages."""

from dataclasses import replace
from pathlib import Path

import pytest

from ledger.proof.checkpoint import Checkpoint, origin_of
from ledger.proof.cosignature import LATEST, cosign, verifier_key
from ledger.proof.note import LIMIT, Note
from tests.unit.cli.spoken import run, run_json
from tests.unit.cli.test_lazy import without_extras

HEAD = Checkpoint(origin_of(31337, b"\x11" * 32, b"\x22" * 20), 4711, b"\x33" * 32, 12, b"\x44" * 32)
SECRET = b"\x01" * 32
VKEY = str(verifier_key("w/[red]", SECRET))


@pytest.fixture
def notes(tmp_path: Path) -> list[Path]:
    """What one witness said of one height, and then said otherwise."""
    paths = [tmp_path / "one.note", tmp_path / "other.note"]
    for path, checkpoint in zip(paths, (HEAD, replace(HEAD, heads=bytes(32))), strict=True):
        text = bytes(checkpoint)
        path.write_bytes(bytes(Note(text, (cosign("w/[red]", SECRET, text, LATEST),))))
    return paths


def test_two_notes_prove_it_where_only_the_verifier_is_installed(notes: list[Path]) -> None:
    proved = without_extras("witness", "check", *map(str, notes), "--vkey", VKEY)
    assert proved.returncode == 1, proved.stderr
    assert "equivocation: w/[red] states two things of block 4711" in " ".join(proved.stdout.split())
    one = without_extras("witness", "check", str(notes[0]), "--vkey", VKEY)
    assert one.returncode == 0 and "nobody contradicts itself" in one.stdout
    assert without_extras("witness", "sign").returncode == 2


def test_the_proof_as_json_carries_both_notes(notes: list[Path]) -> None:
    (pair,) = run_json("witness", "check", *notes, "--vkey", VKEY, code=1)["equivocations"]
    assert [each["note"].encode() for each in pair] == [path.read_bytes() for path in notes]
    assert [each["time"] for each in pair] == [LATEST, LATEST]


def test_what_is_no_note_of_the_witness_is_refused_by_name(notes: list[Path], tmp_path: Path) -> None:
    spoiled, large = tmp_path / "spoiled.note", tmp_path / "large.note"
    spoiled.write_bytes(notes[0].read_bytes().replace(b"4712", b"4713"))
    large.write_bytes(b"\n" * (LIMIT + 1))
    refused = run("witness", "check", notes[0], spoiled, "--vkey", VKEY)
    assert refused.exit_code == 1 and "spoiled.note" in refused.stderr.replace("\n", "")
    for arguments in (
        [large, "--vkey", VKEY],
        [tmp_path / "none", "--vkey", VKEY],
        [notes[0], "--vkey", "w"],
    ):
        assert run("witness", "check", *arguments).exit_code == 2
    assert run("witness", "check", notes[0]).exit_code == 2, "without a key nothing is believed"
    assert run("witness", "check", *notes[:1], "--vkey", VKEY).exit_code == 0
