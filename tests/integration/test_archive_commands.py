"""`tradeline archive`: export, check and import, as an operator types them."""

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.archive.chain import ArchiveChain
from ledger.archive.manifest import MANIFEST, block_file
from ledger.archive.manifest_file import read_manifest
from ledger.proof.events import Contracts
from ledger.proof.header import header_from_rpc
from ledger.proof.whole_block import WholeBlock
from ledger.settings import Settings, save
from ledger.store.opening import index_at
from ledger.verify.renewal import renew
from ledger.verify.trust import TrustRoot, parse_trust, serialise_trust
from tests.unit.api.bank import PASSPHRASE, SELLER, Server, bank, invoice
from tests.unit.archive.chains import Archived, Chain
from tests.unit.archive.forge import reforge
from tests.unit.cli.spoken import run, run_json

ARCHIVES = Path(__file__).parents[1] / "fixtures" / "archives"
GOLDEN = ARCHIVES / "qbft"
KNOWN = {"TRADELINE_PASSPHRASE": PASSPHRASE}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with bank(tmp_path_factory.mktemp("bank")) as found:
        sent = found.ask("POST", "/v1/submissions?name=a.xml", SELLER, content=invoice("R-1"))
        assert sent.status_code < 300, sent.text
        yield found


@pytest.fixture
def home(server: Server, tmp_path: Path) -> Path:
    """Another home of the same ledger, without an index."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in ("config.json", "trust.json"):
        (folder / name).write_bytes((server.node.settings.home / name).read_bytes())
    return folder


def trusting(home: Path, archive: Path) -> TrustRoot:
    """A home with the trust root of an archive of `tests/fixtures`, and without a node."""
    root = parse_trust((archive / "trust.json").read_bytes())
    contracts = Contracts(
        root.chain_id, root.registry.address, root.ledger.address, root.attestations.address
    )
    save(Settings(home, ("http://127.0.0.1:9",), contracts, 1, engine=root.engine))
    shutil.copy(archive / "trust.json", home)
    return root


def exported(server: Server, folder: Path) -> dict[str, object]:
    found: dict[str, object] = run_json(
        "archive", "export", folder, "--home", server.node.settings.home, env=KNOWN
    )
    return found


def test_an_empty_index_is_filled_with_one_command_and_no_node(
    server: Server, home: Path, tmp_path: Path
) -> None:
    done = exported(server, tmp_path / "archive")
    settings = json.loads((home / "config.json").read_text())
    settings["rpc"] = "http://127.0.0.1:9"
    (home / "config.json").write_text(json.dumps(settings))
    filled = run_json("archive", "import", tmp_path / "archive", "--home", home)
    assert (filled["block"], filled["taken"]) == (done["last"], done["last"] - server.node.settings.start + 1)
    node = server.node
    node.follow()
    index = index_at(home / "index.sqlite", node.settings.contracts, node.settings.start)
    assert index.digest() == node.index.digest()
    index.close()
    # Again there is nothing to do.
    assert run_json("archive", "import", tmp_path / "archive", "--home", home)["taken"] == 0


def test_an_export_says_what_it_added(server: Server, tmp_path: Path) -> None:
    first, again = exported(server, tmp_path), exported(server, tmp_path)
    assert first["added"] == first["last"] + 1 and first["words"]
    assert (again["added"], again["last"], again["words"]) == (0, first["last"], 0)
    said = run("archive", "export", tmp_path, "--home", server.node.settings.home, env=KNOWN).stdout
    assert f"0 blocks added to {tmp_path}, which ends at block {first['last']}" in said


def test_a_folder_of_something_else_is_left_alone(server: Server, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("kept", "utf-8")
    refused = run_json("archive", "export", tmp_path, "--home", server.node.settings.home, env=KNOWN, code=2)
    assert refused["error"] == "Misuse" and "notes.txt" in refused["detail"]
    assert list(tmp_path.iterdir()) == [notes]
    notes.unlink()
    # What a killed export leaves is no hindrance.
    for name in (".lock", "segment.part", "manifest.part", block_file(0, 1)):
        (tmp_path / name).write_bytes(b"part")
    assert exported(server, tmp_path)["added"]
    notes.write_text("beside an archive", "utf-8")
    assert exported(server, tmp_path)["added"] == 0


def test_a_check_says_whether_it_is_whole(server: Server, tmp_path: Path) -> None:
    last = exported(server, tmp_path)["last"]
    found = run_json("archive", "check", tmp_path)
    assert (found["blocks"], found["states"]) == (last + 1, [last])
    assert "whole" in run("archive", "check", tmp_path).stdout
    manifest = read_manifest(tmp_path)
    assert manifest is not None
    path = tmp_path / manifest.segments[0].file.name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    refused = run_json("archive", "check", tmp_path, code=1)
    assert refused["error"] == "ArchiveError" and path.name in refused["detail"]
    (tmp_path / MANIFEST).unlink()
    assert run("archive", "check", tmp_path).exit_code == 2


def test_the_archive_of_another_ledger_fills_nothing(server: Server, home: Path, tmp_path: Path) -> None:
    exported(server, tmp_path / "archive")
    trust = json.loads((home / "trust.json").read_text())
    for change in ({"genesis": "0x" + "00" * 32}, {"chain_id": 5}):
        (home / "trust.json").write_text(json.dumps({**trust, **change}))
        assert run("archive", "import", tmp_path / "archive", "--home", home).exit_code == 2
    (home / "trust.json").write_text(json.dumps(trust))
    assert run("archive", "import", tmp_path / "archive", "--home", home).exit_code == 0


def test_an_index_that_is_further_on_is_left_alone(server: Server, tmp_path: Path) -> None:
    exported(server, tmp_path / "archive")
    server.consent(SELLER, SELLER + 1, "history")
    server.node.follow()
    digest = server.node.index.digest()
    refused = run_json("archive", "import", tmp_path / "archive", "--home", server.node.settings.home, code=2)
    assert "the index is at block" in refused["detail"]
    assert server.node.index.digest() == digest


def test_blocks_that_others_sealed_fill_nothing(tmp_path: Path) -> None:
    """Seals are no part of the hash of a QBFT block: an archive with another one is whole by all its hashes."""
    folder, home = tmp_path / "archive", tmp_path / "home"
    shutil.copytree(GOLDEN, folder)
    trusting(home, GOLDEN)
    forged = Archived(Chain(), folder)

    def unsealed(blocks: list[WholeBlock]) -> list[WholeBlock]:
        header = blocks[-1].header
        # The last byte of extraData is the parity of the last seal: with the other one somebody else has signed.
        extra = header.extra_data[:-1] + bytes([header.extra_data[-1] ^ 1])
        return [*blocks[:-1], replace(blocks[-1], header=replace(header, extra_data=extra))]

    reforge(forged, -1, unsealed)
    assert run("archive", "check", folder).exit_code == 0
    refused = run_json("archive", "import", folder, "--home", home, code=1)
    last = forged.manifest.blocks - 1
    assert f"block {last}: seals" in refused["detail"]
    # What stood before it was taken; with the true archive it goes on.
    assert run_json("archive", "import", GOLDEN, "--home", home) == {
        "taken": 1,
        "block": last,
        "hash": "0x" + forged.manifest.segments[-1].hash.hex(),
        "final": last,
    }


def test_final_is_what_the_archive_itself_shows_to_be(tmp_path: Path) -> None:
    trusting(tmp_path, ARCHIVES / "clique")
    found = run_json("archive", "import", ARCHIVES / "clique", "--home", tmp_path)
    assert (found["block"], found["final"]) == (126, 124)
    said = run("archive", "import", ARCHIVES / "clique", "--home", tmp_path).stdout
    assert "the index is at block 126, final up to block 124" in said


def test_an_archive_is_held_against_the_points_of_the_trust_root(tmp_path: Path) -> None:
    root = trusting(tmp_path, GOLDEN)
    with closing(ArchiveChain.open(GOLDEN, ())) as chain:
        headers = [header_from_rpc(chain.header(number)) for number in range(7)]
    updated = renew(root, headers).trust
    (point,) = updated.points
    for field, other in (("hash", bytes(32)), ("validators", point.validators[1:])):
        spoilt = replace(updated, points=(replace(point, **{field: other}),))
        (tmp_path / "trust.json").write_bytes(serialise_trust(spoilt))
        refused = run_json("archive", "import", GOLDEN, "--home", tmp_path, code=1)
        assert f"block {point.number}: pinned {field}" in refused["detail"]
    (tmp_path / "trust.json").write_bytes(serialise_trust(updated))
    assert run_json("archive", "import", GOLDEN, "--home", tmp_path)["final"] == 8


def test_a_trust_root_that_has_expired_lets_nothing_in(tmp_path: Path) -> None:
    root = trusting(tmp_path, GOLDEN)
    (tmp_path / "trust.json").write_bytes(serialise_trust(replace(root, expires=1)))
    refused = run_json("archive", "import", GOLDEN, "--home", tmp_path, code=2)
    assert "the trust root has expired" in refused["detail"] and not (tmp_path / "index.sqlite").exists()
    (tmp_path / "trust.json").write_bytes(serialise_trust(root))
    assert run_json("archive", "import", GOLDEN, "--home", tmp_path)["taken"] == 8
