"""records.json: numbers, tags, ids, content, commitments, padding (docs/records.md, sections 3 to 6)."""

from collections.abc import Callable
from typing import Any

from ledger.core.codes import Capacity, EntryClass, Kind, Outcome
from ledger.core.content import Facts, Identity
from ledger.core.errors import BadContent
from ledger.core.ids import Member, TradelineId
from ledger.proof import batch, commitment, content, domains, legal_identity, obligation_id, payload
from ledger.proof.cbor import BadCbor
from ledger.proof.numbers import normalise
from ledger.proof.payload import Plaintext
from ledger.proof.scope import Envelope, Scope
from ledger.proof.vrf import TagKey
from scripts.golden.values import PLACE, seed, shown, shown_envelope

NUMBERS = (
    [
        "INV-0042",
        "inv 42",
        "ＩＮＶ４２",
        "Inv_00042",
        "#INV/42",
        "INV42",
        "1-23",
        "12-3",
        "123",
        "000",
        "0",
        "007",
    ]
    + [
        "A-B",
        "AB",
        "STRASSE 1",
        "Straße 1",
        "ﬁ-7",
        "fi7",
        "Ⅳ/2026",
        "٠١٢",
        "発票第42号",
        "１２３",
        "x\u00ad1",
        "x\u200b1",
    ]
    + [
        "A B-1",
        "AB1",
        "ab 0001",
        "A-1-B",
        "1 - / 2",
        "-1-",
        "1\u200b23",
        "1\ufe0f23",
        "a\u3164b 1",
        "e-\u0301 1",
        "A\u00001",
        "A\ue0001",
        "\u200b",
    ]
    + [
        "e\u0301-1",
        "é1",
        "K1",
        "\u212a1",
        "²",
        "İ1",
        "1\u0301",
        "½",
        "",
        " ",
        "-/.",
        "\u0378",
        "9" * 257,
    ]
)

FACTS = {
    "smallest": Facts(kind=0),
    "invoice": Facts(Kind.INVOICE, "EUR", 1_234_50, 20_500, 20_530, near=seed("near", 16)),
    "settlement": Facts(Kind.SETTLEMENT, "CNY", (1 << 63) - 1, 65_535, payment=seed("payment", 16)),
    "resolution": Facts(Kind.RESOLUTION, day=0, refers=seed("refers"), outcome=Outcome.UPHELD),
    "instalment": Facts(Kind.INSTALMENT, "JPY", 255, 256, 24, number=23),
}
IDENTITIES = {
    "empty": Identity(),
    "numbered": Identity(number="INV-0042", digest=seed("document")),
    "full": Identity(
        "发票 42", seed("document"), "Müller GmbH", "上海某某公司", "RF18539007547034", "lei:A", "uscc:B"
    ),
}

MALFORMED_FACTS = {
    "nothing": "",
    "no map": "00",
    "no kind": "a0",
    "kind as text": "a1006131",
    "kind of 2^63": "a1001b8000000000000000",
    "negative amount": "a2000a0220",
    "float amount": "a2000a02f90000",
    "bignum amount": "a2000a02c24101",
    "boolean kind": "a100f5",
    "null currency": "a2000a01f6",
    "long form of 10": "a100180a",
    "long form of 255": "a1001900ff",
    "indefinite map": "bf000aff",
    "indefinite text": "a2000a017f6345555fff",
    "keys out of order": "a2031864000a",
    "key twice": "a2000a000a",
    "unknown key": "a2000a0a00",
    "text key": "a1616100",
    "currency of two": "a2000a01624555",
    "small letters": "a2000a0163657572",
    "day of 65536": "a2000a031a00010000",
    "refers of 31 bytes": "a2000a05581f" + "00" * 31,
    "bytes after": "a1000a00",
    "cut short": "a2000a",
    "more items than bytes": "bb7fffffffffffffff",
    "tagged map": "d9d9f7a1000a",
}
MALFORMED_IDENTITIES = {
    "empty text": "a10060",
    "not UTF-8": "a10062c328",
    "surrogate in UTF-8": "a10063eda080",
    "id without scheme": "a1056141",
    "digest of 33 bytes": "a1015821" + "00" * 33,
    "number as bytes": "a1004131",
}


def build(rfc9381: list[dict[str, Any]]) -> dict[str, Any]:
    """The whole file. Tags are made with the key of RFC 9381's first example."""
    key = TagKey(int(rfc9381[0]["p"], 16), int(rfc9381[0]["q"], 16))
    names = {name: value for name, value in vars(domains).items() if isinstance(value, bytes)}
    return {
        "domains": {name.lower().replace("_", "-"): shown(value) for name, value in names.items()},
        "numbers": [{"typed": typed} | _result("normalised", normalise, typed) for typed in NUMBERS],
        "tag_key": shown(bytes(key.public)),
        "obligations": [_obligation(key, alpha, of) for alpha, of in _alphas()],
        "near": _near(),
        "payments": [
            {"reference": text, "id": shown(obligation_id.payment_id(text))}
            for text in ("2026-B-1", "付款 1")
        ],
        "facts": [_coded(name, facts, content.encode_facts) for name, facts in FACTS.items()],
        "identities": [_coded(name, part, content.encode_identity) for name, part in IDENTITIES.items()],
        "malformed_facts": _refused(MALFORMED_FACTS, content.decode_facts),
        "malformed_identities": _refused(MALFORMED_IDENTITIES, content.decode_identity),
        "commitments": [_committed(facts, part) for facts in FACTS for part in IDENTITIES],
        "rooms": {str(int(each)): payload.room(each) for each in EntryClass if each is not EntryClass.SHARE},
        "padded": _padded(),
        "members": _member(),
        "batches": [_batch(size) for size in (1, 2, 3, 5, 8)],
    }


