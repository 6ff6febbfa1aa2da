"""docs/cli.md: every verb with its words, from the command itself.

python scripts/cli_page.py > docs/cli.md
"""

import inspect
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import typer

from ledger.cli.main import VERBS, app

HEAD = """# The command line
Written by `scripts/cli_page.py` from what `tradeline --help` says; a test compares them.

Every verb that lists `--json` then prints one JSON document on standard output; an error is one too, with `error`,
`detail` and `faults`. A call that cannot be read (an unknown word, an argument that is missing or malformed) is told on
standard error alone, with exit code 2. Progress goes to standard error. A home is named with `--home` or
`TRADELINE_HOME`; its vault's passphrase is asked for, or taken from `TRADELINE_PASSPHRASE`; the new one of `rekey` from
`TRADELINE_NEW_PASSPHRASE`. A page, a table or a statement that is written never replaces a file that the same call
reads, nor one that stands in a home beside its vault.

| exit code | meaning |
|---|---|
| 0 | done; of `verify`: established |
| 1 | refused: bad input, a rule of the ledger, or a node that does not answer; a difference or an alarm was found |
| 2 | misuse: a mistake in the call; nothing was done |
| 3 | not established, of `verify` and `audit-summary`; not complete yet, of `erase` and `network propose` |
"""


def page() -> str:
    """The page, a section a verb."""
    group: Any = typer.main.get_command(app)
    context = group.make_context("tradeline", ["verify", "--help"], resilient_parsing=True)
    sections = (_section(f"tradeline {name}", group.get_command(context, name)) for name in VERBS)
    return "\n".join([HEAD, *sections])


def _section(path: str, command: Any) -> str:
    inner = getattr(command, "commands", None)
    if inner:
        said = f"## {path}\n{command.help}\n"
        return "\n".join([said, *(_section(f"{path} {name}", each) for name, each in inner.items())])
    usage = " ".join([path, *(_usage(each) for each in command.params if each.required)])
    level = "##" if path.count(" ") == 1 else "###"
    rows = "\n".join(_rows(command))
    table = f"\n| | |\n|---|---|\n{rows}\n" if rows else ""
    return f"{level} {path}\n`{usage}`\n\n{inspect.cleandoc(command.help)}\n{table}"


def _usage(word: Any) -> str:
    """An argument or an option, as it is typed."""
    if word.param_type_name == "argument":
        return str(word.metavar or word.name.upper())
    return " ".join(word.opts) if word.is_flag else f"{word.opts[0]} {_value(word)}"


def _rows(command: Any) -> Iterator[str]:
    for each in command.params:
        if each.name == "help":
            continue
        yield f"| `{_usage(each).replace('|', '/')}` | {(each.help or '').replace('|', '/')} |"


def _value(option: Any) -> str:
    """What stands for an option's value: its metavar, the words to choose from, or its kind."""
    if option.metavar:
        return str(option.metavar)
    kind = option.type_descriptor.annotation
    if issubclass(kind, Enum):
        return "/".join(str(choice.value) for choice in kind)
    return {Path: "PATH", int: "NUMBER"}.get(kind, "TEXT")


if __name__ == "__main__":
    sys.stdout.write(page())
