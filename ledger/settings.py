"""A home: the folder where one party keeps configuration, vault and index. Secrets come from the environment."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ledger.core.contacts import Contact, Contacts
from ledger.core.errors import Misuse
from ledger.core.ids import Member
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.schedule import EPOCH
from ledger.proof.events import Contracts
from ledger.proof.note import COSIGNATURE, NoteError, VerifierKey, parse_vkey

HOME_VARIABLE = "TRADELINE_HOME"
PASSPHRASE_VARIABLE = "TRADELINE_PASSPHRASE"
CREDENTIALS_VARIABLE = "CREDENTIALS_DIRECTORY"
PASSPHRASE_BYTES = 1024
VAULT = "vault.sqlite"
"""The vault's file in a home."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What `config.json` of a home says. `rpcs` are the nodes' addresses, the one to ask first in front; not shown.

    `start` is the block of the first contract. `depth`: blocks that must follow before one is called final, where the
    engine has no rule of its own. `epoch`: blocks from one list of the signers in a header to the next (Clique).
    `agents` are, by member, the settlement agents that are given keys of what they may settle. `index_uri` is where the
    index is, if not in the home; it may carry a password, and is not shown.
    """

    home: Path
    rpcs: tuple[str, ...] = field(repr=False)
    contracts: Contracts
    start: int
    depth: int = 0
    agents: tuple[tuple[Member, tuple[Member, ...]], ...] = ()
    engine: Engine = Engine.DEVELOPMENT
    epoch: int = EPOCH
    index_uri: str | None = field(default=None, repr=False)

    @property
    def vault(self) -> Path:
        return self.home / VAULT

    @property
    def index(self) -> Path | str:
        return self.index_uri or self.home / "index.sqlite"

    @property
    def followed(self) -> Path:
        return self.home / "followed.json"

    @property
    def alarms(self) -> Path:
        return self.home / "alarms"

    @property
    def archive(self) -> Path:
        return self.home / "archive"

    @property
    def trust(self) -> Path:
        return self.home / "trust.json"


def default_home() -> Path:
    """TRADELINE_HOME, or `.tradeline` in the user's own folder."""
    return Path(os.environ.get(HOME_VARIABLE) or Path.home() / ".tradeline")


def passphrase() -> str | None:
    """The vault's passphrase from the environment, else from systemd's credential `passphrase`; None if in neither."""
    if found := os.environ.get(PASSPHRASE_VARIABLE):
        return found
    # systemd.exec(5), "Credentials": in memory, readable by the unit alone.
    folder = os.environ.get(CREDENTIALS_VARIABLE)
    path = Path(folder, "passphrase") if folder else None
    if path is None or not path.is_file():
        return None
    with path.open("rb") as file:
        return file.read(PASSPHRASE_BYTES).decode("utf-8", "replace").rstrip("\r\n") or None


def load(home: Path) -> Settings:
    """The settings of a home; Misuse names what is missing or malformed."""
    path = home / "config.json"
    data = _read(path)
    try:
        contracts = data["contracts"]
        return Settings(
            home=home,
            rpcs=_addresses(data["rpc"]),
            contracts=Contracts(
                int(data["chain_id"]),
                *(
                    bytes.fromhex(contracts[name].removeprefix("0x"))
                    for name in ("registry", "ledger", "attestations")
                ),
            ),
            start=int(data["start"]),
            depth=int(data.get("depth", 0)),
            agents=tuple(
                (Member(int(member)), tuple(Member(int(agent)) for agent in agents))
                for member, agents in data.get("agents", {}).items()
            ),
            engine=Engine(data.get("engine", Engine.DEVELOPMENT.value)),
            epoch=int(data.get("epoch", EPOCH)),
            index_uri=index_uri(data.get("index")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Misuse(f"{path}: not a configuration: {error!r}") from error


def save(settings: Settings) -> None:
    """Writes `config.json`; the home is made if it is not there, for its owner's eyes only."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    contracts = settings.contracts
    data = {
        "rpc": settings.rpcs[0] if len(settings.rpcs) == 1 else list(settings.rpcs),
        "chain_id": contracts.chain_id,
        "contracts": {
            "registry": "0x" + contracts.registry.hex(),
            "ledger": "0x" + contracts.ledger.hex(),
            "attestations": "0x" + contracts.attestations.hex(),
        },
        "start": settings.start,
        "depth": settings.depth,
        "agents": {str(member): list(agents) for member, agents in settings.agents},
        "engine": settings.engine.value,
        "epoch": settings.epoch,
    }
    if settings.index_uri is not None:
        data["index"] = settings.index_uri
    _write(settings.home / "config.json", data)


def index_uri(given: Any) -> str | None:
    """An address of PostgreSQL, or none. Misuse, which does not say it again: it may carry a password."""
    if given is None or (isinstance(given, str) and given.startswith(("postgresql://", "postgres://"))):
        return given
    raise Misuse("index is an address such as postgresql://user@host/database")


def load_contacts(home: Path) -> Contacts:
    """The address book, empty if there is none; Misuse if it is malformed."""
    path = home / "contacts.json"
    if not path.exists():
        return Contacts()
    try:
        return Contacts(
            tuple(
                Contact(
                    Member(int(item["member"])),
                    str(item["name"]),
                    tuple(item.get("ids", ())),
                    item.get("account"),
                )
                for item in _read(path)["contacts"]
            )
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Misuse(f"{path}: not an address book: {error!r}") from error


def save_contacts(home: Path, contacts: Contacts) -> None:
    """Writes the address book."""
    rows = [
        {"member": item.member, "name": item.name, "ids": list(item.ids), "account": item.account}
        for item in contacts.known
    ]
    _write(home / "contacts.json", {"contacts": rows})


def load_witnesses(home: Path) -> tuple[VerifierKey, ...]:
    """The head witnesses whose statements the home collects, by their vkeys; none if none is named. Misuse."""
    path = home / "witnesses.json"
    if not path.exists():
        return ()
    try:
        keys = tuple(parse_vkey(vkey) for vkey in _read(path)["witnesses"])
    except (KeyError, TypeError, AttributeError, NoteError) as error:
        raise Misuse(f"{path}: not a list of witnesses: {error!r}") from error
    if any(key.kind != COSIGNATURE for key in keys):
        raise Misuse(f"{path}: a witness has a key of cosignatures, of type {COSIGNATURE}")
    return keys


def save_witnesses(home: Path, keys: Iterable[VerifierKey]) -> None:
    """Writes the list of witnesses."""
    _write(home / "witnesses.json", {"witnesses": [str(key) for key in keys]})


def _addresses(rpc: Any) -> tuple[str, ...]:
    """One address, or several in a list."""
    addresses = tuple(rpc) if isinstance(rpc, list) else (rpc,)
    if not addresses or not all(isinstance(address, str) for address in addresses):
        raise ValueError("rpc is an address, or a list of them")
    return addresses


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise Misuse(f"{path}: {error.strerror or error}") from error
    except ValueError as error:
        raise Misuse(f"{path}: not JSON: {error}") from error


def _write(path: Path, data: object) -> None:
    # Written beside and moved over: a reader sees the old file or the new one, never a part. For its owner alone,
    # whatever the folder allows: the address of a node may carry a password.
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(json.dumps(data, indent=1, ensure_ascii=False) + "\n")
    part.replace(path)
