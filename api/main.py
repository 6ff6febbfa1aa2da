"""python -m api.main --home DIR: the API of one node, on loopback."""

import argparse
import ipaddress
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from api.application import application
from api.archives.keeper import Keeper
from api.courier import Courier
from api.description import as_text
from api.turns import Turns
from ledger.core.errors import Misuse, TradelineError
from ledger.settings import PASSPHRASE_VARIABLE, default_home, load, passphrase
from ledger.wiring import node

CONNECTIONS = 64
MISUSE, FAILED = 2, 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until it is told to stop. Exit code 2: misuse; 1: something else went wrong."""
    given = _parser().parse_args(arguments)
    if given.openapi:
        sys.stdout.write(as_text(application().openapi()))
        return 0
    try:
        serve(given.home, given.host, given.port, given.allow_remote, not given.no_index)
    except TradelineError as error:
        sys.stderr.write(f"error: {error}\n")
        return MISUSE if isinstance(error, Misuse) else FAILED
    return 0


def serve(home: Path, host: str, port: int, allow_remote: bool, leads: bool = True) -> None:
    """Opens the home's node and serves it. Misuse for a host that others reach, unless they are allowed to."""
    if not allow_remote and not is_loopback(host):
        raise Misuse(
            f"{host} is not loopback: put a proxy with TLS before this server, or say --allow-remote"
        )
    secret = passphrase()
    if secret is None:
        raise Misuse(f"the vault needs its passphrase: set {PASSPHRASE_VARIABLE}")
    with node(load(home), secret, leads) as party:
        turns = Turns(party, lambda: int(time.time()))
        app = application(turns, Courier(turns), Keeper(turns))
        uvicorn.run(app, host=host, port=port, ws="none", server_header=False, limit_concurrency=CONNECTIONS)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server on this address; a name other than localhost may mean any."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m api.main", description=__doc__)
    parser.add_argument("--home", type=Path, default=default_home(), help="the folder of a party")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="its port; 0 for one of the system's choice")
    parser.add_argument(
        "--allow-remote", action="store_true", help="listen also where other machines reach it"
    )
    parser.add_argument(
        "--no-index", action="store_true", help="leave the index to other processes, and only read it"
    )
    parser.add_argument("--openapi", action="store_true", help="print the OpenAPI document, and end")
    return parser


if __name__ == "__main__":
    sys.exit(main())
