"""Runs a verb in this process: exit code, standard output and standard error."""

import json
from typing import Any

from typer.testing import CliRunner, Result

from ledger.cli.main import app


def run(*words: object, env: dict[str, str] | None = None, stdin: str | None = None) -> Result:
    """`tradeline WORDS`. An exception that is no exit is a traceback, and so a failure here."""
    result = CliRunner(env=env).invoke(app, [str(word) for word in words], input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def run_json(*words: object, code: int = 0, env: dict[str, str] | None = None) -> Any:
    """What `tradeline WORDS --json` prints: one JSON document and nothing else."""
    result = run(*words, "--json", env=env)
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)
