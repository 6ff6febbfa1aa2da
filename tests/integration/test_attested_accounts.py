"""Coverage from a real chain: what a bank says of an account is attested, recomputed offline, and not withheld."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from ledger.app.account_months import Sums, state_months
from ledger.app.accounts import account_with, accounts, open_account
from ledger.app.chronicle import chronicle
from ledger.app.intents import Appoint, Open, State
from ledger.app.ports import SealedEntry
from ledger.app.prepare import Statement
from ledger.attest import sdjwt
from ledger.attest.account import recompute
from ledger.attest.attestation import parse
from ledger.attest.dossier import parse_dossier
from ledger.attest.shown import ShownEntry
from ledger.chain import contracts as calls
from ledger.chain.reverts import ContractRefused
from ledger.core.account import turned
from ledger.core.codes import Capacity, EntryClass, Kind, Role, Status
from ledger.core.content import Facts, Identity
from ledger.core.day import Day, parse_day
from ledger.core.effect import Code
from ledger.core.history import History
from ledger.core.ids import EXTERNAL, ON_TRADELINE, Member, TradelineId
from ledger.proof.keys import entry_key
from ledger.proof.meta import Meta
from ledger.proof.scope import Envelope, Scope
from ledger.proof.seal import seal
from ledger.rulebook.rulebook import STANDARD
from ledger.verify.policy import Policy
from ledger.verify.report import Report
from ledger.verify.verifier import verify
from tests.attacks.exhibit import established, refused
from tests.attacks.stage import Firm, Stage, stage
from tests.attacks.story import TODAY as OPENED
from tests.attacks.story import Cast, Pick, agreed, cast, invoice, payment, statement, with_sealed

pytestmark = pytest.mark.xdist_group("attested-accounts")

TODAY = Day(OPENED)
DECEMBER, JANUARY, FEBRUARY, MARCH = map(parse_day, ("2024-12-31", "2025-01-31", "2025-02-28", "2025-03-31"))
NEXT_YEAR = parse_day("2026-12-31")
OFFLINE = {"1", "2", "4", "4b", "5", "6", "7", "8", "9", "10", "11"}
"""Every step but the seals, which a development chain has not."""


@dataclass
class Scene:
    """The mill's account with Nordkap, one of three invoices paid into it, and what Nordkap says of March."""

    stage: Stage
    cast: Cast
    line: TradelineId

    def history(self, firm: Firm) -> History:
        """The firm's own, as it reads it now."""
        self.stage.follow()
        related = firm.node.related(firm.node.known().number)
        return chronicle(firm.node.desk, firm.number, firm.number, related).history

    def words(self, firm: Firm) -> list[tuple[Member, str, Day, int]]:
        """What figures get of a firm's accounts: agent, side, month, amount."""
        said = turned(self.history(firm))
        return [(word.agent, word.side.value, Day(word.month), word.amount) for word in said]

    def confirmed(self, firm: Firm, as_of: Day) -> int:
        """What came in by the figures of a day."""
        own: Any = recompute(self.history(firm), as_of, STANDARD).as_json()["sides"]
        return int(own["is_paid"]["EUR"]["coverage"]["all"]["confirmed"])

    def last_code(self, firm: Firm, line: TradelineId) -> Code:
        """What the last entry of a tradeline did."""
        return firm.node.register(firm.number).page(line).state.effects[-1].code


def open_with(ready: Stage, firm: Firm, bank: Firm, day: Day = TODAY) -> TradelineId:
    firm.node.follow()
    register = firm.node.ahead(firm.number)
    (opened, *_) = open_account(firm.node.desk, register, bank.number, "EUR", day, Day(TODAY + 1))
    firm.node.flush()
    ready.follow()
    return opened.tradeline


def say(bank: Firm, firm: Firm, *sums: Sums) -> None:
    """As a bank's software does."""
    bank.node.follow()
    account = account_with(bank.node.ahead(bank.number), firm.number)
    state_months(bank.node.desk, account, bank.number, sums)
    bank.node.flush()


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with stage(tmp_path_factory.mktemp("accounts")) as ready:
        players = cast(ready)
        mill, shop, nordkap = players.mill, players.shop, players.nordkap
        (opened, *_) = mill.say(Open(Kind.TRADE_CREDIT, "EUR", TODAY, Capacity.CREDITOR, shop.number))
        (sold,) = mill.say(invoice(opened.tradeline, "R-1", 125_000))
        agreed(players, sold)
        (other, *_) = mill.say(Open(Kind.TRADE_CREDIT, "EUR", TODAY, Capacity.CREDITOR, players.house.number))
        mill.say(invoice(opened.tradeline, "R-2", 9_000), invoice(other.tradeline, "R-3", 8_000))
        line = open_with(ready, mill, nordkap)
        ready.wait(45)
        nordkap.say(statement(sold.tradeline, sold.obligation, Capacity.AGENT, payment(1, 125_000, 20)))
        say(nordkap, mill, Sums(MARCH, 500_000, 80_000))
        ready.follow()
        yield Scene(ready, players, line)


