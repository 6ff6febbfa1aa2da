"""Solidity events, read strictly: topics and data as `emit` writes them, in one form only.

Solidity, "Contract ABI Specification": Events; Strict Encoding Mode.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from ledger.core.codes import KeyPurpose
from ledger.core.errors import Misuse, ProofError
from ledger.proof.keccak import keccak256
from ledger.proof.logs import Log
from ledger.proof.words import MemberStatus, roles_of

WORD = 32
Value = int | bytes
"""An unsigned integer, an address of 20 bytes, a `bytes32`, or `bytes` of any length."""
Event = TypeVar("Event")

_PARAMETER = re.compile(r"(uint(?:8|16|32|40|64|256)|address|bytes32|bytes)( indexed)? (\w+)")


_CODES: Mapping[str, Callable[[int], int]] = {
    "purpose": KeyPurpose,
    "status": MemberStatus,
    "roles": roles_of,
}
"""Parameters whose number is a code, in every event that has them."""


class BadEvent(ProofError):
    """A log that is not the event whose topic it carries: which event, which part, which rule."""

    def __init__(self, event: str, part: str, rule: str) -> None:
        super().__init__(f"event {event}: {part}: {rule}")
        self.event = event
        self.part = part
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter as declared: its type, its name, and whether it stands in a topic."""

    type: str
    name: str
    indexed: bool


@dataclass(frozen=True, slots=True)
class EventForm:
    """An event as declared in Solidity."""

    name: str
    parameters: tuple[Parameter, ...]

    @classmethod
    def declared(cls, name: str, parameters: str) -> "EventForm":
        """The form of `event name(parameters)`, each written `type [indexed ]name` and parted by `, `."""
        return cls(name, tuple(map(_parameter, parameters.split(", "))))

    @property
    def topic(self) -> bytes:
        """First topic of every such log: keccak of `Name(type,…)`."""
        return keccak256(f"{self.name}({','.join(part.type for part in self.parameters)})".encode("ascii"))

    def read(self, log: Log) -> tuple[Value, ...]:
        """The parameters' values in the order declared; BadEvent unless the log is exactly what the event emits."""
        plain = [part for part in self.parameters if not part.indexed]
        if len(log.topics) != 1 + len(self.parameters) - len(plain):
            raise BadEvent(self.name, "topics", "one, and another for each indexed parameter")
        topics, data = iter(log.topics[1:]), self._data(plain, log.data)
        return tuple(
            self._static(part, next(topics)) if part.indexed else next(data) for part in self.parameters
        )

    def _data(self, plain: list[Parameter], data: bytes) -> Iterator[Value]:
        head, tail = WORD * len(plain), b""
        if len(data) < head:
            raise BadEvent(self.name, "data", f"at least {len(plain)} words")
        values: list[Value] = []
        for at, part in enumerate(plain):
            word = data[at * WORD : (at + 1) * WORD]
            if part.type != "bytes":
                values.append(self._static(part, word))
                continue
            if int.from_bytes(word, "big") != head + len(tail):
                raise BadEvent(self.name, part.name, "right behind what stands before it")
            value = self._dynamic(part, data[head + len(tail) :])
            tail += len(value).to_bytes(WORD, "big") + value + bytes(-len(value) % WORD)
            values.append(value)
        if data[head:] != tail:
            raise BadEvent(self.name, "data", "nothing beside the parameters, padded with zeros")
        return iter(values)

    def _static(self, part: Parameter, word: bytes) -> Value:
        if part.type == "bytes32":
            return word
        number = int.from_bytes(word, "big")
        if part.type == "address":
            if number >> 160:
                raise BadEvent(self.name, part.name, "an address of 20 bytes")
            return word[12:]
        if number >> int(part.type.removeprefix("uint")):
            raise BadEvent(self.name, part.name, f"a {part.type}")
        try:
            return _CODES.get(part.name, int)(number)
        except ValueError as error:
            raise BadEvent(self.name, part.name, "a code that exists") from error

    def _dynamic(self, part: Parameter, rest: bytes) -> bytes:
        length = int.from_bytes(rest[:WORD], "big")
        if len(rest) < WORD or length > len(rest) - WORD:
            raise BadEvent(self.name, part.name, "as long as it says")
        return rest[WORD : WORD + length]


def declared(parameters: Mapping[type[Event], str]) -> "dict[type[Event], EventForm]":
    """The form of each class of events, which has the event's name and its parameters for fields, in order."""
    return {event: EventForm.declared(event.__name__, text) for event, text in parameters.items()}


def _parameter(text: str) -> Parameter:
    found = _PARAMETER.fullmatch(text)
    if found is None:
        raise Misuse(f"a parameter of an event is written `type [indexed ]name`; found {text!r}")
    return Parameter(found[1], found[3], bool(found[2]))
