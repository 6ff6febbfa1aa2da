"""ganache: a second, independent engine, for tests only.

It prices gas and lacks eth_getBlockReceipts. It does not hold transactions to their nonces: one that is handed in twice
may be mined twice.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from ledger.chain.engines.process import Engine, running
from ledger.chain.engines.programs import ganache_package, node_program

CHAIN_ID = 1337
GAS_LIMIT = 30_000_000
# Its command line refuses port 0, its library does not.
_SERVE = """
const [package, options] = process.argv.slice(1);
const server = require(package).server(JSON.parse(options));
server.listen(0, "127.0.0.1").then(() => console.log("\\nListening on 127.0.0.1:" + server.address().port));
process.on("SIGTERM", () => server.close().finally(() => process.exit(0)));
"""


@contextmanager
def ganache(*, chain_id: int = CHAIN_ID) -> Iterator[Engine]:
    """A ganache on loopback, in memory, with a block for each transaction; no account exists until it is funded."""
    options = {
        "chain": {"chainId": chain_id, "networkId": chain_id, "hardfork": "merge"},  # its name for Paris
        "wallet": {"totalAccounts": 0},
        "miner": {"blockGasLimit": GAS_LIMIT},
        "logging": {"quiet": True},
    }
    argv = [str(node_program()), "-e", _SERVE, str(ganache_package()), json.dumps(options)]
    with running(argv, "evm_setAccountBalance") as engine:
        yield engine