@pytest.fixture(scope="module")
def shown(scene: Scene) -> Statement:
    """All that stood about the mill before anybody attacked."""
    return scene.stage.state(scene.cast.mill)


@pytest.fixture(scope="module")
def dossier(scene: Scene, shown: Statement) -> bytes:
    issued = scene.stage.attest(scene.cast.nordkap, scene.cast.mill, shown)
    made = scene.stage.assemble(scene.cast.nordkap, scene.cast.mill, shown, issued)
    names = [item.name for item in sdjwt.read(issued.token).disclosures]
    assert names, "there is something that could be withheld"
    return scene.stage.bind(scene.cast.mill, made, withheld=names)


def verified(scene: Scene, file: bytes) -> Report:
    return verify(file, scene.stage.trust(), Policy(), scene.stage.now() + 60)


# --- what stands ---


def test_coverage_is_attested_and_recomputed_offline_though_all_else_is_withheld(
    scene: Scene, dossier: bytes
) -> None:
    said = parse(sdjwt.read(parse_dossier(dossier).attestation).issued.payload)
    assert said.rulebook_id == STANDARD.id == "tradeline-3"
    minimum: Any = said.minimum
    told = minimum["is_paid.EUR"]["coverage"]
    assert told["all"] == told["AB"]
    assert (told["all"]["months"], told["all"]["agents"]) == (1, 1)
    assert (told["all"]["confirmed"], told["all"]["explained"], told["all"]["share"]) == (
        "500000",
        "125000",
        2500,
    )
    assert minimum["pays.EUR"]["coverage"]["all"]["share"] == 0
    report = verified(scene, dossier)
    assert established(report) == OFFLINE
    assert '"share": 2500' in str(report.shown).replace("'", '"')


@pytest.mark.parametrize("listed", [True, False])
def test_an_account_left_out_is_missed(scene: Scene, shown: Statement, listed: bool) -> None:
    (account,) = (item for item in shown.tradelines if item.id == int(scene.line))
    own = tuple(event for event in shown.lists[0] if int.from_bytes(event.subject, "big") != int(scene.line))
    less = replace(
        shown,
        tradelines=tuple(item for item in shown.tradelines if item is not account),
        lists=shown.lists if listed else (own, *shown.lists[1:]),
    )
    assert len(own) == len(shown.lists[0]) - 1
    issued = scene.stage.attest(scene.cast.nordkap, scene.cast.mill, shown)
    made = scene.stage.assemble(scene.cast.nordkap, scene.cast.mill, less, issued)
    report = verified(scene, scene.stage.bind(scene.cast.mill, made))
    assert refused(report)
    assert not report.shown


def test_a_banks_word_that_is_not_opened_is_missed(scene: Scene, shown: Statement) -> None:
    players, bank = scene.cast, scene.cast.nordkap.number
    issued = scene.stage.attest(players.nordkap, players.mill, shown)

    def report(picked: Pick) -> Report:
        made = scene.stage.assemble(players.nordkap, players.mill, with_sealed(shown, picked), issued)
        return verified(scene, scene.stage.bind(players.mill, made))

    def told(meta: Meta, entry: ShownEntry) -> bool:
        on_it = meta.tradeline == scene.line and meta.entry_class is EntryClass.STATEMENT
        return on_it and meta.recorder == bank

    assert established(report(lambda meta, entry: False)) == OFFLINE
    closed = report(told)
    assert not established(closed) >= OFFLINE
    assert not closed.shown or "coverage" not in str(closed.shown)


def test_bank_and_firm_read_it_and_no_other_member_does(scene: Scene) -> None:
    players = scene.cast
    for reader in (players.mill, players.nordkap):
        account = next(
            one for one in accounts(reader.node.ahead(reader.number)) if one.tradeline == scene.line
        )
        (month,) = (one for one in account.months() if one.month == MARCH)
        assert month.received is not None
        assert (month.received.amount, month.agent) == (500_000, players.nordkap.number)
    for stranger in (players.shop, players.house):
        page = stranger.node.register(stranger.number).page(scene.line)
        assert page.count >= 5
        assert (page.state.kind, len(page.state.notices)) == (None, 0)
        assert {effect.code for effect in page.state.effects} <= {Code.SEALED, Code.APPLIED}


# --- attacks: each beside what does count ---


def forged(
    scene: Scene,
    by: Firm,
    line: TradelineId,
    capacity: Capacity,
    facts: Facts,
    key_of: Firm | None = None,
) -> None:
    """Past the software: any content under the tradeline's key, which `key_of` holds. ContractRefused."""
    keeper, place = key_of or by, by.node.vault.place
    wide = keeper.node.vault.tradelines.tradeline_key(keeper.number, Scope(place, line, 0))
    assert wide is not None
    scope = Scope(place, line, 0, ON_TRADELINE)
    sealed = seal(
        Envelope(scope, EntryClass.STATEMENT, capacity),
        facts,
        Identity(),
        secret=bytes(32),
        key=entry_key(wide, scope),
    )
    meta = Meta(EntryClass.STATEMENT, capacity, Status.PROPOSED, by.number, line)
    scene.stage._hand_in(by, SealedEntry(meta.handed_in(), ON_TRADELINE, sealed.commitment, sealed.payload))


