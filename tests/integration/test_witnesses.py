"""Members cosign what they have replayed of a real chain; a node that lies to one gets no signature."""

import json
import multiprocessing
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ledger.app.intents import Open
from ledger.app.keys import make_key
from ledger.app.statements import latest, witnessed
from ledger.app.submit import submit
from ledger.app.vault import Private
from ledger.app.witness import (
    HistoryChanged,
    TrustExpired,
    Watch,
    WouldGoBack,
    cosign_head,
    members_at,
    witness_keys,
)
from ledger.app.witness_state import StateDiffers
from ledger.core.codes import Capacity, Kind
from ledger.core.content import Identity
from ledger.core.day import parse_day
from ledger.core.errors import Misuse
from ledger.core.ids import EXTERNAL
from ledger.proof.checkpoint import parse_checkpoint
from ledger.proof.cosignature import cosign, verifier_key
from ledger.proof.note import Note, parse_note, parse_vkey
from ledger.proof.statement import verify_statements
from ledger.settings import Settings, save, save_witnesses
from ledger.vault.cipher import Cost
from ledger.vault.file import VaultFile
from ledger.verify.quorum import Quorum
from ledger.verify.trust import parse_trust
from ledger.verify.witnesses import ProvedHead, check_witnesses
from ledger.wiring import Node, node
from tests.simulators.lying_node import lying_node
from tests.unit.api.bank import BANK, BUYER, PASSPHRASE, RIVAL, SELLER, STRANGER, Server, bank, invoice
from tests.unit.cli.spoken import run, run_json

CHECKPOINTS = "/v1/witnesses/checkpoints"
OTHERS = "w/rival", b"\x07" * 32
OTHER_KEY = verifier_key(*OTHERS)
KNOWS = {"TRADELINE_PASSPHRASE": PASSPHRASE}


pytestmark = pytest.mark.xdist_group("witnesses")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with bank(tmp_path_factory.mktemp("bank")) as found:
        assert found.ask("POST", "/v1/submissions", SELLER, content=invoice("WITNESS-1")).status_code == 200
        terms = (Kind.TRADE_CREDIT, "EUR", parse_day("2025-05-05"), Capacity.CREDITOR, EXTERNAL)
        submit(found.node.desk, SELLER, [Open(*terms, identity=Identity(reference="nothing follows"))])
        found.node.flush()
        save_witnesses(found.node.settings.home, [OTHER_KEY])
        make_key(found.node.desk, BANK, Private.WITNESS)
        found.node.follow()
        cosign_head(watch_of(found.node), found.node.chain, BANK, 1_900_000_000)
        yield found


def watch_of(party: Node) -> Watch:
    return party.watch(parse_trust(party.settings.trust.read_bytes()))


def said_by_other(text: bytes, time: int = 1_800_000_000) -> bytes:
    return bytes(Note(text, (cosign(*OTHERS, text, time),)))


def a_new_block(server: Server) -> None:
    server.engine.rpc.write("evm_mine")


def test_a_member_cosigns_the_head_that_it_replayed(server: Server, tmp_path: Path) -> None:
    home = server.node.settings.home
    (vkey,) = run_json("witness", "keys", "--home", home, "--as", BANK, env=KNOWS)["vkeys"]
    note = run("witness", "sign", "--home", home, "--as", BANK, env=KNOWS).stdout_bytes
    (statement,) = verify_statements(note, [parse_vkey(vkey)], watch_of(server.node).log.origin)
    height = server.node.chain.height()
    assert statement.checkpoint.block == height
    assert "0x" + statement.checkpoint.hash.hex() == server.node.chain.header(height)["hash"]
    assert statement.checkpoint.members == 4
    (tmp_path / "note").write_bytes(note)
    checked = run("witness", "check", tmp_path / "note", "--vkey", vkey)
    assert checked.exit_code == 0 and "nobody contradicts itself" in checked.stdout


