"""A network as `network.json` says it: its engine, its chain, and who validates it from where."""

import ipaddress
import json
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final

from ledger.core.errors import BadInput
from ledger.core.faults import Fault
from ledger.proof.consensus.engine import Engine

VERSION: Final = 1
MAX_VALIDATORS: Final = 99
LOOPBACK: Final = "127.0.0.1"


class Program(Enum):
    """What a network's nodes run."""

    GETH = "geth"
    BESU = "besu"

    @property
    def engine(self) -> Engine:
        """How its blocks are sealed here."""
        return Engine.CLIQUE if self is Program.GETH else Engine.QBFT


@dataclass(frozen=True, slots=True)
class Ports:
    """TCP ports of a node: with its peers, JSON-RPC over HTTP, and the engine API that geth always opens."""

    p2p: int
    http: int
    authrpc: int


@dataclass(frozen=True, slots=True)
class Validator:
    """One node that may seal: its number from 1, the address it seals with, the public key its peers know it by.

    `public` is 64 bytes. With Besu the address is that of the public key; with geth they are two keys.
    """

    number: int
    address: bytes
    public: bytes
    host: str
    ports: Ports

    @property
    def enode(self) -> str:
        """Its address for its peers (Ethereum, devp2p, "enode URL format")."""
        return f"enode://{self.public.hex()}@{self.host}:{self.ports.p2p}"

    @property
    def url(self) -> str:
        """Its JSON-RPC, on its own machine."""
        return f"http://{LOOPBACK}:{self.ports.http}"

    @property
    def is_local(self) -> bool:
        """Whether its peers are on its own machine."""
        return _is_loopback(self.host)


@dataclass(frozen=True, slots=True)
class Plan:
    """`period`: seconds between blocks. `epoch`: blocks after which votes are forgotten. `treasury`: who pays for gas.

    `validators` are the nodes that have a folder here, those voted in later too; who seals now, the chain says.
    """

    program: Program
    chain_id: int
    period: int
    epoch: int
    treasury: bytes
    validators: tuple[Validator, ...]

    def validator(self, number: int) -> Validator | None:
        """The node of a number."""
        return next((one for one in self.validators if one.number == number), None)

    def by_address(self, address: bytes) -> Validator | None:
        """The node that seals with an address."""
        return next((one for one in self.validators if one.address == address), None)

    def with_validator(self, validator: Validator) -> "Plan":
        """The plan with one node more."""
        return replace(self, validators=(*self.validators, validator))


def render(plan: Plan) -> bytes:
    """`network.json`."""
    content = {
        "network": VERSION,
        "program": plan.program.value,
        "engine": plan.program.engine.value,
        "chain_id": plan.chain_id,
        "period": plan.period,
        "epoch": plan.epoch,
        "treasury": f"0x{plan.treasury.hex()}",
        "validators": [
            {
                "number": one.number,
                "address": f"0x{one.address.hex()}",
                "public": one.public.hex(),
                "host": one.host,
                "ports": {"p2p": one.ports.p2p, "http": one.ports.http, "authrpc": one.ports.authrpc},
            }
            for one in plan.validators
        ],
    }
    return json.dumps(content, indent=1).encode() + b"\n"


def parse(content: bytes, file: str) -> Plan:
    """The plan in a file's bytes; BadInput with every fault."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise BadInput((Fault(file, "$", "file", "json", str(error), "JSON"),)) from None
    reader = _Reader(file)
    plan = reader.plan(data)
    if reader.faults or plan is None:
        raise BadInput(tuple(reader.faults))
    return plan


class _Reader:
    """Reads a plan, and gathers what is wrong with it."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.faults: list[Fault] = []

    def plan(self, data: Any) -> Plan | None:
        where = "$"
        self._number(data, where, "network", VERSION, VERSION)
        program = self._text(data, where, "program")
        if program not in [each.value for each in Program]:
            self._fault(where, "program", "choice", program, "geth or besu")
        chain_id = self._number(data, where, "chain_id", 1, (1 << 63) - 1)
        period = self._number(data, where, "period", 1, 3600)
        epoch = self._number(data, where, "epoch", 2, 1 << 32)
        treasury = self._bytes(data, where, "treasury", 20)
        listed = data.get("validators") if isinstance(data, dict) else None
        if not isinstance(listed, list) or not 1 <= len(listed) <= MAX_VALIDATORS:
            self._fault(where, "validators", "count", type(listed).__name__, f"1 to {MAX_VALIDATORS} of them")
            listed = []
        validators = tuple(self._validator(each, f"$.validators[{at}]") for at, each in enumerate(listed))
        self.clashes(validators)
        if self.faults:
            return None
        return Plan(Program(program), chain_id, period, epoch, treasury, validators)

    def _validator(self, data: Any, where: str) -> Validator:
        ports = data.get("ports") if isinstance(data, dict) else None
        return Validator(
            number=self._number(data, where, "number", 1, MAX_VALIDATORS),
            address=self._bytes(data, where, "address", 20),
            public=self._bytes(data, where, "public", 64),
            host=self._text(data, where, "host"),
            ports=Ports(
                *(
                    self._number(ports, f"{where}.ports", name, 1, 65535)
                    for name in ("p2p", "http", "authrpc")
                )
            ),
        )

    def clashes(self, validators: tuple[Validator, ...]) -> None:
        """What two validators must not share."""
        for name in ("number", "address", "public"):
            values = [getattr(one, name) for one in validators]
            for at, value in enumerate(values):
                if value in values[:at]:
                    self._fault(f"$.validators[{at}]", name, "unique", _shown(value), "one of its own")
        taken: set[tuple[str, int]] = set()
        for at, one in enumerate(validators):
            for name in ("p2p", "http", "authrpc"):
                place = (one.host, getattr(one.ports, name))
                if place in taken:
                    self._fault(
                        f"$.validators[{at}].ports", name, "unique", str(place[1]), "free on its host"
                    )
                taken.add(place)

    def _number(self, data: Any, where: str, name: str, low: int, high: int) -> int:
        found = data.get(name) if isinstance(data, dict) else None
        if not isinstance(found, int) or isinstance(found, bool) or not low <= found <= high:
            self._fault(where, name, "number", _shown(found), f"a number from {low} to {high}")
            return low
        return found

    def _text(self, data: Any, where: str, name: str) -> str:
        found = data.get(name) if isinstance(data, dict) else None
        if not isinstance(found, str) or not 0 < len(found) <= 253 or not found.isprintable():
            self._fault(where, name, "text", _shown(found), "1 to 253 signs")
            return ""
        return found

    def _bytes(self, data: Any, where: str, name: str, size: int) -> bytes:
        found = data.get(name) if isinstance(data, dict) else None
        try:
            value = bytes.fromhex(str(found).removeprefix("0x"))
        except ValueError:
            value = b""
        if len(value) != size:
            self._fault(where, name, "bytes", _shown(found), f"{size} bytes in hexadecimal digits")
        return value

    def _fault(self, where: str, field: str, rule: str, found: object, expected: str) -> None:
        self.faults.append(Fault(self._file, where, field, f"network.{rule}", str(found), expected))


def _shown(value: object) -> str:
    return f"0x{value.hex()}" if isinstance(value, bytes) else str(value)[:80]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
