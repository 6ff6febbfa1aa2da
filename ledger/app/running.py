"""Figures of members that are asked for again and again: kept up with the index, and not folded from the start."""

from ledger.app.desk import Desk
from ledger.app.ports import GrowingIndex, Standing
from ledger.app.running_account import RunningAccount
from ledger.core.grade import Relations
from ledger.core.ids import Member
from ledger.rulebook.figure_set import FigureSet
from ledger.rulebook.rulebook import Rulebook

MOST = 32
"""Accounts that are kept: each holds a member's whole history in memory."""


class Runnings:
    """One account for each reader and member, those asked for last; one caller at a time."""

    def __init__(self, desk: Desk, index: GrowingIndex, most: int = MOST) -> None:
        self._desk, self._index, self._most = desk, index, most
        self._accounts: dict[tuple[Member, Member], RunningAccount] = {}

    def figures(
        self,
        reader: Member,
        member: Member,
        at: Standing,
        relations: Relations,
        as_of: int,
        rulebook: Rulebook,
    ) -> FigureSet:
        """What `reader`'s vault shows of a member up to the block `at`, in figures of the day `as_of`."""
        account = self._accounts.pop((reader, member), None)
        if account is None:
            account = RunningAccount(self._desk, self._index, reader, member)
        self._accounts[reader, member] = account
        while len(self._accounts) > self._most:
            del self._accounts[next(iter(self._accounts))]
        return account.figures(at, relations, as_of, rulebook)
