"""A chain of the forger's own: state tries with any words in them, and headers over them.

What steps 4 to 10 say holds under the headers as given. Against whoever makes headers there are the seals of step 3,
which a development chain has not; here a forger goes all the way, so that what lies behind can be attacked too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import rlp
from trie import HexaryTrie

from ledger.attest import base64url, sdjwt
from ledger.attest.attestation import parse
from ledger.attest.canonical import Json
from ledger.attest.dossier import Dossier, ProvedState, parse_dossier, render
from ledger.attest.fields import hex_text
from ledger.attest.lists import LISTS, fold_list
from ledger.attest.needed import Anchor, Needed, at_as_of, later
from ledger.core.codes import KeyPurpose
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.proof import slots
from ledger.proof.header import block_hash, decode_header, encode_header
from ledger.proof.keccak import keccak256
from ledger.proof.key_ids import attestation_key_id
from ledger.proof.scope import Place
from ledger.proof.words import AnchorWord, KeyWord
from ledger.verify.case import Case, Missing, Words
from ledger.verify.policy import Policy
from ledger.verify.steps import chain, form
from ledger.verify.steps.complete import _fold_entries
from tests.attacks.exhibit import STRANGER, Exhibit, key_of

Room = dict[int, int]


@dataclass
class Forger:
    """Makes a dossier anew out of an exhibit, with the words that were true for it unless others are given."""

    exhibit: Exhibit
    dossier: Dossier = field(init=False)
    first: Words = field(init=False)
    second: Words = field(init=False)

    def __post_init__(self) -> None:
        case = Case(self.exhibit.data, self.exhibit.trust, Policy(), self.exhibit.now)
        form.form(case)
        form.signature(case)
        try:
            chain.headers(case)
        except Missing:
            chain.state(case)
        assert case.as_of and case.later
        self.first, self.second = case.as_of.words, case.later.words
        self.dossier = replace(parse_dossier(self.exhibit.data), batch=None)

    def made(
        self,
        dossier: Dossier | None = None,
        first: Mapping[int, int] | None = None,
        second: Mapping[int, int] | None = None,
        figures: Mapping[str, Json] | None = None,
    ) -> bytes:
        """The file: tries, headers, attestation and binding of the forger's own. Words given replace those by slot."""
        shown = dossier or self.dossier
        payload: dict[str, Any] = dict(sdjwt.read(shown.attestation).issued.payload)
        said = parse(payload)
        member, issuer = Member(said.subject.member), Member(said.issuer.member)
        key = key_of(STRANGER)
        public = key.as_dict(private=False)
        x, y = (base64url.decode(str(public[name])) for name in ("x", "y"))
        key_id = attestation_key_id(x + y)

        holdings = [ObligationId(event.subject) for event in shown.lists[2]]
        needed = at_as_of(member, issuer, shown.tradelines, holdings)
        before = self._state(
            shown.states[0], self.first, needed, self._heads(shown, member) | dict(first or {})
        )
        payload["as_of"] = {
            **payload["as_of"],
            "hash": hex_text(block_hash(decode_header(before.header))),
        }
        payload["coverage"] = {"ledgers": [self._coverage(shown, member)]}
        disclosed = [item.text for item in sdjwt.read(shown.attestation).disclosures]
        if figures is not None:
            made = [sdjwt.disclosure(name, value, bytes(16)) for name, value in figures.items()]
            payload["figures"] = {"_sd": sorted(item.digest for item in made)}
            disclosed = [item.text for item in made]
        header: dict[str, Json] = {"typ": sdjwt.ISSUER_TYPE, "kid": hex_text(key_id)}
        token = sdjwt.signer(key)(header, payload)
        digest = sdjwt.read(token + "~").issued.digest
        anchor = Anchor(issuer, key_id, digest, None, said.rulebook_hash)
        own = {
            slots.key(key_id): int(KeyWord(issuer, KeyPurpose.ATTESTATION, 0, 1, 1, 0, 0)),
            slots.anchor(issuer, digest): int(AnchorWord(2, 0, 0, False)),
        }
        words = self._heads(shown, member) | own | dict(second or {})
        after = self._state(shown.states[1], self.second, later(member, shown.tradelines, anchor), words)
        document = render(
            replace(
                shown,
                attestation="~".join((token, *disclosed)) + "~",
                issuer_key=(x, y),
                states=(before, after),
            )
        )
        return self.exhibit.bound(document)

    def _coverage(self, shown: Dossier, member: Member) -> Json:
        """Heads and counts as attested of what is shown."""
        names = ("tradelines", "claims", "holdings")
        heads = self._heads(shown, member)
        counts = [len({event.subject for event in events}) for events in shown.lists]
        return {
            "ledger": hex_text(self.exhibit.trust.ledger.address),
            "heads": {
                name: f"0x{heads[slots.member_head(member, kind)]:064x}"
                for name, kind in zip(names, LISTS, strict=True)
            },
            **dict(zip(names, counts, strict=True)),
            "entries": sum(len(item.entries) for item in shown.tradelines),
        }

    def _heads(self, shown: Dossier, member: Member) -> Room:
        """The heads that the lists and entries shown come to, whatever they say."""
        place = Place(self.exhibit.trust.chain_id, self.exhibit.trust.ledger.address)
        lists = {
            slots.member_head(member, kind): fold_list(member, kind, events)
            for kind, events in zip(LISTS, shown.lists, strict=True)
        }
        lines = {
            slots.head(TradelineId.from_int(item.id)): _fold_entries(place, item) for item in shown.tradelines
        }
        return {slot: int.from_bytes(head, "big") for slot, head in (lists | lines).items()}

    def _state(
        self, state: ProvedState, true: Words, needed: Needed, words: Mapping[int, int]
    ) -> ProvedState:
        trust, accounts, nodes = self.exhibit.trust, HexaryTrie({}), set()
        rooms = (
            (trust.registry, true.registry, needed.registry),
            (trust.ledger, true.ledger, needed.ledger),
            (trust.attestations, true.attestations, needed.attestations),
        )
        for contract, known, asked in rooms:
            storage = HexaryTrie({})
            for slot in asked:
                if word := words.get(slot, known.get(slot, 0)):
                    storage[_key(slot)] = rlp.encode(word)
            nodes |= {node for slot in asked for node in _path(storage, _key(slot))}
            leaf = [1, 0, storage.root_hash, contract.code_hash]
            accounts[keccak256(contract.address)] = rlp.encode(leaf)
        for contract, _, asked in rooms:
            if asked:
                nodes |= set(_path(accounts, keccak256(contract.address)))
        header = replace(decode_header(state.header), state_root=accounts.root_hash)
        return ProvedState(encode_header(header), tuple(sorted(nodes)))


def _key(slot: int) -> bytes:
    return keccak256(slot.to_bytes(32, "big"))


def _path(tried: HexaryTrie, key: bytes) -> list[bytes]:
    """The nodes that a proof of `key` has; those shorter than a hash stand in their parents."""
    encoded = [rlp.encode(node) for node in tried.get_proof(key)]
    return [
        node for number, node in enumerate(encoded) if node != b"\x80" and (number == 0 or len(node) >= 32)
    ]
