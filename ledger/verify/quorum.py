"""What a bank asks of head witnesses: how many, and which."""

from dataclasses import dataclass

from ledger.attest.canonical import Json
from ledger.attest.fields import Fields, FormError
from ledger.proof.note import COSIGNATURE, NoteError, VerifierKey, parse_vkey

MOST = 64
"""Witnesses that a policy may name."""


@dataclass(frozen=True, slots=True)
class Quorum:
    """`threshold` of these witnesses are asked for; each has a name and a key of its own."""

    threshold: int
    keys: tuple[VerifierKey, ...]


def parse_quorum(value: Json, path: str) -> Quorum:
    """`{"threshold": k, "keys": [vkey, …]}` of a policy; FormError.

    One key under two names, or two keys of one witness, would count twice (c2sp.org/tlog-policy, "duplicate").
    """
    fields = Fields(value, path)
    keys = fields.list_of("keys", _vkey)
    for what in ({key.name for key in keys}, {key.public for key in keys}):
        if len(what) != len(keys):
            raise FormError(f"{path}.keys", "each witness once, each with a key of its own")
    if not 0 < len(keys) <= MOST:
        raise FormError(f"{path}.keys", f"1 to {MOST} vkeys are expected")
    quorum = Quorum(fields.integer("threshold", 1, len(keys)), keys)
    fields.close()
    return quorum


def _vkey(value: Json, path: str) -> VerifierKey:
    if not isinstance(value, str):
        raise FormError(path, "a vkey is expected")
    try:
        key = parse_vkey(value)
    except NoteError as error:
        raise FormError(path, str(error)) from error
    if key.kind != COSIGNATURE:
        raise FormError(path, "a key of cosignatures (type 4) is expected")
    return key
