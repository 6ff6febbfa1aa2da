"""What `tradeline init` refuses before it looks at anything else."""

from pathlib import Path

import pytest

from tests.unit.cli.spoken import run

SECRET = "hunter2"


def refusal(folder: Path, index: str) -> str:
    """What is said where not even a trust root is there; nothing is made."""
    home = folder / "home"
    found = run("init", "--rpc", "x", "--trust", folder / "none", "--home", home, "--index", index)
    assert (found.exit_code, home.exists()) == (2, False)
    return found.output


@pytest.mark.parametrize(
    "index",
    [
        f"postgresql://clerk:{SECRET}@db.example/ledger",
        f"postgres://clerk:{SECRET}@/ledger?host=/run/postgresql",
        f"postgresql://:{SECRET}@db.example",
        f"postgresql://clerk:{SECRET}%40%2F%3F@db.example/ledger",
        f"postgresql://clerk:{SECRET}#?@db.example/ledger",
        f"postgresql://db.example/ledger?user=clerk&password={SECRET}",
        f"postgresql://db.example/ledger?p%61ssword={SECRET}",
        f"postgresql://db.example/ledger?sslkey=k&sslpassword={SECRET}",
        f"postgresql://db.example/#?password={SECRET}",
    ],
)
def test_no_password_is_taken_from_a_command_line(tmp_path: Path, index: str) -> None:
    said = refusal(tmp_path, index)
    assert "carries a password" in said and SECRET not in said


@pytest.mark.parametrize(
    "index",
    [
        "postgresql://clerk@db.example:5432/ledger",
        "postgresql://clerk:@[::1]:5432,[::2]:5433/ledger?sslmode=require",
        "postgresql:///ledger?passfile=/etc/tradeline/pgpass",
        "postgresql://db.example/password",
    ],
)
def test_an_address_without_one_is_not_what_is_refused(tmp_path: Path, index: str) -> None:
    said = refusal(tmp_path, index)
    assert "carries a password" not in said and str(tmp_path / "none") in said.replace("\n", "")
