"""Members get the archive over HTTP, whole or in ranges, and with it all that an index needs."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from api.archives.keeper import Keeper
from api.verifications.trust import trust_of
from ledger.app.index import follow
from ledger.archive.chain import ArchiveChain
from ledger.archive.check import check
from ledger.archive.manifest import MANIFEST
from ledger.archive.manifest_file import parse_manifest
from ledger.store.opening import index_at
from tests.unit.api.bank import RIVAL, SELLER, Server, bank, invoice, turns_of

MANY = "/v1/archive/segments/"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A bank with records, whose operator has begun an archive."""
    with bank(tmp_path_factory.mktemp("bank")) as found:
        assert found.ask("GET", "/v1/archive", SELLER).json()["type"].endswith("no-archive")
        found.node.settings.archive.mkdir()
        keeper = Keeper(turns_of(found.node))
        keeper.round()
        assert found.ask("GET", "/v1/archive", SELLER).status_code == 404
        archivist = found.node.archivist(trust_of(found.node.settings))
        archivist.export(found.node.settings.archive)
        yield found


def test_what_is_downloaded_is_an_archive_like_the_nodes_own(server: Server, tmp_path: Path) -> None:
    answer = server.ask("GET", "/v1/archive", RIVAL)
    assert answer.headers["content-type"] == "application/json"
    (tmp_path / MANIFEST).write_bytes(answer.content)
    manifest = parse_manifest(answer.content)
    for file in manifest.files:
        got = server.ask("GET", MANY + file.name, RIVAL)
        assert (got.status_code, got.headers["content-type"]) == (200, "application/zstd")
        (tmp_path / file.name).write_bytes(got.content)
    assert check(tmp_path, manifest).blocks == manifest.blocks > 1
    settings = server.node.settings
    with (
        closing(ArchiveChain.open(tmp_path, settings.contracts.addresses)) as chain,
        closing(index_at(tmp_path / "index", settings.contracts, settings.start)) as index,
        closing(index_at(tmp_path / "other", settings.contracts, settings.start)) as followed,
    ):
        follow(chain, index)
        follow(server.node.chain, followed, until=manifest.blocks - 1)
        assert index.digest() == followed.digest()


def test_without_a_token_there_is_nothing(server: Server) -> None:
    manifest = server.ask("GET", "/v1/archive", SELLER).json()
    for path in ("/v1/archive", MANY + manifest["segments"][0]["name"]):
        assert server.ask("GET", path).status_code == 401
        assert server.ask("GET", path, SELLER).status_code == 200


def test_a_download_that_was_cut_off_goes_on(server: Server) -> None:
    name = server.ask("GET", "/v1/archive", SELLER).json()["segments"][0]["name"]
    whole = server.ask("GET", MANY + name, SELLER)
    etag = whole.headers["etag"]
    for asked, start, end in (("5-", 5, None), ("0-9", 0, 10), ("-7", -7, None), ("3-99999999", 3, None)):
        headers = {"Range": f"bytes={asked}", "If-Range": etag}
        part = server.ask("GET", MANY + name, SELLER, headers=headers)
        assert (part.status_code, part.content) == (206, whole.content[start:end])
    changed = server.ask("GET", MANY + name, SELLER, headers={"Range": "bytes=5-", "If-Range": '"other"'})
    assert (changed.status_code, changed.content) == (200, whole.content)


@pytest.mark.parametrize(
    "asked",
    ["bytes=999999999-", "bytes=9-2", "bytes=-0", "bytes=0-1,3-4", "bytes=", "lines=1-2", "bytes=a-b"],
)
def test_a_range_that_there_is_not_is_a_problem(server: Server, asked: str) -> None:
    manifest = server.ask("GET", "/v1/archive", SELLER).json()
    segment = manifest["segments"][0]
    refused = server.ask("GET", MANY + segment["name"], SELLER, headers={"Range": asked})
    assert refused.status_code == 416
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["content-range"] == f"bytes */{segment['size']}"


def test_what_the_client_has_is_not_sent_again(server: Server) -> None:
    name = server.ask("GET", "/v1/archive", SELLER).json()["segments"][0]["name"]
    for path in ("/v1/archive", MANY + name):
        etag = server.ask("GET", path, SELLER).headers["etag"]
        for known, status in ((etag, 304), (f'"x", W/{etag}', 304), ("*", 304), ('"x"', 200)):
            again = server.ask("GET", path, SELLER, headers={"If-None-Match": known})
            assert (again.status_code, again.headers["etag"]) == (status, etag)


@pytest.mark.parametrize(
    "name",
    [
        "manifest.json",
        ".lock",
        "blocks-000000000000-000000000099.zst",
        "..%2Fvault.sqlite",
        "%2e%2e%2fconfig.json",
        "blocks-000000000000-000000000000.zst%00",
        "state-00000000000\u0661.zst",
    ],
)
def test_nothing_else_of_the_home_is_given(server: Server, name: str) -> None:
    assert server.ask("GET", MANY + name, SELLER).status_code == 404


def test_the_node_goes_on_with_it(server: Server) -> None:
    folder, keeper = server.node.settings.archive, Keeper(turns_of(server.node))
    before = parse_manifest((folder / MANIFEST).read_bytes())
    recorded = server.ask("POST", "/v1/submissions?name=a.xml", SELLER, content=invoice("R-ARCHIVE"))
    assert recorded.status_code < 300, recorded.text
    keeper.round()
    after = parse_manifest(server.ask("GET", "/v1/archive", SELLER).content)
    assert after.blocks > before.blocks
    assert after.states[-1].block == after.blocks - 1
    # A reader who began with the manifest before still gets what it names.
    for file in before.files:
        assert server.ask("GET", MANY + file.name, SELLER).status_code == 200
    keeper.round()
    assert json.loads((folder / MANIFEST).read_bytes())["blocks"] == after.blocks


def test_what_goes_wrong_is_said_and_tried_again(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    path, keeper = server.node.settings.archive / MANIFEST, Keeper(turns_of(server.node))
    true = path.read_bytes()
    path.write_bytes(b"{}")
    try:
        keeper.round()
    finally:
        path.write_bytes(true)
    assert "ArchiveError" in caplog.text
    caplog.clear()
    keeper.round()
    assert caplog.text == ""


def test_a_keeper_that_is_told_to_end_does(server: Server) -> None:
    keeper = Keeper(turns_of(server.node), every=0.01)
    keeper.start()
    keeper.stop()