def test_a_height_is_signed_once_and_the_witness_never_goes_back(server: Server) -> None:
    watch, chain = watch_of(server.node), server.node.chain
    first = cosign_head(watch, chain, BANK, 1_900_000_000)
    a_new_block(server)
    server.node.follow()
    second = cosign_head(watch, chain, BANK, 1_900_000_100)
    assert second.checkpoint.block == first.checkpoint.block + 1
    for statement in (first, second):
        again = cosign_head(watch, chain, BANK, 1_999_999_999, statement.checkpoint.block)
        assert bytes(again) == bytes(statement), "not another time, not another byte"
    make_key(server.node.desk, BUYER, Private.WITNESS)
    assert cosign_head(watch, chain, BUYER, 1_900_000_100, first.checkpoint.block - 1), (
        "who has said nothing yet"
    )
    with pytest.raises(WouldGoBack):
        cosign_head(watch, chain, BANK, 1_900_000_200, first.checkpoint.block - 3)
    make_key(server.node.desk, BANK, Private.WITNESS)
    with pytest.raises(WouldGoBack):
        cosign_head(watch, chain, BANK, 1_900_000_200, first.checkpoint.block - 3)
    beyond = str(second.checkpoint.block + 1)
    refused = run("witness", "sign", "--home", watch_home(server), "--as", BANK, "--block", beyond, env=KNOWS)
    assert refused.exit_code == 1 and "is not final here" in refused.stderr


def watch_home(server: Server) -> Path:
    return server.node.settings.home


def test_a_chain_of_another_genesis_is_not_signed_for(server: Server) -> None:
    watch = watch_of(server.node)
    elsewhere = replace(watch, log=replace(watch.log, genesis=bytes(32)))
    a_new_block(server)
    server.node.follow()
    with pytest.raises(Misuse, match="genesis"):
        cosign_head(elsewhere, server.node.chain, BANK, 1_900_001_000)
    late = replace(watch, log=replace(watch.log, expires=1_900_001_000))
    with pytest.raises(TrustExpired):
        cosign_head(late, server.node.chain, BANK, 1_900_001_000)
    trust = parse_trust(server.node.settings.trust.read_bytes())
    with pytest.raises(Misuse, match="another chain"):
        server.node.watch(replace(trust, chain_id=trust.chain_id + 1))
    assert cosign_head(watch, server.node.chain, BANK, 1_900_001_000)


Lie = Callable[[list[Any], Any], Any]


def without(block: int) -> Lie:
    """No log of this block is told."""
    return lambda params, told: [log for log in told if int(log["blockNumber"], 16) != block]


def without_one_admission(server: Server) -> Lie:
    directory = server.node.index.directory
    word = directory.member_word(directory.numbers()[-1])
    assert word is not None
    return without(word.admitted_at)


def without_the_last_tradeline(server: Server) -> Lie:
    *_, last = server.node.index.tradelines_of(SELLER)
    return without(server.node.index.entries(last)[0].clock.number)


def a_witness_behind(server: Server, url: str, folder: Path) -> Settings:
    """A member's own node, with an index of its own, that has nobody but the node at this address to ask."""
    settings = replace(server.node.settings, home=folder, rpcs=(url,))
    save(settings)
    shutil.copy(server.node.settings.trust, settings.trust)
    VaultFile.create(settings.vault, PASSPHRASE, settings.contracts.place, Cost(n=2, r=8, p=1)).close()
    return settings


@pytest.mark.parametrize(
    ("lie", "field"),
    [
        (without_one_admission, "number of members"),
        (without_the_last_tradeline, "head of member 2's tradelines"),
    ],
)
def test_a_node_that_leaves_something_out_gets_no_signature(
    server: Server, tmp_path: Path, lie: Callable[[Server], Lie], field: str
) -> None:
    with lying_node(server.engine.url) as liar:
        for home, told in (("honest", None), ("lied to", lie(server))):
            settings = a_witness_behind(server, liar.url, tmp_path / home)
            liar.lies = {} if told is None else {"eth_getLogs": told}
            with node(settings, PASSPHRASE) as party:
                make_key(party.desk, RIVAL, Private.WITNESS)
                party.follow()
                if told is None:
                    assert cosign_head(watch_of(party), party.chain, RIVAL, 1_900_002_000)
                    continue
                with pytest.raises(StateDiffers, match=field):
                    cosign_head(watch_of(party), party.chain, RIVAL, 1_900_002_000)
                assert watch_of(party).vault.statements.stated(watch_of(party).log.origin, 1, 1) == ()
        assert liar.told["eth_getLogs"]


