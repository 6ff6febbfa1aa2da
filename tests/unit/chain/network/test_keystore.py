"""Keys at rest are in the form that others read and write too, and open with their passphrase alone."""

import json
from random import Random
from typing import Any

import pytest

from ledger.chain.account import Account
from ledger.chain.network.keystore import Cost, WrongPassphrase, address_of, opened, sealed
from ledger.core.errors import BadInput

CHEAP = Cost(n=2, r=1, p=1)
SECRET = bytes(range(1, 33))


def file(**changed: Any) -> bytes:
    """A file of SECRET, with members of `crypto.kdfparams`, of `crypto` or of the whole replaced."""
    content = json.loads(sealed(SECRET, "pass", Random(1).randbytes, CHEAP))
    for name, value in changed.items():
        crypto = content["crypto"]
        for part in (crypto["kdfparams"], crypto["cipherparams"], crypto, content):
            if name in part:
                part[name] = value
                break
    return json.dumps(content).encode()


def test_what_is_sealed_another_implementation_opens_and_the_other_way_round():
    assert bytes(Account.decrypt(file().decode(), "pass")) == SECRET
    theirs = Account.encrypt(SECRET, "pass", kdf="scrypt", iterations=2)
    assert opened(json.dumps(theirs).encode(), "pass", "theirs") == SECRET
    assert json.loads(file())["address"] == Account.from_key(SECRET).address[2:].lower()


def test_the_same_entropy_gives_the_same_bytes_and_other_entropy_others():
    once, again, other = (sealed(SECRET, "pass", Random(seed).randbytes, CHEAP) for seed in (1, 1, 2))
    assert once == again != other
    assert SECRET.hex() not in once.decode()


@pytest.mark.parametrize("passphrase", ["", "Pass", "pass "])
def test_another_passphrase_opens_nothing_and_is_not_told(passphrase):
    with pytest.raises(WrongPassphrase, match=r"^node\.json: ") as caught:
        opened(file(), passphrase, "node.json")
    assert not passphrase or passphrase not in str(caught.value)


@pytest.mark.parametrize(
    "changed",
    [
        {"version": 1},
        {"cipher": "aes-128-cbc"},
        {"kdf": "pbkdf2"},
        {"n": 1 << 40},
        {"n": 3},
        {"n": 0},
        {"n": 1 << 16},
        {"r": 1 << 30},
        {"p": 1000},
        {"p": 0},
        {"dklen": 64},
        {"iv": "00"},
        {"ciphertext": "00"},
        {"ciphertext": "not hexadecimal"},
        {"mac": 7},
        {"crypto": []},
    ],
)
def test_a_file_of_another_form_is_refused_before_any_work_is_done_for_it(changed):
    with pytest.raises(BadInput) as caught:
        opened(file(**changed), "pass", "node.json")
    assert caught.value.faults[0].file == "node.json"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"7", b"[" * 100_000, b"\xff"])
def test_bytes_that_are_no_file_of_a_key_are_refused(content):
    with pytest.raises(BadInput):
        opened(content, "pass", "node.json")


def test_a_byte_that_changed_is_not_taken_for_a_key():
    content = json.loads(file())
    content["crypto"]["ciphertext"] = "00" + content["crypto"]["ciphertext"][2:]
    with pytest.raises(WrongPassphrase):
        opened(json.dumps(content).encode(), "pass", "node.json")


def test_addresses_are_those_of_the_keys():
    assert address_of(SECRET).hex() == Account.from_key(SECRET).address[2:].lower()
