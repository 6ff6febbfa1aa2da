"""Keccak-256 is the one of Ethereum, not SHA3-256."""

from ledger.proof.keccak import keccak256


def test_the_empty_string_hashes_to_the_hash_of_no_code() -> None:
    assert keccak256(b"").hex() == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"


def test_an_event_signature_hashes_to_its_well_known_topic() -> None:
    topic = keccak256(b"Transfer(address,address,uint256)").hex()
    assert topic == "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
