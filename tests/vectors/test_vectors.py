"""The golden files are what the code writes today."""

from pathlib import Path

import pytest

from scripts import vectors


def test_the_vectors_are_as_they_would_be_written() -> None:
    assert vectors.main(["--check"]) == 0


def test_a_vector_that_differs_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in vectors.FOLDER.glob("*.json"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(vectors, "FOLDER", tmp_path)
    assert vectors.main(["--check"]) == 0
    heads = tmp_path / "heads.json"
    heads.write_text(heads.read_text("utf-8").replace("0x0101", "0x0102", 1), "utf-8")
    assert vectors.main(["--check"]) == 1
    assert capsys.readouterr().out.startswith("heads.json differs")
