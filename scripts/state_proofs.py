"""Write `tests/vectors/state-proofs.json`: every kind of word, proved in the state of a real chain (EIP-1186).

Run from the root of the checkout: `python -m scripts.state_proofs`. Addresses, salts and keys are new with each run, so
what is committed stays; `python -m scripts.state_proofs --check` proves it again.
"""

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ledger.app.intents import Assign, RaiseEpoch, Share
from ledger.app.keys import public_bytes
from ledger.app.proofs import header_at
from ledger.app.vault import Private
from ledger.chain import contracts as calls
from ledger.chain.registrations import IssuerAnchors, MemberRegistrations
from ledger.core.codes import Capacity, KeyPurpose, MemberList, Role
from ledger.core.ids import Commitment, Member, TradelineId
from ledger.proof import header, key_ids, layouts, slots, state, words
from ledger.proof.domains import domain
from ledger.proof.hpke import EncryptionPublicKey
from ledger.proof.integers import abi
from ledger.proof.keccak import keccak256
from ledger.proof.vrf import TagPublicKey
from ledger.proof.words import Word
from ledger.rulebook.rulebook import STANDARD
from tests.attacks.stage import Stage, stage
from tests.attacks.story import TODAY, Cast, cast, invoice, lending, sale

PATH = Path(__file__).parents[1] / "tests" / "vectors" / "state-proofs.json"
ROOMS = {
    "registry": layouts.MEMBER_REGISTRY,
    "ledger": layouts.CREDIT_LEDGER,
    "attestations": layouts.ATTESTATION_REGISTRY,
}
LAYOUTS: dict[str, type[Word]] = {
    "tradeline": words.TradelineWord,
    "obligation": words.ObligationWord,
    "successor": words.SuccessorWord,
    "member": words.MemberWord,
    "key": words.KeyWord,
    "quorum": words.QuorumWord,
    "action": words.ActionWord,
    "anchor": words.AnchorWord,
    "consent": words.ConsentWord,
}
"""What reads a word of each kind; the others are numbers and hashes."""
STRANGE = b"\x11" * 32
NOBODY = Member(99)
Argument = int | bytes | TradelineId
Asked = tuple[str, str, Sequence[Argument]]
"""Contract, kind (a function of `ledger.proof.slots`), its arguments."""


def main(arguments: list[str]) -> int:
    """0 if the vectors are written, or prove what they say."""
    if arguments not in ([], ["--check"]):
        print(__doc__)
        return 2
    if not arguments:
        PATH.write_text(json.dumps(_made(), indent=1) + "\n", "utf-8")
    print(f"{sum(1 for _ in proved(json.loads(PATH.read_text('utf-8'))))} words proved")
    return 0


def proved(vectors: dict[str, Any]) -> Iterator[tuple[dict[str, Any], int]]:
    """Each case with the word that its proof comes to; ProofError where one proves nothing."""
    nodes = [bytes.fromhex(node[2:]) for node in vectors["nodes"]]
    root = header.decode_header(bytes.fromhex(vectors["header"][2:])).state_root
    for case in vectors["words"]:
        contract = vectors["contracts"][case["contract"]]
        path = [nodes[index] for index in contract["proof"]]
        account = state.verify_account(root, bytes.fromhex(contract["address"][2:]), path)
        found = state.verify_word(
            account.storage_root, slot_of(case), [nodes[index] for index in case["proof"]]
        )
        yield case, found


def slot_of(case: dict[str, Any]) -> int:
    """The slot that a case names by its kind and arguments."""
    return int(getattr(slots, case["kind"])(*map(_argument, case["arguments"])))


def _made() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, stage(Path(folder)) as made:
        asked = list(_story(made, cast(made)))
        made.engine.mine()
        return _proofs(made, asked)


