"""`tradeline consent`: who may see a member's history, for what, until when."""

from typing import Annotated

import typer

from ledger.app.consent import Consent, consents_of, give_consent, withdraw_consent
from ledger.attest.canonical import Json as JsonValue
from ledger.cli.arguments import As, Home, Json, day, digest, member
from ledger.cli.homes import acting, follow, opened, try_following
from ledger.cli.output import console, plain, print_json, speaking
from ledger.core.day import Day, iso
from ledger.core.ids import Commitment, Member

consent = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Give, withdraw and list consents to see a history.",
)


@consent.command()
def give(
    to: Annotated[Member, typer.Option(parser=member, metavar="MEMBER", help="Who may see it.")],
    purpose: Annotated[str, typer.Option(help="For what, such as credit.")],
    until: Annotated[Day, typer.Option(parser=day, metavar="DAY", help="The last day, YYYY-MM-DD.")],
    home: Home = None,
    as_: As = None,
    json: Json = False,
) -> None:
    """Consent that a member sees this one's history. The chain shows a salted commitment, not to whom or for what."""
    with speaking(json):
        with opened(home) as party:
            follow(party)
            acts = acting(party, as_)
            name = give_consent(party.desk, party.registrations(acts), Consent(acts, to, purpose, until))
            follow(party)
        _tell(json, {"member": acts, "commitment": f"0x{name.hex()}", "stands": True})


@consent.command()
def withdraw(
    commitment: Annotated[
        bytes, typer.Argument(parser=digest, metavar="COMMITMENT", help="As `consent list` shows it.")
    ],
    home: Home = None,
    as_: As = None,
    json: Json = False,
) -> None:
    """Withdraw a consent, for ever."""
    with speaking(json):
        with opened(home) as party:
            follow(party)
            acts = acting(party, as_)
            withdraw_consent(party.desk, party.registrations(acts), Commitment(commitment))
            follow(party)
        _tell(json, {"member": acts, "commitment": f"0x{commitment.hex()}", "stands": False})


@consent.command("list")
def list_(home: Home = None, as_: As = None, json: Json = False) -> None:
    """List the consents that this home gave, and whether each stands."""
    with speaking(json):
        with opened(home) as party:
            behind = try_following(party)
            acts = acting(party, as_)
            found: list[JsonValue] = [
                {
                    "commitment": f"0x{name.hex()}",
                    "to": item.reader,
                    "purpose": item.purpose,
                    "until": iso(item.until),
                    "stands": stands,
                }
                for name, item, stands in consents_of(party.desk, acts)
            ]
        if json:
            print_json({"member": acts, "consents": found, "behind": behind})
            return
        if not found:
            console.print(f"member {acts} gave no consent")
        for each in found:
            assert isinstance(each, dict)
            state = "stands" if each["stands"] else "does not stand"
            words = f"to member {each['to']} for {each['purpose']} until {each['until']}: {state}"
            console.print(f"{each['commitment']}\n  {plain(words)}")


def _tell(as_json: bool, report: dict[str, JsonValue]) -> None:
    if as_json:
        print_json(report)
    else:
        console.print(f"consent {report['commitment']} {'stands' if report['stands'] else 'is withdrawn'}")
