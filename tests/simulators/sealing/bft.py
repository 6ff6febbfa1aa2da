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


class Qbft(Bft):
    """RLP[vanity, [validators], vote, round, [seals]]: [] for no vote, [address, ff], or [address, empty]."""

    name = "qbft"

    def pack(self, extra: Extra) -> bytes:
        vote = [extra.vote.candidate, b"\xff" if extra.vote.add else b""] if extra.vote else []
        items = [extra.vanity, list(extra.validators), vote, quantity(extra.round), list(extra.seals)]
        return bytes(rlp.encode(items))

    def unpack(self, data: bytes) -> Extra:
        vanity, validators, vote, round_, seals = rlp.decode(data)
        cast = Vote(vote[0], vote[1] == b"\xff") if vote else None
        return Extra(
            tuple(validators), cast, int.from_bytes(round_, "big"), tuple(seals), vanity=bytes(vanity)
        )

    def hash(self, fields: Fields) -> bytes:
        return plain_hash(self.with_extra(fields, round=0, seals=()))

    def digest(self, fields: Fields) -> bytes:
        return plain_hash(self.with_extra(fields, seals=()))


class Ibft2(Bft):
    """The same five items, but: no vote is the empty string, a drop is 00, and the round has four bytes.

    The hash leaves out round and seals, the commit digest the seals: the items are not there.
    """

    name = "ibft2"

    def pack(self, extra: Extra) -> bytes:
        return self._pack(extra, 5)

    def _pack(self, extra: Extra, items: int) -> bytes:
        vote = [extra.vote.candidate, b"\xff" if extra.vote.add else b"\x00"] if extra.vote else b""
        round_ = extra.round.to_bytes(4, "big")
        whole = [extra.vanity, list(extra.validators), vote, round_, list(extra.seals)]
        return bytes(rlp.encode(whole[:items]))

    def unpack(self, data: bytes) -> Extra:
        vanity, validators, vote, round_, seals = rlp.decode(data)
        cast = Vote(vote[0], vote[1] == b"\xff") if vote else None
        return Extra(
            tuple(validators), cast, int.from_bytes(round_, "big"), tuple(seals), vanity=bytes(vanity)
        )

    def hash(self, fields: Fields) -> bytes:
        return plain_hash({**fields, "extraData": self._pack(self.extra(fields), 3)})

    def digest(self, fields: Fields) -> bytes:
        return plain_hash({**fields, "extraData": self._pack(self.extra(fields), 4)})


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