def _story(made: Stage, players: Cast) -> Iterator[Asked]:
    """Everything that can stand in a word happens; then every word is asked for, set and not set."""
    tradeline, obligation = sale(players)
    lending(made, players, tradeline)
    mill, shop, house = players.mill, players.shop, players.house
    (offered,) = mill.say(invoice(tradeline, "R-3", 1_000))
    mill.say(
        Assign(tradeline, offered.obligation, Capacity.CREDITOR, house.number, TODAY),
        Share(tradeline, Capacity.CREDITOR, house.number, offered.obligation),
        RaiseEpoch(tradeline, Capacity.CREDITOR, shop.number, 1),
    )
    yield from _ledger(made, players, tradeline, (obligation, offered.obligation))
    yield from _registry(made, players)
    yield from _attestations(made, players)


def _ledger(
    made: Stage, players: Cast, tradeline: TradelineId, obligations: Sequence[bytes]
) -> Iterator[Asked]:
    contracts, successor = made.deployment.contracts, bytes(19) + b"\x55"
    mill, house = players.mill.number, players.house.number
    decision = keccak256(abi(domain("freeze"), successor))
    yield "ledger", "successor", ()
    made.registrar.perform(contracts.registry, calls.propose_decision(contracts.ledger, decision))
    made.registrar.perform(contracts.ledger, calls.freeze(successor))
    for one in (tradeline, TradelineId(house, 1), TradelineId(house, 2), TradelineId(NOBODY, 1)):
        yield "ledger", "tradeline", (one,)
        yield "ledger", "head", (one,)
    held = next(iter(players.house.node.index.holdings_of(house)))
    for each in (*obligations, held, STRANGE):
        yield "ledger", "obligation", (each,)
    for member in (house, NOBODY):
        for kind in MemberList:
            yield "ledger", "member_head", (member, kind)
    for member, lane in ((mill, 0), (mill, 9), (NOBODY, 0)):
        yield "ledger", "lane", (member, lane)
    for pair in ((mill, house), (house, mill), (mill, NOBODY)):  # pending; accepted, so erased; never
        yield "ledger", "pending", pair


def _registry(made: Stage, players: Cast) -> Iterator[Asked]:
    registry, registrar = made.deployment.contracts.registry, made.registrar
    mill, shop, nordkap = players.mill, players.shop, players.nordkap
    registrar.perform(registry, calls.relate(shop.number, mill.number))
    other = made.admit("Suspended Example", Role.SME | Role.AUDITOR)
    registrar.perform(registry, calls.suspend(other.number))
    keys = _keys(players)
    nordkap.sender.perform(registry, calls.mark_compromised(keys[1], nordkap.node.chain.height()))
    nordkap.sender.perform(registry, calls.end_key(keys[1]))
    for member in (mill.number, nordkap.number, other.number, NOBODY):
        for kind in ("member", "identity_tag", "identity_commitment"):
            yield "registry", kind, (member,)
    tag = nordkap.node.chain.word(registry, slots.identity_tag(mill.number)).to_bytes(32, "big")
    for each in (tag, STRANGE):
        yield "registry", "member_by_tag", (each,)
    for key_id in (*keys, STRANGE):
        yield "registry", "key", (key_id,)
    for pair in ((mill.number, shop.number), (mill.number, nordkap.number)):
        yield "registry", "related", pair
    for purpose in (KeyPurpose.ATTESTATION, KeyPurpose.DELEGATE):
        yield "registry", "generations", (nordkap.number, purpose)
    for address in (registrar.address(), bytes(20)):
        yield "registry", "registrar", (address,)
    yield "registry", "quorum", ()
    yield "registry", "member_count", ()


def _keys(players: Cast) -> list[bytes]:
    """Ids of a transaction, an attestation, an encryption and a tag key."""
    nordkap, mill = players.nordkap, players.mill
    attestation = nordkap.pen(Private.ATTESTATION)
    encryption, tag = (
        public_bytes(kind, secret)
        for kind, firm in ((Private.ENCRYPTION, nordkap), (Private.TAG, mill))
        if (secret := firm.node.vault.keys.get(firm.number, kind)) is not None
    )
    return [
        key_ids.address_key_id(nordkap.sender.address()),
        key_ids.attestation_key_id(attestation.x + attestation.y),
        key_ids.encryption_key_id(EncryptionPublicKey(encryption)),
        key_ids.tag_key_id(TagPublicKey.from_bytes(tag)),
    ]


