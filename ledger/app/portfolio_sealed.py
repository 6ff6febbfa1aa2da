"""What a reader cannot read of a tradeline: obligations that are sealed to it, whole or in part."""

from ledger.app.ports import Index
from ledger.core.codes import EntryClass
from ledger.core.effect import Code
from ledger.core.ids import ObligationId
from ledger.core.tradeline import Tradeline

_SAYS = frozenset({EntryClass.OBLIGATION, EntryClass.STATEMENT})
"""Classes whose content figures rest on; of the others the chain itself says what they do."""


def sealed_on(index: Index, state: Tradeline, until: int | None = None) -> frozenset[ObligationId]:
    """Obligations of a folded tradeline of which an entry is sealed; ON_TRADELINE if one on the tradeline itself is."""
    entries = index.entries(state.id, until)
    return frozenset(
        entry.obligation
        for entry, effect in zip(entries, state.effects, strict=True)
        if effect.code is Code.SEALED and entry.entry_class in _SAYS
    )
