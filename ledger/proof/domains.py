"""Domains of the record format, version 1: no two kinds of hash share an input (docs/records.md)."""

from ledger.proof.keccak import keccak256


def domain(name: str) -> bytes:
    """The 32-byte domain `keccak("tradeline/1/" + name)`."""
    return keccak256(b"tradeline/1/" + name.encode("ascii"))


OBLIGATION = domain("obligation")
OBLIGATION_EXTERNAL = domain("obligation-external")
NEAR = domain("near")
PAYMENT = domain("payment")
FACTS = domain("facts")
IDENTITY = domain("identity")
COMMITMENT = domain("commitment")
SALT = domain("salt")
ENTRY_KEY = domain("entry-key")
KEY = domain("key")
PAYLOAD = domain("payload")
SHARE = domain("share")
HEAD0 = domain("head0")
HEAD = domain("head")
MEMBER_HEAD = domain("member-head")
KEY_ID = domain("key-id")
IDENTITY_OF_MEMBER = domain("identity-of-member")
TAG_KEY = domain("tag-key")
