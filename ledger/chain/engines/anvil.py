"""anvil, the embedded chain: one process, no consensus. For the demo, for tests and for trying out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ledger.chain.engines.process import Engine, running
from ledger.chain.engines.programs import anvil_program

CHAIN_ID = 31337
GAS_LIMIT = 30_000_000


@dataclass(frozen=True, slots=True)
class Instant:
    """A block for each transaction, at once."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A block every so many seconds."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Manual:
    """A block only when asked for."""


Mining = Instant | Interval | Manual


@contextmanager
def anvil(
    state: Path | None = None,
    *,
    port: int = 0,
    mining: Mining = Instant(),
    chain_id: int = CHAIN_ID,
    keep_old_states: bool = False,
    genesis_time: int | None = None,
    program: Path | None = None,
) -> Iterator[Engine]:
    """An anvil on loopback, on a port of the system's choice unless given; gas costs nothing, no account exists.

    `state` is a file: blocks and state are read from it, written to it each second and when the node ends. Storage as
    it was at older blocks survives a restart only with `keep_old_states`, at the price of one copy of it a block.
    `genesis_time` in seconds since 1970-01-01 UTC; the time of day unless given.
    """
    argv = [str(program or anvil_program()), "--host", "127.0.0.1", "--port", str(port), "--no-cors"]
    # Shanghai: anvil's genesis header under Paris has the blob fields of Cancun, so that its hash is not of it.
    argv += ["--hardfork", "shanghai", "--chain-id", str(chain_id), "--gas-limit", str(GAS_LIMIT)]
    argv += ["--gas-price", "0", "--block-base-fee-per-gas", "0", "--accounts", "0"]
    match mining:
        case Interval(seconds):
            argv += ["--block-time", str(seconds)]
        case Manual():
            argv += ["--no-mining"]
        case Instant():
            pass
    if genesis_time is not None:
        argv += ["--timestamp", str(genesis_time)]
    if state is not None:
        argv += ["--state", str(state), "--state-interval", "1"]
    if keep_old_states:
        argv += ["--preserve-historical-states"]
    with running(argv, "anvil_setBalance") as engine:
        yield engine