def test_a_history_that_changed_under_a_witness_is_an_alarm_and_not_a_second_statement(
    server: Server, tmp_path: Path
) -> None:
    settings = a_witness_behind(server, server.engine.url, tmp_path / "forked")
    with node(settings, PASSPHRASE) as party:
        make_key(party.desk, RIVAL, Private.WITNESS)
        snapshot = server.engine.rpc.write("evm_snapshot")
        a_new_block(server)
        party.follow()
        signed = cosign_head(watch_of(party), party.chain, RIVAL, 1_900_003_000)
        server.engine.rpc.write("evm_revert", snapshot)
        server.engine.rpc.write("evm_increaseTime", 1000)
        for _ in range(2):
            a_new_block(server)
        settings.index.unlink()  # type: ignore[union-attr]
    with node(settings, PASSPHRASE) as party:
        party.follow()
        for block in (None, signed.checkpoint.block):
            with pytest.raises(HistoryChanged, match=f"block {signed.checkpoint.block} was cosigned as 0x"):
                cosign_head(watch_of(party), party.chain, RIVAL, 1_900_003_100, block)
        kept = party.vault.statements.at(watch_of(party).log.origin, signed.checkpoint.block)
        assert kept == (signed,)


def killed_while_signing(settings: Settings, before: bool) -> None:
    """A witness's process that dies at the moment at which its statement goes to the disk."""
    with node(settings, PASSPHRASE) as party:
        party.follow()
        watch = watch_of(party)
        put = party.vault.statements.put

        def dying(statement: Any) -> bool:
            if not before:
                put(statement)
            os.kill(os.getpid(), signal.SIGKILL)
            return True

        party.vault.statements.put = dying  # type: ignore[method-assign]
        cosign_head(watch, party.chain, RIVAL, 1_900_004_000)


@pytest.mark.parametrize("before", [True, False], ids=["before it is written", "before it is committed"])
def test_a_witness_that_is_killed_says_one_thing_of_a_height(
    server: Server, tmp_path: Path, before: bool
) -> None:
    settings = a_witness_behind(server, server.engine.url, tmp_path / "killed")
    with node(settings, PASSPHRASE) as party:
        make_key(party.desk, RIVAL, Private.WITNESS)
    process = multiprocessing.get_context("spawn").Process(
        target=killed_while_signing, args=(settings, before)
    )
    process.start()
    process.join(120)
    assert process.exitcode == -signal.SIGKILL
    with node(settings, PASSPHRASE) as party:
        party.follow()
        watch = watch_of(party)
        one = cosign_head(watch, party.chain, RIVAL, 1_900_004_100)
        assert cosign_head(watch, party.chain, RIVAL, 1_900_004_200) == one
        assert party.vault.statements.at(watch.log.origin, one.checkpoint.block) == (one,)


def test_the_api_collects_what_known_witnesses_state(server: Server) -> None:
    a_new_block(server)
    server.node.follow()
    own = cosign_head(watch_of(server.node), server.node.chain, BANK, int(time.time()))
    note = said_by_other(bytes(own.checkpoint))
    for _ in range(2):
        taken = server.ask("POST", CHECKPOINTS, STRANGER, content=note)
        assert taken.status_code == 200, taken.text
    assert taken.json()["added"] == [], "the first time it was new"
    found = server.ask("GET", f"{CHECKPOINTS}/latest?threshold=2", BUYER).json()
    assert (found["block"], found["agrees"]) == (own.checkpoint.block, True)
    assert [each["witness"] for each in found["witnesses"]] == [own.key.name, OTHERS[0]]
    both = verify_statements(found["note"].encode(), [own.key, OTHER_KEY])
    assert {each.checkpoint for each in both} == {own.checkpoint}
    listed = server.ask("GET", f"{CHECKPOINTS}/{own.checkpoint.block}", BUYER).json()
    assert listed == [found]


def test_the_api_takes_no_note_that_nobody_known_signed(server: Server) -> None:
    text = bytes(latest(watch_of(server.node)).checkpoint)
    stranger = bytes(Note(text, (cosign("w/stranger", b"\x08" * 32, text, 0),)))
    altered = said_by_other(text).replace(b"heads 4 ", b"heads 5 ")
    for note in (b"", b"{}", stranger, altered, b"\xff" * 100):
        refused = server.ask("POST", CHECKPOINTS, SELLER, content=note)
        assert (refused.status_code, refused.json()["type"]) == (422, "urn:tradeline:problem:bad-note")
    assert server.ask("POST", CHECKPOINTS, content=said_by_other(text)).status_code == 401
    high = replace(parse_checkpoint(text), block=1 << 40)
    assert server.ask("POST", CHECKPOINTS, SELLER, content=said_by_other(bytes(high))).status_code == 409
    assert server.ask("GET", f"{CHECKPOINTS}/{1 << 40}", SELLER).status_code == 404
    assert server.ask("POST", CHECKPOINTS, SELLER, content=said_by_other(text)).status_code == 200


