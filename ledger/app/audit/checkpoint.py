"""Where an audit stands, kept between two runs, so that one that was killed goes on.

What is kept stands in place of proofs that were made, so nobody else may write it: it is authenticated under a key of
the auditor's own before a byte of it is read, and bound to trust root, code and attestations. What is kept longer than
the key is secret is worth nothing.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import cbor2

from ledger.app.audit.attested import Shown
from ledger.app.audit.ground import Ground
from ledger.app.audit.words import Plain
from ledger.core.errors import Misuse

KEY_SIZE = 32
EVERY = 2_000
"""Blocks between two checkpoints."""
_DOMAIN = b"tradeline audit checkpoint 1\n"
_MAC_SIZE = 32


class NotThisCheckpoint(Misuse):
    """A checkpoint that this audit cannot go on from, and why."""


class Shelf(Protocol):
    """Where a checkpoint is kept: it has the last one that was put there whole."""

    def load(self) -> bytes | None: ...

    def save(self, data: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """Checkpoints of one auditor: a shelf, a secret key of 32 bytes, and a hash of the code that audits."""

    shelf: Shelf
    key: bytes
    code: bytes
    every: int = EVERY

    def load(self, ground: Ground, shown: Sequence[Shown]) -> Plain | None:
        """What was saved last; None if nothing was. NotThisCheckpoint."""
        data = self.shelf.load()
        if data is None:
            return None
        body = data[len(_DOMAIN) + _MAC_SIZE :]
        if not hmac.compare_digest(data[: len(data) - len(body)], _DOMAIN + self._mac(body)):
            raise NotThisCheckpoint("the checkpoint was not written by this auditor, or was altered since")
        binding, state = cbor2.loads(body)
        if binding != self._binding(ground, shown):
            raise NotThisCheckpoint(
                "the checkpoint is of another trust root, of other attestations, or of another version of the audit"
            )
        return state

    def save(self, ground: Ground, shown: Sequence[Shown], state: Plain) -> None:
        """Keeps a state in place of the last."""
        body = cbor2.dumps([self._binding(ground, shown), state])
        self.shelf.save(_DOMAIN + self._mac(body) + body)

    def _mac(self, body: bytes) -> bytes:
        return hmac.digest(self.key, _DOMAIN + body, "sha256")

    def _binding(self, ground: Ground, shown: Sequence[Shown]) -> bytes:
        # What the audit starts from, as Python spells it: the code is bound too, so that there is one spelling.
        about = [repr(ground), self.code, [(item.name, item.token.digest) for item in shown]]
        return hashlib.sha256(cbor2.dumps(about)).digest()
