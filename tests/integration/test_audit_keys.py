"""An audit with a member's keys: contents opened from proved logs, figures recomputed; and the verb that prints it."""

import json
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from typer.testing import CliRunner

from ledger.app.audit.account import Keys
from ledger.app.audit.hearing import Aids
from ledger.app.desk import Desk
from ledger.app.index import follow
from ledger.app.intents import Accept, Open, RecordInvoice, State
from ledger.app.keys import make_key, public_bytes, register_key
from ledger.app.pens import pen_of
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
from ledger.proof.header import block_hash
from ledger.proof.key_ids import attestation_key_id
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
HEADER = "eth_getBlockByNumber"
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


def test_keys_go_back_to_where_a_history_parts(trade: Trade, blank: SqliteIndex) -> None:
    """The first source told a block of its own making: what was kept of it is gone when the other is followed."""
    firm, chain = trade.seller, audited(trade.network)
    keys = Keys(Desk(firm.vault, blank, blank.directory, os.urandom), firm.number)
    header = chain.header(9)
    forged = replace(header, timestamp=header.timestamp - 1)
    told = {"timestamp": hex(forged.timestamp), "hash": "0x" + block_hash(forged).hex()}
    with lying_node(trade.network.engine.url) as node:
        node.lies = {HEADER: lambda params, block: {**block, **told} if params[0] == "0x9" else block}
        report = chain.audit(node.url, trade.network.engine.url, aids=Aids(keys=keys))
    ((who, difference),) = report.differences
    assert (who, difference.block, difference.field) == ("node 1", 10, "parentHash")
    assert report.difference is None and report.account is not None
    assert report.account.opened == 7
    position = blank.position()
    assert position is not None and position.number == chain.last


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
    for book, told in (("tradeline-1", False), ("tradeline-2", True)):
        code, out = run(*where, "--vault", str(vault), "--member", member, "--rulebook", book)
        assert code == 0 and "no difference" in out and "promptness index" in out
        assert (f", by {book}:" in out, "is paid EUR, status by month" in out) == (True, told)


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
        ("--rulebook", "tradeline-1"),
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


# --- what it leaves behind ---


def spoken(*arguments: str) -> tuple[int, str]:
    """Exit code and standard output of any verb."""
    done = CliRunner().invoke(app, [*arguments], env={PASSPHRASE_VARIABLE: PASSPHRASE})
    assert isinstance(done.exception, SystemExit | None), done.exception
    return done.exit_code, done.stdout


def test_a_report_is_signed_by_the_members_attestation_key(trade: Trade, trust: Path, tmp_path: Path) -> None:
    firm, summary, report = trade.seller, tmp_path / "audit.jws", tmp_path / "report.json"
    make_key(firm.desk, firm.number, Private.ATTESTATION)
    where = ("--rpc", trade.network.engine.url, "--trust", str(trust))
    own = ("--vault", str(trade.folder / "seller"), "--member", str(firm.number))
    code, out = run(*where, *own, "--json", "--sign", str(summary), "--html", str(tmp_path / "report.html"))
    assert code == 0
    report.write_text(out, "utf-8")
    pen = pen_of(firm.vault, firm.number, Private.ATTESTATION)
    key = "0x" + attestation_key_id(pen.x + pen.y).hex()
    check = ("audit-summary", str(summary), "--report", str(report))
    assert spoken(*check, "--key", key)[0] == 0
    code, said = spoken(*check)
    assert code == 3 and re.search(r"at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", " ".join(said.split()))
    assert spoken(*check, "--key", "0x" + "11" * 32)[0] == 1
    report.write_text(out.replace('"blocks": ', '"blocks": 1'), "utf-8")
    assert spoken(*check, "--key", key)[0] == 1
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "No difference in the chain" in page and f", by {STANDARD.id}</h2>" in page


def test_a_report_is_signed_by_a_key_in_a_file(trade: Trade, trust: Path, tmp_path: Path) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    key, summary, report = tmp_path / "key.pem", tmp_path / "audit.jws", tmp_path / "report.json"
    key.write_bytes(private.private_bytes(*form))
    where = ("--rpc", trade.network.engine.url, "--trust", str(trust))
    code, out = run(*where, "--json", "--sign", str(summary), "--key", str(key))
    assert code == 0
    report.write_text(out, "utf-8")
    check = ("audit-summary", str(summary), "--report", str(report), "--json")
    code, out = spoken(*check)
    assert (code, json.loads(out)["report"]["outcome"]) == (3, "established")
    assert spoken(*check, "--key", json.loads(out)["key"])[0] == 0


def test_a_report_that_nobody_can_sign_is_misuse(trade: Trade, trust: Path, tmp_path: Path) -> None:
    where = ("--rpc", trade.network.engine.url, "--trust", str(trust))
    notes = tmp_path / "notes.txt"
    notes.write_text("no key", "utf-8")
    for wrong in (
        ("--sign", str(tmp_path / "s")),
        ("--key", str(notes)),
        ("--sign", str(tmp_path / "s"), "--key", str(notes)),
    ):
        assert run(*where, *wrong)[0] == 2
    assert not (tmp_path / "s").exists()


def test_what_is_there_is_not_written_over(trade: Trade, trust: Path, tmp_path: Path) -> None:
    key, there = tmp_path / "key.pem", tmp_path / "there"
    private = ec.generate_private_key(ec.SECP256R1())
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    key.write_bytes(private.private_bytes(*form))
    there.write_text("kept", "utf-8")
    where = ("--rpc", trade.network.engine.url, "--trust", str(trust))
    for option in ("--html", "--sign"):
        other = () if option == "--html" else ("--key", str(key))
        assert run(*where, option, str(there), *other)[0] == 2
        assert there.read_text("utf-8") == "kept"
        assert run(*where, option, str(tmp_path / option), *other)[0] == 0
        assert (tmp_path / option).stat().st_size > 0
    both = str(tmp_path / "both")
    assert run(*where, "--html", both, "--sign", both, "--key", str(key))[0] == 2


def test_times_are_told_in_utc_and_contracts_by_their_addresses(
    trade: Trade, trust: Path, tmp_path: Path
) -> None:
    head = trade.network.reader().height()
    code, out = run("--rpc", trade.network.engine.url, "--trust", str(trust))
    said = " ".join(out.split())
    seconds = int(str(trade.network.reader().header(head)["timestamp"]), 16)
    assert code == 0 and "cannot be established from a chain" in said
    assert f"as of block {head} of {datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC" in said
    assert re.search(r"made \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", said)
    assert all("0x" + address.hex() in said for address in trade.network.contracts.addresses)


def test_several_sources_are_named_and_compared(trade: Trade, trust: Path) -> None:
    url = trade.network.engine.url
    with lying_node(url) as node:
        node.lies = {
            "eth_getBlockByNumber": lambda params, block: (
                {**block, "gasUsed": "0x7"} if params[0] == "0x3" else block
            )
        }
        code, out = run("--rpc", node.url, "--rpc", url, "--trust", str(trust), "--json")
    report = json.loads(out)
    assert (code, report["outcome"], report["difference"]) == (1, "established", None)
    liar, honest = report["sources"]
    assert (liar["outcome"], honest["outcome"]) == ("differs", "agrees")
    assert (liar["difference"]["block"], liar["difference"]["field"]) == (3, "gasUsed")
    assert run("--trust", str(trust))[0] == 2
    assert run("--rpc", url, "--rpc", url, "--trust", str(trust))[0] == 2