def test_a_dossiers_witnesses_hold_against_what_the_bank_proved(server: Server) -> None:
    a_new_block(server)
    server.node.follow()
    watch = watch_of(server.node)
    own = cosign_head(watch, server.node.chain, BANK, int(time.time()))
    server.ask("POST", CHECKPOINTS, RIVAL, content=said_by_other(bytes(own.checkpoint)))
    shown = witnessed(watch, SELLER, own.checkpoint.block)
    assert shown is not None
    (heads,) = (each for each in members_at(watch, own.checkpoint.block) if each.member == SELLER)
    quorum = Quorum(2, (*witness_keys(server.node.vault, BANK), OTHER_KEY)[-2:])
    proved = ProvedHead(own.checkpoint.block, own.checkpoint.hash, heads)
    assert len(check_witnesses(quorum, [shown], watch.log.origin, [proved], 1_900_000_000)) == 2


def test_an_equivocation_is_shown_everywhere_and_stays(server: Server, tmp_path: Path) -> None:
    home = watch_home(server)
    honest = latest(watch_of(server.node)).checkpoint
    assert run("witness", "show", "--home", home, env=KNOWS).exit_code == 0
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(said_by_other(bytes(honest)))
    two.write_bytes(said_by_other(bytes(replace(honest, hash=bytes(32)))))
    assert run("witness", "collect", one, "--home", home, env=KNOWS).exit_code == 0
    assert server.ask("GET", "/v1/witnesses/equivocations", SELLER).json() == []
    told = run_json("witness", "collect", two, "--home", home, code=1, env=KNOWS)
    assert len(told["disagree"]) == len(told["equivocations"]) == 1
    (proof,) = server.ask("GET", "/v1/witnesses/equivocations", SELLER).json()
    assert (proof["witness"], proof["block"]) == (OTHERS[0], honest.block)
    assert [note.encode() for note in proof["notes"]] == [one.read_bytes(), two.read_bytes()]
    pages = [
        server.ask("GET", f"/v1/witnesses/equivocations?{page}", SELLER) for page in ("limit=1", "skip=1")
    ]
    assert [page.json() for page in pages] == [[proof], []]
    for page in ("limit=101", "limit=0", "skip=-1", f"skip={1 << 64}"):
        assert server.ask("GET", f"/v1/witnesses/equivocations?{page}", SELLER).status_code == 422
    shown = run("witness", "show", "--home", home, env=KNOWS)
    assert shown.exit_code == 1 and "equivocation:" in shown.stdout
    vkey = str(OTHER_KEY)
    checked = run_json("witness", "check", one, two, "--vkey", vkey, code=1)
    assert len(checked["equivocations"]) == 1
    assert run("witness", "check", one, one, "--vkey", vkey).exit_code == 0
    strange = run("witness", "check", one, "--vkey", str(verifier_key("w/rival", b"\x09" * 32)))
    assert strange.exit_code == 1 and "known witness" in strange.stderr
    assert run("witness", "check", one, "--vkey", vkey[:-2]).exit_code == 2


def test_a_home_names_its_witnesses(server: Server, tmp_path: Path) -> None:
    home = watch_home(server)
    other = str(verifier_key("w/third", b"\x0a" * 32))
    before = json.loads((home / "witnesses.json").read_text())["witnesses"]
    assert run_json("witness", "know", other, "--home", home)["witnesses"] == [*before, other]
    assert run_json("witness", "know", other, "--home", home)["witnesses"] == [*before, other]
    plain = str(replace(parse_vkey(other), kind=1))
    for vkey in (plain, "w/third", other[:-1]):
        assert run("witness", "know", vkey, "--home", home).exit_code == 2
    (home / "witnesses.json").write_text('{"witnesses": ["nobody"]}')
    assert run("witness", "collect", home / "config.json", "--home", home, env=KNOWS).exit_code == 2
    (home / "witnesses.json").write_text(json.dumps({"witnesses": before}))
    note = tmp_path / "note"
    note.write_bytes(said_by_other(bytes(latest(watch_of(server.node)).checkpoint)))
    assert parse_note(note.read_bytes())
    assert run("witness", "collect", note, "--home", home, env=KNOWS).exit_code in (0, 1)
