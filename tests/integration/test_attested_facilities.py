"""A revolving credit in an attestation: issued from the chain, verified offline, whatever its creditor writes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.app.intents import Accept, Open, State
from ledger.attest import sdjwt
from ledger.attest.attestation import parse
from ledger.attest.dossier import parse_dossier
from ledger.core.codes import Capacity, Kind
from ledger.core.content import Facts
from ledger.core.ids import TradelineId
from ledger.rulebook.rulebook import STANDARD
from ledger.verify.policy import Policy
from ledger.verify.report import Outcome
from ledger.verify.verifier import verify
from tests.attacks.stage import Stage, stage
from tests.attacks.story import TODAY, Cast, acknowledgement, cast, instalment, payment, statement


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Stage, Cast]]:
    with stage(tmp_path) as ready:
        yield ready, cast(ready)


def credit(players: Cast, limit: int, drawn: int) -> TradelineId:
    """Opened by the lender, accepted by the firm, and drawn."""
    house, mill = players.house, players.mill
    (opened, *_) = house.say(Open(Kind.REVOLVING, "EUR", TODAY, Capacity.CREDITOR, mill.number, limit))
    mill.say(Accept(opened.tradeline, TODAY))
    house.say(State(opened.tradeline, Capacity.CREDITOR, Facts(Kind.DRAWDOWN, "EUR", drawn, TODAY)))
    return opened.tradeline


def attested(ready: Stage, players: Cast) -> tuple[bytes, dict[str, Any]]:
    """The dossier, and the firm's utilisation as the attestation says it."""
    found = ready.state(players.mill)
    issued = ready.attest(players.nordkap, players.mill, found)
    file = ready.bind(players.mill, ready.assemble(players.nordkap, players.mill, found, issued))
    said = parse(sdjwt.read(parse_dossier(file).attestation).issued.payload)
    assert said.rulebook_id == STANDARD.id
    told: Any = said.minimum["pays.EUR"]
    return file, dict(told["utilisation"])


def unverified(ready: Stage, file: bytes) -> set[str]:
    report = verify(file, ready.trust(), Policy(), ready.now())
    assert all(step.outcome is not Outcome.REFUSED for step in report.steps)
    return {step.number for step in report.steps if step.outcome is not Outcome.ESTABLISHED}


def test_what_is_drawn_and_repaid_is_attested_and_recomputed(made: tuple[Stage, Cast]) -> None:
    ready, players = made
    line = credit(players, 100_000, 80_000)
    (due,) = players.house.say(instalment(line, 1))
    players.mill.say(statement(line, due.obligation, Capacity.DEBTOR, acknowledgement(due.commitment)))
    ready.wait(40)
    players.house.say(statement(line, due.obligation, Capacity.CREDITOR, payment(1, 50_000, 33)))
    ready.wait(1)
    file, told = attested(ready, players)
    assert unverified(ready, file) == {"3"}, "a development chain has no seals"
    assert told["AB"] == told["all"]
    assert (told["AB"]["limit"], told["AB"]["drawn"]) == ("100000", "30000")
    assert (told["AB"]["current"], told["AB"]["peak"]) == ("3000", "8000")


def test_a_limit_raised_today_is_attested_as_of_today(made: tuple[Stage, Cast]) -> None:
    ready, players = made
    line = credit(players, 1_000, 1_000)
    ready.wait(30)
    raised = Facts(Kind.LIMIT, "EUR", 1_000_000, TODAY - 300)
    players.house.say(State(line, Capacity.CREDITOR, raised))
    file, told = attested(ready, players)
    assert unverified(ready, file) == {"3"}
    assert (told["AB"]["current"], told["AB"]["peak"]) == ("10", "10000")


def test_no_creditor_makes_an_attestation_impossible(made: tuple[Stage, Cast]) -> None:
    ready, players = made
    credit(players, 1, 2**62)
    file, told = attested(ready, players)
    assert unverified(ready, file) == {"3"}
    assert told["AB"]["current"] == str(10_000 * 2**62)
