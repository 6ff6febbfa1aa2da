"""geth 1.13, the last that seals with Clique: its command line and its configuration."""

from pathlib import Path

from ledger.chain.network.directory import Directory
from ledger.chain.network.genesis import GAS_LIMIT
from ledger.chain.network.plan import LOOPBACK, Plan, Validator

CACHE_MEGABYTES = 64
OPEN_METHODS = "eth,net,web3"
"""What HTTP offers. Peers, votes and keys are spoken of over the socket alone, which its owner alone can open."""


def config(plan: Plan, validator: Validator) -> str:
    """`config.toml`: where it listens for peers, and who they are.

    geth has no allowlist: nobody is sought, but who knows the port and the public key may connect and read blocks; a
    firewall says who can reach it.
    """
    peers = ",\n".join(f' "{other.enode}"' for other in plan.validators if other.number != validator.number)
    listen = f"{LOOPBACK if validator.is_local else '0.0.0.0'}:{validator.ports.p2p}"
    return (
        "[Node.P2P]\n"
        f'ListenAddr = "{listen}"\n'
        "NoDiscovery = true\n"
        "DialRatio = 1\n"
        f"StaticNodes = [\n{peers}\n]\n"
        f"TrustedNodes = [\n{peers}\n]\n"
    )


def init_argv(program: Path, data: Path, genesis: Path) -> list[str]:
    """What writes the genesis block into a folder that becomes a node's data."""
    return [str(program), "--datadir", str(data), "--state.scheme", "hash", "init", str(genesis)]


def argv(program: Path, directory: Directory, plan: Plan, validator: Validator, node_key: str) -> list[str]:
    """What runs a node, whose account is locked yet (see `usher`); `node_key` is a path to read its key from, once."""
    number, ports = validator.number, validator.ports
    line = [str(program), "--config", str(directory.config(number)), "--datadir", str(directory.data(number))]
    line += ["--networkid", str(plan.chain_id), "--ipcpath", str(directory.ipc(number)), "--nat", "none"]
    # Validators are trusted peers, whom no limit stops; with all of them there, nobody else is let in.
    line += ["--nodekey", node_key, "--maxpeers", str(max(1, len(plan.validators) - 1))]
    line += ["--http", "--http.addr", LOOPBACK, "--http.port", str(ports.http), "--http.api", OPEN_METHODS]
    line += ["--authrpc.addr", LOOPBACK, "--authrpc.port", str(ports.authrpc)]
    # Every state is written: a node that is killed has lost no block, and old state can be proved (docs/network.md).
    line += ["--syncmode", "full", "--gcmode", "archive", "--state.scheme", "hash", "--snapshot=false"]
    line += ["--history.transactions", "0", "--cache", str(CACHE_MEGABYTES), "--cache.noprefetch"]
    line += [
        "--keystore",
        str(directory.keystore(number)),
        "--miner.etherbase",
        f"0x{validator.address.hex()}",
    ]
    # A node takes the blocks that peers push to it only if it mines, or has once fetched some.
    line += [
        "--mine",
        "--miner.gaslimit",
        str(GAS_LIMIT),
        "--miner.gasprice",
        "1",
        "--txpool.pricelimit",
        "1",
    ]
    # Over the socket the account is opened. It has no money and no role: opened, HTTP can sign nothing with it that a
    # ledger or a chain would take.
    line += ["--rpc.enabledeprecatedpersonal", "--allow-insecure-unlock"]
    line += ["--gpo.ignoreprice", "1", "--rpc.txfeecap", "0", "--verbosity", "3"]
    return line
