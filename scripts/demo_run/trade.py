"""Two years of trade: the plan's steps, each by the member that takes it, in the chain's own time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from demo_run.consortium import Consortium, Firm
from demo_run.turnover import tell
from ledger.app.accounts import open_account
from ledger.app.booking import Action, Booked, acknowledge, book
from ledger.app.intents import Accept, Appoint, Assign, Share, State, Take
from ledger.app.offer import Offer, check_offer, make_offer
from ledger.app.register import Page
from ledger.app.submit import submit
from ledger.core.codes import Capacity, Kind, Outcome
from ledger.core.content import Facts, Identity
from ledger.core.day import Day, parse_day
from ledger.core.drafts import InvoiceDraft, PaymentDraft
from ledger.core.errors import Refused
from ledger.core.ids import ObligationId
from ledger.documents.door import read_file
from ledger.proof.numbers import normal_or_none, normalise

NOON = 12 * 3600
_OF_ACCOUNTS = ("appoint", "turnover")


@dataclass(slots=True)
class Tally:
    """What the trade came to."""

    files: int = 0
    recorded: int = 0
    left: dict[str, int] = field(default_factory=dict)
    double_pledges_refused: int = 0
    sums: int = 0


def set_clock(consortium: Consortium, day: str) -> None:
    """A development chain's next block is of this day at noon."""
    noon = int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()) + NOON
    latest = consortium.engine.rpc.read("eth_getBlockByNumber", "latest", False)
    assert isinstance(latest, dict)
    if noon > int(str(latest["timestamp"]), 16):
        consortium.engine.rpc.write("evm_setNextBlockTimestamp", noon)


def trade(
    consortium: Consortium,
    plan: dict[str, Any],
    files: Path,
    progress: Callable[[int], None],
    begin: Callable[[Consortium, str], None] = set_clock,
) -> Tally:
    """Takes every step of the plan; `begin` begins a day: on a development chain days pass as they do in the plan."""
    tally, done = Tally(), 0
    for day, steps in groupby(plan["steps"], key=lambda step: str(step["day"])):
        begin(consortium, day)
        for phase in phases(list(steps)):
            for step in phase:
                take(consortium, step, files, tally)
                done += 1
                progress(done)
            flush(consortium)
    return tally


