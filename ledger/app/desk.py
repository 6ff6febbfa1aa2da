"""What a use case works with: the ports, joined."""

from collections.abc import Callable
from dataclasses import dataclass

from ledger.app.ports import Directory, Index
from ledger.app.vault import Vault


@dataclass(frozen=True, slots=True)
class Desk:
    """One party's own desk, or a host's. `entropy(n)` gives n fresh random bytes."""

    vault: Vault
    index: Index
    directory: Directory
    entropy: Callable[[int], bytes]
