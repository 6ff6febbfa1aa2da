"""What is counted as it happens: requests by the template of their route, verifications by their verdict."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from api.meter import Answered

BUCKETS = (0.005, 0.02, 0.1, 0.25, 1.0, 2.5, 10.0, 30.0, 75.0)
"""Seconds. Most answers take milliseconds; who waits for its turn and the index is answered within 75 seconds."""
VERDICTS = ("established", "not established", "refused")


class Counts:
    """Fills `api.meter.Meter`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "tradeline_http_requests",
            "Requests answered, by method, route and status.",
            ("method", "route", "status"),
            registry=registry,
        )
        self._seconds = Histogram(
            "tradeline_http_request_seconds",
            "Seconds from a request's head to its answer's end, by route.",
            ("route",),
            buckets=BUCKETS,
            registry=registry,
        )
        self._verdicts = Counter(
            "tradeline_verifications",
            "Dossiers verified for callers, by verdict.",
            ("verdict",),
            registry=registry,
        )
        for verdict in VERDICTS:
            self._verdicts.labels(verdict)

    def answered(self, exchange: Answered) -> None:
        """One more answer."""
        self._requests.labels(exchange.method, exchange.route, str(exchange.status)).inc()
        self._seconds.labels(exchange.route).observe(exchange.seconds)

    def verified(self, verdict: str) -> None:
        """One more dossier judged."""
        self._verdicts.labels(verdict).inc()