def phases(steps: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Steps of a day that do not wait for each other: invoices, then statements, then answers; the rest one by one,
    and at the end accounts: opened on the first day, told of on the last.
    """
    imports = [step for step in steps if step["do"] == "import"]
    yield [step for step in imports if step["grade"] is None]
    yield [step for step in imports if step["grade"] is not None]
    yield [step for step in steps if step["do"] in ("accept", "acknowledge")]
    for step in steps:
        if step["do"] not in ("import", "accept", "acknowledge", *_OF_ACCOUNTS):
            yield [step]
    of_accounts = [step for step in steps if step["do"] in _OF_ACCOUNTS]
    if of_accounts:
        yield of_accounts


def flush(consortium: Consortium) -> None:
    """Sends what every node has accepted until it is final, then has all of them read the chain."""
    waiting = [node for node in consortium.nodes if node.turn().open]
    for node in waiting:
        turn = node.flush()
        assert not turn.held, turn.held
    for node in consortium.nodes:
        node.follow()


def take(consortium: Consortium, step: dict[str, Any], files: Path, tally: Tally) -> None:
    """One step: what comes of it is accepted and stored, not sent yet."""
    who, day = consortium.firms[step["who"]], parse_day(step["day"])
    match step["do"]:
        case "appoint":
            bank, register = consortium.firms[step["agent"]], who.node.register(who.number)
            open_account(who.node.desk, register, bank.number, "EUR", day, day)
        case "turnover":
            _turnover(consortium, who, step, files, tally)
        case "import":
            _import(consortium, who, step, files, tally)
        case "accept":
            _accept(consortium, who, consortium.firms[step["creditor"]], day)
        case "acknowledge":
            acknowledge(
                who.node.clerk(who.number), consortium.firms[step["creditor"]].number, step["numbers"], day
            )
        case "dispute" | "resolve":
            _contest(consortium, who, step, day)
        case "assign" | "take":
            _finance(consortium, who, step, day, files)
        case "pledge-again":
            _pledge_again(who, step, files, tally)


def _import(consortium: Consortium, who: Firm, step: dict[str, Any], files: Path, tally: Tally) -> None:
    firm = consortium.firms[step["firm"]]
    drafts = []
    for name in step["files"]:
        reading = read_file(name, (files / name).read_bytes())
        assert reading.accepted, reading.faults
        drafts += reading.drafts
        tally.files += 1
    clerk = who.node.clerk(who.number, firm.number if firm.number != who.number else None)
    _count(book(clerk, drafts), tally)


def _turnover(consortium: Consortium, who: Firm, step: dict[str, Any], files: Path, tally: Tally) -> None:
    names = step["statements"]
    drafts = [draft for name in names for draft in read_file(name, (files / name).read_bytes()).drafts]
    payments = [draft for draft in drafts if isinstance(draft, PaymentDraft)]
    tally.sums += tell(who, consortium.firms[step["firm"]], payments)


def _count(booked: list[Booked], tally: Tally) -> None:
    tally.recorded += sum(item.action is Action.RECORDED for item in booked)
    for item in booked:
        if item.action is Action.LEFT:
            tally.left[item.reason] = tally.left.get(item.reason, 0) + 1


def _accept(consortium: Consortium, who: Firm, creditor: Firm, day: Day) -> None:
    for page in who.node.register(who.number).pages():
        if (page.state.creditor, page.state.debtor) != (creditor.number, who.number) or page.state.accepted:
            continue
        agents = who.node.clerk(who.number).agents
        appointments = [
            Appoint(page.state.id, Capacity.DEBTOR, agent, slot, day) for slot, agent in enumerate(agents)
        ]
        submit(who.node.desk, who.number, [Accept(page.state.id, day), *appointments])


def _contest(consortium: Consortium, who: Firm, step: dict[str, Any], day: Day) -> None:
    page, obligation = _find(who, consortium.firms[step["creditor"]], step["number"])
    if step["do"] == "dispute":
        facts, capacity = Facts(Kind.DISPUTE, day=day), Capacity.DEBTOR
        identity = Identity(reference=step["reason"])
    else:
        dispute = page.state.obligations[obligation].disputes[-1]
        outcome = Outcome[step["outcome"].upper()]
        facts = Facts(Kind.RESOLUTION, day=day, refers=dispute.said.commitment, outcome=outcome)
        capacity, identity = Capacity.CREDITOR, Identity()
    submit(who.node.desk, who.number, [State(page.state.id, capacity, facts, identity, obligation)])


def _finance(consortium: Consortium, who: Firm, step: dict[str, Any], day: Day, files: Path) -> None:
    seller = consortium.firms[step["creditor"]]
    page, obligation = _find(seller, seller, step["number"])
    if step["do"] == "assign":
        lender = consortium.firms[step["to"]]
        assign = Assign(page.state.id, obligation, Capacity.CREDITOR, lender.number, day)
        key = Share(page.state.id, Capacity.CREDITOR, lender.number, obligation)
        submit(who.node.desk, who.number, [assign, key])
    else:
        handed_over = bytes(make_offer(seller.node.desk, seller.number, obligation))
        _take(who, Offer.from_bytes(handed_over), files / step["document"], day)


def _take(lender: Firm, offer: Offer, document: Path, day: Day) -> None:
    """The lender holds the seller's offer against the document in its hand, then takes what is offered."""
    (draft,) = read_file(document.name, document.read_bytes()).drafts
    assert isinstance(draft, InvoiceDraft)
    check_offer(lender.node.desk, offer, draft.number, draft.issued)
    submit(lender.node.desk, lender.number, [Take(offer.tradeline, offer.obligation, day)])


def _pledge_again(who: Firm, step: dict[str, Any], files: Path, tally: Tally) -> None:
    """The invoice under another spelling: it has the same id, which exists once."""
    for name in step["files"]:
        reading = read_file(name, (files / name).read_bytes())
        try:
            book(who.node.clerk(who.number), reading.drafts)
        except Refused:
            tally.double_pledges_refused += 1


def _find(reader: Firm, creditor: Firm, number: str) -> tuple[Page, ObligationId]:
    wanted = normalise(number)
    for page in reader.node.register(reader.number).pages():
        if page.state.creditor == creditor.number:
            for obligation, name in page.names.items():
                if normal_or_none(name.number) == wanted:
                    return page, obligation
    raise LookupError(f"{reader.key} knows no invoice {number} of {creditor.key}")
