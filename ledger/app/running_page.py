"""One tradeline as a reader's vault opens it, read on entry by entry."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ledger.app.desk import Desk
from ledger.app.opening import Committed, open_shares, read_entry, scope_of
from ledger.app.vault import Vault
from ledger.core.codes import EntryClass
from ledger.core.entry import Entry, Opened
from ledger.core.ids import Member, TradelineId
from ledger.core.tradeline import Tradeline
from ledger.core.transition import apply
from ledger.proof.payload import PUBLISHING
from ledger.proof.scope import Scope


@dataclass(slots=True)
class RunningPage:
    """The state, and the scopes of entries that did not open: a later entry may throw new light on these."""

    state: Tradeline
    committed: Committed
    unread: set[Scope] = field(default_factory=set)

    def read_on(self, vault: Vault, reader: Member, entries: Iterable[Entry]) -> bool:
        """Takes in what came since; False if that may open, or void, what came before: the page is to be read again."""
        for entry in entries:
            if self._changes_the_past(vault, reader, entry):
                return False
            self.committed.publish(entry)
            self.take(vault, reader, entry)
        return True

    def take(self, vault: Vault, reader: Member, entry: Entry) -> None:
        """Folds one entry, whose keys are all known."""
        content = read_entry(vault, reader, entry, self.committed).content
        self.state = apply(self.state, entry, content)
        if entry.entry_class is not EntryClass.SHARE and not isinstance(content, Opened):
            scope = scope_of(vault.place, entry)
            self.unread |= {scope, scope.of_tradeline()}

    def _changes_the_past(self, vault: Vault, reader: Member, entry: Entry) -> bool:
        # A share that did not open never will by another key: none comes before the one that it commits to itself.
        if entry.entry_class is EntryClass.SHARE and entry.subject == reader:
            return True
        return entry.entry_class in PUBLISHING and scope_of(vault.place, entry) in self.unread


def page_of(desk: Desk, reader: Member, tradeline: TradelineId, until: int) -> RunningPage:
    """A tradeline read from its first entry up to block `until`; opens its shares first."""
    entries = desk.index.entries(tradeline, until)
    open_shares(desk, reader, entries)
    page = RunningPage(Tradeline(tradeline), Committed(desk.vault.place, entries))
    for entry in entries:
        page.take(desk.vault, reader, entry)
    return page
