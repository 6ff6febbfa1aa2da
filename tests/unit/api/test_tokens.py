"""Tokens are issued, shown once, listed without their secret, and ended."""

from pathlib import Path

import pytest

from api.tokens import main
from ledger.core.day import DAY_SECONDS
from ledger.proof.events import Contracts
from ledger.settings import Settings, save
from ledger.vault.cipher import Cost
from ledger.vault.file import VaultFile

NOW = 1_900_000_000
PASSPHRASE = "correct horse"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    contracts = Contracts(31337, b"\x01" * 20, b"\x02" * 20, b"\x03" * 20)
    settings = Settings(tmp_path, ("http://127.0.0.1:1",), contracts, 1)
    save(settings)
    VaultFile.create(settings.vault, PASSPHRASE, contracts.place, Cost(n=2, r=8, p=1)).close()
    monkeypatch.setenv("TRADELINE_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr("time.time", lambda: NOW)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.strip()


def test_a_token_stands_until_it_ends(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["issue", "7", "--scope", "submit", "--scope", "read", "--days", "2", "--label", "books"]
    assert main(["--home", str(home), *asked]) == 0
    token = said(capsys)
    vault = VaultFile.open(home / "vault.sqlite", PASSPHRASE)
    found = vault.tokens.check(token, NOW + 2 * DAY_SECONDS - 1)
    assert found is not None
    assert (found.member, found.scopes, found.label) == (7, ("submit", "read"), "books")
    assert vault.tokens.check(token, NOW + 2 * DAY_SECONDS) is None
    assert main(["--home", str(home), "list", "7"]) == 0
    listed = said(capsys)
    assert listed == f"{token[:16]}  until 2030-03-19  submit,read  books"
    assert main(["--home", str(home), "revoke", token[:16]]) == 0
    assert vault.tokens.check(token, NOW) is None
    assert main(["--home", str(home), "revoke", token[:16]]) == 2
    vault.close()


def test_without_a_scope_it_only_reads(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(home), "issue", "7"]) == 0
    said(capsys)
    main(["--home", str(home), "list", "7"])
    assert said(capsys).split("  ")[2] == "read"


@pytest.mark.parametrize(
    "asked",
    [
        ["issue", "0"],
        ["issue", "x"],
        ["issue", "7", "--days", "0"],
        ["issue", "7", "--days", "9999999"],
        ["issue", "7", "--scope", "all"],
        ["revoke", "no hex"],
        ["revoke", "00"],
        [],
    ],
    ids=str,
)
def test_what_has_no_meaning_is_misuse(
    home: Path, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main(["--home", str(home), *asked])
    except SystemExit as end:
        code = int(str(end.code))
    assert code == 2
    assert capsys.readouterr().err


def test_without_the_passphrase_there_is_no_token(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRADELINE_PASSPHRASE", "wrong")
    assert main(["--home", str(home), "issue", "7"]) == 1
    monkeypatch.delenv("TRADELINE_PASSPHRASE")
    assert main(["--home", str(home), "issue", "7"]) == 2
    assert said(capsys) == ""