def receipts(month: Day, amount: int = 1) -> Facts:
    return Facts(Kind.RECEIPTS, "EUR", amount, month)


def test_the_firm_says_nothing_of_its_own_account(scene: Scene) -> None:
    mill, before = scene.cast.mill, scene.words(scene.cast.mill)
    for kind in (Kind.RECEIPTS, Kind.OUTGOINGS):
        forged(scene, mill, scene.line, Capacity.CREDITOR, Facts(kind, "EUR", 1, JANUARY))
        assert scene.last_code(mill, scene.line) is Code.OUT_OF_CAPACITY
    with pytest.raises(ContractRefused):
        forged(scene, mill, scene.line, Capacity.AGENT, receipts(JANUARY))
    assert scene.words(mill) == before
    say(scene.cast.nordkap, mill, Sums(JANUARY, 7))
    assert (scene.cast.nordkap.number, "is_paid", JANUARY, 7) in scene.words(mill)


def test_another_bank_says_nothing_of_it_even_if_it_has_the_key(scene: Scene) -> None:
    house, mill = scene.cast.house, scene.cast.mill
    for capacity in Capacity:
        with pytest.raises(ContractRefused):
            forged(scene, house, scene.line, capacity, receipts(JANUARY), key_of=mill)


def test_a_bank_whose_appointment_has_ended_says_nothing_more(scene: Scene) -> None:
    shop, nordkap = scene.cast.shop, scene.cast.nordkap
    line = open_with(scene.stage, shop, nordkap)
    say(nordkap, shop, Sums(JANUARY, 11))
    shop.say(Appoint(line, Capacity.CREDITOR, EXTERNAL, 0, TODAY))
    with pytest.raises(ContractRefused):
        forged(scene, nordkap, line, Capacity.AGENT, receipts(FEBRUARY))
    assert scene.words(shop) == [(nordkap.number, "is_paid", JANUARY, 11)], (
        "what it said while it was, stands"
    )
    assert open_with(scene.stage, shop, nordkap, Day(TODAY + 1)) == line
    say(nordkap, shop, Sums(FEBRUARY, 12))
    assert (nordkap.number, "is_paid", FEBRUARY, 12) in scene.words(shop)


def test_a_month_said_before_its_end_is_in_no_figure(scene: Scene) -> None:
    mill, nordkap = scene.cast.mill, scene.cast.nordkap
    before = scene.confirmed(mill, NEXT_YEAR)
    nordkap.say(State(scene.line, Capacity.AGENT, receipts(NEXT_YEAR, 9_000_000)))
    assert scene.last_code(nordkap, scene.line) is Code.APPLIED
    assert scene.confirmed(mill, NEXT_YEAR) == before
    say(nordkap, mill, Sums(FEBRUARY, 1_000))
    assert scene.confirmed(mill, NEXT_YEAR) == before + 1_000
    found = next(one for one in accounts(mill.node.ahead(mill.number)) if one.tradeline == scene.line)
    assert {month.month for month in found.months() if month.early} == {NEXT_YEAR}


def test_a_copy_of_the_banks_word_stops_nothing_and_says_nothing(scene: Scene) -> None:
    """The firm, which can read it, records its bank's word once more as its own, seal and all."""
    mill, nordkap = scene.cast.mill, scene.cast.nordkap
    entries = mill.node.index.entries(scene.line)
    original = next(
        one for one in entries if one.recorder == nordkap.number and one.entry_class is EntryClass.STATEMENT
    )
    meta = Meta(EntryClass.STATEMENT, Capacity.CREDITOR, Status.PROPOSED, mill.number, scene.line)
    before = scene.words(mill)
    copy = SealedEntry(meta.handed_in(), ON_TRADELINE, original.commitment, original.payload)
    scene.stage._hand_in(mill, copy)
    assert scene.last_code(mill, scene.line) not in (Code.APPLIED, Code.REPEATED)
    assert scene.words(mill) == before
    say(nordkap, mill, Sums(DECEMBER, 21))
    assert len(scene.words(mill)) == len(before) + 1


def test_a_related_banks_word_is_the_firms_own(scene: Scene) -> None:
    fresh = scene.stage.admit("Officina Esempio Srl", Role.SME)
    house, nordkap = scene.cast.house, scene.cast.nordkap
    scene.stage.follow()
    for bank in (house, nordkap):
        open_with(scene.stage, fresh, bank)
        say(bank, fresh, Sums(FEBRUARY, 40))
    assert {word[0] for word in scene.words(fresh)} == {house.number, nordkap.number}
    registry = scene.stage.deployment.contracts.registry
    scene.stage.registrar.perform(registry, calls.relate(fresh.number, house.number))
    assert {word[0] for word in scene.words(fresh)} == {nordkap.number}
