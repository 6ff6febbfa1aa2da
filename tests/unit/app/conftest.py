"""Three firms and a lender on one simulated chain."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulators.chain import SimulatedChain
from tests.unit.app import parties
from tests.unit.app.parties import Someone


@pytest.fixture
def chain() -> SimulatedChain:
    return SimulatedChain()


@pytest.fixture
def seller(tmp_path: Path, chain: SimulatedChain) -> Iterator[Someone]:
    yield from parties.member(1, tmp_path, chain)


@pytest.fixture
def buyer(tmp_path: Path, chain: SimulatedChain) -> Iterator[Someone]:
    yield from parties.member(2, tmp_path, chain)


@pytest.fixture
def lender(tmp_path: Path, chain: SimulatedChain) -> Iterator[Someone]:
    yield from parties.member(3, tmp_path, chain)


@pytest.fixture
def agent(tmp_path: Path, chain: SimulatedChain) -> Iterator[Someone]:
    yield from parties.member(4, tmp_path, chain)
