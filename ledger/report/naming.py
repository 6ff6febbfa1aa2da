"""What the report calls documents and parties, across sides and currencies."""

from dataclasses import dataclass

from ledger.core.ids import EXTERNAL, ObligationId
from ledger.core.tradeline import Tradeline
from ledger.report.blocks import Line, Text, Tone
from ledger.report.source import Source
from ledger.report.words import Words


@dataclass(frozen=True, slots=True)
class Naming:
    """Names of one report in one language."""

    source: Source
    words: Words

    def document(self, obligation: ObligationId) -> Line:
        """The number of its document, if the reader can open it."""
        number = self.source.names.documents.get(obligation)
        return (Text(number, Tone.NAME) if number else Text(self.words("sealed"), Tone.MUTED),)

    def party(self, state: Tradeline, debtor: bool) -> Line:
        """A party of a tradeline: its name, its number, or that it is no member."""
        name, member = self.source.party(state, debtor), state.debtor if debtor else state.creditor
        if name:
            return (Text(name, Tone.NAME),)
        if member != EXTERNAL:
            return (Text(self.words("party.member", number=member)),)
        return (Text(self.words("party.external")),)

    def parties(self, state: Tradeline) -> Line:
        """The other party of a tradeline of the member; both, of one on which it is neither."""
        member = self.source.history.member
        if member == state.creditor:
            return self.party(state, debtor=True)
        if member == state.debtor:
            return self.party(state, debtor=False)
        return (*self.party(state, debtor=True), Text(" → "), *self.party(state, debtor=False))
