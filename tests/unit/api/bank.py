"""A bank's node on anvil, with two firms whose keys it keeps, and one more lender that only reads."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from api.application import application
from api.callers import Scope
from api.turns import Turns
from ledger.app.identity import keep_identity
from ledger.app.keys import PURPOSES, make_key, public_bytes
from ledger.app.vault import Private
from ledger.attest.dossier import IdentityOpening
from ledger.chain import contracts as calls
from ledger.chain.deployment import Deployment, deploy
from ledger.chain.engines.anvil import CHAIN_ID, anvil
from ledger.chain.engines.process import Engine
from ledger.chain.sender import KeySender
from ledger.core.codes import Role
from ledger.core.contacts import Contact, Contacts
from ledger.core.ids import Member
from ledger.proof.legal_identity import identity_commitment, identity_tag
from ledger.rulebook.rulebook import KNOWN
from ledger.settings import Settings, save, save_contacts
from ledger.vault.cipher import Cost
from ledger.vault.file import VaultFile
from ledger.wiring import Node, node
from scripts.demo_run.consortium import trust_root
from tests.unit.app.parties import some_tag_key
from tests.unit.documents.planting import INVOICE, planted

PASSPHRASE = "correct horse"
AUDIENCE = "meridiano"
BANK, SELLER, BUYER, RIVAL, STRANGER = (Member(number) for number in range(1, 6))
"""As the registry numbers them; the stranger is in none."""
ROLES = {BANK: Role.LENDER | Role.AGENT | Role.ISSUER, SELLER: Role.SME, BUYER: Role.SME, RIVAL: Role.LENDER}
BOOK = Contacts(
    (
        Contact(BANK, "Owner of the ledger", ("vat:DE999999990",)),
        Contact(SELLER, "[Seller name]", ("vat:DE123456789",), "DE79000000001234567890"),
        Contact(BUYER, "[Buyer name]", ("em:buyer@info.de",)),
    )
)
EVERYTHING = tuple(scope.value for scope in Scope)
FOREVER = 1 << 40


@dataclass(frozen=True)
class Server:
    """The bank's node behind its API, and the chain under it."""

    engine: Engine
    deployment: Deployment
    registrar: KeySender
    node: Node
    client: httpx.Client

    def token(self, member: Member, scopes: tuple[str, ...] = EVERYTHING, expires: int = FOREVER) -> str:
        return self.node.vault.tokens.issue(member, "test", scopes, expires)

    def ask(self, method: str, path: str, member: Member | None = None, **more: Any) -> httpx.Response:
        """As `member`, with a fresh token of every scope; as nobody if None."""
        headers = {**more.pop("headers", {})}
        if member is not None:
            headers["Authorization"] = f"Bearer {self.token(member)}"
        return self.client.request(method, path, headers=headers, **more)

    def consent(self, member: Member, reader: Member, purpose: str, until: str = "2149-01-01") -> str:
        """Given on chain; its commitment."""
        wanted = {"reader": reader, "purpose": purpose, "until": until}
        given = self.ask("POST", "/v1/consents", member, json=wanted)
        assert given.status_code == 201, given.text
        return str(given.json()["commitment"])


@contextmanager
def bank(
    folder: Path, state: Path | None = None, index: str | None = None, depth: int = 0
) -> Iterator[Server]:
    """The bank at work; nothing is recorded yet. The chain is kept in the file `state`, if one is given.

    `index`: the address of its index, if that is in PostgreSQL. `depth`: blocks that must follow before one is final.
    """
    with anvil(state) as engine:
        registrar = _funded(engine)
        deployment = deploy(engine.rpc, registrar, [registrar.address()], 1, 0)
        for digest in KNOWN:
            registrar.perform(deployment.contracts.attestations, calls.register_rulebook(digest))
        settings = Settings(
            folder, (engine.url,), deployment.contracts, deployment.block, depth=depth, index_uri=index
        )
        save(settings)
        save_contacts(folder, BOOK)
        settings.trust.write_bytes(trust_root(engine, deployment, AUDIENCE, FOREVER))
        VaultFile.create(settings.vault, PASSPHRASE, deployment.contracts.place, Cost(n=2, r=8, p=1)).close()
        with node(settings, PASSPHRASE) as party:
            for member, roles in ROLES.items():
                _join(engine, registrar, deployment, party, member, roles)
            party.follow()
            with served(application(turns_of(party))) as client:
                yield Server(engine, deployment, registrar, party, client)


@contextmanager
def served(app: FastAPI) -> Iterator[httpx.Client]:
    """A client of the application, on a real server and a port of the system's choice."""
    config = uvicorn.Config(app, port=0, ws="none", log_config=None, server_header=False)
    server = uvicorn.Server(config)
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, args=([door],))
        thread.start()
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{door.getsockname()[1]}", timeout=60) as client:
                while not server.started and thread.is_alive():
                    time.sleep(0.01)
                yield client
        finally:
            server.should_exit = True
            thread.join()


def turns_of(party: Node) -> Turns:
    """The node, at the time of day."""
    return Turns(party, lambda: int(time.time()))


def invoice(number: str, amount: str = "7197.12") -> bytes:
    """The publisher's sample, under another number and for another amount."""
    return planted(
        INVOICE,
        (">R123456<", f">{number}<"),
        ('<cbc:PayableAmount currencyID="EUR">7197.12<', f'<cbc:PayableAmount currencyID="EUR">{amount}<'),
    )


def _funded(engine: Engine) -> KeySender:
    sender = KeySender(engine.rpc, os.urandom(32), CHAIN_ID)
    engine.fund(sender.address())
    return sender


def _join(
    engine: Engine, registrar: KeySender, deployment: Deployment, party: Node, member: Member, roles: Role
) -> None:
    """Admitted; with every key in this vault, unless it is the rival, which keeps its own elsewhere."""
    registry, secret = deployment.contracts.registry, os.urandom(32)
    sender = KeySender(engine.rpc, secret, CHAIN_ID)
    engine.fund(sender.address())
    opening = IdentityOpening(os.urandom(32), "vat", f"DE{member}", f"member {member}")
    tag = identity_tag(b"registrars' key", opening.scheme, opening.id)
    commitment = identity_commitment(opening.salt, opening.scheme, opening.id, opening.name)
    registrar.perform(registry, calls.admit(tag, commitment, roles, sender.address()))
    if member == RIVAL:
        return
    vault = party.vault
    keep_identity(vault, member, opening)
    vault.keys.put(member, Private.TRANSACTION, 1, secret)
    vault.keys.put(member, Private.TAG, 1, some_tag_key(member % 3))
    make_key(party.desk, member, Private.HOLDER)
    kinds = [Private.ENCRYPTION] + [Private.ATTESTATION] * (member == BANK)
    for kind in kinds:
        make_key(party.desk, member, kind)
    for kind in (*kinds, Private.TAG):
        kept = vault.keys.get(member, kind)
        assert kept is not None
        sender.perform(registry, calls.add_key(PURPOSES[kind], public_bytes(kind, kept)))
