"""python -m api.main --home DIR: the API of one node, on loopback."""

import argparse
import ipaddress
import logging
import logging.config
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import uvicorn

from api.application import application
from api.archives.keeper import Keeper
from api.courier import Courier
from api.description import as_text
from api.health.lookout import STALLED_SECONDS, Lookout
from api.logs import CONFIGURATION
from api.meter import UNMETERED, Meter
from api.turns import Turns
from ledger.core.errors import Misuse, TradelineError, Unavailable
from ledger.settings import PASSPHRASE_VARIABLE, default_home, load, passphrase
from ledger.wiring import node

CONNECTIONS = 64
MISUSE, FAILED = 2, 1
_log = logging.getLogger("tradeline.api")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until it is told to stop. Exit code 2: misuse; 1: something else went wrong."""
    given = _parser().parse_args(arguments)
    if given.openapi:
        sys.stdout.write(as_text(application().openapi()))
        return 0
    try:
        serve(given)
    except TradelineError as error:
        sys.stderr.write(f"error: {error}\n")
        return MISUSE if isinstance(error, Misuse) else FAILED
    return 0


def serve(given: argparse.Namespace) -> None:
    """Opens the home's node and serves it. Misuse for a host that others reach, unless they are allowed to."""
    if not given.allow_remote and not is_loopback(given.host):
        raise Misuse(
            f"{given.host} is not loopback: put a proxy with TLS before this server, or say --allow-remote"
        )
    secret = passphrase()
    if secret is None:
        raise Misuse(f"the vault needs its passphrase: set {PASSPHRASE_VARIABLE}")
    with ExitStack() as stack:
        party = stack.enter_context(node(load(given.home), secret, not given.no_index))
        turns = Turns(party, lambda: int(time.time()))
        lookout = Lookout(turns, given.stalled_after)
        logging.config.dictConfig(CONFIGURATION)
        meter = (
            UNMETERED
            if given.metrics is None
            else stack.enter_context(_metered(turns, lookout, given.metrics))
        )
        app = application(turns, Courier(turns), Keeper(turns), lookout=lookout, meter=meter)
        uvicorn.run(
            app,
            host=given.host,
            port=given.port,
            ws="none",
            server_header=False,
            limit_concurrency=CONNECTIONS,
            log_config=None,
            access_log=False,
        )


@contextmanager
def _metered(turns: Turns, lookout: Lookout, port: int) -> Iterator[Meter]:
    """A meter whose counts are exported while the block lasts. Misuse where a package is missing, Unavailable."""
    try:
        from api.metrics.door import exposed
        from api.metrics.registry import registry_of
    except ModuleNotFoundError as missing:
        raise Misuse(f"--metrics needs the package {missing.name}: install tradeline[metrics]") from missing
    registry, counts = registry_of(turns, lookout)
    with ExitStack() as stack:
        try:
            address = stack.enter_context(exposed(registry, port))
        except OverflowError as error:
            raise Misuse("a port is a number below 65536") from error
        except OSError as error:
            raise Unavailable(f"no metrics on port {port}: {error.strerror}") from error
        _log.info("metrics on %s", address)
        yield counts


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
    parser.add_argument(
        "--metrics", type=int, metavar="PORT", help="where Prometheus finds /metrics on 127.0.0.1; 0: any"
    )
    parser.add_argument(
        "--stalled-after",
        type=int,
        default=STALLED_SECONDS,
        metavar="SECONDS",
        help="without a block, after which a sealed chain is said to stand still",
    )
    parser.add_argument("--openapi", action="store_true", help="print the OpenAPI document, and end")
    return parser


if __name__ == "__main__":
    sys.exit(main())
