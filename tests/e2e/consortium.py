"""A consortium on an embedded chain, whose homes are made and used by nothing but the command."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from ledger.chain import contracts as calls
from ledger.chain.deployment import deploy
from ledger.chain.engines.anvil import anvil
from ledger.chain.engines.process import Engine
from ledger.chain.sender import KeySender
from ledger.cli.main import app
from ledger.proof import layouts
from ledger.proof.consensus.engine import Engine as ConsensusEngine
from ledger.rulebook.rulebook import KNOWN
from ledger.verify.trust import Contract, TrustRoot, serialise_trust

PASSPHRASE, NEXT = "correct horse", "battery staple"
SAMPLES = Path(__file__).resolve().parents[2] / "samples"
INVOICE = SAMPLES / "xrechnung" / "01.09a-INVOICE_ubl.xml"
LAYOUTS = (layouts.MEMBER_REGISTRY, layouts.CREDIT_LEDGER, layouts.ATTESTATION_REGISTRY)


@dataclass
class Consortium:
    """A chain with three contracts and one registrar; homes are folders in `folder`."""

    engine: Engine
    folder: Path
    numbers: dict[str, str] = field(default_factory=dict)

    def run(self, *words: object, passphrase: str | None = PASSPHRASE) -> Result:
        """`tradeline WORDS`; an exception that is no exit is a traceback, and so a failure here."""
        env = {"TRADELINE_PASSPHRASE": passphrase, "TRADELINE_HOME": None, "TRADELINE_NEW_PASSPHRASE": NEXT}
        result = CliRunner(env=env).invoke(app, [str(word) for word in words])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def ask(self, home: str, *words: object, code: int = 0) -> Any:
        """The JSON of a verb in a home."""
        result = self.run(*words, "--home", self.folder / home, "--json")
        assert result.exit_code == code, (words, result.output)
        return json.loads(result.stdout)

    def found(self) -> None:
        """Deploys the contracts, and writes the trust root and the registrar's files."""
        key = secrets.token_bytes(32)
        registrar = KeySender(self.engine.rpc, key, self.engine.rpc.read_quantity("eth_chainId"))
        self.engine.fund(registrar.address())
        deployment = deploy(self.engine.rpc, registrar, [registrar.address()], 1, 0)
        for digest in KNOWN:
            registrar.perform(deployment.contracts.attestations, calls.register_rulebook(digest))
        codes = (deployment.registry_code, deployment.ledger_code, deployment.attestations_code)
        genesis = self.engine.rpc.read("eth_getBlockByNumber", "0x0", False)
        assert isinstance(genesis, dict)
        stand = map(Contract, deployment.contracts.addresses, codes, LAYOUTS)
        root = TrustRoot(
            deployment.contracts.chain_id,
            ConsensusEngine.DEVELOPMENT,
            bytes.fromhex(str(genesis["hash"])[2:]),
            (),
            *stand,
            expires=1 << 40,
        )
        (self.folder / "trust.json").write_bytes(serialise_trust(root))
        (self.folder / "registrar.key").write_text(key.hex(), "utf-8")
        (self.folder / "tags.key").write_text("the registrars' secret", "utf-8")

    def make_home(self, home: str) -> dict[str, Any]:
        """`tradeline init`."""
        return self.ask(home, "init", "--rpc", self.engine.url, "--trust", self.folder / "trust.json")

    def admit(self, home: str, key: str, name: str, id_: str, *roles: str) -> str:
        """`tradeline member create`, then its keys; the number, which is in every home's address book."""
        files = ["--registrar-key", self.folder / "registrar.key", "--tag-secret", self.folder / "tags.key"]
        words = [word for role in roles for word in ("--role", role)]
        made = self.ask(home, "member", "create", "--name", name, "--id", id_, *words, *files)
        number = self.numbers[key] = str(made["member"])
        self.engine.fund(bytes.fromhex(made["address"][2:]))
        self.ask(home, "keys", number, "--register")
        for config in self.folder.glob("*/config.json"):
            self.ask(config.parent.name, "contact", "add", number, "--name", name, "--id", id_)
        return number


@contextmanager
def three_firms(folder: Path) -> Iterator[Consortium]:
    """A seller and a buyer in a home each, a bank in a third, on a chain of their own."""
    with anvil() as engine:
        made = Consortium(engine, folder)
        made.found()
        for home in ("seller", "buyer", "bank"):
            made.make_home(home)
        made.admit("seller", "seller", "[Seller name]", "vat:DE123456789", "sme")
        made.admit("buyer", "buyer", "[Buyer name]", "em:buyer@info.de", "sme")
        made.admit("bank", "bank", "Bank", "lei:529900T8BM49AURSDO55", "lender", "agent", "issuer")
        yield made
