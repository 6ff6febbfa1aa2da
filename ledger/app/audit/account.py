"""With keys: a member's entries opened from what the audit proved, and its figures recomputed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ledger.app.audit.report import Account
from ledger.app.audit.trail import Trail
from ledger.app.desk import Desk
from ledger.app.ports import Block, RawLog
from ledger.app.prepare import prepare
from ledger.attest.account import account, recompute
from ledger.attest.contents import contents_of
from ledger.core.codes import EntryClass
from ledger.core.entry import Content, Opened, Sealed, Void
from ledger.core.grade import Relations
from ledger.core.ids import Member
from ledger.proof.meta import Meta
from ledger.rulebook.rulebook import STANDARD, Rulebook


@dataclass(frozen=True, slots=True)
class Keys:
    """A member's vault, over an index that is empty: the audit fills it with what it proved, from block 0."""

    desk: Desk
    member: Member
    rulebook: Rulebook = STANDARD


def keep(keys: Keys, end: Trail, logs: tuple[RawLog, ...]) -> None:
    """Adds a proved block, and its logs of the three contracts, to the index of the keys."""
    header = end.header
    keys.desk.index.take([Block(header.number, end.hash, header.parent_hash, header.timestamp, logs)])


def account_of(keys: Keys, end: Trail, related: Iterable[tuple[Member, Member]]) -> Account:
    """What the member's keys open of its tradelines as of a block, and the figures on that block's day."""
    statement = prepare(keys.desk, keys.member, end.number)
    place = keys.desk.vault.place
    contents = {item.id: contents_of(place, item) for item in statement.tradelines}
    found: Counter[type[Content] | EntryClass] = Counter(
        EntryClass.SHARE if Meta.from_bytes(entry.meta).entry_class is EntryClass.SHARE else type(content)
        for item in statement.tradelines
        for entry, content in zip(item.entries, contents[item.id], strict=True)
    )
    history = account(keys.member, statement.lists, statement.tradelines, contents, Relations.of(related))
    figures = recompute(history, keys.rulebook.as_of_day(end.header.timestamp), keys.rulebook)
    return Account(keys.member, found[Opened], found[Sealed], found[Void], found[EntryClass.SHARE], figures)
