"""A network is founded: keys, genesis, and what each node needs, in a folder that was not there."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eth_keys.datatypes import PrivateKey

from ledger.chain.network import besu, geth
from ledger.chain.network.compose import compose
from ledger.chain.network.directory import Directory, socket_fault
from ledger.chain.network.genesis import genesis
from ledger.chain.network.keystore import GETH_COST, Cost, Entropy, address_of, sealed
from ledger.chain.network.plan import LOOPBACK, MAX_VALIDATORS, Plan, Ports, Program, Validator, render
from ledger.chain.network.units import unit
from ledger.core.errors import BadInput, Misuse
from ledger.core.faults import Fault

STRIDE = 10
"""Ports from one node's to the next one's."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a network is to be. `hosts`: one a validator, by which its peers reach it; `base_port`: the first node's."""

    program: Program
    chain_id: int
    hosts: Sequence[str]
    period: int = 1
    epoch: int = 30_000
    base_port: int = 30_300

    def ports(self, number: int) -> Ports:
        """Of a node by its number, from 1."""
        return ports_from(self.base_port + STRIDE * (number - 1))


@dataclass(frozen=True, slots=True)
class Safe:
    """How keys are put away: under which passphrase, at which cost, out of which randomness."""

    passphrase: str
    entropy: Entropy
    cost: Cost = GETH_COST
    told: Callable[[int], None] = lambda keys: None
    """Told after each key how many there are."""


def ports_from(base: int) -> Ports:
    """Three ports in a row."""
    return Ports(base, base + 1, base + 2)


def found(path: Path, wish: Wish, safe: Safe, time: int) -> tuple[Directory, Plan]:
    """Writes the folder of a new network; the same entropy, wish and time give the same bytes.

    `time`: of the genesis block, seconds since 1970-01-01 UTC. Misuse if something is there; BadInput with all faults.
    """
    directory = Directory(path.absolute())
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise Misuse(f"{path} is there already: a network is made in a folder of its own")
    faults = tuple(_faults(directory, wish))
    if faults:
        raise BadInput(faults)
    _folder(directory.path)
    treasury = safe.entropy(32)
    validators = []
    for number, host in enumerate(wish.hosts, 1):
        validators.append(_keys(directory, wish.program, number, host, wish.ports(number), safe))
    plan = Plan(wish.program, wish.chain_id, wish.period, wish.epoch, address_of(treasury), tuple(validators))
    _write(directory.treasury, sealed(treasury, safe.passphrase, safe.entropy, safe.cost), private=True)
    _write(directory.genesis, genesis(plan, time))
    if plan.program is Program.BESU:
        _write(directory.accounts, f"0x{plan.treasury.hex()}\n".encode())
    write_nodes(directory, plan)
    # Last, so that a folder with a plan is a whole network.
    _write(directory.plan, render(plan))
    return directory, plan


def enlarge(directory: Directory, plan: Plan, host: str, ports: Ports, safe: Safe) -> tuple[Plan, Validator]:
    """One node more, with keys of its own; it validates once the others have voted it in. BadInput with all faults."""
    number = 1 + max(one.number for one in plan.validators)
    taken = {(one.host, port) for one in plan.validators for port in _each(one.ports)}
    faults = [
        _fault("ports", "unique", port, "free on its host") for port in _each(ports) if (host, port) in taken
    ]
    faults += socket_fault(directory, number)
    if number > MAX_VALIDATORS:
        faults.append(_fault("validators", "count", number, f"at most {MAX_VALIDATORS}"))
    if faults:
        raise BadInput(tuple(faults))
    validator = _keys(directory, plan.program, number, host, ports, safe)
    plan = plan.with_validator(validator)
    write_nodes(directory, plan)
    _write(directory.plan, render(plan))
    return plan, validator


def write_nodes(directory: Directory, plan: Plan) -> None:
    """What every node reads at its start, and the files that start it: as the plan has it."""
    for one in plan.validators:
        node = directory.node(one.number)
        _folder(node)
        if plan.program is Program.GETH:
            _write(directory.config(one.number), geth.config(plan, one).encode())
        else:
            _write(directory.static_nodes(one.number), besu.static_nodes(plan, one).encode())
            _write(directory.permissions(one.number), besu.permissions(plan, _accounts(directory)).encode())
        _write(directory.path / "systemd" / f"tradeline-node-{one.number}.service", unit(plan, one).encode())
    if plan.program is Program.BESU:
        _write(directory.path / "compose.yaml", compose(plan).encode())


def allow(directory: Directory, plan: Plan, accounts: Iterable[bytes]) -> None:
    """Besu: accounts more that may send, for nodes that start from now on."""
    lines = [f"0x{each.hex()}" for each in dict.fromkeys((*_accounts(directory), *accounts))]
    _write(directory.accounts, "".join(f"{line}\n" for line in lines).encode())
    write_nodes(directory, plan)


def _accounts(directory: Directory) -> list[bytes]:
    lines = directory.accounts.read_text("ascii").split()
    return [bytes.fromhex(line.removeprefix("0x")) for line in lines]


def _keys(
    directory: Directory, program: Program, number: int, host: str, ports: Ports, safe: Safe
) -> Validator:
    node_key = safe.entropy(32)
    _folder(directory.node(number))
    content = sealed(node_key, safe.passphrase, safe.entropy, safe.cost)
    _write(directory.node_key(number), content, private=True)
    address = address_of(node_key)
    if program is Program.GETH:
        seal_key = safe.entropy(32)
        content = sealed(seal_key, safe.passphrase, safe.entropy, safe.cost)
        _write(directory.validator_key(number), content, private=True)
        address = address_of(seal_key)
    safe.told(number)
    return Validator(number, address, PrivateKey(node_key).public_key.to_bytes(), host, ports)


def _faults(directory: Directory, wish: Wish) -> Iterable[Fault]:
    count = len(wish.hosts)
    if not 1 <= count <= MAX_VALIDATORS:
        yield _fault("validators", "count", count, f"1 to {MAX_VALIDATORS}")
    for name, low, high in (
        ("chain_id", 1, (1 << 63) - 1),
        ("period", 1, 3600),
        ("epoch", 2, 1 << 32),
        ("base_port", 1, 65535 - STRIDE * count),
    ):
        if not low <= (found := getattr(wish, name)) <= high:
            yield _fault(name, "number", found, f"a number from {low} to {high}")
    for host in wish.hosts:
        if not host or not host.isascii() or not all(sign.isalnum() or sign in ".-" for sign in host):
            yield _fault("hosts", "host", host, "a name or an address (IPv4)")
    yield from socket_fault(directory, count)


def _fault(field: str, rule: str, found: object, expected: str) -> Fault:
    return Fault("network init", "options", field, f"network.{rule}", str(found), expected)


def _each(ports: Ports) -> tuple[int, int, int]:
    return ports.p2p, ports.http, ports.authrpc


def _folder(path: Path) -> None:
    path.mkdir(parents=True, exist_ok=True, mode=0o700)


def _write(path: Path, content: bytes, *, private: bool = False) -> None:
    # Written beside and moved over: a reader sees the old file or the new one, never a part.
    _folder(path.parent)
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o644)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
    part.replace(path)


def here(count: int) -> tuple[str, ...]:
    """So many validators on this machine."""
    return (LOOPBACK,) * count
