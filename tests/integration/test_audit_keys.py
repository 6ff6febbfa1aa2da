"""An audit with a member's keys: contents opened from proved logs, figures recomputed; and the verb that prints it."""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledger.app.audit.account import Keys
from ledger.app.audit.hearing import Aids
from ledger.app.desk import Desk
from ledger.app.index import follow
from ledger.app.intents import Accept, Open, RecordInvoice, State
from ledger.app.keys import make_key, public_bytes, register_key
from ledger.app.prepare import prepare
from ledger.app.pump import Pump
from ledger.app.submit import submit
from ledger.app.vault import Private
from ledger.attest.account import account, recompute
from ledger.attest.contents import contents_of
from ledger.chain import contracts as calls
from ledger.chain.engines.anvil import CHAIN_ID, anvil
from ledger.chain.recorder import LedgerRecorder
from ledger.chain.registrations import MemberRegistrations
from ledger.chain.relay import RpcRelay
from ledger.chain.sender import KeySender
from ledger.cli.main import app
from ledger.core.codes import Capacity, Kind
from ledger.core.content import Facts
from ledger.core.day import parse_day
from ledger.core.drafts import InvoiceDraft, Source
from ledger.core.drafts import Party as Named
from ledger.core.grade import UNRELATED
from ledger.core.ids import Member, TradelineId
from ledger.core.money import Money
from ledger.proof.obligation_id import payment_id
from ledger.rulebook.rulebook import STANDARD
from ledger.settings import PASSPHRASE_VARIABLE
from ledger.store.index import SqliteIndex
from ledger.vault.cipher import Cost
from ledger.vault.file import VaultFile
from tests.integration.audited import AuditedChain, trust_file
from tests.integration.network import ALL_ROLES, Network, deployed_on
from tests.simulators.lying_node import lying_node

PASSPHRASE = "for the auditor"
ISSUED, DUE = parse_day("2026-10-01"), parse_day("2026-10-31")
PAID = parse_day("2026-11-10")
AMOUNT = 120_000


@dataclass
class Firm:
    """A member with a vault and an index of its own."""

    number: Member
    desk: Desk
    vault: VaultFile
    index: SqliteIndex
    sender: KeySender
    network: Network

    def say(self, *intents: Open | Accept | RecordInvoice | State) -> TradelineId:
        """Records, and reads the chain."""
        reader = self.network.reader()
        follow(reader, self.index)
        accepted = submit(self.desk, self.number, list(intents))
        pump = Pump(
            self.vault,
            LedgerRecorder(reader, self.network.contracts),
            RpcRelay(self.network.engine.rpc),
            self.index.directory,
            self.index,
            lambda member: self.sender,
            reader.height,
        )
        while pump.turn().open:
            follow(reader, self.index)
        follow(reader, self.index)
        return accepted[0].tradeline


@dataclass
class Trade:
    """A seller and a buyer after three invoices, of which two are paid late; `folder` holds their vaults."""

    network: Network
    seller: Firm
    buyer: Firm
    line: TradelineId
    folder: Path


@pytest.fixture(scope="module")
def trade(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trade]:
    folder = tmp_path_factory.mktemp("trade")
    with anvil() as engine, ExitStack() as stack:
        network = deployed_on(engine, CHAIN_ID)
        seller, buyer = (_firm(network, folder, name, stack) for name in ("seller", "buyer"))
        follow(network.reader(), seller.index)
        opening = Open(Kind.TRADE_CREDIT, "EUR", ISSUED, Capacity.CREDITOR, counterparty=buyer.number)
        line = seller.say(opening)
        buyer.say(Accept(line, ISSUED))
        for number in ("A-1", "A-2", "A-3"):
            source = Source(number, "", bytes(32))
            draft = InvoiceDraft(
                source, number, ISSUED, DUE, Money(AMOUNT, "EUR"), Named("Seller"), Named("Buyer")
            )
            seller.say(RecordInvoice(line, draft))
        obligations = [entry.obligation for entry in seller.index.entries(line) if any(entry.obligation)]
        for obligation in obligations[:2]:
            paid = Facts(Kind.SETTLEMENT, "EUR", AMOUNT, PAID, payment=payment_id(obligation.hex()))
            seller.say(State(line, Capacity.CREDITOR, paid, obligation=obligation))
        yield Trade(network, seller, buyer, line, folder)


def _firm(network: Network, folder: Path, name: str, stack: ExitStack) -> Firm:
    contracts = network.contracts
    vault = stack.enter_context(
        closing(VaultFile.create(folder / name, PASSPHRASE, contracts.place, Cost(n=1 << 10)))
    )
    index = stack.enter_context(
        closing(SqliteIndex(folder / f"{name}.index", contracts, network.deployment.block))
    )
    desk = Desk(vault, index, index.directory, os.urandom)
    secret = os.urandom(32)
    sender = KeySender(network.engine.rpc, secret, contracts.chain_id)
    network.engine.fund(sender.address())
    admission = calls.admit(
        os.urandom(32), os.urandom(32), ALL_ROLES, public_bytes(Private.TRANSACTION, secret)
    )
    network.registrar.perform(contracts.registry, admission)
    follow(network.reader(), index)
    number = index.directory.numbers()[-1]
    vault.keys.put(number, Private.TRANSACTION, 1, secret)
    for kind in (Private.ENCRYPTION, Private.TAG):
        make_key(desk, number, kind)
        register_key(desk, MemberRegistrations(sender, contracts), number, kind)
    return Firm(number, desk, vault, index, sender, network)


