"""Names of the tables, and how a block's number cuts them."""

import re

from ledger.proof.attestation_events import ATTESTATION_FORMS, AttestationEvent
from ledger.proof.events import Frozen
from ledger.proof.registry_events import REGISTRY_FORMS, RegistryEvent

INDEX_BITS = 24
"""Of a place, those of the log's index; no block has gas for so many logs."""

_INNER_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")

TABLES: dict[type[Frozen] | type[RegistryEvent] | type[AttestationEvent], str] = {
    event: _INNER_CAPITAL.sub("_", event.__name__).lower()
    for event in (Frozen, *REGISTRY_FORMS, *ATTESTATION_FORMS)
}
"""The table of each event but entries; its columns are `place` and the event's fields, in order."""

PLACED = ("entries", "listings", *TABLES.values())
"""Tables whose rows have a place, and go when it goes."""


def place_of(block: int, index: int) -> int:
    """Where a log stands among all."""
    return block << INDEX_BITS | index


def after(block: int) -> int:
    """The first place above a block."""
    return place_of(block + 1, 0)
