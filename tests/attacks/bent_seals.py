"""Seals that are none, or that are spelled otherwise; each named by its fault."""

from collections.abc import Callable

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
"""Of the group of secp256k1 (SEC 2, section 2.4.1)."""


def twin(seal: bytes) -> bytes:
    """The same signature, spelled with the other s (SEC 1, section 4.1.6)."""
    s = ORDER - int.from_bytes(seal[32:64], "big")
    return seal[:32] + s.to_bytes(32, "big") + bytes([seal[64] ^ 1])


def _word(number: int) -> bytes:
    return number.to_bytes(32, "big")


MALFORMED: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda seal: b"",
    "one byte": lambda seal: b"\x01",
    "without v": lambda seal: seal[:64],
    "a byte too long": lambda seal: seal + b"\0",
    "a byte in front": lambda seal: b"\0" + seal,
    "twice as long": lambda seal: seal + seal,
    "all zeros": lambda seal: bytes(65),
    "all ones": lambda seal: b"\xff" * 65,
    "v 2": lambda seal: seal[:64] + b"\x02",
    "v 4": lambda seal: seal[:64] + b"\x04",
    "v 27": lambda seal: seal[:64] + bytes([27 + seal[64]]),
    "v 255": lambda seal: seal[:64] + b"\xff",
    "the other v": lambda seal: seal[:64] + bytes([seal[64] ^ 1]),
    "r 0": lambda seal: bytes(32) + seal[32:],
    "s 0": lambda seal: seal[:32] + bytes(32) + seal[64:],
    "r the order": lambda seal: _word(ORDER) + seal[32:],
    "s the order": lambda seal: seal[:32] + _word(ORDER) + seal[64:],
    "s of another residue": lambda seal: seal[:32] + _word(2**256 - 1) + seal[64:],
    "r and s swapped": lambda seal: seal[32:64] + seal[:32] + seal[64:],
    "v in front": lambda seal: seal[64:] + seal[:64],
}
