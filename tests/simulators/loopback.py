"""A server of a test's own, before which a real node may stand: it answers what is posted to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@contextmanager
def served(answer: Callable[[str, bytes], bytes | None]) -> Iterator[str]:
    """Its address on loopback, on a port of the system's choice.

    `answer` has path and body of a request, and gives JSON, or nothing: then the connection ends without an answer.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # one answer, one write: a header that goes ahead waits for its acknowledgement

        def do_POST(self) -> None:
            content = answer(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            if content is None:
                self.close_connection = True
                return
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