def _result(name: str, call: Callable[[Any], Any], argument: Any) -> dict[str, Any]:
    try:
        return {name: shown(call(argument))}
    except BadContent as error:
        return {"field": error.field, "rule": error.rule}
    except BadCbor as error:
        return {"field": "CBOR", "rule": error.rule, "offset": error.offset}


def _alphas() -> list[tuple[bytes, Member | TradelineId]]:
    return [
        (obligation_id.invoice_alpha(Member(1), "INV-0042", 20_500), Member(1)),
        (obligation_id.invoice_alpha(Member(1), "inv 42", 20_500), Member(1)),
        (obligation_id.invoice_alpha(Member(1), "INV-0042", 20_501), Member(1)),
        (obligation_id.invoice_alpha(Member(0), "INV-0042", 20_500), TradelineId(Member(2), 7)),
        (obligation_id.instalment_alpha(Member(4_294_967_295), "Loan 12", 36), Member(4_294_967_295)),
    ]


def _obligation(key: TagKey, alpha: bytes, of: Member | TradelineId) -> dict[str, Any]:
    proof = key.prove(alpha)
    tag = key.public.verify(alpha, proof)
    if isinstance(of, TradelineId):
        owner, name = {"tradeline": of}, obligation_id.external_obligation_id(of, tag)
    else:
        owner, name = {"creditor": of}, obligation_id.obligation_id(of, tag)
    return shown({"alpha": alpha, "proof": proof, "tag": tag} | owner | {"id": name})


def _near() -> list[dict[str, Any]]:
    cases = [(1, 2, "EUR", 123_450, 20_500), (2, 1, "EUR", 123_450, 20_500), (1, 2, "EUR", 123_450, 20_515)]
    names = ("creditor", "debtor", "currency", "amount", "issued")
    return [
        dict(zip(names, case, strict=True)) | {"near": shown(obligation_id.near_tag(*case))} for case in cases
    ]


def _coded(name: str, part: Any, encode: Callable[[Any], bytes]) -> dict[str, Any]:
    return {"name": name, "fields": shown(part), "encoding": shown(encode(part))}


def _refused(cases: dict[str, str], decode: Callable[[bytes], Any]) -> list[dict[str, Any]]:
    return [
        {"name": name, "encoding": "0x" + data} | _result("read", decode, bytes.fromhex(data))
        for name, data in cases.items()
    ]


def _committed(facts_name: str, identity_name: str) -> dict[str, Any]:
    facts = content.encode_facts(FACTS[facts_name])
    identity = content.encode_identity(IDENTITIES[identity_name])
    envelope = Envelope(
        Scope(PLACE, TradelineId(Member(1), 1), 0, seed("obligation")), EntryClass.STATEMENT, Capacity.DEBTOR
    )
    salts = commitment.derive_salts(seed("secret"), envelope.aad, facts, identity)
    parts = commitment.facts_hash(salts.facts, facts), commitment.identity_hash(salts.identity, identity)
    made = {"secret": seed("secret"), "aad": envelope.aad, "salt1": salts.facts, "salt2": salts.identity}
    hashes = {"H1": parts[0], "H2": parts[1], "commitment": commitment.commit(*parts)}
    names = {"facts": facts_name, "identity": identity_name, "envelope": shown_envelope(envelope)}
    return names | shown(made) | shown(hashes)


def _padded() -> list[dict[str, Any]]:
    salts = commitment.Salts(seed("salt 1", 16), seed("salt 2", 16))
    plaintext = Plaintext(
        salts,
        content.encode_facts(FACTS["invoice"]),
        content.encode_identity(IDENTITIES["numbered"]),
    )
    return [
        {"class": int(each), "padded": shown(payload.pad(each, plaintext))}
        for each in EntryClass
        if each is not EntryClass.SHARE
    ]


def _member() -> list[dict[str, Any]]:
    entities = [
        ("uscc", "91310000607370000X", "上海某某公司"),
        ("lei", "529900T8BM49AURSDO55", "Müller GmbH"),
    ]
    salt, key = seed("member's salt"), seed("registrars' key")
    return [
        {"scheme": scheme, "number": number, "name": name}
        | shown({"salt": salt, "commitment": legal_identity.identity_commitment(salt, scheme, number, name)})
        | shown({"registrars_key": key, "tag": legal_identity.identity_tag(key, scheme, number)})
        for scheme, number, name in entities
    ]


def _batch(size: int) -> dict[str, Any]:
    digests = [seed(f"digest {number}") for number in range(size)]
    made = batch.batch(digests)
    paths = [{"digest": shown(digest), "path": shown(made.paths[digest])} for digest in digests]
    return {"root": shown(made.root), "paths": paths}
