"""The server starts on loopback with a passphrase, or says why not; its own description is the one in docs."""

import configparser
import logging
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.application import application
from api.main import _parser, is_loopback, main
from api.problems import INTERNAL, PROBLEMS
from ledger.proof.events import Contracts
from ledger.settings import Settings, save
from ledger.vault.cipher import Cost
from ledger.vault.file import VaultFile

ROOT = Path(__file__).resolve().parents[3]
OPEN = {("/health", "get"), ("/health/live", "get"), ("/health/ready", "get")}
"""What needs no token."""


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback_is_served(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.1", "example.org", "localhost.example.org", ""])
def test_what_others_reach_is_refused(
    host: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not is_loopback(host)
    monkeypatch.delenv("TRADELINE_PASSPHRASE", raising=False)
    assert main(["--home", str(tmp_path), "--host", host]) == 2
    assert "--allow-remote" in capsys.readouterr().err
    assert main(["--home", str(tmp_path), "--host", host, "--allow-remote"]) == 2
    assert "TRADELINE_PASSPHRASE" in capsys.readouterr().err, (
        "allowed, it goes on to the next thing that lacks"
    )


def test_a_folder_that_is_no_home_is_misuse(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRADELINE_PASSPHRASE", "any")
    assert main(["--home", str(tmp_path)]) == 2
    assert "config.json" in capsys.readouterr().err


def test_the_description_in_docs_is_that_of_the_server() -> None:
    command = [sys.executable, "-m", "api.main", "--openapi"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    stored = ROOT / "docs" / "openapi.json"
    assert printed == stored.read_bytes(), "python -m api.main --openapi > docs/openapi.json"


@pytest.fixture
def log_as_before() -> Iterator[None]:
    """The server configures the log of its process; here that is the tests'."""
    root, access = logging.getLogger(), logging.getLogger("uvicorn.access")
    before = list(root.handlers), root.level, access.level, access.propagate
    yield
    root.handlers[:], root.level, access.level, access.propagate = before


@pytest.mark.usefixtures("log_as_before")
def test_metrics_without_what_they_take_are_misuse(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(
        tmp_path, ("http://127.0.0.1:1",), Contracts(31337, *(bytes([n]) * 20 for n in (1, 2, 3))), 1
    )
    save(settings)
    VaultFile.create(settings.vault, "any", settings.contracts.place, Cost(n=2, r=8, p=1)).close()
    monkeypatch.setenv("TRADELINE_PASSPHRASE", "any")
    command = ["--home", str(tmp_path), "--metrics"]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main([*command, str(taken.getsockname()[1])]) == 1
        assert "in use" in capsys.readouterr().err
    assert main([*command, "70000"]) == 2
    assert "65536" in capsys.readouterr().err
    for name in [name for name in sys.modules if name.startswith("api.metrics.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    assert main([*command, "0"]) == 2
    assert "install tradeline[metrics]" in capsys.readouterr().err


def test_the_unit_starts_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(ROOT / "deploy" / "systemd" / "tradeline-api.service", "utf-8")
    program, dash, module, *arguments = unit["Service"]["ExecStart"].split()
    assert (program, dash, module) == ("/opt/tradeline/bin/python", "-m", "api.main")
    assert _parser().parse_args(arguments).metrics == 9464
    with pytest.raises(SystemExit):
        _parser().parse_args([*arguments, "--no-such-option"])
    assert "passphrase:" in unit["Service"]["LoadCredential"]


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in application().openapi()["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_every_operation_is_tagged_described_and_ends_in_a_problem() -> None:
    found = list(operations())
    assert len(found) == 35
    for path, method, operation in found:
        assert operation["tags"] and operation["description"], path
        assert "application/problem+json" in operation["responses"]["default"]["content"], path
        assert ("security" in operation) is ((path, method) not in OPEN), path


def test_every_form_that_is_asked_for_or_answered_has_an_example() -> None:
    schemas = application().openapi()["components"]["schemas"]
    named: set[str] = set()
    for _, _, operation in operations():
        bodies = [answer for code, answer in operation["responses"].items() if code != "default"]
        for body in (*bodies, operation.get("requestBody", {})):
            schema = body.get("content", {}).get("application/json", {}).get("schema", {})
            if "$ref" in schema:
                named.add(schema["$ref"].rpartition("/")[2])
    assert {
        "HistoryForm",
        "FiguresForm",
        "Outcome",
        "ConsentWanted",
        "ReportForm",
        "AttestationForm",
    } <= named
    assert [name for name in sorted(named) if not schemas[name].get("examples")] == []


def test_the_page_on_the_api_names_every_operation_and_every_problem() -> None:
    page = (ROOT / "docs" / "api.md").read_text("utf-8")
    for path, method, operation in operations():
        needed = [scope for scheme in operation.get("security", ()) for scope in scheme["token"] or ["any"]]
        assert f"| `{method.upper()} {path}` | {', '.join(needed) or 'no token'} |" in page, path
    for problem in {INTERNAL, *(problem for _, problem in PROBLEMS)}:
        assert page.count(f"| `{problem.name}` | {problem.status} |") == 1, problem
