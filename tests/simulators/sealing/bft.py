"""QBFT, IBFT2 and IBFT1: a proposer, rounds, and seals that are no part of what they seal."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import rlp
from eth_utils import keccak

from tests.simulators.sealing.council import Council, Vote
from tests.simulators.sealing.fields import Fields, encode, plain_hash, quantity
from tests.simulators.sealing.keys import sign, signer

MIX_HASH = bytes.fromhex("63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365")
VANITY = b"sealing simulator".ljust(32, b"\0")


@dataclass(frozen=True)
class Extra:
    """What extraData says. `proposal` is the proposer's own seal (IBFT1); votes of IBFT1 stand in other fields."""

    validators: tuple[bytes, ...]
    vote: Vote | None = None
    round: int = 0
    seals: tuple[bytes, ...] = ()
    proposal: bytes = b""
    vanity: bytes = VANITY


class Bft(ABC):
    """What the three have in common."""

    name: ClassVar[str]

    @abstractmethod
    def pack(self, extra: Extra) -> bytes:
        """The bytes of extraData."""

    @abstractmethod
    def unpack(self, data: bytes) -> Extra:
        """The same, back."""

    @abstractmethod
    def hash(self, fields: Fields) -> bytes:
        """The block hash, above the genesis."""

    @abstractmethod
    def digest(self, fields: Fields) -> bytes:
        """What a committer signs."""

    def extra(self, fields: Fields) -> Extra:
        """What a header's extraData says."""
        return self.unpack(fields["extraData"])

    def with_extra(self, fields: Fields, **changes: Any) -> Fields:
        """The header with something else in its extraData; nothing is signed anew."""
        return {**fields, "extraData": self.pack(replace(self.extra(fields), **changes))}

    def committed(self, fields: Fields, committers: Iterable[bytes]) -> Fields:
        """The header with the seals of these, and of nobody else."""
        digest = self.digest(fields)
        return self.with_extra(fields, seals=tuple(sign(digest, each) for each in committers))

    def committers(self, fields: Fields) -> tuple[bytes, ...]:
        """Who sealed it, in order."""
        digest = self.digest(fields)
        return tuple(signer(digest, seal) for seal in self.extra(fields).seals)

    def genesis(self, base: Fields, founders: tuple[bytes, ...]) -> Fields:
        """Block 0: its list is the first council."""
        dressed = base | {"mixHash": MIX_HASH, "difficulty": quantity(1), "nonce": bytes(8)}
        return dressed | {"miner": bytes(20), "extraData": self.pack(Extra(founders))}

    def proposed(
        self, base: Fields, council: Council, proposer: bytes, vote: Vote | None, round_: int, epoch: bool
    ) -> Fields:
        """A block before anybody commits to it."""
        dressed = base | {"mixHash": MIX_HASH, "difficulty": quantity(1), "nonce": bytes(8)}
        return dressed | {"miner": proposer, "extraData": self.pack(Extra(council.members, vote, round_))}

    def resealed(self, fields: Fields, committers: Iterable[bytes], **changes: bytes) -> Fields:
        """A header changed by whoever proposed it, and committed to as it now is."""
        return self.committed({**fields, **changes}, committers)


class FiveItems(Bft):
    """RLP[vanity, [validators], vote, round, [seals]], of which hash and commit digest leave out the last."""

    no_vote: ClassVar[bytes | list[bytes]]
    drop: ClassVar[bytes]

    @abstractmethod
    def round(self, number: int) -> bytes:
        """A round as an item."""

    def items(self, extra: Extra) -> list[Any]:
        """The five."""
        vote: Any = self.no_vote
        if extra.vote:
            vote = [extra.vote.candidate, b"\xff" if extra.vote.add else self.drop]
        return [extra.vanity, list(extra.validators), vote, self.round(extra.round), list(extra.seals)]

    def pack(self, extra: Extra) -> bytes:
        return bytes(rlp.encode(self.items(extra)))

    def unpack(self, data: bytes) -> Extra:
        vanity, validators, vote, number, seals = rlp.decode(data)
        cast = Vote(vote[0], vote[1] == b"\xff") if vote else None
        return Extra(tuple(validators), cast, int.from_bytes(number, "big"), tuple(seals), vanity=vanity)


class Qbft(FiveItems):
    """No vote is [], a drop is the empty string, the round a minimal scalar; what is left out is emptied."""

    name = "qbft"
    no_vote: ClassVar[list[bytes]] = []
    drop = b""

    def round(self, number: int) -> bytes:
        return quantity(number)

    def hash(self, fields: Fields) -> bytes:
        return plain_hash(self.with_extra(fields, round=0, seals=()))

    def digest(self, fields: Fields) -> bytes:
        return plain_hash(self.with_extra(fields, seals=()))


class Ibft2(FiveItems):
    """No vote is the empty string, a drop is 00, the round four bytes; what is left out is not there."""

    name = "ibft2"
    no_vote = b""
    drop = b"\0"

    def round(self, number: int) -> bytes:
        return number.to_bytes(4, "big")

    def hash(self, fields: Fields) -> bytes:
        return self._hash_of(fields, items=3)

    def digest(self, fields: Fields) -> bytes:
        return self._hash_of(fields, items=4)

    def _hash_of(self, fields: Fields, items: int) -> bytes:
        return plain_hash({**fields, "extraData": rlp.encode(self.items(self.extra(fields))[:items])})


class Ibft1(Bft):
    """vanity, then RLP[[validators], proposer's seal, [seals]]; a vote is coinbase and nonce, as in Clique."""

    name = "ibft1"

    def pack(self, extra: Extra) -> bytes:
        return extra.vanity + bytes(rlp.encode([list(extra.validators), extra.proposal, list(extra.seals)]))

    def unpack(self, data: bytes) -> Extra:
        validators, proposal, seals = rlp.decode(data[32:])
        return Extra(tuple(validators), seals=tuple(seals), proposal=proposal, vanity=data[:32])

    def hash(self, fields: Fields) -> bytes:
        return plain_hash(self.with_extra(fields, seals=()))

    def digest(self, fields: Fields) -> bytes:
        return bytes(keccak(self.hash(fields) + b"\x02"))

    def proposed(
        self, base: Fields, council: Council, proposer: bytes, vote: Vote | None, round_: int, epoch: bool
    ) -> Fields:
        cast = vote or Vote(bytes(20), add=False)
        dressed = base | {"mixHash": MIX_HASH, "difficulty": quantity(1)}
        dressed |= {"miner": cast.candidate, "nonce": (b"\xff" if cast.add else b"\0") * 8}
        return self.with_proposal(dressed | {"extraData": self.pack(Extra(council.members))}, proposer)

    def with_proposal(self, fields: Fields, proposer: bytes) -> Fields:
        """The header with a proposer's seal: over Keccak-256 of the hash of a header without any seal."""
        seal = sign(self.proposal_digest(fields), proposer)
        return self.with_extra(fields, proposal=seal)

    def proposal_digest(self, fields: Fields) -> bytes:
        """What a proposer signs."""
        return bytes(keccak(keccak(encode(self.with_extra(fields, proposal=b"", seals=())))))

    def resealed(self, fields: Fields, committers: Iterable[bytes], **changes: bytes) -> Fields:
        proposer = signer(self.proposal_digest(fields), self.extra(fields).proposal)
        return super().resealed(self.with_proposal({**fields, **changes}, proposer), committers)
