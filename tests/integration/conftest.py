"""Ledgers on both development chains."""

from collections.abc import Iterator

import pytest

from ledger.chain.engines import anvil as anvil_engine
from ledger.chain.engines import ganache as ganache_engine
from tests.integration.network import Network, deployed_on


@pytest.fixture(params=["anvil", "ganache"])
def network(request: pytest.FixtureRequest) -> Iterator[Network]:
    """A fresh ledger, on each engine in turn."""
    module = {"anvil": anvil_engine, "ganache": ganache_engine}[request.param]
    with getattr(module, request.param)() as engine:
        yield deployed_on(engine, module.CHAIN_ID)


@pytest.fixture
def on_anvil() -> Iterator[Network]:
    """A fresh ledger on anvil alone, for what only anvil can do."""
    with anvil_engine.anvil() as engine:
        yield deployed_on(engine, anvil_engine.CHAIN_ID)
