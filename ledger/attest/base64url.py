"""base64url without padding (RFC 7515, appendix C), in its one canonical spelling."""

import base64
import binascii
import re

from ledger.core.errors import ProofError

_ALPHABET = re.compile(r"[A-Za-z0-9_-]*")


def encode(data: bytes) -> str:
    """Bytes to text."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """Text to bytes; refuses padding, foreign characters and unused bits that are not zero (RFC 4648, 3.5)."""
    if not _ALPHABET.fullmatch(text):
        raise ProofError("not base64url")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise ProofError(f"not base64url: {error}") from error
    if encode(data) != text:
        raise ProofError("base64url with unused bits set")
    return data
