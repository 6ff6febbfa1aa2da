"""seals.json: keys, sealed payloads, payloads that do not open, and shares (docs/records.md, section 6)."""

from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.core.codes import Capacity, EntryClass, Kind
from ledger.core.content import Facts, Identity
from ledger.core.ids import ON_TRADELINE, Member, ObligationId, TradelineId
from ledger.proof import keys
from ledger.proof.commitment import Full, Salts, commit, facts_hash, identity_hash
from ledger.proof.content import encode_facts, encode_identity
from ledger.proof.hpke import EncryptionKey, Share, open_share, seal_share
from ledger.proof.integers import u16
from ledger.proof.keccak import keccak256
from ledger.proof.payload import plaintext_size
from ledger.proof.scope import Envelope, Scope
from ledger.proof.seal import seal, unseal
from scripts.golden.values import PLACE, seed, shown, shown_envelope, shown_scope

TRADELINE = TradelineId(Member(7), 3)
OBLIGATION = ObligationId(seed("obligation"))
TRADELINE_KEY, SECRET = seed("tradeline key"), seed("secret")
ON_ITSELF, ON_OBLIGATION = Scope(PLACE, TRADELINE, 2), Scope(PLACE, TRADELINE, 2, OBLIGATION)

ENTRIES = (
    (EntryClass.OPEN, Capacity.CREDITOR, ON_ITSELF, Facts(Kind.TRADE_CREDIT, "EUR", 5_000_00, 20_000)),
    (EntryClass.ACCEPT, Capacity.DEBTOR, ON_ITSELF, Facts(Kind.ACCEPT, day=20_001)),
    (EntryClass.DECLINE, Capacity.DEBTOR, ON_ITSELF, Facts(Kind.DECLINE, day=20_001)),
    (EntryClass.APPOINT, Capacity.HOLDER, ON_OBLIGATION, Facts(Kind.APPOINT, day=20_002)),
    (
        EntryClass.OBLIGATION,
        Capacity.CREDITOR,
        ON_OBLIGATION,
        Facts(Kind.INVOICE, "EUR", 100, 20_003, 20_033),
    ),
    (
        EntryClass.STATEMENT,
        Capacity.AGENT,
        ON_OBLIGATION,
        Facts(Kind.SETTLEMENT, "EUR", 40, 20_030, payment=seed("p", 16)),
    ),
    (EntryClass.ASSIGN, Capacity.CREDITOR, ON_OBLIGATION, Facts(Kind.ASSIGN, day=20_004)),
    (EntryClass.TAKE, Capacity.HOLDER, ON_OBLIGATION, Facts(Kind.TAKE, day=20_005)),
)
IDENTITY = Identity(number="INV-0042", digest=seed("document"))


def build(kept: dict[str, Any]) -> dict[str, Any]:
    """The whole file. A share is never made twice alike, so shares in `kept` that still open are kept."""
    return {
        "tradeline_key": shown(TRADELINE_KEY),
        "keys": [_keys(scope) for scope in (ON_ITSELF, ON_OBLIGATION)],
        "entries": [_entry(*entry) for entry in ENTRIES],
        "failures": _failures(),
        "shares": [_share(scope, kept.get("shares", [])) for scope in (ON_ITSELF, ON_OBLIGATION)],
    }


def _keys(scope: Scope) -> dict[str, Any]:
    key = keys.entry_key(TRADELINE_KEY, scope)
    made = {"scope": bytes(scope), "entry_key": key}
    published = {
        "tradeline_key_commitment": keys.tradeline_key_commitment(scope, TRADELINE_KEY),
        "entry_key_commitment": keys.entry_key_commitment(scope, key),
    }
    return {"fields": shown_scope(scope)} | shown(made | published)


def _entry(entry_class: EntryClass, capacity: Capacity, scope: Scope, facts: Facts) -> dict[str, Any]:
    envelope = Envelope(scope, entry_class, capacity)
    key = keys.entry_key(TRADELINE_KEY, scope)
    published = {
        EntryClass.OPEN: keys.tradeline_key_commitment(scope, TRADELINE_KEY),
        EntryClass.OBLIGATION: keys.entry_key_commitment(scope, key),
    }.get(entry_class, b"")
    sealed = seal(envelope, facts, IDENTITY, secret=SECRET, key=key, key_commitment=published)
    given = {"aad": envelope.aad, "secret": SECRET, "key": key, "facts": facts, "identity": IDENTITY}
    made = {"commitment": sealed.commitment, "payload": sealed.payload}
    salts = {"salt1": sealed.content.salts.facts, "salt2": sealed.content.salts.identity}
    return {"envelope": shown_envelope(envelope)} | shown(given | salts | made)


