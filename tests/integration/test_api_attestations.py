"""From a member's request to a dossier that its bank verifies; the issuer alone gets no more than was consented to."""

import json
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from ledger.attest.attestation import parse
from ledger.attest.dossier import parse_dossier
from ledger.attest.sdjwt import read
from ledger.proof.cosignature import verifier_key
from ledger.rulebook.rulebook import STANDARD
from ledger.verify.policy import Policy
from ledger.verify.trust import parse_trust
from ledger.verify.verifier import verify
from tests.unit.api.bank import AUDIENCE, BANK, BUYER, RIVAL, SELLER, Server, bank, invoice

ATTESTATIONS = "/v1/attestations"
BOUND = {"member": int(SELLER), "audience": {"name": AUDIENCE, "nonce": "n-1"}}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with bank(tmp_path_factory.mktemp("bank")) as found:
        for number in ("DOSSIER-1", "DOSSIER-2"):
            assert found.ask("POST", "/v1/submissions", SELLER, content=invoice(number)).status_code == 200
        yield found


def open_steps(report: dict[str, object]) -> list[object]:
    """(step, outcome) of all that are not established."""
    steps = report["steps"]
    assert isinstance(steps, list)
    return [(step["step"], step["outcome"]) for step in steps if step["outcome"] != "established"]


def test_a_member_gets_a_dossier_for_its_bank_and_the_bank_verifies_it(server: Server) -> None:
    made = server.ask("POST", ATTESTATIONS, SELLER, json=BOUND)
    assert (made.status_code, made.headers["content-type"]) == (201, "application/vnd.tradeline.dossier+json")
    digest = read(parse_dossier(made.content).attestation).issued.digest
    assert made.headers["tradeline-attestation"] == f"0x{digest.hex()}"
    report = server.ask("POST", "/v1/verifications", BANK, content=made.content)
    assert report.status_code == 200
    assert open_steps(report.json()) == [("3", "not established")], "a development chain has no seals"
    trust = parse_trust(server.node.settings.trust.read_bytes())
    offline = verify(made.content, trust, Policy(), int(time.time())).render()
    assert offline["established"] == report.json()["established"], "as a bank's own command has it"
    assert "DOSSIER-1" not in made.text and "Buyer" not in made.text, "numbers and names stay closed"


def test_it_is_attested_by_the_rulebook_that_is_named_or_the_newest(server: Server) -> None:
    for name in (None, "tradeline-1", "tradeline-2-cn"):
        made = server.ask("POST", ATTESTATIONS, SELLER, json=BOUND | ({"rulebook": name} if name else {}))
        said = parse(read(parse_dossier(made.content).attestation).issued.payload)
        assert said.rulebook_id == (name or STANDARD.id)
        report = server.ask("POST", "/v1/verifications", BANK, content=made.content)
        assert open_steps(report.json()) == [("3", "not established")]
    unknown = server.ask("POST", ATTESTATIONS, SELLER, json=BOUND | {"rulebook": "tradeline-9"})
    assert (unknown.status_code, unknown.json()["type"].rpartition(":")[2]) == (400, "misuse")
    assert "tradeline-2-cn" in unknown.json()["detail"]


def test_a_member_presents_what_was_attested_to_another_bank_without_its_issuer(server: Server) -> None:
    made = server.ask("POST", ATTESTATIONS, SELLER, json=BOUND)
    again = f"{ATTESTATIONS}/{made.headers['tradeline-attestation']}/presentations"
    other = {"audience": {"name": "other", "nonce": "n-2"}}
    shown = server.ask("POST", again, SELLER, json=other)
    assert (shown.status_code, shown.headers["content-type"]) == (
        201,
        "application/vnd.tradeline.dossier+json",
    )
    report = server.ask("POST", "/v1/verifications?audience=other", BANK, content=shown.content).json()
    assert open_steps(report) == [("3", "not established")]
    bound = server.ask("POST", "/v1/verifications", BANK, content=shown.content).json()
    assert ("6", "refused") in open_steps(bound), "it was shown to the other bank"
    # Nobody but its member has it, and nobody stated a block alike.
    assert server.ask("POST", again, BUYER, json=other).json()["type"].endswith("unknown-attestation")
    unwitnessed = server.ask("POST", again, SELLER, json=other | {"witnesses": 1})
    assert (unwitnessed.status_code, unwitnessed.json()["type"].rpartition(":")[2]) == (404, "not-witnessed")


