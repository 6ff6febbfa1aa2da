"""Someone who has every file, every passphrase and the whole chain, and tries every key on everything."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from itertools import product
from pathlib import Path

from ledger.core.codes import EntryClass
from ledger.core.entry import Entry
from ledger.core.ids import Commitment, Member
from ledger.proof import cbor
from ledger.proof.commitment import Full, commit, derive_salts, facts_hash, identity_hash
from ledger.proof.content import encode_facts, encode_identity
from ledger.proof.hpke import EncryptionKey, Share, open_share
from ledger.proof.keys import entry_key
from ledger.proof.scope import Envelope, Place, Scope
from ledger.proof.seal import unseal
from ledger.vault.cipher import Cipher, Cost, Wrapped

_SECRETS = (
    "private_keys",
    "tradeline_keys",
    "entry_keys",
    "secrets",
    "contents",
    "proofs",
    "documents",
    "consents",
)


def loot(files: Iterable[Path], passphrase: str) -> dict[str, set[bytes]]:
    """Every value of every table of every file that the passphrase opens, in the clear."""
    found: dict[str, set[bytes]] = {table: set() for table in _SECRETS}
    for path in files:
        with closing(sqlite3.connect(path)) as bare:
            n, r, p, salt, sealed = bare.execute("SELECT n, r, p, salt, wrapped FROM vault").fetchone()
            cipher = Cipher.unwrap(Wrapped(Cost(n, r, p), salt, sealed), passphrase)
            for table in _SECRETS:
                for *filed, value in bare.execute(f"SELECT * FROM {table}"):
                    found[table].add(cipher.open(value, cbor.encode([table, *filed])))
    return found


def opened(
    place: Place, entries: Iterable[Entry], found: dict[str, set[bytes]], reader: Member
) -> dict[Commitment, Full | None]:
    """What of the chain the loot opens: by a payload and a key of any kind, or as a content lying about."""
    log = list(entries)
    keys = {value for values in found.values() for value in values if len(value) == 32}
    keys |= _from_shares(place, log, {value for value in found["private_keys"] if len(value) == 96}, reader)
    wide = {
        (scope, entry_key(key, scope)) for scope, key in product({_scope(place, one) for one in log}, keys)
    }
    commitments: dict[Commitment, Full | None] = {}
    for entry in log:
        if entry.entry_class is EntryClass.SHARE:
            continue
        scope = _scope(place, entry)
        tried = keys | {key for at, key in wide if at == scope}
        envelope = Envelope(scope, entry.entry_class, entry.capacity)
        results = (unseal(envelope, key, entry.commitment, entry.payload) for key in tried)
        content = next((result for result in results if isinstance(result, Full)), None)
        if content is not None:
            commitments[entry.commitment] = content
    for value in found["contents"]:
        facts, identity, first, second = cbor.decode(value)
        commitments |= {one.commitment: None for one in log if _is_of(one, facts, identity, first, second)}
    return commitments


def guessed(
    place: Place, entries: Iterable[Entry], found: dict[str, set[bytes]], guess: Full
) -> set[Commitment]:
    """Commitments that a right guess at a content is confirmed for, by trying every 32 bytes as the salt secret."""
    facts, identity = encode_facts(guess.facts), encode_identity(guess.identity)
    secrets = {value for values in found.values() for value in values if len(value) == 32}
    confirmed = set()
    for entry, secret in product(list(entries), secrets):
        if entry.entry_class is not EntryClass.SHARE:
            aad = Envelope(_scope(place, entry), entry.entry_class, entry.capacity).aad
            salts = derive_salts(secret, aad, facts, identity)
            if Full(guess.facts, guess.identity, salts).commitment == entry.commitment:
                confirmed.add(entry.commitment)
    return confirmed


def _from_shares(place: Place, entries: list[Entry], private: set[bytes], reader: Member) -> set[bytes]:
    shares = [entry for entry in entries if entry.entry_class is EntryClass.SHARE]
    keys = set()
    for entry, secret in product(shares, private):
        share = Share(_scope(place, entry), entry.recorder, reader, entry.detail)
        key = open_share(share, EncryptionKey(secret), entry.commitment, entry.payload)
        if isinstance(key, bytes):
            keys.add(key)
    return keys


def _is_of(entry: Entry, facts: bytes, identity: bytes, first: bytes, second: bytes) -> bool:
    return commit(facts_hash(first, facts), identity_hash(second, identity)) == entry.commitment


def _scope(place: Place, entry: Entry) -> Scope:
    return Scope(place, entry.tradeline, entry.epoch, entry.obligation)
