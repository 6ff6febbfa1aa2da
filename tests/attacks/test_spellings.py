"""The same values spelled otherwise, files cut short or added to, shapes that no dossier has: refused at step 1."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.attacks.exhibit import Exhibit, exhibit, missed, refused

BOM = b"\xef\xbb\xbf"


@pytest.fixture(scope="module")
def large() -> Exhibit:
    return exhibit("large")


def test_cut_at_every_two_hundredth(large: Exhibit) -> None:
    for part in range(200):
        _is_refused(large, large.data[: len(large.data) * part // 200])


@pytest.mark.parametrize(
    "spell",
    [
        lambda data: BOM + data,
        lambda data: data + b"\n",
        lambda data: b" " + data,
        lambda data: data + b"\0",
        lambda data: data + data,
        lambda data: data.replace(b":", b": ", 1),
        lambda data: data.replace(b",", b" ,", 1),
        lambda data: data.replace(b'"dossier":1', b'"dossier":1.0'),
        lambda data: data.replace(b'"dossier":1', b'"dossier":1e0'),
        lambda data: data.replace(b'"dossier":1', b'"dossier":01'),
        lambda data: data.replace(b'"dossier":1', b'"dossier":+1'),
        lambda data: data.replace(b'"dossier":1', b'"dossier":true'),
        lambda data: data.replace(b'"dossier"', b'"d\\u006fssier"'),
        lambda data: data.replace(b'"dossier"', b'"dossier\\u0000"'),
        lambda data: data.replace("é".encode(), b"\\u00e9"),
        lambda data: data.replace("é".encode(), "e\u0301".encode()),
        lambda data: data.replace("é".encode(), b"\xe9"),
        lambda data: data.replace("é".encode(), b"\\ud800"),
        lambda data: data.decode().encode("utf-16"),
        lambda data: data.decode().encode("utf-8").upper(),
        lambda data: json.dumps(json.loads(data)).encode(),
        lambda data: json.dumps(dict(reversed(json.loads(data).items())), separators=(",", ":")).encode(),
        lambda data: b"[" + data + b"]",
        lambda data: b"",
        lambda data: b"null",
        lambda data: b'"dossier"',
        lambda data: b"{}",
    ],
)
def test_spelled_otherwise(large: Exhibit, spell: Callable[[bytes], bytes]) -> None:
    changed = spell(large.data)
    assert changed != large.data
    report = large.verify(changed)
    assert missed(large.untampered, report) is None
    assert refused(report) <= {"1", "4b", "6"}  # a letter in another composition is a string like any other


@pytest.mark.parametrize("name", ["commitment", "payload_hash", "facts", "salt"])
def test_hexadecimal_in_upper_case(large: Exhibit, name: str) -> None:
    document: dict[str, Any] = large.document
    entry = next(e for item in document["tradelines"] for e in item["entries"] if name in e)
    for other in (entry[name].upper(), "0x" + entry[name][2:].upper(), entry[name].replace("0x", "0X")):
        assert other != entry[name]
        changed = large.data.replace(entry[name].encode(), other.encode())
        _is_refused(large, changed)


@pytest.mark.parametrize(
    "shape",
    [
        b"[" * 100_000,
        b"[" * 33 + b"]" * 33,
        b'{"a":' * 100_000,
        b'{"a":' * 40 + b"1" + b"}" * 40,
        b"[{" * 1_000_000,
        b'"' + b"\\" * 1_000_001,
        b'"' + b'\\"' * 100_000,
        b'{"dossier":' + b"9" * 5_000 + b"}",
        b'{"dossier":-' + b"9" * 5_000 + b"}",
        b'{"dossier":1e999999}',
        b'{"dossier":NaN}',
        b'{"dossier":-Infinity}',
        b'{"attestation":"' + b"~" * 100_000 + b'"}',
        b"\xff\xfe" * 1_000,
    ],
)
def test_shapes_that_no_dossier_has(large: Exhibit, shape: bytes) -> None:
    _is_refused(large, shape)


def _is_refused(large: Exhibit, data: bytes) -> None:
    report = large.verify(data)
    assert refused(report) == {"1"}
    assert missed(large.untampered, report) is None
