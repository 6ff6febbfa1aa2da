"""A score in the words of the person it is about. The words are data, a table a language."""

from ledger.rulebook.scorecard import Score, Scorecard
from ledger.rulebook.scorecard_reasons import Change, Reason, changes
from ledger.rulebook.word_table import WordTable


class Words(WordTable):
    """One language's table."""

    __slots__ = ()

    @property
    def scope(self) -> str:
        """Whom the scorecard is about, and whom it is not."""
        return str(self.table["scope"])

    def scored(self, count: int, scorecard: str) -> str:
        """How many loans were scored, and by which scorecard."""
        form = self.table["scored_one" if count == 1 else "scored"]
        return str(form).format(count=count, scorecard=scorecard)

    def of(self, card: Scorecard, score: Score) -> str:
        """A score beside the best there is, and its band."""
        return str(self.table["of"]).format(total=score.total, best=card.best, band=score.band)

    def bands(self, name: str) -> str:
        """A word of the table of bands: `band`, `lowest`, `below`, `loans`, `expected`."""
        return str(self.table["bands"][name])

    def reason(self, reason: Reason) -> str:
        """What a characteristic is, and what it costs."""
        fact = self._said("is", reason.characteristic, reason.value)
        return str(self.table["costs" if reason.gap else "best"]).format(**{"is": fact, "gap": reason.gap})

    def change(self, change: Change) -> str:
        """What would have been, had one input been another."""
        fact = self._said("if", change.characteristic, change.to)
        return str(self.table["change"]).format(**{"if": fact, "total": change.total, "band": change.band})

    def ways_up(self, card: Scorecard, score: Score) -> list[str]:
        """A sentence a change, the smallest first; else why there is none."""
        found = [self.change(one) for one in changes(card, score)]
        if found:
            return found
        return [str(self.table["top" if score.band == card.bands[0][0] else "no_change"])]

    def risk(self, score: Score) -> str:
        """The share of like loans that were charged off, in percent."""
        whole, rest = divmod(score.probability_bp, 100)
        return str(self.table["risk"]).format(percent=f"{whole}.{rest:02d} %")

    def value(self, characteristic: str, value: int | None) -> str:
        """A value as a person would write it."""
        if value is None:
            return str(self.table["absent"])
        if characteristic == "amount":
            whole, rest = divmod(value, 100)
            return str(self.table["money"]).format(value=f"{whole:,}" + (f".{rest:02d}" if rest else ""))
        named = self.table["values"].get(characteristic)
        return str(named[str(value)]) if named else f"{value:,}"

    def _said(self, form: str, characteristic: str, value: int | None) -> str:
        return str(self.table[form][characteristic]).format(value=self.value(characteristic, value))
