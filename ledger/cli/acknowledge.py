"""`tradeline acknowledge`: a debtor says that it owes an obligation as it stands."""

from collections.abc import Sequence
from typing import Annotated

import typer

from ledger.app.intents import Intent, Share, State
from ledger.cli.arguments import As, Home, Json, OnDay, day_or_today
from ledger.cli.recording import obligation_named, record
from ledger.core.codes import Capacity, Kind
from ledger.core.content import Facts
from ledger.core.ids import Member
from ledger.wiring import Node


def acknowledge(
    obligations: Annotated[
        list[str], typer.Argument(metavar="OBLIGATION...", help="Invoice numbers or obligation ids.")
    ],
    home: Home = None,
    as_: As = None,
    on: OnDay = None,
    json: Json = False,
) -> None:
    """Acknowledge obligations: their grade rises to B. The home's settlement agents are given their keys."""
    today = day_or_today(on)

    def words(party: Node, member: Member) -> Sequence[Intent]:
        agents = dict(party.settings.agents).get(member, ())
        intents: list[Intent] = []
        for text in obligations:
            page, obligation = obligation_named(party, member, text)
            facts = Facts(
                Kind.ACKNOWLEDGEMENT, day=today, refers=page.state.obligations[obligation].commitment
            )
            line = page.state.id
            intents.append(State(line, Capacity.DEBTOR, facts, obligation=obligation))
            intents += [Share(line, Capacity.DEBTOR, agent, obligation) for agent in agents]
        return intents

    record(home, as_, words, json)
