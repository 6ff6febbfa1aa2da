"""One registry a server: nothing is counted in the process at large."""

from prometheus_client import CollectorRegistry, ProcessCollector

from api.health.lookout import Lookout
from api.metrics.counting import Counts
from api.metrics.readings import Readings
from api.turns import Turns


def registry_of(turns: Turns, lookout: Lookout) -> tuple[CollectorRegistry, Counts]:
    """What is exported of a node, and the meter that its server is to be given."""
    registry = CollectorRegistry(auto_describe=False)
    ProcessCollector(registry=registry)
    registry.register(Readings(turns, lookout))
    return registry, Counts(registry)