def _attestations(made: Stage, players: Cast) -> Iterator[Asked]:
    contracts, issuer = made.deployment.contracts, players.nordkap
    anchors = IssuerAnchors(issuer.sender, contracts)
    digests = [bytes([number]) * 32 for number in range(1, 5)]
    for digest in digests[:3]:
        anchors.anchor(digest)
    anchors.revoke(digests[1])
    anchors.supersede(digests[2], digests[0])
    issuer.sender.perform(contracts.attestations, calls.anchor_batch(digests[3], 2))
    for digest in (*digests, STRANGE):
        yield "attestations", "anchor", (issuer.number, digest)
    yield "attestations", "anchor", (players.mill.number, digests[0])
    for each in (STANDARD.hash(), STRANGE):
        yield "attestations", "rulebook", (each,)
    registrations = MemberRegistrations(players.mill.sender, contracts)
    given, withdrawn = Commitment(b"\x21" * 32), Commitment(b"\x22" * 32)
    registrations.consent(given)
    registrations.consent(withdrawn)
    registrations.withdraw_consent(withdrawn)
    for commitment in (given, withdrawn, STRANGE):
        yield "attestations", "consent", (commitment,)


def _proofs(made: Stage, asked: Sequence[Asked]) -> dict[str, Any]:
    """One header, the contracts, and each word with the places of its proof's nodes in one list."""
    chain, deployment = made.firms[0].node.chain, made.deployment
    number, nodes = chain.height(), _Nodes()
    codes = (deployment.registry_code, deployment.ledger_code, deployment.attestations_code)
    contracts: dict[str, Any] = {}
    cases: list[dict[str, Any]] = []
    for room, address, code in zip(ROOMS, deployment.contracts.addresses, codes, strict=True):
        own = [(kind, arguments) for contract, kind, arguments in asked if contract == room]
        wanted = [int(getattr(slots, kind)(*arguments)) for kind, arguments in own]
        answer = chain.prove(address, [slot.to_bytes(32, "big") for slot in wanted], number)
        contracts[room] = {
            "address": _hex(address),
            "code_hash": _hex(code),
            "layout": _hex(ROOMS[room]),
            "proof": nodes.places(answer.account_proof),
        }
        for (kind, arguments), slot, (_, proof) in zip(own, wanted, answer.words, strict=True):
            word = chain.word(address, slot, number)
            cases.append(_case(room, kind, arguments, word) | {"proof": nodes.places(proof)})
    raw = header.encode_header(header_at(chain, number))
    return {
        "header": _hex(raw),
        "hash": str(chain.header(number)["hash"]),
        "contracts": contracts,
        "words": cases,
        "nodes": nodes.rendered(),
    }


class _Nodes:
    """Nodes of all proofs, each once."""

    def __init__(self) -> None:
        self._places: dict[bytes, int] = {}

    def places(self, proof: Sequence[bytes]) -> list[int]:
        return [self._places.setdefault(node, len(self._places)) for node in proof]

    def rendered(self) -> list[str]:
        return list(map(_hex, self._places))


def _case(room: str, kind: str, arguments: Sequence[Argument], word: int) -> dict[str, Any]:
    shown = [_hex(each) if isinstance(each, bytes) else plain(each) for each in arguments]
    case = {"contract": room, "kind": kind, "arguments": shown, "word": f"0x{word:064x}"}
    if kind in LAYOUTS and word:
        value = LAYOUTS[kind].from_word(word)
        case["fields"] = {name: plain(getattr(value, name)) for name in LAYOUTS[kind].LAYOUT}
    return case


def plain(value: object) -> int | str:
    """A field's value as the vectors show it."""
    match value:
        case TradelineId():
            return str(value)
        case bytes():
            return _hex(value)
        case bool() | int():
            return int(value)
    raise TypeError(type(value))


def _argument(shown: int | str) -> Argument:
    if isinstance(shown, int):
        return shown
    return bytes.fromhex(shown[2:]) if shown.startswith("0x") else TradelineId.parse(shown)


def _hex(data: bytes) -> str:
    return "0x" + data.hex()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
