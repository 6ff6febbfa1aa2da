"""A checkpoint is read if its auditor wrote it about this audit, and otherwise not at all."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.app.audit.checkpoint import Checkpoints, NotThisCheckpoint
from ledger.app.audit.ground import Ground
from ledger.app.audit.state import TrustedContract
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.schedule import Phase, Schedule

CONTRACTS = [TrustedContract(name, bytes(20), bytes(32)) for name in ("registry", "ledger", "attestations")]
GROUND = Ground(1, bytes(32), Schedule((Phase(0, Engine.QBFT),)), 9, *CONTRACTS)
PLAIN = st.recursive(
    st.none() | st.integers(0, 2**256 - 1) | st.binary(max_size=40) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=20,
)


@dataclass
class Shelf:
    data: bytes | None = None

    def load(self) -> bytes | None:
        return self.data

    def save(self, data: bytes) -> None:
        self.data = data


def checkpoints(shelf: Shelf, key: bytes = b"k" * 32, code: bytes = b"c") -> Checkpoints:
    return Checkpoints(shelf, key, code)


def test_an_empty_shelf_has_none() -> None:
    assert checkpoints(Shelf()).load(GROUND, ()) is None


@given(PLAIN)
def test_what_was_saved_is_loaded(state: object) -> None:
    shelf = Shelf()
    checkpoints(shelf).save(GROUND, (), state)
    assert checkpoints(shelf).load(GROUND, ()) == state


@given(st.binary(max_size=300))
def test_any_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(NotThisCheckpoint):
        checkpoints(Shelf(data)).load(GROUND, ())


@given(st.data())
def test_any_byte_changed_or_cut_is_refused(data: st.DataObject) -> None:
    shelf = Shelf()
    checkpoints(shelf).save(GROUND, (), [1, b"state", "of an audit"])
    whole = shelf.data or b""
    at, other = data.draw(st.integers(0, len(whole) - 1)), data.draw(st.integers(1, 255))
    for spoilt in (whole[:at] + bytes([whole[at] ^ other]) + whole[at + 1 :], whole[:at], whole + b"\0"):
        with pytest.raises(NotThisCheckpoint):
            checkpoints(Shelf(spoilt)).load(GROUND, ())


def test_it_is_bound_to_key_code_and_all_of_the_trust_root() -> None:
    shelf = Shelf()
    checkpoints(shelf).save(GROUND, (), 1)
    for other in (checkpoints(shelf, key=b"x" * 32), checkpoints(shelf, code=b"d")):
        with pytest.raises(NotThisCheckpoint):
            other.load(GROUND, ())
    for changes in (
        {"chain_id": 2},
        {"genesis": b"\1" * 32},
        {"schedule": Schedule((Phase(0, Engine.QBFT, epoch=7),))},
        {"expires": 10},
        {"ledger": replace(GROUND.ledger, code_hash=b"\1" * 32)},
    ):
        with pytest.raises(NotThisCheckpoint):
            checkpoints(shelf).load(replace(GROUND, **changes), ())  # type: ignore[arg-type]
    assert checkpoints(shelf).load(GROUND, ()) == 1
