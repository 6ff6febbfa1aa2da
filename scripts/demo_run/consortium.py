"""Founding: a chain, three contracts, registrars, and a home with keys for every member."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ledger.app.identity import keep_identity
from ledger.app.keys import PURPOSES, make_key, public_bytes
from ledger.app.vault import Private
from ledger.attest.dossier import IdentityOpening
from ledger.chain import contracts as calls
from ledger.chain.deployment import Deployment, deploy
from ledger.chain.reader import Reader
from ledger.chain.rpc import Endpoint
from ledger.chain.sender import KeySender
from ledger.core.codes import EntryClass, KeyPurpose, Role
from ledger.core.contacts import Contact, Contacts
from ledger.core.ids import Member
from ledger.proof import layouts, slots
from ledger.proof.consensus.engine import Engine as ConsensusEngine
from ledger.proof.legal_identity import identity_commitment, identity_tag
from ledger.rulebook.rulebook import KNOWN
from ledger.settings import Settings, save, save_contacts
from ledger.vault.cipher import Cost
from ledger.vault.file import VaultFile
from ledger.verify.trust import Contract, TrustRoot, serialise_trust
from ledger.wiring import Node, node

PASSPHRASE = "demo"
REGISTRARS, THRESHOLD, DELAY = 3, 2, 86_400
ROLES = {"sme": Role.SME, "agent": Role.AGENT, "lender": Role.LENDER | Role.AGENT | Role.ISSUER}
EVERY_CLASS = sum(1 << entry_class for entry_class in EntryClass)
LAYOUTS = (layouts.MEMBER_REGISTRY, layouts.CREDIT_LEDGER, layouts.ATTESTATION_REGISTRY)
LIGHT = Cost(n=1 << 14)
"""scrypt for a demonstration: thirteen vaults are opened at once."""


class Ground(Protocol):
    """A chain to found on: a development chain, or a network of validators."""

    @property
    def url(self) -> str: ...

    @property
    def rpc(self) -> Endpoint: ...

    def fund(self, address: bytes, /) -> None:
        """Gives an account money for gas."""
        ...


def _as_it_is(settings: Settings) -> Settings:
    return settings


@dataclass(frozen=True, slots=True)
class Firm:
    """A member of the plan, with its number and the node that keeps its keys (its own, or its host's)."""

    key: str
    number: Member
    name: str
    role: str
    id: str
    node: Node


@dataclass(frozen=True, slots=True)
class Consortium:
    """Everything that stands once it is founded."""

    engine: Ground
    deployment: Deployment
    firms: dict[str, Firm]
    nodes: tuple[Node, ...]


@contextmanager
def found(
    engine: Ground,
    plan: dict[str, Any],
    out: Path,
    say: Callable[[str], None],
    suited: Callable[[Settings], Settings] = _as_it_is,
) -> Iterator[Consortium]:
    """Deploys, admits every member of the plan, and opens all nodes; files stay in `out`.

    `suited` makes of a home's settings, which are those of a development chain, the ones that it is to have.
    """
    rpc = engine.rpc
    chain_id = rpc.read_quantity("eth_chainId")
    registrars = [_funded(engine, chain_id) for _ in range(REGISTRARS)]
    deployment = deploy(rpc, registrars[0], [each.address() for each in registrars], THRESHOLD, DELAY)
    for digest in KNOWN:
        registrars[0].perform(deployment.contracts.attestations, calls.register_rulebook(digest))
    say(f"three contracts deployed on chain {chain_id}; {THRESHOLD} of {REGISTRARS} registrars decide")
    members = [_admit(engine, registrars[0], deployment, item) for item in plan["members"]]
    say(f"{len(members)} members admitted")
    with ExitStack() as stack:
        nodes = _nodes(stack, out, engine, deployment, plan, members, suited)
        for admitted in members:
            _keys(engine, admitted, nodes[admitted.host or admitted.key], deployment)
        for each in nodes.values():
            each.follow()
        say("keys made and registered: encryption, tags, attestations, delegates for hosted firms")
        firms = {
            each.key: Firm(each.key, each.number, each.name, each.role, each.id, nodes[each.host or each.key])
            for each in members
        }
        yield Consortium(engine, deployment, firms, tuple(nodes.values()))


def trust_root(engine: Ground, deployment: Deployment, audience: str, expires: int) -> bytes:
    """The trust root as the consortium would publish it, with the bank's own name in it."""
    contracts = deployment.contracts
    genesis = engine.rpc.read("eth_getBlockByNumber", "0x0", False)
    assert isinstance(genesis, dict)
    codes = (deployment.registry_code, deployment.ledger_code, deployment.attestations_code)
    stand = [
        Contract(address, code, layout)
        for address, code, layout in zip(contracts.addresses, codes, LAYOUTS, strict=True)
    ]
    root = TrustRoot(
        chain_id=contracts.chain_id,
        engine=ConsensusEngine.DEVELOPMENT,
        genesis=bytes.fromhex(str(genesis["hash"])[2:]),
        validators=(),
        registry=stand[0],
        ledger=stand[1],
        attestations=stand[2],
        expires=expires,
        audience=audience,
    )
    return serialise_trust(root)


@dataclass(frozen=True, slots=True)
class _Admitted:
    key: str
    number: Member
    name: str
    role: str
    id: str
    host: str | None
    opening: IdentityOpening
    sender: KeySender
    secret: bytes


def _funded(engine: Ground, chain_id: int, secret: bytes | None = None) -> KeySender:
    sender = KeySender(engine.rpc, secret or secrets.token_bytes(32), chain_id)
    engine.fund(sender.address())
    return sender


def _admit(engine: Ground, registrar: KeySender, deployment: Deployment, item: dict[str, Any]) -> _Admitted:
    contracts = deployment.contracts
    secret = secrets.token_bytes(32)
    sender = _funded(engine, contracts.chain_id, secret)
    scheme, _, number = item["ids"][0].partition(":")
    opening = IdentityOpening(secrets.token_bytes(32), scheme, number, item["name"])
    tag = identity_tag(b"the registrars' key of a demonstration", scheme, number)
    commitment = identity_commitment(opening.salt, scheme, number, opening.name)
    registrar.perform(contracts.registry, calls.admit(tag, commitment, ROLES[item["role"]], sender.address()))
    admitted = Member(_last_number(engine, deployment))
    return _Admitted(
        item["key"],
        admitted,
        item["name"],
        item["role"],
        item["ids"][0],
        item["host"],
        opening,
        sender,
        secret,
    )


def _last_number(engine: Ground, deployment: Deployment) -> int:
    return Reader(engine.rpc, ()).word(deployment.contracts.registry, slots.member_count())


def _nodes(
    stack: ExitStack,
    out: Path,
    engine: Ground,
    deployment: Deployment,
    plan: dict[str, Any],
    members: list[_Admitted],
    suited: Callable[[Settings], Settings],
) -> dict[str, Node]:
    """A home and an open node for every member that keeps its own keys."""
    numbers = {each.key: each.number for each in members}
    agents = {
        numbers[step["who"]]: (numbers[step["agent"]],) for step in plan["steps"] if step["do"] == "appoint"
    }
    book = Contacts(
        tuple(
            Contact(numbers[item["key"]], item["name"], tuple(item["ids"]), item.get("account"))
            for item in plan["members"]
        )
    )
    nodes: dict[str, Node] = {}
    for each in members:
        if each.host is not None:
            continue
        home = out / each.key
        home.mkdir(parents=True, mode=0o700)
        settings = Settings(
            home, (engine.url,), deployment.contracts, deployment.block, agents=tuple(sorted(agents.items()))
        )
        settings = suited(settings)
        save(settings)
        save_contacts(home, book)
        VaultFile.create(settings.vault, PASSPHRASE, deployment.contracts.place, LIGHT).close()
        nodes[each.key] = stack.enter_context(node(settings, PASSPHRASE))
    return nodes


def _keys(engine: Ground, admitted: _Admitted, home: Node, deployment: Deployment) -> None:
    """What a member needs: a hosted one leaves its host a delegate key, never its own transaction key."""
    member, vault = admitted.number, home.vault
    keep_identity(vault, member, admitted.opening)
    contracts = deployment.contracts
    if admitted.host is None:
        vault.keys.put(member, Private.TRANSACTION, 1, admitted.secret)
    else:
        make_key(home.desk, member, Private.DELEGATE)
        delegate = vault.keys.get(member, Private.DELEGATE)
        assert delegate is not None
        address = public_bytes(Private.DELEGATE, delegate)
        engine.fund(address)
        admitted.sender.perform(contracts.registry, calls.add_key(KeyPurpose.DELEGATE, address, EVERY_CLASS))
    wanted = [Private.ENCRYPTION, Private.TAG] + [Private.ATTESTATION] * (admitted.role == "lender")
    for kind in (*wanted, Private.HOLDER):
        make_key(home.desk, member, kind)
        if kind is not Private.HOLDER:
            secret = vault.keys.get(member, kind)
            assert secret is not None
            admitted.sender.perform(
                contracts.registry, calls.add_key(PURPOSES[kind], public_bytes(kind, secret))
            )
