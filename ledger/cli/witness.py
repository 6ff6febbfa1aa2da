"""`tradeline witness`: heads of the chain, cosigned by members, collected, and held against each other."""

import typer

from ledger.cli.witness_check import check

witness = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Cosign heads of the chain, and hold witnesses to their word (docs/witnesses.md).",
)
witness.command()(check)


@witness.callback()
def _statements() -> None:
    """Makes it a group also where it has one verb."""


try:
    from ledger.cli.witness_home import collect, keys, know, show, sign
except ModuleNotFoundError as missing:
    # Where only the verifier's packages are, `check` is all there is: anyone can prove an equivocation.
    if (missing.name or "").partition(".")[0] == "ledger":
        raise
else:
    for verb in (keys, know, sign, collect, show):
        witness.command()(verb)
