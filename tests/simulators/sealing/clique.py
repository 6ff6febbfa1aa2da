"""Clique: one signer a block, in turn or not, and no commit."""

from tests.simulators.sealing.bft import VANITY
from tests.simulators.sealing.council import Council, Vote
from tests.simulators.sealing.fields import Fields, number_of, plain_hash, quantity
from tests.simulators.sealing.keys import sign, signer

SEAL_BYTES = 65


class Clique:
    """vanity, the signers at epochs, the seal. A vote is coinbase and nonce: all ones for, all zeros against."""

    name = "clique"

    def hash(self, fields: Fields) -> bytes:
        """The block hash: the seal is part of it."""
        return plain_hash(fields)

    def digest(self, fields: Fields) -> bytes:
        """What the signer signs."""
        return plain_hash({**fields, "extraData": fields["extraData"][:-SEAL_BYTES]})

    def genesis(self, base: Fields, founders: tuple[bytes, ...]) -> Fields:
        """Block 0: its list is the first council."""
        dressed = base | {"mixHash": bytes(32), "difficulty": quantity(1), "nonce": bytes(8)}
        return dressed | {"miner": bytes(20), "extraData": VANITY + b"".join(founders) + bytes(SEAL_BYTES)}

    def proposed(
        self, base: Fields, council: Council, proposer: bytes, vote: Vote | None, round_: int, epoch: bool
    ) -> Fields:
        """A block before it is sealed."""
        members = council.members
        turn = proposer in members and number_of(base) % len(members) == members.index(proposer)
        cast = vote or Vote(bytes(20), add=False)
        listed = b"".join(members) if epoch else b""
        return base | {
            "mixHash": bytes(32),
            "difficulty": quantity(2 if turn else 1),
            "miner": cast.candidate,
            "nonce": (b"\xff" if cast.add else b"\0") * 8,
            "extraData": VANITY + listed + bytes(SEAL_BYTES),
        }

    def sealed(self, fields: Fields, sealer: bytes) -> Fields:
        """The header with this signer's seal, and no other."""
        unsealed = fields["extraData"][:-SEAL_BYTES]
        return {**fields, "extraData": unsealed + sign(self.digest(fields), sealer)}

    def sealer(self, fields: Fields) -> bytes:
        """Who sealed it."""
        return signer(self.digest(fields), fields["extraData"][-SEAL_BYTES:])
