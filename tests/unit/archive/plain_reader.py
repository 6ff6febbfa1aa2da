"""A reader of archives written from docs/archive.md alone: it shares no code with the product."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import rlp
import zstandard
from Crypto.Hash import keccak
from rlp.codec import consume_item
from trie import HexaryTrie

MANIFEST = {
    "tradeline_archive",
    "chain_id",
    "genesis",
    "engines",
    "contracts",
    "blocks",
    "segments",
    "states",
}
PARENT, STATE, TRANSACTIONS, RECEIPTS, NUMBER, EXTRA = 0, 3, 4, 5, 8, 12


def hashed(data: bytes) -> bytes:
    return keccak.new(digest_bits=256, data=data).digest()


@dataclass
class PlainArchive:
    """What is in an archive, every claim of its manifest checked by assertions."""

    folder: Path
    manifest: dict[str, Any] = field(default_factory=dict)
    headers: list[list[bytes]] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)
    logs: list[list[Any]] = field(default_factory=list)

    def read(self) -> "PlainArchive":
        text = (self.folder / "manifest.json").read_text("utf-8")
        self.manifest = json.loads(text)
        assert set(self.manifest) == MANIFEST
        # RFC 8785: no spaces, members sorted; there is nothing else to it where names and numbers are this plain.
        assert text == json.dumps(self.manifest, separators=(",", ":"), sort_keys=True)
        for row in self.manifest["segments"]:
            self._segment(row)
        assert len(self.headers) == self.manifest["blocks"]
        assert self.hashes[0].hex() == self.manifest["genesis"][2:]
        return self

    def word(self, contract: str, slot: int) -> int:
        """A word of a contract's state at the last block of which there is one."""
        row = self.manifest["states"][-1]
        (number, block, codes), *nodes = map(self._decoded, self._items(row))
        assert (int.from_bytes(number, "big"), block) == (row["block"], self.hashes[row["block"]])
        encoded = [rlp.encode(node) for node in nodes]
        assert encoded == sorted(set(encoded)) and len(encoded) == row["nodes"]
        assert all(32 <= len(node) <= 532 for node in encoded)
        database = {hashed(node): node for node in encoded}
        named = self.manifest["contracts"]
        assert [(address.hex(), hashed(code).hex()) for address, code in codes] == [
            (named[name]["address"][2:], named[name]["code_hash"][2:])
            for name in ("registry", "ledger", "attestations")
        ]
        state = HexaryTrie(database, self.headers[row["block"]][STATE])
        leaf = rlp.decode(state[hashed(bytes.fromhex(named[contract]["address"][2:]))])
        assert leaf[3].hex() == named[contract]["code_hash"][2:]
        found = HexaryTrie(database, leaf[2])[hashed(slot.to_bytes(32, "big"))]
        return int.from_bytes(rlp.decode(found), "big") if found else 0

    def _segment(self, row: dict[str, Any]) -> None:
        assert row["name"] == f"blocks-{row['first']:012}-{row['last']:012}.zst"
        assert row["first"] == len(self.headers)
        assert bytes.fromhex(row["parent"][2:]) == (self.hashes[-1] if self.hashes else bytes(32))
        transactions, before = 0, len(self.logs)
        for item in self._items(row):
            header, raws, receipts = self._decoded(item)
            assert header[PARENT] == (self.hashes[-1] if self.hashes else bytes(32))
            assert int.from_bytes(header[NUMBER], "big") == len(self.headers)
            assert header[TRANSACTIONS] == _root(raws) and header[RECEIPTS] == _root(receipts)
            assert len(raws) == len(receipts)
            for receipt in receipts:
                self.logs += rlp.decode(receipt[receipt[0] < 0x80 :])[3]
            self.headers.append(header)
            self.hashes.append(self._hash(header))
            transactions += len(raws)
        assert row["last"] == len(self.headers) - 1
        assert row["hash"][2:] == self.hashes[-1].hex()
        assert (row["transactions"], row["logs"]) == (transactions, len(self.logs) - before)

    def _items(self, row: dict[str, Any]) -> Iterator[bytes]:
        packed = (self.folder / row["name"]).read_bytes()
        assert (row["size"], row["sha256"][2:]) == (len(packed), hashlib.sha256(packed).hexdigest())
        plain = zstandard.ZstdDecompressor(max_window_size=8 << 20).stream_reader(packed).read()
        assert (row["plain_size"], row["plain_sha256"][2:]) == (len(plain), hashlib.sha256(plain).hexdigest())
        at = 0
        while at < len(plain):
            _, _, end = consume_item(plain, at)
            yield plain[at:end]
            at = end

    def _decoded(self, item: bytes) -> Any:
        return rlp.decode(item)

    def _hash(self, header: list[bytes]) -> bytes:
        """The header as it stands; of QBFT, but for the genesis, with round 0 and no seals (docs/engines.md)."""
        (phase,) = self.manifest["engines"]
        assert phase["first"] == 0 and phase["engine"] in ("qbft", "clique")
        if phase["engine"] == "clique" or header[NUMBER] == b"":
            return hashed(rlp.encode(header))
        vanity, validators, vote, _, _ = rlp.decode(header[EXTRA])
        unsealed = rlp.encode([vanity, validators, vote, b"", []])
        return hashed(rlp.encode([*header[:EXTRA], unsealed, *header[EXTRA + 1 :]]))


def _root(values: list[bytes]) -> bytes:
    trie = HexaryTrie({})
    for at, value in enumerate(values):
        trie[rlp.encode(at)] = value
    return bytes(trie.root_hash)
