"""A witness: a member that has replayed the chain cosigns its heads, each height once, and never goes back.

What it signs comes from its own index, and is held against the state itself before: a node that leaves out or invents
a log gets no signature. The statement is on disk before anyone sees it, so that a kill, a retry or a second process
cannot make it say another thing of the same height.
"""

from dataclasses import dataclass
from typing import Protocol

from ledger.app.ports import SealedChain, Standing
from ledger.app.refusals import KeyUnfit
from ledger.app.vault import Private, Vault
from ledger.app.witness_state import Log, check_state
from ledger.core.codes import MemberList
from ledger.core.errors import ProofError, Refused
from ledger.core.ids import Member
from ledger.proof.checkpoint import Checkpoint
from ledger.proof.cosignature import cosign, verifier_key
from ledger.proof.member_heads import MemberHeads, heads_root
from ledger.proof.note import VerifierKey
from ledger.proof.statement import Statement


class Replay(Protocol):
    """What a witness has replayed by itself."""

    def finalised(self) -> int: ...

    def standing(self, until: int | None = None) -> Standing | None:
        """The last block taken, of those up to `until`; None before the first."""
        ...

    def member_head(self, member: Member, of: MemberList, until: int | None = None) -> bytes:
        """One of a member's heads, computed from entries; zeros if nothing is on the list."""
        ...


class Roll(Protocol):
    """Who is a member."""

    def numbers(self, until: int | None = None) -> tuple[Member, ...]:
        """All members ever admitted, in ascending order."""
        ...


class NotFinal(Refused):
    """The block is not final, or not in this index: nothing is said of it."""

    def __init__(self, block: int, final: int) -> None:
        super().__init__(f"block {block} is not final here; the last one that is: {final}")
        self.block = block


class WouldGoBack(Refused):
    """The witness has stated something of a higher block, and nothing of this one."""

    def __init__(self, block: int, last: int) -> None:
        super().__init__(f"block {block} is below {last}, the last that was cosigned")
        self.block = block


class TrustExpired(Refused):
    """The trust root is too old: validators that have left since might seal whatever they like."""

    def __init__(self) -> None:
        super().__init__("the trust root has expired: fetch a new one by the way this one came")


class HistoryChanged(ProofError):
    """What the index has now contradicts what this witness cosigned: signed again, it would be equivocation."""

    def __init__(self, signed: Checkpoint, found: Checkpoint | None) -> None:
        told = "no such block" if found is None else f"0x{found.hash.hex()}, heads 0x{found.heads.hex()}"
        super().__init__(
            f"block {signed.block} was cosigned as 0x{signed.hash.hex()}, heads 0x{signed.heads.hex()};"
            f" this index has {told}"
        )
        self.signed = signed
        self.found = found


@dataclass(frozen=True, slots=True)
class Watch:
    """What a witness, or whoever collects from witnesses, works with."""

    log: Log
    vault: Vault
    replay: Replay
    roll: Roll


def key_name(chain_id: int, member: Member) -> str:
    """How a member's witness key is called in notes."""
    return f"tradeline/{chain_id}/members/{member}"


def witness_keys(vault: Vault, member: Member) -> tuple[VerifierKey, ...]:
    """The vkeys of the member's witness keys in this vault, oldest first."""
    name = key_name(vault.place.chain_id, member)
    held = (
        vault.keys.get(member, Private.WITNESS, each)
        for each in vault.keys.generations(member, Private.WITNESS)
    )
    return tuple(verifier_key(name, secret) for secret in held if secret is not None)


def members_at(watch: Watch, block: int) -> tuple[MemberHeads, ...]:
    """Every member's three heads as of a block, as replayed, in ascending order."""
    return tuple(
        MemberHeads(member, *(watch.replay.member_head(member, of, block) for of in MemberList))
        for member in watch.roll.numbers(block)
    )


def checkpoint_at(watch: Watch, block: int) -> Checkpoint | None:
    """What this index says of a block; None if it has none of this number."""
    standing = watch.replay.standing(block)
    if standing is None or standing.number != block:
        return None
    members = members_at(watch, block)
    return Checkpoint(watch.log.origin, block, standing.hash, len(members), heads_root(members))


def cosign_head(
    watch: Watch, chain: SealedChain, member: Member, now: int, block: int | None = None
) -> Statement:
    """The member's statement about a block, or about the last final one; the same one if it was made before.

    `now` in seconds since 1970-01-01 UTC. TrustExpired, NotFinal, WouldGoBack, HistoryChanged, StateDiffers,
    SealError; KeyUnfit without a key.
    """
    if now >= watch.log.expires:
        raise TrustExpired
    final = watch.replay.finalised()
    wanted = final if block is None else block
    checkpoint = checkpoint_at(watch, wanted) if wanted <= final else None
    if checkpoint is None:
        raise NotFinal(wanted, final)
    secret = watch.vault.keys.get(member, Private.WITNESS)
    if secret is None:
        raise KeyUnfit(f"the vault has no witness key of member {member}")
    made = _made(watch, member, checkpoint)
    if made is not None:
        return made
    check_state(chain, watch.log, checkpoint, members_at(watch, wanted))
    with watch.vault.transaction():
        # Looked at again, alone among writers: another process may have signed meanwhile.
        made = _made(watch, member, checkpoint)
        if made is None:
            name = key_name(watch.vault.place.chain_id, member)
            line = cosign(name, secret, bytes(checkpoint), now)
            made = Statement(checkpoint, verifier_key(name, secret), now, line)
            watch.vault.statements.put(made)
    return made


def _made(watch: Watch, member: Member, checkpoint: Checkpoint) -> Statement | None:
    """The statement that was made of this block, if one was; HistoryChanged, WouldGoBack."""
    origin, own = checkpoint.origin, {key.public for key in witness_keys(watch.vault, member)}
    last = watch.vault.statements.latest(origin, own)
    if last is None:
        return None
    found = checkpoint_at(watch, last.checkpoint.block)
    if found != last.checkpoint:
        raise HistoryChanged(last.checkpoint, found)
    for made in watch.vault.statements.at(origin, checkpoint.block):
        if made.key.public in own and made.checkpoint != checkpoint:
            raise HistoryChanged(made.checkpoint, checkpoint)
        if made.key.public in own:
            return made
    if checkpoint.block < last.checkpoint.block:
        raise WouldGoBack(checkpoint.block, last.checkpoint.block)
    return None