def test_a_changed_dossier_is_refused_in_a_report(server: Server) -> None:
    made = server.ask("POST", ATTESTATIONS, SELLER, json=BOUND)
    altered = made.content.replace(b'"creditor":2', b'"creditor":3', 1)
    assert altered != made.content
    report = server.ask("POST", "/v1/verifications", RIVAL, content=altered)
    assert (report.status_code, report.json()["verdict"]) == (200, "refused")
    respelt = json.dumps(json.loads(made.content), indent=1).encode()
    assert server.ask("POST", "/v1/verifications", RIVAL, content=respelt).json()["verdict"] == "refused"


def test_a_policy_comes_with_the_request(server: Server) -> None:
    made = server.ask("POST", ATTESTATIONS, SELLER, json=BOUND).content
    for query, step in (
        ("audience=other", ("6", "refused")),
        ("entity=vat:DE3", ("4b", "refused")),
        ("issuer=4", ("11", "refused")),
    ):
        report = server.ask("POST", f"/v1/verifications?{query}", BANK, content=made).json()
        assert step in open_steps(report), (query, report)
    allowed = server.ask(
        "POST", "/v1/verifications?issuer=1&issuer=4&entity=vat:DE2", BANK, content=made
    ).json()
    assert open_steps(allowed) == [("3", "not established")]


