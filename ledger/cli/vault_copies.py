"""`tradeline backup`, `restore` and `rekey`: copies of the vault, and its passphrase."""

import time
from pathlib import Path
from typing import Annotated

import typer

from ledger.attest.canonical import Json as JsonValue
from ledger.cli.arguments import Home, Json
from ledger.cli.homes import asked_passphrase, new_passphrase, opened_vault, settings_of
from ledger.cli.output import console, plain, print_json, speaking
from ledger.core.errors import Misuse
from ledger.vault.file import VaultFile

NEW_PASSPHRASE_VARIABLE = "TRADELINE_NEW_PASSPHRASE"


def backup(
    file: Annotated[Path, typer.Argument(help="Where the copy is made; must be free.")],
    home: Home = None,
    json: Json = False,
) -> None:
    """Copy the vault, encrypted. The vault remembers its copies, so that what is erased is erased in them too."""
    with speaking(json):
        if not file.parent.is_dir():
            raise Misuse(f"{file.parent}: no such folder")
        with opened_vault(home) as vault:
            vault.backup(file, int(time.time()))
            known = list(vault.backups.paths())
        _tell(json, {"backup": str(file), "known": known}, f"vault copied to {file}")


def restore(
    file: Annotated[Path, typer.Argument(help="The backup.")], home: Home = None, json: Json = False
) -> None:
    """Put a backup in the place of a vault that is lost. What was sent since, `tradeline send` finds on the chain."""
    with speaking(json):
        settings = settings_of(home)
        VaultFile.restore(file, settings.vault, asked_passphrase()).close()
        _tell(json, {"vault": str(settings.vault)}, f"vault restored from {file}")


def rekey(home: Home = None, json: Json = False) -> None:
    """Put the vault and its copies under a new passphrase; copies out of reach still open with the old one."""
    with speaking(json):
        with opened_vault(home) as vault:
            reach = vault.rekey(new_passphrase(NEW_PASSPHRASE_VARIABLE))
        words = f"the vault and {len(reach.reached)} copies have the new passphrase"
        if reach.unreached:
            words += f"; not reached: {', '.join(reach.unreached)}"
        _tell(json, {"reached": list(reach.reached), "unreached": list(reach.unreached)}, words)


def _tell(as_json: bool, report: dict[str, JsonValue], words: str) -> None:
    if as_json:
        print_json(report)
    else:
        console.print(plain(words), highlight=False)
