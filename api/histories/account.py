"""A member's history as the chain knew it at the end of a day, as of which block that is, and how final."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from ledger.app.chronicle import Chronicle, chronicle, last_block_by
from ledger.app.ports import Standing
from ledger.core.day import day_of
from ledger.core.effect import VOIDS, Code
from ledger.core.ids import Member
from ledger.core.tradeline import Tradeline
from ledger.proof import hexadecimal
from ledger.proof.consensus.engine import Finality
from ledger.wiring import Node


@dataclass(frozen=True, slots=True)
class Account:
    """The chronicle, and as of which block."""

    chronicle: Chronicle
    known: Standing

    def tradelines(self) -> tuple[Tradeline, ...]:
        """Each once: own ones, claims, those of obligations held."""
        return tuple(page.state for page in self.chronicle.pages.values())


def account_of(node: Node, member: Member, known_on: date | None = None) -> Account:
    """Everything recorded of a member by the end of the day `known_on` (UTC), or by now. Unavailable, BadContent."""
    block = _block(node, known_on)
    found = chronicle(node.desk, member, member, node.related(block), block)
    return Account(found, node.indexer.standing(block) or _before_all(node, block))


def counts(state: Tradeline) -> tuple[int, int, int]:
    """Entries of a tradeline: all, sealed to this member, void by their recorder's fault."""
    codes = Counter(effect.code for effect in state.effects)
    return len(state.effects), codes[Code.SEALED], sum(codes[code] for code in VOIDS.values())


def _before_all(node: Node, block: int) -> Standing:
    """A block of before the ledger's first, of which the index has nothing."""
    told = node.chain.header(block)
    time = hexadecimal.quantity(told, "timestamp", 64)
    return Standing(block, hexadecimal.data(told, "hash", 32), Finality.NONE, time)


def _block(node: Node, known_on: date | None) -> int:
    if known_on is not None:
        return last_block_by(node.index, day_of(known_on))
    return node.indexer.last_read()
