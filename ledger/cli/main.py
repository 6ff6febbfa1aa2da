"""The verbs, gathered."""

import typer

from ledger.cli.verify import verify

app = typer.Typer(
    help="A permissioned credit ledger: payment histories that firms own and banks verify offline.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(verify)


@app.callback()
def _verbs() -> None:
    pass


def run() -> None:
    """The `tradeline` command."""
    app()
