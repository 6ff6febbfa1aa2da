"""Besu with QBFT: its command line, its peers and its allowlists.

Options as Besu's own reference lists them ("Command line options", "Private network command line options"). Its
validators seal with the key of the node itself.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from ledger.chain.network.directory import Directory
from ledger.chain.network.plan import LOOPBACK, Plan, Validator

OPEN_METHODS = "ETH,NET,WEB3"
SOCKET_METHODS = "ETH,NET,WEB3,ADMIN,QBFT,PERM"
"""What is offered over HTTP, and what over the socket."""


def static_nodes(plan: Plan, validator: Validator) -> str:
    """`static-nodes.json`: the peers to keep."""
    return json.dumps(
        [other.enode for other in plan.validators if other.number != validator.number], indent=1
    )


def permissions(plan: Plan, accounts: Iterable[bytes]) -> str:
    """`permissions.toml`: which nodes may connect, and which accounts may send ("Use local permissioning")."""
    nodes = ",\n".join(f' "{each.enode}"' for each in plan.validators)
    senders = ",\n".join(f' "0x{each.hex()}"' for each in accounts)
    return f"nodes-allowlist=[\n{nodes}\n]\naccounts-allowlist=[\n{senders}\n]\n"


def argv(program: Path, directory: Directory, plan: Plan, validator: Validator, node_key: str) -> list[str]:
    """What runs a node; `node_key` is a file with its key in hexadecimal digits."""
    number, ports = validator.number, validator.ports
    options = {
        "data-path": directory.data(number),
        "genesis-file": directory.genesis,
        "network-id": plan.chain_id,
        "node-private-key-file": node_key,
        "p2p-host": validator.host,
        "p2p-interface": LOOPBACK if validator.is_local else "0.0.0.0",
        "p2p-port": ports.p2p,
        "discovery-enabled": "false",
        "static-nodes-file": directory.static_nodes(number),
        "permissions-nodes-config-file-enabled": "true",
        "permissions-nodes-config-file": directory.permissions(number),
        "permissions-accounts-config-file-enabled": "true",
        "permissions-accounts-config-file": directory.permissions(number),
        "rpc-http-enabled": "true",
        "rpc-http-host": LOOPBACK,
        "rpc-http-port": ports.http,
        "rpc-http-api": OPEN_METHODS,
        "host-allowlist": f"localhost,{LOOPBACK}",
        "Xrpc-ipc-enabled": "true",
        "Xrpc-ipc-path": directory.ipc(number),
        "Xrpc-ipc-apis": SOCKET_METHODS,
        "min-gas-price": 0,
        "sync-mode": "FULL",
        # Forest keeps every state, so that old ones can be proved; Bonsai's proofs of old states are experimental.
        "data-storage-format": "FOREST",
        "revert-reason-enabled": "true",
        "color-enabled": "false",
    }
    return [str(program), *(f"--{name}={value}" for name, value in options.items())]
