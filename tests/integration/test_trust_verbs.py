"""`tradeline trust` before a node of a consortium: fetched and followed, on line and off."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ledger.cli.main import app
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.schedule import Phase
from ledger.verify.trust import parse_trust, serialise_trust
from tests.attacks.exhibit import exhibit
from tests.simulators.sealing.bft import Qbft
from tests.simulators.sealing.consortium import Consortium, Plan
from tests.simulators.sealing.council import Vote
from tests.simulators.sealing.keys import addresses
from tests.simulators.sealing.node import sealed_anvil

FOUNDERS, NEW = addresses(4), addresses(1, after=20)[0]
STRANGERS = addresses(4, after=30)
BLOCKS = 9
CHAIN_ID = 31337
NOW = exhibit("small").now


class Bank:
    """A trust root in a file, and a node at an address."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url, self.file = folder, url, folder / "trust.json"

    def say(self, *words: object, code: int = 0) -> dict[str, Any]:
        """A verb's JSON."""
        result = CliRunner().invoke(app, ["trust", *map(str, words), "--json"])
        assert result.exit_code == code, result.output
        return dict(json.loads(result.stdout))


@pytest.fixture(scope="module")
def chain() -> Iterator[tuple[str, str, bytes]]:
    """Addresses of an honest node and of one whose validators nobody knows; the genesis."""
    votes = {at: Plan(vote=Vote(NEW, add=True)) for at in (2, 3, 4)}
    houses = Consortium(Qbft(), FOUNDERS, plans=votes), Consortium(Qbft(), STRANGERS)
    with sealed_anvil(*houses, chain_id=CHAIN_ID) as (engine, node):
        for _ in range(BLOCKS):
            engine.mine()
        genesis = engine.rpc.read("eth_getBlockByNumber", "0x0", False)
        assert isinstance(genesis, dict)
        yield node.url, f"{node.url}/1", bytes.fromhex(str(genesis["hash"])[2:])


@pytest.fixture
def bank(tmp_path: Path, chain: tuple[str, str, bytes]) -> Bank:
    root = replace(
        exhibit("small").trust,
        engine=Engine.QBFT,
        genesis=chain[2],
        validators=FOUNDERS,
        phases=(Phase(0, Engine.QBFT, period=0),),
    )
    made = Bank(tmp_path, chain[0])
    made.file.write_bytes(serialise_trust(root))
    return made


def test_a_trust_root_is_led_on_by_a_node(bank: Bank) -> None:
    assert bank.say("show", bank.file)["block"] == 0
    told = bank.say("update", bank.file, "--rpc", bank.url, "--at", NOW)
    assert (told["block"], told["changes"]) == (BLOCKS, [{"block": 4, "validators": 5}])
    assert bank.say("show", bank.file)["validators"] == [f"0x{one.hex()}" for one in sorted((*FOUNDERS, NEW))]


def test_it_is_led_on_without_a_network_from_a_file(bank: Bank) -> None:
    headers, newer = bank.folder / "headers.rlp", bank.folder / "newer.json"
    assert bank.say("headers", bank.file, headers, "--rpc", bank.url)["headers"] == BLOCKS
    before = bank.file.read_bytes()
    told = bank.say("update", bank.file, "--headers", headers, "--out", newer, "--at", NOW)
    assert told["block"] == BLOCKS
    assert bank.file.read_bytes() == before
    assert parse_trust(newer.read_bytes()).points[-1].number == BLOCKS
    assert bank.say("headers", bank.file, headers, "--rpc", bank.url, code=2)["error"] == "Misuse"
    cut = bank.folder / "cut.rlp"
    cut.write_bytes(headers.read_bytes()[:-1])
    assert bank.say("update", bank.file, "--headers", cut, "--at", NOW, code=1)["error"] == "RlpError"
    assert bank.file.read_bytes() == before


def test_strangers_lead_it_nowhere(bank: Bank, chain: tuple[str, str, bytes]) -> None:
    before = bank.file.read_bytes()
    told = bank.say("update", bank.file, "--rpc", chain[1], "--at", NOW, code=1)
    assert told["error"] == "SealError"
    assert bank.file.read_bytes() == before


def test_an_expired_one_is_not_led_on(bank: Bank) -> None:
    expires = parse_trust(bank.file.read_bytes()).expires
    told = bank.say("update", bank.file, "--rpc", bank.url, "--at", expires, code=2)
    assert "expired" in told["detail"]
    assert bank.say("update", bank.file, "--rpc", bank.url, "--at", expires - 1)["block"] == BLOCKS


def test_it_says_where_headers_must_come_from(bank: Bank) -> None:
    assert bank.say("update", bank.file, "--at", NOW, code=2)["error"] == "Misuse"


def test_a_hash_agreed_upon_is_one(bank: Bank) -> None:
    told = bank.say("update", bank.file, "--rpc", bank.url, "--at", NOW, "--agreed", "0x12", code=2)
    assert "64 hexadecimal digits" in told["detail"]
    other = "0x" + "11" * 32
    told = bank.say("update", bank.file, "--rpc", bank.url, "--at", NOW, "--agreed", other, code=2)
    assert "none of the headers" in told["detail"]
