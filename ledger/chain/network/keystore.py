"""Keys at rest: Web3 Secret Storage, version 3 (ethereum.org, "Web3 Secret Storage Definition"), with scrypt.

The form that geth reads by itself. Only files of this form with scrypt and AES-128-CTR are opened.
"""

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from ledger.chain.account import Account
from ledger.core.errors import BadInput, Refused
from ledger.core.faults import Fault
from ledger.proof.keccak import keccak256

Entropy = Callable[[int], bytes]
"""So many random bytes."""

MAX_SCRYPT_BYTES = 1 << 29
"""Memory that a file may ask for: twice geth's own, whose standard is n = 2^18, r = 8."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Parameters of scrypt (RFC 7914, section 2)."""

    n: int
    r: int
    p: int


GETH_COST = Cost(n=1 << 18, r=8, p=1)
"""geth's own standard: 256 MiB, about a second."""


class WrongPassphrase(Refused):
    """The passphrase does not open the key in this file."""

    def __init__(self, file: str) -> None:
        super().__init__(f"{file}: the passphrase does not open this key")
        self.file = file


def address_of(secret: bytes) -> bytes:
    """The 20-byte address of a secp256k1 key."""
    return bytes.fromhex(Account.from_key(secret).address[2:])


def sealed(secret: bytes, passphrase: str, entropy: Entropy, cost: Cost = GETH_COST) -> bytes:
    """The file of a 32-byte secp256k1 key."""
    salt, iv = entropy(32), entropy(16)
    key = _derived(passphrase, salt, cost)
    ciphertext = _crypt(key[:16], iv, secret)
    content = {
        "address": address_of(secret).hex(),
        "crypto": {
            "cipher": "aes-128-ctr",
            "cipherparams": {"iv": iv.hex()},
            "ciphertext": ciphertext.hex(),
            "kdf": "scrypt",
            "kdfparams": {"dklen": 32, "n": cost.n, "p": cost.p, "r": cost.r, "salt": salt.hex()},
            "mac": keccak256(key[16:32] + ciphertext).hex(),
        },
        "id": str(UUID(bytes=entropy(16), version=4)),
        "version": 3,
    }
    return json.dumps(content).encode() + b"\n"


def opened(content: bytes, passphrase: str, file: str) -> bytes:
    """The 32-byte key in a file's content; `file` names it in errors. BadInput, WrongPassphrase."""
    try:
        cost, salt, iv, ciphertext, mac = _parts(json.loads(content))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        fault = Fault(file, "$", "crypto", "keystore.form", str(error), "Web3 Secret Storage 3, scrypt")
        raise BadInput((fault,)) from None
    key = _derived(passphrase, salt, cost)
    if not hmac.compare_digest(keccak256(key[16:32] + ciphertext), mac):
        raise WrongPassphrase(file)
    return _crypt(key[:16], iv, ciphertext)


def _parts(content: Any) -> tuple[Cost, bytes, bytes, bytes, bytes]:
    crypto = content.get("crypto") or content["Crypto"]
    if (content["version"], crypto["cipher"], crypto["kdf"]) != (3, "aes-128-ctr", "scrypt"):
        raise ValueError("another version, cipher or key derivation")
    params = crypto["kdfparams"]
    cost = Cost(int(params["n"]), int(params["r"]), int(params["p"]))
    # RFC 7914, section 6: N is a power of two, below 2^(128 r / 8).
    if not 1 <= cost.r <= 64 or not 2 <= cost.n < 1 << 16 * cost.r or cost.n & (cost.n - 1):
        raise ValueError("scrypt parameters out of bounds")
    if 128 * cost.n * cost.r > MAX_SCRYPT_BYTES or not 1 <= cost.p <= 16 or params["dklen"] != 32:
        raise ValueError("scrypt parameters out of bounds")
    iv, ciphertext = bytes.fromhex(crypto["cipherparams"]["iv"]), bytes.fromhex(crypto["ciphertext"])
    if (len(iv), len(ciphertext)) != (16, 32):
        raise ValueError("a key of 32 bytes under an IV of 16 is expected")
    return cost, bytes.fromhex(params["salt"]), iv, ciphertext, bytes.fromhex(crypto["mac"])


def _derived(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost.n, r=cost.r, p=cost.p).derive(passphrase.encode())


def _crypt(key: bytes, iv: bytes, content: bytes) -> bytes:
    """AES-128 in counter mode, which is its own inverse."""
    cipher = Cipher(AES(key), CTR(iv)).encryptor()
    return cipher.update(content) + cipher.finalize()