@pytest.fixture
def blank(trade: Trade, tmp_path: Path) -> Iterator[SqliteIndex]:
    """An index from genesis on, for an audit to fill."""
    with closing(SqliteIndex(tmp_path / "index", trade.network.contracts, 0)) as index:
        yield index


def audited(network: Network) -> AuditedChain:
    return AuditedChain(network, crowded=0, last=network.reader().height())


def test_with_keys_contents_are_opened_and_figures_recomputed(trade: Trade, blank: SqliteIndex) -> None:
    firm = trade.buyer
    desk = Desk(firm.vault, blank, blank.directory, os.urandom)
    report = audited(trade.network).audit(aids=Aids(keys=Keys(desk, firm.number)))
    assert report.difference is None and report.account is not None
    # An opening, an acceptance, three invoices, two settlements; the share of the key is no content.
    assert (report.account.opened, report.account.sealed, report.account.void) == (7, 0, 0)
    ageing = _pays(report.account.figures.as_json())["ageing"]
    assert isinstance(ageing, dict) and sum(ageing.values()) == AMOUNT


def test_the_figures_are_those_of_the_members_own_index(trade: Trade, blank: SqliteIndex) -> None:
    firm, chain = trade.seller, audited(trade.network)
    keys = Keys(Desk(firm.vault, blank, blank.directory, os.urandom), firm.number)
    report = chain.audit(aids=Aids(keys=keys))
    statement = prepare(firm.desk, firm.number, chain.last)
    contents = {item.id: contents_of(firm.vault.place, item) for item in statement.tradelines}
    history = account(firm.number, statement.lists, statement.tradelines, contents, UNRELATED)
    day = STANDARD.as_of_day(chain.header(chain.last).timestamp)
    assert report.account is not None
    assert report.account.figures == recompute(history, day, STANDARD)


def _pays(figures: object) -> dict[str, object]:
    assert isinstance(figures, dict)
    found = figures["sides"]["pays"]["EUR"]["headline"]["all"]
    assert isinstance(found, dict)
    return found


# --- the verb ---


@pytest.fixture
def trust(trade: Trade, tmp_path: Path) -> Path:
    return trust_file(audited(trade.network), tmp_path)


def run(*arguments: str, passphrase: str = PASSPHRASE) -> tuple[int, str]:
    """Exit code and standard output of `tradeline audit`."""
    done = CliRunner().invoke(app, ["audit", *arguments], env={PASSPHRASE_VARIABLE: passphrase})
    assert isinstance(done.exception, SystemExit | None), done.exception
    return done.exit_code, done.stdout


def test_the_verb_reports_an_honest_node(trade: Trade, trust: Path) -> None:
    code, out = run("--rpc", trade.network.engine.url, "--processes", "1", "--trust", str(trust), "--json")
    report = json.loads(out)
    assert (code, report["outcome"], report["difference"]) == (0, "established", None)
    assert report["as_of"]["block"] == trade.network.reader().height()


def test_the_verb_prints_figures_with_keys(trade: Trade, trust: Path) -> None:
    vault, member = trade.folder / "seller", str(trade.seller.number)
    where = ("--rpc", trade.network.engine.url, "--processes", "1", "--trust", str(trust))
    code, out = run(*where, "--vault", str(vault), "--member", member, "--json")
    assert code == 0
    account = json.loads(out)["account"]
    assert (account["opened"], account["sealed"]) == (7, 0)
    code, out = run(*where, "--vault", str(vault), "--member", member)
    assert code == 0 and "no difference" in out and "promptness index" in out


def test_the_verb_names_a_difference_and_exits_with_1(trade: Trade, trust: Path) -> None:
    with lying_node(trade.network.engine.url) as node:
        node.lies = {"eth_chainId": lambda params, result: "0x1"}
        code, out = run("--rpc", node.url, "--processes", "1", "--trust", str(trust), "--json")
        assert code == 1
        difference = json.loads(out)["difference"]
        assert difference == {"block": 0, "log": None, "field": "chain id", "expected": "31337", "got": "1"}
        code, out = run("--rpc", node.url, "--processes", "1", "--trust", str(trust))
        assert code == 1 and "first difference" in out and "31337" in out


@pytest.mark.parametrize(
    "wrong",
    [
        ("--vault", "nowhere"),
        ("--member", "1"),
        ("--trust", "nowhere.json"),
        ("--until-block", "-1"),
        ("--until-block", "1000000"),
    ],
    ids=" ".join,
)
def test_misuse_is_said_with_2(trade: Trade, trust: Path, wrong: tuple[str, str]) -> None:
    code, _ = run("--rpc", trade.network.engine.url, "--processes", "1", "--trust", str(trust), *wrong)
    assert code == 2


def test_a_vault_of_another_member_is_misuse(trade: Trade, trust: Path) -> None:
    vault, other = trade.folder / "seller", str(trade.buyer.number)
    where = ("--rpc", trade.network.engine.url, "--processes", "1", "--trust", str(trust))
    assert run(*where, "--vault", str(vault), "--member", other)[0] == 2


def test_a_node_that_is_away_is_an_error_and_no_difference(trust: Path) -> None:
    code, out = run("--rpc", "http://127.0.0.1:9", "--processes", "1", "--trust", str(trust), "--json")
    assert code == 1
    assert "outcome" not in json.loads(out)


def test_a_vault_stays_shut_without_its_passphrase(trade: Trade, trust: Path) -> None:
    vault, member = trade.folder / "seller", str(trade.seller.number)
    where = ("--rpc", trade.network.engine.url, "--processes", "1", "--trust", str(trust))
    code, out = run(*where, "--vault", str(vault), "--member", member, "--json", passphrase="another")
    assert code == 1
    assert "outcome" not in json.loads(out)