def test_a_bank_asks_for_witnesses_in_its_request(server: Server) -> None:
    made = server.ask("POST", ATTESTATIONS, SELLER, json=BOUND).content
    vkey = quote(str(verifier_key("w/other", b"\x07" * 32)))
    asked = server.ask("POST", f"/v1/verifications?witness={vkey}&witnesses=1", BANK, content=made).json()
    assert ("11", "not established") in open_steps(asked)
    assert ("11", "not established") not in open_steps(
        server.ask("POST", "/v1/verifications", BANK, content=made).json()
    )
    for query in (
        f"witness={vkey}",
        f"witness={vkey}&witnesses=2",
        "witness=none&witnesses=1",
        "witnesses=1",
    ):
        refused = server.ask("POST", f"/v1/verifications?{query}", BANK, content=made)
        assert (refused.status_code, refused.json()["title"]) == (422, "A value is not allowed"), query


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[" * 1_000_000, b"\xff" * 100], ids=["empty", "object", "deep", "bytes"]
)
def test_what_is_no_dossier_is_refused_in_a_report(server: Server, data: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    report = server.ask("POST", "/v1/verifications", BANK, content=data, headers=headers)
    assert (report.status_code, report.json()["verdict"]) == (200, "refused")


def test_without_a_token_nothing_is_verified(server: Server) -> None:
    assert server.ask("POST", "/v1/verifications", content=b"{}").status_code == 401


def test_without_a_trust_root_nothing_is_verified(server: Server) -> None:
    trust = server.node.settings.trust
    kept = trust.read_bytes()
    for spoil in (trust.unlink, lambda: trust.write_bytes(b"{}")):
        spoil()
        found = server.ask("POST", "/v1/verifications", BANK, content=b"{}")
        assert (found.status_code, found.json()["type"]) == (503, "urn:tradeline:problem:no-trust-root")
        assert str(trust.parent) not in found.text
        trust.write_bytes(kept)


def test_without_an_audience_the_attestation_is_bound_to_nobody(server: Server) -> None:
    made = server.ask("POST", ATTESTATIONS, SELLER, json={"member": int(SELLER), "days": 30})
    assert made.status_code == 201, made.text
    attestation = made.json()
    token = read(attestation["attestation"])
    assert token.binding is None
    assert attestation["digest"] == f"0x{token.issued.digest.hex()}"
    assert (attestation["issuer"], attestation["member"]) == (BANK, SELLER)
    assert token.issued.payload["exp"] == token.issued.payload["iat"] + 30 * 86_400  # type: ignore[operator]


def test_what_is_withheld_is_not_in_the_dossier(server: Server) -> None:
    whole = server.ask("POST", ATTESTATIONS, SELLER, json=BOUND).content
    shown = {item.name for item in read(parse_dossier(whole).attestation).disclosures}
    for name in shown:
        made = server.ask("POST", ATTESTATIONS, SELLER, json={**BOUND, "withheld": [name]}).content
        assert {item.name for item in read(parse_dossier(made).attestation).disclosures} == shown - {name}
    wrong = server.ask("POST", ATTESTATIONS, SELLER, json={**BOUND, "withheld": ["promptness"]})
    assert wrong.status_code == 422


def test_the_issuer_attests_a_member_only_with_its_consent(server: Server) -> None:
    wanted = {"member": int(BUYER)}
    refused = server.ask("POST", ATTESTATIONS, BANK, json=wanted)
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:tradeline:problem:no-consent")
    server.consent(BUYER, BANK, "history")
    assert server.ask("POST", ATTESTATIONS, BANK, json=wanted).status_code == 403, "to read is not to attest"
    commitment = server.consent(BUYER, BANK, "attestation")
    assert server.ask("POST", ATTESTATIONS, BANK, json=wanted).status_code == 201
    bound = {**wanted, "audience": {"name": AUDIENCE, "nonce": "n"}}
    presented = server.ask("POST", ATTESTATIONS, BANK, json=bound)
    assert (presented.status_code, presented.json()["type"]) == (403, "urn:tradeline:problem:wrong-caller")
    server.ask("DELETE", f"/v1/consents/{commitment}", BUYER)
    assert server.ask("POST", ATTESTATIONS, BANK, json=wanted).status_code == 403


def test_another_member_gets_no_attestation_even_with_consent(server: Server) -> None:
    commitment = server.consent(SELLER, RIVAL, "attestation")
    refused = server.ask("POST", ATTESTATIONS, RIVAL, json={"member": int(SELLER)})
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:tradeline:problem:wrong-caller")
    server.ask("DELETE", f"/v1/consents/{commitment}", SELLER)


def test_who_is_not_here_or_issues_nothing_is_named(server: Server) -> None:
    away = server.ask("POST", ATTESTATIONS, BANK, json={"member": int(RIVAL)})
    assert (away.status_code, away.json()["type"]) == (404, "urn:tradeline:problem:unknown-member")
    other = server.ask("POST", ATTESTATIONS, SELLER, json={"member": int(SELLER), "issuer": int(BUYER)})
    assert (other.status_code, other.json()["type"]) == (400, "urn:tradeline:problem:misuse")


def test_only_its_issuer_revokes_an_attestation_and_once(server: Server) -> None:
    digest = server.ask("POST", ATTESTATIONS, SELLER, json={"member": int(SELLER)}).json()["digest"]
    path = f"{ATTESTATIONS}/{digest}/revocation"
    assert server.ask("POST", path, SELLER).json()["type"] == "urn:tradeline:problem:wrong-caller"
    revoked = server.ask("POST", path, BANK)
    assert revoked.status_code == 200
    server.node.follow()
    word = server.node.index.anchors.anchor_word(BANK, bytes.fromhex(digest[2:]))
    assert word is not None and word.revoked_at == revoked.json()["revoked_at"]
    again = server.ask("POST", path, BANK)
    assert (again.status_code, again.json()["type"]) == (409, "urn:tradeline:problem:refused")
    unknown = server.ask("POST", f"{ATTESTATIONS}/0x{'00' * 31}01/revocation", BANK)
    assert (unknown.status_code, unknown.json()["type"]) == (404, "urn:tradeline:problem:unknown-attestation")


def test_a_newer_attestation_supersedes_the_older(server: Server) -> None:
    wanted = {"member": int(SELLER)}
    older = server.ask("POST", ATTESTATIONS, SELLER, json=wanted).json()["digest"]
    newer = server.ask("POST", ATTESTATIONS, SELLER, json={**wanted, "supersedes": older})
    assert newer.status_code == 201
    server.node.follow()
    word = server.node.index.anchors.anchor_word(BANK, bytes.fromhex(older[2:]))
    assert word is not None and word.superseded_at > 0
