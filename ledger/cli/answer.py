"""`tradeline accept` and `tradeline decline`: a member's answer to a tradeline that was proposed to it."""

from collections.abc import Sequence
from typing import Annotated

import typer

from ledger.app.intents import Accept, Appoint, Decline, Intent
from ledger.cli.arguments import As, Home, Json, OnDay, day_or_today, tradeline
from ledger.cli.recording import record
from ledger.core.codes import Capacity
from ledger.core.ids import Member, TradelineId
from ledger.wiring import Node

Proposed = Annotated[
    TradelineId, typer.Argument(parser=tradeline, metavar="TRADELINE", help="As proposed, such as 7-1.")
]


def accept(line: Proposed, home: Home = None, as_: As = None, on: OnDay = None, json: Json = False) -> None:
    """Accept a tradeline: its key opened, and what stands on it counts. The home's settlement agents are appointed."""
    today = day_or_today(on)

    def words(party: Node, member: Member) -> Sequence[Intent]:
        state = party.register(member).page(line).state
        capacity = Capacity.CREDITOR if state.creditor == member else Capacity.DEBTOR
        agents = dict(party.settings.agents).get(member, ())
        appointed = [Appoint(line, capacity, agent, slot, today) for slot, agent in enumerate(agents)]
        return [Accept(line, today), *appointed]

    record(home, as_, words, json)


def decline(line: Proposed, home: Home = None, as_: As = None, on: OnDay = None, json: Json = False) -> None:
    """Decline a tradeline: what its opener says on it stays a claim."""
    today = day_or_today(on)
    record(home, as_, lambda party, member: [Decline(line, today)], json)
