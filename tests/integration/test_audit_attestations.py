"""Attestations handed to an audit: what each says it covers is what the replay has, or it is named with both."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest

from ledger.app.attest import Issued
from ledger.app.audit.attested import Shown
from ledger.app.audit.auditor import audit
from ledger.app.audit.ground import Ground
from ledger.app.audit.hearing import Aids
from ledger.app.audit.report import AuditReport, Difference
from ledger.app.vault import Private
from ledger.attest import attestation as claims
from ledger.attest import sdjwt
from ledger.attest.attestation import AsOf, Attestation
from ledger.attest.dossier import serialise
from ledger.chain.audited import NodeAddress
from ledger.cli.audit import ground_of
from ledger.core.codes import Capacity
from ledger.proof.key_ids import attestation_key_id
from tests.attacks.stage import Stage, stage
from tests.attacks.story import Cast, cast, lending, sale


@dataclass
class Scene:
    """A firm with sales and a loan, an issuer, and what was attested before more was recorded."""

    ready: Stage
    players: Cast
    issued: Issued

    @property
    def ground(self) -> Ground:
        return ground_of(self.ready.trust())

    def dossier(self, token: str, key: tuple[bytes, bytes] | None = None) -> bytes:
        """The file of an attestation; what is in it beside that, no audit looks at."""
        mill, nordkap = self.players.mill, self.players.nordkap
        statement = self.ready.state(mill)
        dossier = self.ready.assemble(nordkap, mill, statement, self.issued)
        return serialise(replace(dossier, attestation=token, issuer_key=key or self.issued.issuer_key))

    def audit(self, *files: tuple[str, bytes], until: int | None = None) -> AuditReport:
        shown = [Shown.read(name, data) for name, data in files]
        source = NodeAddress(self.ready.engine.url, self.ready.deployment.contracts)
        return audit([source], self.ground, now=0, until=until, aids=Aids(shown=shown))

    def forged(self, change: Callable[[Attestation], Attestation], *, anchored: bool = True) -> str:
        """What the issuer signs, and anchors, if it will sign anything."""
        token = sdjwt.read(self.issued.token)
        issuer = self.players.nordkap
        pen = issuer.pen(Private.ATTESTATION)
        figures = {item.name: item.value for item in token.disclosures}
        altered = change(claims.parse(token.issued.payload))
        salts = [os.urandom(16) for _ in figures]
        text = claims.issue(altered, figures, salts, pen.sign, attestation_key_id(pen.x + pen.y))
        if anchored:
            office = issuer.node.office(issuer.number)
            office.anchors.anchor(sdjwt.read(text).issued.digest)
        return text


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with stage(tmp_path_factory.mktemp("stage")) as ready:
        players = cast(ready)
        tradeline, _ = sale(players)
        lending(ready, players, tradeline)
        issued = ready.attest(players.nordkap, players.mill, ready.state(players.mill))
        scene = Scene(ready, players, issued)
        ready.wait(1)
        ready.garbage(players.mill, tradeline, Capacity.CREDITOR)
        yield scene


def refused(scene: Scene, token: str, key: tuple[bytes, bytes] | None = None) -> Difference:
    """What is wrong with an attestation; the honest one beside it stands, and so does the chain."""
    files = ("honest.json", scene.dossier(scene.issued.token)), ("forged.json", scene.dossier(token, key))
    report = scene.audit(*files)
    honest, forged = report.attested
    assert report.difference is None and honest.outcome == "established"
    assert forged.outcome == "refused" and forged.difference is not None
    assert report.differences == (("forged.json", forged.difference),)
    return forged.difference


def test_an_honest_attestation_covers_what_the_replay_has_at_its_block(scene: Scene) -> None:
    report = scene.audit(("mill.json", scene.dossier(scene.issued.token)))
    (attested,) = report.attested
    assert (attested.outcome, attested.member) == ("established", scene.players.mill.number)
    assert report.as_of is not None and attested.block < report.as_of.block
    assert "attestations" not in {item.what for item in report.not_established}


def test_without_one_the_report_says_that_none_was_shown(scene: Scene) -> None:
    report = scene.audit()
    assert report.attested == ()
    assert "attestations" in {item.what for item in report.not_established}


@pytest.mark.parametrize("at", [0, 1, 2], ids=["tradelines", "claims", "holdings"])
def test_a_head_that_is_not_the_replays_is_named(scene: Scene, at: int) -> None:
    heads = claims.parse(sdjwt.read(scene.issued.token).issued.payload).coverage[0].heads
    other = tuple(bytes(31) + b"\1" if place == at else head for place, head in enumerate(heads))
    difference = refused(scene, scene.forged(covering(heads=other)))
    kind = ("tradelines", "claims", "holdings")[at]
    assert difference.field == f"coverage: head of member {scene.players.mill.number}'s {kind}"
    assert difference.block == claims.parse(sdjwt.read(scene.issued.token).issued.payload).as_of.block
    assert difference.expected == "0x" + heads[at].hex()
    assert difference.got == "0x" + other[at].hex()


@pytest.mark.parametrize("count", ["tradelines", "claims", "holdings", "entries"])
def test_a_number_that_is_not_the_replays_is_named(scene: Scene, count: str) -> None:
    right = getattr(claims.parse(sdjwt.read(scene.issued.token).issued.payload).coverage[0], count)
    difference = refused(scene, scene.forged(covering(**{count: right + 1})))
    assert difference.field == f"coverage: number of {count}"
    assert (difference.expected, difference.got) == (str(right), str(right + 1))


def covering(**changes: object) -> Callable[[Attestation], Attestation]:
    return lambda said: replace(said, coverage=(replace(said.coverage[0], **changes),))  # type: ignore[arg-type]


def test_the_heads_of_an_earlier_block_are_not_those_of_a_later_one(scene: Scene) -> None:
    """As of today, covering what stood before: an entry is left out."""
    today = scene.ready.state(scene.players.mill).block
    header = scene.players.mill.node.chain.header(today)
    as_of = AsOf(today, bytes.fromhex(str(header["hash"])[2:]), 1)
    difference = refused(scene, scene.forged(lambda said: replace(said, as_of=as_of)))
    assert (difference.block, difference.field) == (today, "coverage: number of entries")


def test_another_block_than_the_chains_is_named(scene: Scene) -> None:
    difference = refused(
        scene, scene.forged(lambda said: replace(said, as_of=replace(said.as_of, hash=bytes(32))))
    )
    assert difference.field == "attestation: hash of the as_of block"


def test_another_ledger_or_member_is_named(scene: Scene) -> None:
    assert refused(scene, scene.forged(covering(ledger=bytes(20)))).field == "coverage: ledger"
    stranger = scene.players.nordkap.number

    def of_another(said: Attestation) -> Attestation:
        return replace(said, subject=replace(said.subject, member=stranger))

    assert refused(scene, scene.forged(of_another)).field.startswith("coverage: ")


def test_what_was_never_anchored_is_named(scene: Scene) -> None:
    difference = refused(scene, scene.forged(lambda said: said, anchored=False))
    assert (difference.field, difference.got) == ("anchor", "nothing")


def test_a_key_that_did_not_sign_it_is_named(scene: Scene) -> None:
    key = scene.players.mill.pen(Private.HOLDER)
    difference = refused(scene, scene.issued.token, (key.x, key.y))
    assert (difference.field, difference.got) == ("attestation: signature", "another")


def test_a_key_that_nobody_registered_is_named(scene: Scene) -> None:
    """Signed by the firm itself, with a key that is in no registry."""
    pen, token = scene.players.mill.pen(Private.HOLDER), sdjwt.read(scene.issued.token)
    header = {"typ": sdjwt.ISSUER_TYPE, "kid": "0x" + attestation_key_id(pen.x + pen.y).hex()}
    forged = pen.sign(header, token.issued.payload) + "~"
    difference = refused(scene, forged, (pen.x, pen.y))
    assert (difference.field, difference.got) == ("attestation key: member", "nothing")


def test_an_anchor_after_the_block_audited_to_is_not_refused(scene: Scene) -> None:
    block = claims.parse(sdjwt.read(scene.issued.token).issued.payload).as_of.block
    (attested,) = scene.audit(("mill.json", scene.dossier(scene.issued.token)), until=block).attested
    assert (attested.outcome, attested.difference) == ("not established", None)
    assert f"up to block {block} nobody has anchored it" in attested.why
    forged = scene.forged(covering(entries=1))
    (wrong,) = scene.audit(("mill.json", scene.dossier(forged)), until=block).attested
    assert wrong.outcome == "refused"


def test_a_block_that_the_audit_does_not_reach_is_not_established(scene: Scene) -> None:
    report = scene.audit(("mill.json", scene.dossier(scene.issued.token)))
    (attested,) = report.attested
    last = scene.ready.state(scene.players.mill).block
    assert attested.outcome == "established" and attested.block < last
    later = scene.forged(lambda said: replace(said, as_of=replace(said.as_of, block=last + 100)))
    (missed,) = scene.audit(("later.json", scene.dossier(later))).attested
    assert (missed.outcome, missed.difference) == ("not established", None)


@pytest.mark.parametrize(
    "change, field",
    [
        (lambda said: replace(said, issuer=replace(said.issuer, chain_id=7)), "chain id of the issuer"),
        (
            lambda said: replace(said, subject=replace(said.subject, registry=bytes(20))),
            "registry of the subject",
        ),
        (lambda said: replace(said, coverage=(replace(said.coverage[0], ledger=bytes(20)),)), "ledger"),
    ],
    ids=["chain", "registry", "ledger"],
)
def test_what_is_of_another_ledger_differs_whether_or_not_its_block_is_reached(
    scene: Scene, change: Callable[[Attestation], Attestation], field: str
) -> None:
    last = scene.ready.state(scene.players.mill).block

    def later(said: Attestation) -> Attestation:
        return replace(change(said), as_of=replace(said.as_of, block=last + 100))

    for altered in (change, later):
        token = scene.forged(altered, anchored=False)
        (found,) = scene.audit(("other.json", scene.dossier(token))).attested
        assert found.outcome == "refused" and found.difference is not None
        assert found.difference.field.endswith(field) and "did not reach" not in found.why
