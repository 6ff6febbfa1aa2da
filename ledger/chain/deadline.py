"""One deadline for a whole HTTP exchange: http.client's timeout begins anew with every byte that drips in."""

import io
import socket
import time
from http.client import HTTPResponse
from typing import Any


class Deadline:
    """The end of the exchange that is under way."""

    def __init__(self, seconds: float) -> None:
        """`seconds` that each exchange has."""
        self._seconds = seconds
        self._end = 0.0

    def begin(self) -> float:
        """Of another exchange: the seconds that it has."""
        self._end = time.monotonic() + self._seconds
        return self._seconds

    def left(self) -> float:
        """The seconds left; TimeoutError where none is."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"no whole answer within {self._seconds:g} seconds")
        return left


class TimedResponse(HTTPResponse):
    """A response of which status, headers and body have come before the deadline; else TimeoutError."""

    def __init__(self, deadline: Deadline, sock: socket.socket, **about: Any) -> None:
        super().__init__(sock, **about)
        self.fp.close()
        self.fp = io.BufferedReader(_TimedReader(deadline, sock))


class _TimedReader(io.RawIOBase):
    def __init__(self, deadline: Deadline, sock: socket.socket) -> None:
        self._deadline = deadline
        self._socket = sock
        # Kept open by this, as by the file that http.client makes, where the connection is let go before the body.
        self._file = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._socket.settimeout(self._deadline.left())
        return self._file.readinto(buffer)

    def close(self) -> None:
        self._file.close()
        super().close()
