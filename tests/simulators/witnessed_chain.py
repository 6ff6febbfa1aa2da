"""A ledger's chain as witnesses replay it, in memory: blocks with hashes, members with heads. It can fork."""

from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from ledger.app.ports import Standing
from ledger.app.witness import Watch, members_at
from ledger.app.witness_state import Log
from ledger.core.codes import MemberList
from ledger.core.ids import Member
from ledger.proof.checkpoint import Checkpoint, origin_of
from ledger.proof.consensus.engine import Engine, Finality
from ledger.proof.consensus.point import Point
from ledger.proof.consensus.schedule import Phase, Schedule
from ledger.proof.cosignature import cosign, verifier_key
from ledger.proof.member_heads import heads_root
from ledger.proof.note import Note, VerifierKey
from ledger.proof.scope import Place
from ledger.vault.cipher import Cost
from ledger.vault.file import VaultFile

PLACE = Place(31337, b"\x22" * 20)
GENESIS = b"\x11" * 32
NOW = 1_800_000_000
LOG = Log(
    origin=origin_of(PLACE.chain_id, GENESIS, PLACE.ledger),
    genesis=GENESIS,
    schedule=Schedule((Phase(0, Engine.QBFT),)),
    point_at=lambda number: Point(0, GENESIS, ()),
    registry=b"\x33" * 20,
    ledger=PLACE.ledger,
    expires=NOW + 1,
)


@dataclass
class WitnessedChain:
    """Fills `Replay` and `Roll`. `branch` is another history from block `forked` on."""

    height: int = 120
    members: int = 5
    branch: str = ""
    forked: int = 0

    def finalised(self) -> int:
        return self.height

    def standing(self, until: int | None = None) -> Standing | None:
        number = self.height if until is None else min(until, self.height)
        return Standing(number, self._hash("block", number), Finality.IMMEDIATE)

    def member_head(self, member: Member, of: MemberList, until: int | None = None) -> bytes:
        # Heads move now and then, not with every block.
        moved = (self.height if until is None else until) // 10 * 10
        return self._hash(f"head {member} {of}", moved)

    def numbers(self, until: int | None = None) -> tuple[Member, ...]:
        return tuple(Member(number) for number in range(1, self.members + 1))

    def _hash(self, what: str, number: int) -> bytes:
        branch = self.branch if number >= self.forked else ""
        return sha256(f"{branch}/{what}/{number}".encode()).digest()


@dataclass
class Witnesses:
    """Some witnesses by name, and a home that collects what they say of `chain`."""

    watch: Watch
    secrets: dict[str, bytes] = field(default_factory=dict)

    @property
    def keys(self) -> tuple[VerifierKey, ...]:
        return tuple(verifier_key(name, secret) for name, secret in self.secrets.items())

    def note(self, checkpoint: Checkpoint, *names: str, time: int = NOW) -> bytes:
        """A note over a checkpoint by these, or by all."""
        text = bytes(checkpoint)
        signers = names or tuple(self.secrets)
        return bytes(Note(text, tuple(cosign(name, self.secrets[name], text, time) for name in signers)))


def witnesses(folder: Path, chain: WitnessedChain, count: int = 3) -> Witnesses:
    """So many, called w/1, w/2…; a vault of their collector's in the folder."""
    vault = VaultFile.create(folder / "collector.vault", "open sesame", PLACE, Cost(n=2, r=8, p=1))
    secrets = {f"w/{number}": bytes([number]) * 32 for number in range(1, count + 1)}
    return Witnesses(Watch(LOG, vault, chain, chain), secrets)


def checkpoint_of(chain: WitnessedChain, block: int, log: Log = LOG) -> Checkpoint:
    """What an honest witness of the chain says of a block."""
    watch = Watch(log, None, chain, chain)  # type: ignore[arg-type]
    members = members_at(watch, block)
    standing = replace(chain, height=max(block, chain.height)).standing(block)
    assert standing is not None
    return Checkpoint(log.origin, block, standing.hash, len(members), heads_root(members))
