"""How the registry knows a legal entity without naming it (docs/records.md, section 8).

`scheme` and `number` are those of the entity's register: USCC, LEI, VAT. Which schemes there are, and that a
number checks, is the registrars' to see to before.
"""

import hmac
from hashlib import sha256

from ledger.core.errors import BadContent
from ledger.proof import cbor, domains
from ledger.proof.integers import sized
from ledger.proof.keccak import keccak256

SALT_SIZE = 32


def identity_commitment(salt: bytes, scheme: str, number: str, name: str) -> bytes:
    """The salted commitment (32 bytes.

    `salt` 32 random bytes) that opens to the entity when a dossier is shown.
    """
    return keccak256(
        domains.IDENTITY_OF_MEMBER + sized("salt", salt, SALT_SIZE) + cbor.encode([scheme, number, name])
    )


def identity_tag(registrars_key: bytes, scheme: str, number: str) -> bytes:
    """The 32-byte tag that finds an entity again: only registrars make it, and it is never freed."""
    if "\0" in scheme:
        raise BadContent("scheme", "no zero character", scheme)
    try:
        entity = scheme.encode() + b"\0" + number.encode()
    except UnicodeEncodeError as error:
        raise BadContent("scheme or number", "text that has a UTF-8 form", error.object) from error
    return hmac.digest(registrars_key, entity, sha256)
