"""The door for Prometheus: GET /metrics on loopback, beside the API and not through it.

It has a thread of its own, so that a scrape is answered also while the API is full.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

LOOPBACK, PATH = "127.0.0.1", "/metrics"
SECONDS = 30
"""After which a client that says nothing is cut off."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    timeout = SECONDS

    def log_message(self, format: str, *args: Any) -> None: ...


@contextmanager
def exposed(registry: CollectorRegistry, port: int) -> Iterator[str]:
    """Serves what is registered, as text or OpenMetrics, while the block lasts; its address.

    Port 0 for one of the system's choice. OSError where the port is taken.
    """
    with make_server(LOOPBACK, port, _application(registry), _Server, _Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, name="metrics", daemon=True)
        thread.start()
        try:
            yield f"http://{LOOPBACK}:{server.server_port}{PATH}"
        finally:
            server.shutdown()
            thread.join()


def _application(registry: CollectorRegistry) -> Callable[..., Iterable[bytes]]:
    def answer(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        status, headers, body = HTTPStatus.OK, [("Cache-Control", "no-store")], b""
        if environ["PATH_INFO"] != PATH:
            status = HTTPStatus.NOT_FOUND
        elif environ["REQUEST_METHOD"] != "GET":
            status = HTTPStatus.METHOD_NOT_ALLOWED
            headers.append(("Allow", "GET"))
        else:
            encode, kind = choose_encoder(environ.get("HTTP_ACCEPT", ""))
            body = encode(registry)
            headers.append(("Content-Type", kind))
        headers.append(("Content-Length", str(len(body))))
        start_response(f"{status.value} {status.phrase}", headers)
        return [body]

    return answer
