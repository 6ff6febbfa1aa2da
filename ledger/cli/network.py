"""`tradeline network`: a network of validators, from its first block to its last."""

import typer

from ledger.cli.network_deploy import deploy, fund
from ledger.cli.network_init import add_validator, init
from ledger.cli.network_rulebooks import rulebooks
from ledger.cli.network_run import down, run, unlock, up
from ledger.cli.network_status import status
from ledger.cli.network_vote import mend, propose

network = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Found, run and watch a network of validators (docs/network.md).",
)
for verb in (init, up, status, down, run, deploy, rulebooks, fund, propose, add_validator, mend, unlock):
    network.command()(verb)
