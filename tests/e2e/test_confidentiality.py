"""The chain sees who, when and in which capacity; of what the input says, it sees nothing."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.e2e.conftest import Traded, trade_until
from tests.e2e.search import haystack, hits, needles, padded_amounts

pytestmark = pytest.mark.xdist_group("demo")


def test_nothing_of_the_input_stands_on_the_demo_chain_in_any_common_encoding(traded: Traded) -> None:
    consortium = traded.consortium
    hay = haystack(consortium.engine.rpc, consortium.deployment.contracts.addresses)
    sought = needles(traded.files)
    assert len(hay) > 1_000_000
    assert len(sought) > 10_000
    assert hits(hay, sought) == {}
    for width, amounts in padded_amounts(traded.files).items():
        assert sum(amount in hay for amount in amounts) < len(amounts) // 20, width


class Unsealed:
    """A cipher that is switched off: what goes in comes out, with a tag's length of zeros."""

    def __init__(self, key: bytes) -> None:
        pass

    def encrypt(self, nonce: bytes, data: bytes, aad: bytes) -> bytes:
        return data + bytes(16)

    def decrypt(self, nonce: bytes, data: bytes, aad: bytes) -> bytes:
        return data[:-16]


def test_with_sealing_switched_off_the_same_search_finds_its_canaries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.proof.seal.AESGCM", Unsealed)
    assert AESGCM is not Unsealed
    for open_book in trade_until(tmp_path, "2025-01-05"):
        consortium = open_book.consortium
        hay = haystack(consortium.engine.rpc, consortium.deployment.contracts.addresses)
        found = set(hits(hay, needles(open_book.files)).values())
        assert any(why.startswith("amount") for why in found)
        assert any(why.startswith("date") for why in found)
        assert "text 'RE-2024-00001'" in found
        assert "text 'Anker Metallbau GmbH'" in found
        assert any(why.startswith("hash of") for why in found)