def _failures() -> list[dict[str, Any]]:
    """Payloads sealed by a recorder who does not keep to the format, or harmed on the way."""
    facts, identity = encode_facts(ENTRIES[5][3]), encode_identity(IDENTITY)
    good = _plaintext(facts, identity)
    other = _plaintext(encode_facts(Facts(Kind.SETTLEMENT, "EUR", 41, 20_030)), identity)
    honest = _sealed(good, _committed(facts, identity))
    short = good[:32] + u16(len(facts) + 1) + good[34:]
    bad_facts = bytes.fromhex("a2000a0220")
    cases = {
        "harmed": (_flipped(honest[0]), honest[1]),
        "of another entry": (honest[0], seed("another commitment")),
        "of another size": (honest[0][:-1], honest[1]),
        "random": (seed("random", 192), honest[1]),
        "other content": _sealed(other, _committed(facts, identity)),
        "padding not zero": _sealed(good[:-1] + b"\1", _committed(facts, identity)),
        "length over the end": _sealed(good[:32] + b"\xff\xff" + good[34:], _committed(facts, identity)),
        "length one too long": _sealed(short, _committed(facts, identity)),
        "facts with a negative amount": _sealed(
            _plaintext(bad_facts, identity), _committed(bad_facts, identity)
        ),
        "facts of no bytes": _sealed(_plaintext(b"", identity), _committed(b"", identity)),
        "identity of no bytes": _sealed(_plaintext(facts, b""), _committed(facts, b"")),
    }
    return [_failure(name, payload, commitment) for name, (payload, commitment) in cases.items()]


STATEMENT = Envelope(ON_OBLIGATION, EntryClass.STATEMENT, Capacity.AGENT)
SALTS = Salts(seed("salt 1", 16), seed("salt 2", 16))


def _plaintext(facts: bytes, identity: bytes) -> bytes:
    parts = SALTS.facts + SALTS.identity + u16(len(facts)) + facts + u16(len(identity)) + identity
    return parts.ljust(plaintext_size(EntryClass.STATEMENT), b"\0")


def _committed(facts: bytes, identity: bytes) -> bytes:
    return commit(facts_hash(SALTS.facts, facts), identity_hash(SALTS.identity, identity))


def _sealed(plaintext: bytes, commitment: bytes) -> tuple[bytes, bytes]:
    nonce = keccak256(commitment + STATEMENT.aad)[:12]
    cipher = AESGCM(keys.entry_key(TRADELINE_KEY, ON_OBLIGATION))
    return cipher.encrypt(nonce, plaintext, STATEMENT.aad), commitment


def _flipped(payload: bytes) -> bytes:
    return bytes((payload[0] ^ 1,)) + payload[1:]


def _failure(name: str, payload: bytes, commitment: bytes) -> dict[str, Any]:
    key = keys.entry_key(TRADELINE_KEY, ON_OBLIGATION)
    found = unseal(STATEMENT, key, commitment, payload)
    assert not isinstance(found, Full), f"{name} opens"
    logged = {"key": key, "commitment": commitment, "payload": payload}
    return {"name": name, "envelope": shown_envelope(STATEMENT)} | shown(logged) | {"failure": found.value}


def _share(scope: Scope, kept: list[dict[str, Any]]) -> dict[str, Any]:
    private = EncryptionKey(seed("encryption key", 96))
    share = Share(scope, sender=Member(7), recipient=Member(9), generation=1)
    key = TRADELINE_KEY if scope.obligation == ON_TRADELINE else keys.entry_key(TRADELINE_KEY, scope)
    commitment = keys.shared_key_commitment(scope, key)
    payload = next(
        (
            old
            for old in (bytes.fromhex(each["payload"][2:]) for each in kept)
            if open_share(share, private, commitment, old) == key
        ),
        None,
    )
    if payload is None:
        _, payload = seal_share(share, key, private.public)
    fields = {"sender": 7, "recipient": 9, "generation": 1, "info": share.info, "private": private.secret}
    made = {"public": bytes(private.public), "key": key, "commitment": commitment, "payload": payload}
    return {"scope": shown_scope(scope)} | shown(fields | made)
