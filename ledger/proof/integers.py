"""Integers as bytes: big-endian, of a fixed width, and Solidity's `abi.encode` of static values."""

from ledger.core.errors import Misuse


def u8(number: int) -> bytes:
    """`number` in 1 byte; Misuse if it does not fit, as for each of these."""
    return _unsigned(number, 1)


def u16(number: int) -> bytes:
    """`number` in 2 bytes."""
    return _unsigned(number, 2)


def u32(number: int) -> bytes:
    """`number` in 4 bytes."""
    return _unsigned(number, 4)


def u64(number: int) -> bytes:
    """`number` in 8 bytes."""
    return _unsigned(number, 8)


def u256(number: int) -> bytes:
    """`number` in 32 bytes: one word of the EVM."""
    return _unsigned(number, 32)


def abi(*values: int | bytes) -> bytes:
    """Solidity's `abi.encode` of static values: unsigned integers, `bytes32`, addresses of 20 bytes."""
    return b"".join(_word(value) for value in values)


def sized(name: str, data: bytes, size: int) -> bytes:
    """`data` itself, once it is seen to be of `size` bytes; Misuse otherwise."""
    if len(data) != size:
        raise Misuse(f"{name} is {size} bytes, not {len(data)}")
    return data


def _word(value: int | bytes) -> bytes:
    if isinstance(value, int):
        return u256(value)
    if len(value) not in (20, 32):
        raise Misuse(f"a static value is an address of 20 bytes or 32 bytes, not {len(value)}")
    return value.rjust(32, b"\0")


def _unsigned(number: int, size: int) -> bytes:
    if not 0 <= number < 1 << 8 * size:
        raise Misuse(f"{number} does not fit an unsigned integer of {8 * size} bits")
    return int(number).to_bytes(size, "big")
