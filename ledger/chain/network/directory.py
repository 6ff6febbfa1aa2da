"""The folder of a network: where each thing lies in it, and all that is wrong with it at once."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ledger.chain.network.plan import Plan, Program, Validator, parse
from ledger.core.errors import BadInput, Misuse
from ledger.core.faults import Fault

SOCKET_BYTES = 103
"""A unix socket's path may be so long everywhere (sun_path: 104 bytes with its end on BSD, 108 on Linux)."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Paths only; `path` is absolute."""

    path: Path

    @property
    def plan(self) -> Path:
        return self.path / "network.json"

    @property
    def genesis(self) -> Path:
        return self.path / "genesis.json"

    @property
    def treasury(self) -> Path:
        return self.path / "treasury.json"

    @property
    def accounts(self) -> Path:
        """Besu: who may send, one address a line."""
        return self.path / "accounts.txt"

    @property
    def trust(self) -> Path:
        return self.path / "trust.json"

    def node(self, number: int) -> Path:
        return self.path / "nodes" / str(number)

    def config(self, number: int) -> Path:
        return self.node(number) / "config.toml"

    def static_nodes(self, number: int) -> Path:
        return self.node(number) / "static-nodes.json"

    def permissions(self, number: int) -> Path:
        return self.node(number) / "permissions.toml"

    def keystore(self, number: int) -> Path:
        return self.node(number) / "keystore"

    def validator_key(self, number: int) -> Path:
        """geth: the account it seals with."""
        return self.keystore(number) / "validator.json"

    def node_key(self, number: int) -> Path:
        """The key its peers know it by; with Besu it seals with it."""
        return self.node(number) / "node-key.json"

    def data(self, number: int) -> Path:
        return self.node(number) / "data"

    def here(self, plan: Plan) -> tuple[Validator, ...]:
        """The nodes of this machine: those whose keys are in this folder."""
        return tuple(one for one in plan.validators if self.node_key(one.number).exists())

    def ipc(self, number: int) -> Path:
        return self.node(number) / "ipc"

    def lock(self, number: int) -> Path:
        return self.node(number) / "lock"

    def log(self, number: int) -> Path:
        return self.node(number) / "node.log"


def load(path: Path, *, keys: bool = False) -> tuple[Directory, Plan]:
    """A network's folder and its plan. Misuse if it is none, BadInput with all that is wrong with it.

    `keys`: they are to be used, so that nobody but their owner may read them.
    """
    directory = Directory(path.absolute())
    try:
        content = directory.plan.read_bytes()
    except OSError as error:
        raise Misuse(f"{path} is no network: {error.strerror}; make one: tradeline network init") from None
    faults: list[Fault] = []
    try:
        plan = parse(content, str(directory.plan))
    except BadInput as error:
        plan, faults = None, list(error.faults)
    if not directory.genesis.is_file():
        faults.append(_fault(directory, directory.genesis, "missing", "nothing", "a file"))
    if plan is not None:
        for one in directory.here(plan):
            faults += _of_node(directory, plan.program, one.number, private=keys)
    if faults or plan is None:
        raise BadInput(tuple(faults))
    return directory, plan


def _of_node(directory: Directory, program: Program, number: int, *, private: bool) -> Iterator[Fault]:
    if program is Program.GETH:
        keys, others = [directory.validator_key(number)], [directory.config(number)]
    else:
        keys, others = [], [directory.static_nodes(number), directory.permissions(number)]
    for file in (*others, directory.node_key(number), *keys):
        if not file.is_file():
            yield _fault(directory, file, "missing", "nothing", "a file")
    for file in (directory.node_key(number), *keys) if private else ():
        if file.is_file() and (mode := stat.S_IMODE(file.stat().st_mode)) & 0o077:
            yield _fault(directory, file, "private", f"{mode:04o}", "0600, its owner's alone")
    yield from socket_fault(directory, number)


def socket_fault(directory: Directory, number: int) -> Iterator[Fault]:
    """A path at which no socket can be."""
    size = len(str(directory.ipc(number)).encode())
    if size > SOCKET_BYTES:
        yield _fault(
            directory, directory.ipc(number), "socket", f"a path of {size} bytes", f"at most {SOCKET_BYTES}"
        )


def _fault(directory: Directory, file: Path, rule: str, found: str, expected: str) -> Fault:
    where = str(file.relative_to(directory.path))
    return Fault(str(directory.path), where, "file", f"network.{rule}", found, expected)
