"""What really happened on a chain: revoked, superseded, suspended, ended, compromised; issuers that lie."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from ledger.app.attest import Issued, issue
from ledger.app.intents import State
from ledger.app.keys import make_key
from ledger.app.pens import pen_of
from ledger.app.prepare import Statement
from ledger.app.vault import Private
from ledger.attest import sdjwt
from ledger.attest.attestation import HolderKey
from ledger.attest.canonical import Json
from ledger.attest.dossier import BatchPath, ShownTradeline
from ledger.attest.fields import hex_text
from ledger.attest.shown import FactsShown, ShownEntry, VoidShown
from ledger.chain import contracts as calls
from ledger.chain.registrations import IssuerAnchors
from ledger.core.codes import Capacity, EntryClass, Kind, Role
from ledger.core.content import Facts
from ledger.core.errors import Refused
from ledger.proof.batch import batch
from ledger.proof.key_ids import attestation_key_id
from ledger.proof.keys import entry_key_commitment
from ledger.proof.meta import Meta
from ledger.proof.scope import Scope
from ledger.rulebook.rulebook import PRC, STANDARD, TRADELINE_1, TRADELINE_1_CN
from ledger.verify.policy import Policy
from ledger.verify.report import Report
from ledger.verify.verifier import STUMBLED, verify
from tests.attacks.exhibit import established, refused
from tests.attacks.stage import Firm, Stage, stage
from tests.attacks.story import TODAY, Cast, cast, sale

ALL_BUT_SEALS = {"1", "2", "4", "4b", "5", "6", "7", "8", "9", "10", "11"}
Claims = dict[str, Any]
Change = Callable[[Claims], None]


@dataclass
class Scene:
    """A stage where one sale has happened; each test has an issuer of its own."""

    stage: Stage
    cast: Cast
    statement: Statement

    def issuer(self) -> Firm:
        issuer = self.stage.admit("An Issuer", Role.LENDER | Role.ISSUER, Private.ATTESTATION)
        issuer.node.follow()
        return issuer

    def honest(self, issuer: Firm) -> Issued:
        return self.stage.attest(issuer, self.cast.mill, self.statement)

    def crafted(
        self,
        issuer: Firm,
        change: Change,
        *,
        signer: Firm | None = None,
        anchor: Callable[[bytes], object] | None = None,
        figures: dict[str, Json] | None = None,
    ) -> Issued:
        """What an honest attestation says, changed, signed (by the issuer) and anchored (as itself)."""
        payload = json.loads(json.dumps(sdjwt.read(self.honest(issuer).token).issued.payload))
        shown = [sdjwt.disclosure(name, value, bytes(16)) for name, value in (figures or {}).items()]
        payload["figures"] = {"_sd": sorted(item.digest for item in shown)}
        change(payload)
        pen = pen_of((signer or issuer).node.vault, (signer or issuer).number, Private.ATTESTATION)
        header = {"typ": "dc+sd-jwt", "kid": hex_text(attestation_key_id(pen.x + pen.y))}
        token = "~".join((pen.sign(header, payload), *(item.text for item in shown))) + "~"
        (anchor or self.anchors(issuer).anchor)(sdjwt.read(token).issued.digest)
        return Issued(token, (pen.x, pen.y), 0)

    def anchors(self, issuer: Firm) -> IssuerAnchors:
        return IssuerAnchors(issuer.sender, self.stage.deployment.contracts)

    def seen(
        self,
        issuer: Firm,
        issued: Issued,
        path: BatchPath | None = None,
        statement: Statement | None = None,
        rulebook: bytes | None = None,
    ) -> Report:
        """What the bank makes of it now."""
        shown, mill = statement or self.statement, self.cast.mill
        dossier = self.stage.assemble(issuer, mill, shown, issued, path, rulebook)
        report = verify(self.stage.bind(mill, dossier), self.stage.trust(), Policy(), self.stage.now() + 60)
        assert not [step for step in report.steps if step.reason.startswith(STUMBLED)]
        assert not (refused(report) and report.shown)
        return report


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with stage(tmp_path_factory.mktemp("stage"), [STANDARD.hash()]) as made:
        players = cast(made)
        sale(players)
        statement = made.state(players.mill)
        made.engine.mine()  # anvil keeps a block's state when the next one comes: funds given now would be in it
        yield Scene(made, players, statement)


def test_an_honest_attestation_stands_and_so_does_what_is_crafted_like_one(scene: Scene) -> None:
    issuer = scene.issuer()
    assert established(scene.seen(issuer, scene.honest(issuer))) == ALL_BUT_SEALS
    twin = scene.crafted(issuer, lambda claims: claims.update(exp=claims["exp"] - 1))
    assert established(scene.seen(issuer, twin)) == ALL_BUT_SEALS


# --- step 5 ---


def test_revoked(scene: Scene) -> None:
    issuer = scene.issuer()
    issued = scene.honest(issuer)
    scene.anchors(issuer).revoke(_digest(issued))
    assert refused(scene.seen(issuer, issued)) == {"5"}


def test_superseded_by_one_that_stands(scene: Scene) -> None:
    issuer = scene.issuer()
    older, newer = scene.honest(issuer), scene.crafted(issuer, lambda claims: claims.update(exp=2**33))
    scene.anchors(issuer).supersede(_digest(older), _digest(newer))
    assert refused(scene.seen(issuer, older)) == {"5"}
    assert established(scene.seen(issuer, newer)) == ALL_BUT_SEALS


def test_never_anchored_or_only_revoked(scene: Scene) -> None:
    issuer = scene.issuer()
    for anchor in (lambda digest: None, scene.anchors(issuer).revoke):
        issued = scene.crafted(issuer, lambda claims: claims.update(exp=claims["exp"] - 9), anchor=anchor)
        assert refused(scene.seen(issuer, issued)) == {"5"}


def test_anchored_by_another_issuer(scene: Scene) -> None:
    issuer, other = scene.issuer(), scene.issuer()
    issued = scene.crafted(
        issuer, lambda claims: claims.update(exp=2**34), anchor=scene.anchors(other).anchor
    )
    assert refused(scene.seen(issuer, issued)) == {"5"}


def test_a_batch_that_is_none_and_a_digest_that_is_a_root(scene: Scene) -> None:
    issuer, others = scene.issuer(), [bytes([n]) * 32 for n in range(3)]
    issued, path = scene.stage.attest_in_batch(issuer, scene.cast.mill, scene.statement, others)
    assert established(scene.seen(issuer, issued, path)) == ALL_BUT_SEALS
    assert refused(scene.seen(issuer, issued)) == {"5"}
    short = BatchPath(path.root, path.siblings[:-1])
    assert refused(scene.seen(issuer, issued, short)) == {"5"}
    scene.anchors(issuer).revoke(_digest(issued))
    assert refused(scene.seen(issuer, issued, path)) == {"5"}

    alone = scene.crafted(issuer, lambda claims: claims.update(exp=2**34), anchor=lambda digest: None)
    made = batch([_digest(alone), *others])
    scene.anchors(issuer).anchor(made.root)  # a root, but anchored as a digest
    sham = BatchPath(made.root, made.paths[_digest(alone)])
    assert refused(scene.seen(issuer, alone, sham)) == {"5"}


# --- step 4 ---


def test_an_issuer_suspended_and_reinstated(scene: Scene) -> None:
    issuer = scene.issuer()
    issued = scene.honest(issuer)
    registry, registrar = scene.stage.deployment.contracts.registry, scene.stage.registrar
    registrar.perform(registry, calls.suspend(issuer.number))
    assert refused(scene.seen(issuer, issued)) == {"4"}
    registrar.perform(registry, calls.reinstate(issuer.number))
    assert established(scene.seen(issuer, issued)) == ALL_BUT_SEALS


def test_an_issuer_that_has_lost_its_role(scene: Scene) -> None:
    issuer = scene.issuer()
    issued = scene.honest(issuer)
    call = calls.set_roles(issuer.number, Role.LENDER)
    scene.stage.registrar.perform(scene.stage.deployment.contracts.registry, call)
    assert refused(scene.seen(issuer, issued)) == {"4"}


def test_a_key_that_ended_before_the_anchor_and_one_that_ended_after_it(scene: Scene) -> None:
    issuer = scene.issuer()
    before = scene.honest(issuer)
    _end_key(scene, issuer)
    assert established(scene.seen(issuer, before)) == ALL_BUT_SEALS
    after = scene.crafted(issuer, lambda claims: claims.update(exp=claims["exp"] - 1))
    assert refused(scene.seen(issuer, after)) == {"4"}


def test_a_key_registered_only_after_the_anchor(scene: Scene) -> None:
    issuer = scene.issuer()
    make_key(issuer.node.desk, issuer.number, Private.ATTESTATION)
    issued = scene.crafted(issuer, lambda claims: claims.update(exp=claims["exp"] - 1))
    assert refused(scene.seen(issuer, issued)) == {"4"}
    scene.stage.register(issuer, Private.ATTESTATION)
    assert refused(scene.seen(issuer, issued)) == {"4"}
    again = scene.crafted(issuer, lambda claims: claims.update(exp=claims["exp"] - 2))
    assert established(scene.seen(issuer, again)) == ALL_BUT_SEALS


@pytest.mark.parametrize(("after", "expected"), [(0, {"4"}), (1, set())])
def test_a_key_compromised_since_the_anchor_or_since_the_block_after(
    scene: Scene, after: int, expected: set[str]
) -> None:
    issuer = scene.issuer()
    issued = scene.honest(issuer)
    scene.stage.engine.mine()
    call = calls.mark_compromised(_key_id(issuer), issued.anchored_at + after)
    issuer.sender.perform(scene.stage.deployment.contracts.registry, call)
    assert refused(scene.seen(issuer, issued)) == expected


def test_the_key_of_another_issuer(scene: Scene) -> None:
    issuer, other = scene.issuer(), scene.issuer()
    issued = scene.crafted(issuer, lambda claims: claims.update(exp=2**34), signer=other)
    assert refused(scene.seen(issuer, issued)) == {"4"}


# --- an issuer that lies, or errs ---


@pytest.mark.parametrize(
    ("change", "step"),
    [
        (lambda claims: claims["coverage"].update(ledgers=[]), "7"),
        (lambda claims: claims["coverage"].update(ledgers=claims["coverage"]["ledgers"] * 2), "7"),
        (lambda claims: claims["coverage"]["ledgers"][0].update(ledger="0x" + "11" * 20), "7"),
        (lambda claims: claims["coverage"]["ledgers"][0]["heads"].update(claims="0x" + "11" * 32), "7"),
        (lambda claims: claims["coverage"]["ledgers"][0].update(tradelines=2), "9"),
        (lambda claims: claims["coverage"]["ledgers"][0].update(claims=1), "9"),
        (lambda claims: claims["coverage"]["ledgers"][0].update(holdings=1), "9"),
        (lambda claims: claims["coverage"]["ledgers"][0].update(entries=5), "9"),
        (lambda claims: claims["as_of"].update(day=claims["as_of"]["day"] - 1), "10"),
        (lambda claims: claims["as_of"].update(block=claims["as_of"]["block"] - 1), "3"),
        (lambda claims: claims["as_of"].update(hash="0x" + "11" * 32), "3"),
        (lambda claims: claims["minimum"]["is_paid.EUR"]["evidence"].update(amount="125001"), "10"),
        (lambda claims: claims["minimum"]["is_paid.EUR"]["evidence"].update(amount=125000), "10"),
        (lambda claims: claims["minimum"].clear(), "10"),
        (lambda claims: claims.update(minimum={**claims["minimum"], "pays.EUR": {}}), "10"),
        (lambda claims: claims.update(iat=2**40, nbf=2**40), "6"),
        (lambda claims: claims.update(exp=claims["iat"]), "6"),
        (lambda claims: claims.update(iss=claims["iss"].replace(":31337:", ":1:")), "3"),
        (lambda claims: claims.update(sub=claims["sub"].rsplit(":", 1)[0] + ":4294967297"), "7"),
        (lambda claims: claims.update(sub=claims["sub"].rsplit(":", 1)[0] + ":0"), "7"),
        (lambda claims: claims["figures"].update(promptness=100), "2"),
        (lambda claims: claims["figures"].update(_sd=[1, 2]), "2"),
        (lambda claims: claims["figures"].update(_sd=["a", "a"]), "2"),
        (lambda claims: claims["figures"].update(_sd={"a": 1}), "2"),
        (lambda claims: claims.update(vct="urn:tradeline:attestation:2"), "1"),
        (lambda claims: claims.update(more=1), "1"),
    ],
)
def test_an_issuer_signs_and_anchors_what_is_not_so(scene: Scene, change: Change, step: str) -> None:
    issuer = scene.cast.nordkap
    assert step in refused(scene.seen(issuer, scene.crafted(issuer, change)))


def test_a_figure_that_does_not_follow_from_the_entries(scene: Scene) -> None:
    issuer = scene.issuer()
    issued = scene.crafted(issuer, lambda _: None, figures={"is_paid.EUR.headline": {"all": {"dbt": 0}}})
    assert refused(scene.seen(issuer, issued)) == {"10"}


def test_a_rulebook_that_is_unknown_or_not_registered(scene: Scene) -> None:
    issuer = scene.issuer()
    strange = scene.crafted(issuer, lambda claims: claims["rulebook"].update(hash="0x" + "11" * 32))
    report = scene.seen(issuer, strange, rulebook=b"\x11" * 32)
    assert refused(report) == set()
    assert established(report) == ALL_BUT_SEALS - {"10", "11"}
    assert not {"figures", "minimum"} & set(report.shown)
    renamed = scene.crafted(issuer, lambda claims: claims["rulebook"].update(id="tradeline-9"))
    assert "10" not in established(scene.seen(issuer, renamed))

    pen = scene.cast.mill.pen(Private.HOLDER)
    office = issuer.node.office(issuer.number)
    other = issue(office, scene.statement, HolderKey(pen.x, pen.y), now=scene.stage.now(), rulebook=PRC)
    assert refused(scene.seen(issuer, other, rulebook=PRC.hash())) == {"10"}
    call = calls.register_rulebook(PRC.hash())
    scene.stage.registrar.perform(scene.stage.deployment.contracts.attestations, call)
    assert established(scene.seen(issuer, other, rulebook=PRC.hash())) == ALL_BUT_SEALS


def test_a_rulebook_is_not_exchanged_for_one_that_tells_less(scene: Scene) -> None:
    """The first knows of no status string: naming it over figures of the second, or over its own, are two things."""
    issuer, first = scene.issuer(), TRADELINE_1.hash()
    attestations = scene.stage.deployment.contracts.attestations
    scene.stage.registrar.perform(attestations, calls.register_rulebook(first))
    name = {"id": TRADELINE_1.id, "hash": f"0x{first.hex()}"}
    exchanged = scene.crafted(issuer, lambda claims: claims["rulebook"].update(name))
    assert refused(scene.seen(issuer, exchanged, rulebook=first)) == {"10"}

    pen, office = scene.cast.mill.pen(Private.HOLDER), issuer.node.office(issuer.number)
    now = scene.stage.now()
    older = issue(office, scene.statement, HolderKey(pen.x, pen.y), now=now, rulebook=TRADELINE_1)
    assert established(scene.seen(issuer, older, rulebook=first)) == ALL_BUT_SEALS


def test_where_a_rulebook_is_not_registered_nobody_is_asked_to_attest_by_it(scene: Scene) -> None:
    node = scene.issuer().node
    node.check_registered(STANDARD)
    with pytest.raises(Refused, match="tradeline-1-cn is not registered on this chain"):
        node.check_registered(TRADELINE_1_CN)


# --- what a member does after, or beside ---


def test_what_moved_since_is_named(scene: Scene) -> None:
    issuer = scene.issuer()
    issued = scene.honest(issuer)
    tradeline = scene.statement.tradelines[0]
    note = Facts(Kind.LIMIT, currency="EUR", amount=5, day=TODAY)
    scene.cast.mill.say(State(_id(tradeline), Capacity.CREDITOR, note))
    report = scene.seen(issuer, issued)
    assert established(report) == ALL_BUT_SEALS
    assert report.shown["moved_since"] == ["tradeline 1-1"]
    newer = replace(scene.stage.state(scene.cast.mill), block=scene.statement.block)
    assert refused(scene.seen(issuer, issued, statement=newer)) == {"9"}


def test_a_key_shared_in_bad_will_makes_no_entry_void(tmp_path: Path) -> None:
    """A debtor shares a key of an obligation that its creditor had published another key for, and hides the latter."""
    with stage(tmp_path) as made:
        players = cast(made)
        tradeline, obligation = sale(players)
        key, scope = b"\x05" * 32, Scope(made.deployment.contracts.place, tradeline, 0, obligation)
        made.garbage(
            players.shop,
            tradeline,
            Capacity.DEBTOR,
            obligation,
            EntryClass.SHARE,
            entry_key_commitment(scope, key),
            players.mill.number,
        )
        players.mill.say(State(tradeline, Capacity.CREDITOR, _write_off(), obligation=obligation))
        scene = Scene(made, replace(players, mill=players.shop), made.state(players.shop))
        issued = scene.honest(players.nordkap)
        assert established(scene.seen(players.nordkap, issued)) == ALL_BUT_SEALS

        entries = players.shop.node.index.entries(tradeline)
        payload = entries[-1].payload
        (item,) = scene.statement.tradelines
        for shown in (_void(item, key, payload), _void(item, key, payload, entries[2].payload)):
            lying = replace(scene.statement, tradelines=(shown,))
            assert "8" in refused(scene.seen(players.nordkap, issued, statement=lying))


def _void(item: ShownTradeline, key: bytes, payload: bytes, published: bytes | None = None) -> ShownTradeline:
    """The last entry said to be void; where given, the payload that published the key is shown."""
    last = replace(item.entries[-1], payload_hash=None, payload=payload, showing=VoidShown(key, False))
    entries = [*item.entries[:-1], last]
    if published is not None:
        entries[2] = replace(_obligation(entries[2]), payload_hash=None, payload=published)
    return replace(item, entries=tuple(entries))


def _obligation(entry: ShownEntry) -> ShownEntry:
    assert Meta.from_bytes(entry.meta).entry_class is EntryClass.OBLIGATION
    assert isinstance(entry.showing, FactsShown)
    return entry


def _write_off() -> Facts:
    return Facts(Kind.WRITE_OFF, currency=None, amount=1, day=TODAY + 60)


def _id(item: ShownTradeline) -> Any:
    return Meta.from_bytes(item.entries[0].meta).tradeline


def _digest(issued: Issued) -> bytes:
    return sdjwt.read(issued.token).issued.digest


def _key_id(issuer: Firm) -> bytes:
    pen = issuer.pen(Private.ATTESTATION)
    return attestation_key_id(pen.x + pen.y)


def _end_key(scene: Scene, issuer: Firm) -> None:
    issuer.sender.perform(scene.stage.deployment.contracts.registry, calls.end_key(_key_id(issuer)))
