"""What is known of a chain after a block: who may seal the next, and what votes stand."""

from dataclasses import dataclass

ADDRESS_SIZE = 20


@dataclass(frozen=True, slots=True, order=True)
class Ballot:
    """A vote that stands: `voter` would add, or drop, `subject`; addresses of 20 bytes."""

    voter: bytes
    subject: bytes
    add: bool


@dataclass(frozen=True, slots=True)
class Point:
    """After block `number` with `hash`: `validators`, ascending, seal the next one.

    `votes` stand, sorted; None where they are not known (after a skip): then `validators` are those who sealed this
    block, and only another skip or an epoch block leads on. `recents` sealed last, the latest at the end (Clique:
    none of them may seal next). `timestamp` in seconds, 0 where it is not known.
    """

    number: int
    hash: bytes
    validators: tuple[bytes, ...]
    votes: tuple[Ballot, ...] | None = ()
    recents: tuple[bytes, ...] = ()
    timestamp: int = 0
