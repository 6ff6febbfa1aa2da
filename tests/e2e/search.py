"""Searching a chain for what must not be on it: every fact of the input, in every encoding of a careless writer."""

import base64
import gzip
import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from lxml import etree

from ledger.chain.rpc import Rpc
from ledger.core.day import parse_day
from ledger.documents.door import read_file
from ledger.documents.reading import fields_of
from ledger.proof import cbor
from ledger.proof.keccak import keccak256

SHORTEST = 5
"""A shorter needle stands in megabytes of noise by chance."""


def haystack(rpc: Rpc, addresses: tuple[bytes, ...]) -> bytes:
    """All calldata and logs of the chain, and all storage of the contracts, as one run of bytes."""
    parts: list[bytes] = []
    for number in range(int(str(rpc.read("eth_blockNumber")), 16) + 1):
        block = rpc.read("eth_getBlockByNumber", hex(number), True)
        assert isinstance(block, dict)
        parts += [_bytes(sent["input"]) for sent in block["transactions"]]
        receipts = rpc.read("eth_getBlockReceipts", hex(number))
        assert isinstance(receipts, list)
        for receipt in receipts:
            for log in receipt["logs"]:
                parts += [_bytes(log["data"]), *map(_bytes, log["topics"])]
    return b"\x00\xff\x00".join([*parts, *_storage(rpc, addresses)])


def _storage(rpc: Rpc, addresses: tuple[bytes, ...]) -> Iterator[bytes]:
    dumped = _bytes(str(rpc.read("anvil_dumpState")))
    state: dict[str, Any] = json.loads(gzip.decompress(dumped))
    accounts = {_bytes(address): account for address, account in state["accounts"].items()}
    for address in addresses:
        storage = accounts[address]["storage"]
        assert storage, "the dump has no storage of a contract"
        for slot, word in storage.items():
            yield _bytes(slot).rjust(32, b"\0") + _bytes(word).rjust(32, b"\0")


def _bytes(text: str) -> bytes:
    digits = text.removeprefix("0x")
    return bytes.fromhex(digits.rjust(len(digits) + len(digits) % 2, "0"))


def needles(folder: Path) -> dict[bytes, str]:
    """Every amount, name, number, reference and date of the files below a folder, and their unsalted hashes."""
    found: dict[bytes, str] = {}
    for path in sorted(folder.rglob("*.xml")):
        content = path.read_bytes()
        reading = read_file(path.name, content)
        assert reading.accepted
        for digest in (sha256(content).digest(), keccak256(content)):
            found[digest] = f"hash of {path.name}"
        for draft in reading.drafts:
            minor = draft.amount.minor
            for needle in _amount(minor):
                found[needle] = f"amount {draft.amount}"
            for text in _texts(fields_of(draft)):
                for needle in _text(text):
                    found[needle] = f"text {text!r}"
        for text in {str(node.text) for node in etree.fromstring(content).iter() if node.text}:
            if len(text) == 10 and text[4:5] == text[7:8] == "-":
                for needle in _date(text):
                    found[needle] = f"date {text}"
    return {needle: why for needle, why in found.items() if len(needle) >= SHORTEST}


def hits(hay: bytes, sought: dict[bytes, str]) -> dict[bytes, str]:
    """The needles that are there."""
    return {needle: why for needle, why in sought.items() if needle in hay}


def _texts(value: object) -> Iterator[str]:
    match value:
        case str() if len(value) >= SHORTEST:
            yield value
        case dict():
            for name, each in value.items():
                if name not in ("where", "document", "direction", "currency", "amount"):
                    yield from _texts(each)
        case list():
            for each in value:
                yield from _texts(each)


def _text(text: str) -> Iterator[bytes]:
    for form in {text, text.lower(), text.upper(), text.replace(" ", "")}:
        plain = form.encode()
        yield plain
        yield from (form.encode("utf-16-le"), form.encode("utf-16-be"), plain.hex().encode(), plain[::-1])
        for shift in range(3):
            # What of base64 does not depend on the neighbours, at each of three alignments.
            yield base64.b64encode(b"\0" * shift + plain)[4:-4]
        yield from (keccak256(plain), sha256(plain).digest())


def padded_amounts(folder: Path) -> dict[str, set[bytes]]:
    """The files' amounts as integers of a width. A few stand on any chain by chance, as a length or an offset."""
    minors = {
        draft.amount.minor
        for path in folder.rglob("*.xml")
        for draft in read_file(path.name, path.read_bytes()).drafts
    }
    return {
        "8 bytes, big-endian": {minor.to_bytes(8, "big") for minor in minors},
        "8 bytes, little-endian": {minor.to_bytes(8, "little") for minor in minors},
        "a word of the EVM": {minor.to_bytes(32, "big") for minor in minors},
    }


def _amount(minor: int) -> Iterator[bytes]:
    if minor < 1000:
        return
    whole, cents = divmod(minor, 100)
    for text in (f"{whole}.{cents:02d}", f"{whole},{cents:02d}", f"{whole:,}.{cents:02d}", str(minor)):
        yield text.encode()
        yield text.encode("utf-16-le")
    yield b"\x02" + cbor.encode(minor)
    yield from (keccak256(minor.to_bytes(32, "big")), sha256(str(minor).encode()).digest())


def _date(text: str) -> Iterator[bytes]:
    day = parse_day(text)
    yield text.encode()
    yield text.replace("-", "").encode()
    yield (day * 86_400).to_bytes(8, "big")
    yield b"\x03" + cbor.encode(day) + b"\x04"
    yield keccak256(day.to_bytes(32, "big"))
