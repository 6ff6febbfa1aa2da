"""The verbs, gathered. Each is loaded when it is asked for: `verify` runs where only its own packages are."""

import sys
from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperGroup

from ledger.cli.output import Exit, errors

VERBS: Final = {
    "init": "init:init",
    "member": "member:member",
    "keys": "keys:keys",
    "contact": "contact:contact",
    "import": "import_files:import_files",
    "send": "outbox:send",
    "outbox": "outbox:outbox",
    "follow": "follow:follow",
    "history": "history:history",
    "revisions": "revisions:revisions_verb",
    "figures": "figures:figures",
    "census": "census:census_verb",
    "score": "score:score",
    "portfolio": "portfolio:portfolio",
    "accept": "answer:accept",
    "decline": "answer:decline",
    "link": "link:link",
    "acknowledge": "acknowledge:acknowledge",
    "dispute": "dispute:dispute",
    "resolve": "dispute:resolve",
    "claim": "claim:claim",
    "what-if": "what_if:what_if_verb",
    "account": "account:account",
    "appoint": "share:appoint",
    "share": "share:share",
    "assign": "finance:assign",
    "take": "finance:take",
    "consent": "consent:consent",
    "attest": "attest:attest",
    "present": "present:present",
    "revoke": "attest:revoke",
    "disclose": "disclose:disclose",
    "open-disclosure": "disclose:open_disclosure_file",
    "verify": "verify:verify",
    "trust": "trust:trust",
    "audit": "audit:audit",
    "audit-summary": "audit_signing:audit_summary",
    "archive": "archive:archive",
    "witness": "witness:witness",
    "network": "network:network",
    "erase": "erase:erase",
    "backup": "vault_copies:backup",
    "restore": "vault_copies:restore",
    "rekey": "vault_copies:rekey",
}
"""Verb: the file in this room, and the function (or the group of verbs) in it."""


class _Verbs(TyperGroup):
    """Typer asks for a command by its name; help asks for all that can be loaded here."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [name for name in VERBS if not isinstance(_load(name), ModuleNotFoundError)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in VERBS:
            return None
        found = _load(cmd_name)
        if isinstance(found, ModuleNotFoundError):
            errors.print(f"`{cmd_name}` needs the package {found.name}: install tradeline\\[node]")
            raise typer.Exit(Exit.MISUSE)
        return found


def _load(name: str) -> Any:
    """The command, or which package of another than this project is missing."""
    file, _, attribute = VERBS[name].partition(":")
    try:
        verb = getattr(import_module(f"ledger.cli.{file}"), attribute)
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] == "ledger":
            raise
        return missing
    if not isinstance(verb, typer.Typer):
        alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        alone.command(name)(verb)
        verb = alone
    command = typer.main.get_command(verb)
    command.name = name
    return command


app = typer.Typer(
    cls=_Verbs,
    help="A permissioned credit ledger: payment histories that firms own and banks verify offline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def _verbs() -> None:
    pass


def run() -> None:
    """The `tradeline` command."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a sign shows its number; a report does not end in the middle.
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    app()
