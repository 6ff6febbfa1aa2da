"""Asked again and again, a node tells the figures that are read from the start: after each record, and an erasure."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from api.histories.account import account_of
from api.histories.rendering import figures_form
from ledger.app.erasure import Target, erase
from ledger.app.intents import Intent, RecordInvoice, State
from ledger.app.submit import submit
from ledger.attest.account import recompute
from ledger.core.codes import Capacity, Kind
from ledger.core.content import Facts
from ledger.core.day import parse_day
from ledger.core.history import Side, observations
from ledger.core.ids import Member, TradelineId
from ledger.rulebook.rulebook import TRADELINE_1, TRADELINE_2
from tests.unit.api.bank import BUYER, SELLER, Server, bank, invoice
from tests.unit.app.parties import invoice as draft
from tests.unit.app.parties import opening

DAYS = ("2016-05-01", "2016-04-02", "2016-09-30")
LATER = ("2025-05-01",)
NOW = 1_750_000_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with bank(tmp_path_factory.mktemp("bank")) as found:
        yield found


def obligations(server: Server, member: Member, days: Sequence[str] = DAYS) -> int:
    """How many the API's figures are of; each answer is compared, byte for byte, with one from the start."""
    for day in days:
        for book in (TRADELINE_1, TRADELINE_2):
            path = f"/v1/members/{member}/figures?as_of={day}&rulebook={book.id}"
            told = server.ask("GET", path, member)
            account = account_of(server.node, member, None)
            found = recompute(account.chronicle.history, parse_day(day), book)
            assert told.content == figures_form(member, account.known, found).model_dump_json().encode()
    sides = server.ask("GET", f"/v1/members/{member}/figures?as_of={days[0]}", member).json()["sides"]
    return sum(
        own["including_disputed"]["all"]["obligations"] + own["evidence"]["claims"]["obligations"]
        for side in sides.values()
        for own in side.values()
    )


def test_the_answer_follows_whatever_happens(server: Server) -> None:
    node = server.node
    assert obligations(server, SELLER) == 0
    for count, number in enumerate(("F-1", "F-2"), 1):
        assert server.ask("POST", "/v1/submissions", SELLER, content=invoice(number)).status_code == 200
        assert (obligations(server, SELLER), obligations(server, BUYER)) == (count, count)
    history = account_of(node, SELLER, None).chronicle.history
    first = observations(history, Side.IS_PAID)[0]
    assert first.tradeline is not None
    paid = Facts(Kind.SETTLEMENT, "EUR", 719_712, parse_day("2016-04-01"), payment=bytes(16))
    before = server.ask("GET", f"/v1/members/{SELLER}/figures?as_of={DAYS[0]}", SELLER).content
    submit(node.desk, SELLER, [State(first.tradeline, Capacity.CREDITOR, paid, obligation=first.obligation)])
    node.flush()
    assert obligations(server, SELLER) == 2
    assert server.ask("GET", f"/v1/members/{SELLER}/figures?as_of={DAYS[0]}", SELLER).content != before
    erase(node.desk, node.registrations(SELLER), SELLER, Target(first.tradeline, first.obligation), NOW)
    assert obligations(server, SELLER) == 1


def test_what_the_chain_took_back_is_in_no_figure(tmp_path: Path) -> None:
    """Blocks go that were not final, and fewer, as many or more come in their place; what they held is sent again."""
    with bank(tmp_path, depth=64) as server:
        node, rpc = server.node, server.engine.rpc

        def say(*intents: Intent) -> TradelineId:
            accepted = submit(node.desk, SELLER, intents)
            node.flush(patience=0)
            return accepted[0].tradeline

        line = say(opening(BUYER))
        say(RecordInvoice(line, draft("K-0")))
        assert obligations(server, SELLER, LATER) == 1
        for count, blocks in enumerate((0, 1, 3), 1):
            snapshot, height = rpc.write("evm_snapshot"), node.chain.height()
            say(RecordInvoice(line, draft(f"K-{count}")))
            assert obligations(server, SELLER, LATER) == count + 1
            assert node.chain.height() == height + 1
            assert rpc.write("evm_revert", snapshot) is True
            rpc.write("evm_increaseTime", 1000)
            server.engine.mine(blocks)
            assert node.chain.height() == height + blocks
            assert obligations(server, SELLER, LATER) == count
            node.flush(patience=0)
            assert obligations(server, SELLER, LATER) == count + 1
