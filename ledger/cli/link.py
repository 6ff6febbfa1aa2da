"""`tradeline link`: a party that was external has joined."""

from typing import Annotated

import typer

from ledger.app.outside import link as linking
from ledger.cli.arguments import As, Home, Json, OnDay, day_or_today, member, tradeline
from ledger.cli.recording import record
from ledger.core.ids import Member, TradelineId


def link(
    line: Annotated[
        TradelineId,
        typer.Argument(
            parser=tradeline, metavar="TRADELINE", help="Opened by this member with an outside party."
        ),
    ],
    to: Annotated[
        Member, typer.Option(parser=member, metavar="MEMBER", help="Which member that party is now.")
    ],
    home: Home = None,
    as_: As = None,
    on: OnDay = None,
    json: Json = False,
) -> None:
    """Propose a tradeline with an outside party to the member that it has become. It is given the key.

    Once it accepts and acknowledges, grades rise above C; no obligation gets a second id. It cannot be undone.
    """
    today = day_or_today(on)
    record(home, as_, lambda party, acting: [linking(party.register(acting).page(line), to, today)], json)
