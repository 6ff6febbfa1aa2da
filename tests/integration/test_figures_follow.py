"""Asked again and again, a node tells the figures that are read from the start: after each record, and an erasure."""

from collections.abc import Iterator

import pytest

from api.histories.account import account_of
from api.histories.rendering import figures_form
from ledger.app.erasure import Target, erase
from ledger.app.intents import State
from ledger.app.submit import submit
from ledger.attest.account import recompute
from ledger.core.codes import Capacity, Kind
from ledger.core.content import Facts
from ledger.core.day import parse_day
from ledger.core.history import Side, observations
from ledger.core.ids import Member
from ledger.rulebook.rulebook import TRADELINE_1, TRADELINE_2
from tests.unit.api.bank import BUYER, SELLER, Server, bank, invoice

DAYS = ("2016-05-01", "2016-04-02", "2016-09-30")
NOW = 1_750_000_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with bank(tmp_path_factory.mktemp("bank")) as found:
        yield found


def obligations(server: Server, member: Member) -> int:
    """How many the API's figures are of; each answer is compared, byte for byte, with one from the start."""
    for day in DAYS:
        for book in (TRADELINE_1, TRADELINE_2):
            path = f"/v1/members/{member}/figures?as_of={day}&rulebook={book.id}"
            told = server.ask("GET", path, member)
            account = account_of(server.node, member, None)
            found = recompute(account.chronicle.history, parse_day(day), book)
            assert told.content == figures_form(member, account.known, found).model_dump_json().encode()
    sides = server.ask("GET", f"/v1/members/{member}/figures?as_of={DAYS[0]}", member).json()["sides"]
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
