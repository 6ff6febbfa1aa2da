"""Recording what a verb says: accepted, sent if the node answers, and told."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ledger.app.intents import Intent
from ledger.app.ports import OutboxState
from ledger.app.register import Page
from ledger.app.submit import Accepted, submit
from ledger.attest.canonical import Json
from ledger.cli.homes import acting, opened, try_following, try_sending
from ledger.cli.output import console, errors, plain, print_json, speaking
from ledger.core.errors import Misuse, Refused
from ledger.core.ids import Member, ObligationId
from ledger.proof.numbers import normalise
from ledger.wiring import Node

Words = Callable[[Node, Member], Sequence[Intent]]
Said = Callable[[Node, Member], Sequence[Accepted]]


def record(
    home: Path | None, named: Member | None, words: Words, as_json: bool, warnings: Sequence[str] = ()
) -> None:
    """Accepts what `words` makes for the acting member, sends it, and prints where each entry stands.

    Said again, it records nothing new. `warnings`, which `words` may fill, are told and stop nothing. Refused where
    the chain refused an entry.
    """

    def said(party: Node, member: Member) -> Sequence[Accepted]:
        intents = words(party, member)
        warn(warnings)
        return submit(party.desk, member, intents)

    take(home, named, said, as_json, warnings)


def warn(warnings: Sequence[str]) -> None:
    """On standard error, a line each."""
    for warning in warnings:
        errors.print(f"[yellow]warning[/]: {plain(warning)}", highlight=False)


def take(
    home: Path | None,
    named: Member | None,
    said: Said,
    as_json: bool,
    warnings: Sequence[str] = (),
    told: Sequence[str] | None = None,
    beside: Mapping[str, Json] | None = None,
) -> None:
    """The same of what `said` has accepted itself, which also tells its warnings. `told`, which it may fill, is what
    that means, and stands before the entries; `beside`, which it may fill too, stands in the JSON alone.
    """
    with speaking(as_json):
        with opened(home) as party:
            member = acting(party, named)
            try_following(party)
            accepted = said(party, member)
            waiting = try_sending(party)
            entries = [_entry(party, one) for one in accepted]
        report: dict[str, Json] = {
            "member": member,
            "entries": list(entries),
            "waiting": waiting,
            "warnings": list(warnings),
            **({} if told is None else {"told": list(told)}),
            **(beside or {}),
        }
        refused = [str(entry["reason"]) for entry in entries if entry["state"] == OutboxState.REFUSED.value]
        if refused:
            raise Refused("; ".join(refused))
        if as_json:
            print_json(report)
            return
        for sentence in told or ():
            console.print(plain(sentence), highlight=False, soft_wrap=True)
        for entry in entries:
            console.print(f"{entry['state']}: tradeline {entry['tradeline']}, entry {entry['commitment']}")
        if waiting:
            console.print(f"stored, not all sent yet ({plain(waiting)}): tradeline send")


def obligation_named(party: Node, member: Member, text: str) -> tuple[Page, ObligationId]:
    """An obligation by its id (0x and 64 digits) or by its invoice's number, if that is the number of one; Misuse."""
    found = [
        (page, obligation)
        for page in party.register(member).pages()
        for obligation in page.state.obligations
        if _is_named(page, obligation, text)
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise Misuse(f"member {member} knows no obligation {text!r}")
    ids = ", ".join(f"0x{obligation.hex()} on {page.state.id}" for page, obligation in found)
    raise Misuse(f"{len(found)} obligations have the number {text!r}; name one by its id: {ids}")


def _is_named(page: Page, obligation: ObligationId, text: str) -> bool:
    if text.lower() == f"0x{obligation.hex()}":
        return True
    names = page.names.get(obligation)
    number = names.number if names else None
    return bool(number and text.strip()) and normalise(number or "") == normalise(text)


def _entry(party: Node, one: Accepted) -> dict[str, Json]:
    row = None if one.row is None else party.vault.outbox.row(one.row)
    return {
        "tradeline": str(one.tradeline),
        "obligation": f"0x{one.obligation.hex()}",
        "commitment": f"0x{one.commitment.hex()}",
        "fresh": one.fresh,
        "state": "on chain" if row is None else row.state.value,
        "block": None if row is None else row.block,
        "reason": None if row is None else row.reason,
    }
