"""Better dossiers than the history they are of: voided, sealed, forged or renewed by whoever gains from it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from ledger.app import bench
from ledger.app.attest import Issued, NotAsRecorded, issue
from ledger.app.intents import Decline, Open, RaiseEpoch
from ledger.app.prepare import Statement
from ledger.app.present import Audience, bind
from ledger.app.submit import Accepted
from ledger.app.vault import Private
from ledger.attest import sdjwt
from ledger.attest.attestation import HolderKey
from ledger.attest.contents import NotShown
from ledger.attest.dossier import serialise
from ledger.attest.shown import VoidShown
from ledger.core.codes import Capacity, EntryClass, Kind
from ledger.proof.keys import entry_key, entry_key_commitment
from ledger.proof.meta import Meta
from ledger.proof.scope import Envelope, Scope
from ledger.proof.seal import Sealed, seal
from ledger.verify.case import LEEWAY
from ledger.verify.policy import Policy
from ledger.verify.report import Outcome, Report
from ledger.verify.verifier import STUMBLED, verify
from tests.attacks.exhibit import established, refused
from tests.attacks.stage import BANK, Firm, Stage, stage
from tests.attacks.story import (
    TODAY,
    Cast,
    Pick,
    acknowledged,
    agreed,
    bought,
    cast,
    invoice,
    payment,
    sale,
    statement,
    with_sealed,
    with_void,
)

ALL_BUT_SEALS = {"1", "2", "4", "4b", "5", "6", "7", "8", "9", "10", "11"}
FALSE_KEY = b"\x05" * 32
"""A key that is not derived from any tradeline's."""
BY_FALSE_KEY = VoidShown(FALSE_KEY, of_tradeline=False)
NOT_ITS_KEY = "an entry is void by its recorder's own key, or by the tradeline's"
NOT_DERIVED = "the key published for a void entry is not derived from the tradeline's"


@dataclass
class Scene:
    """A stage of its own for each test, where a bank's eye falls on whatever a member presents."""

    made: Stage
    cast: Cast

    def seen(self, firm: Firm, attested: Statement, shown: Statement | None = None) -> Report:
        """What the bank makes of an attestation over one statement, presented with another."""
        return self.presented(firm, self.made.attest(self.cast.nordkap, firm, attested), shown or attested)

    def presented(self, firm: Firm, issued: Issued, shown: Statement) -> Report:
        dossier = self.made.assemble(self.cast.nordkap, firm, shown, issued)
        return self.judged(self.made.bind(firm, dossier))

    def judged(self, data: bytes, policy: Policy | None = None, now: int | None = None) -> Report:
        report = verify(data, self.made.trust(), policy or Policy(), now or self.made.now() + 60)
        assert not [step for step in report.steps if step.reason.startswith(STUMBLED)]
        assert not (refused(report) and report.shown)
        return report

    def issue(self, firm: Firm, shown: Statement, supersedes: bytes | None = None) -> Issued:
        """As `attest`, in place of an older one."""
        pen, office = firm.pen(Private.HOLDER), self.cast.nordkap.node.office(self.cast.nordkap.number)
        return issue(office, shown, HolderKey(pen.x, pen.y), now=self.made.now(), supersedes=supersedes)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with stage(tmp_path) as made:
        yield Scene(made, cast(made))


# --- entries of others, void ---


def test_a_creditor_voids_nothing_of_others_by_a_false_key_of_its_own(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    mill, bank = scene.cast.mill, scene.cast.nordkap
    sold = _sell(scene, _publishing_a_false_key, monkeypatch)
    tradeline = agreed(scene.cast, sold)
    bank.say(statement(tradeline, sold.obligation, Capacity.AGENT, payment(1, 125_000, 200)))
    honest = scene.made.state(mill)
    issued = scene.made.attest(bank, mill, honest)
    assert established(scene.presented(mill, issued, honest)) == ALL_BUT_SEALS

    for recorder in (scene.cast.shop, bank):
        lying = with_void(mill, honest, BY_FALSE_KEY, _by(recorder, sold))
        assert _refusal(scene.presented(mill, issued, lying)) == ("8", NOT_ITS_KEY)
        with pytest.raises(NotShown, match=NOT_ITS_KEY):
            scene.made.attest(bank, mill, lying)
    own = with_void(mill, honest, BY_FALSE_KEY, lambda meta, _: meta.entry_class is EntryClass.OBLIGATION)
    report = scene.seen(mill, own)
    assert _missing(report, "8").startswith("1 entries")


def test_a_debtor_voids_nothing_of_others_by_a_false_key_in_a_new_epoch(scene: Scene) -> None:
    mill, shop, bank = scene.cast.mill, scene.cast.shop, scene.cast.nordkap
    sold = _sell(scene)
    tradeline = agreed(scene.cast, sold)
    for recipient in (mill, bank):
        shop.say(RaiseEpoch(tradeline, Capacity.DEBTOR, recipient.number, 1))
    scene.made.give(shop, Capacity.DEBTOR, bank, _scope(shop, sold, 1), FALSE_KEY)
    bank.say(statement(tradeline, sold.obligation, Capacity.AGENT, payment(7, 125_000, 200)))
    honest = scene.made.state(shop)
    issued = scene.made.attest(bank, shop, honest)
    assert established(scene.presented(shop, issued, honest)) == ALL_BUT_SEALS

    lying = with_void(shop, honest, BY_FALSE_KEY, _by(bank, sold, 1))
    assert _refusal(scene.presented(shop, issued, lying)) == ("8", NOT_ITS_KEY)
    with pytest.raises(NotShown, match=NOT_ITS_KEY):
        scene.made.attest(bank, shop, lying)


def test_nobody_voids_by_the_tradelines_key_what_was_written_under_the_key_given_for_it(scene: Scene) -> None:
    """A debtor gives the holder of its invoice another key than it would derive, in an epoch that it began."""
    mill, shop, house = scene.cast.mill, scene.cast.shop, scene.cast.house
    sold = _sell(scene)
    tradeline = agreed(scene.cast, sold)
    bought(scene.cast, sold)
    shop.say(RaiseEpoch(tradeline, Capacity.DEBTOR, mill.number, 1))
    scene.made.give(shop, Capacity.DEBTOR, house, _scope(shop, sold, 1), FALSE_KEY)
    house.say(statement(tradeline, sold.obligation, Capacity.HOLDER, payment(9, 125_000, 200)))
    held = scene.made.state(house)
    assert Meta.from_bytes(held.tradelines[0].entries[-1].meta).epoch == 1
    assert established(scene.seen(house, held)) == ALL_BUT_SEALS

    honest = scene.made.state(shop)
    assert _missing(scene.seen(shop, honest), "8")
    scope = _scope(shop, sold, 1)
    wide = shop.node.vault.tradelines.tradeline_key(shop.number, scope)
    assert wide is not None
    lying = with_void(shop, honest, VoidShown(wide, True), _by(house, sold, 1))
    assert _refusal(scene.seen(shop, honest, lying)) == ("8", NOT_DERIVED)
    with pytest.raises(NotShown, match=NOT_DERIVED):
        scene.made.attest(scene.cast.nordkap, shop, lying)


def test_garbage_is_void_by_the_tradelines_key_to_all_but_its_recorder(scene: Scene) -> None:
    mill, shop = scene.cast.mill, scene.cast.shop
    sold = _sell(scene)
    tradeline = agreed(scene.cast, sold)
    before = scene.seen(mill, scene.made.state(mill))
    assert _counts(before) == {"withheld": 0, "sealed": 0, "void": 0}
    scene.made.garbage(shop, tradeline, Capacity.DEBTOR, sold.obligation)
    scene.made.garbage(shop, tradeline, Capacity.DEBTOR)
    others = scene.made.state(mill)
    showings = [entry.showing for entry in others.tradelines[0].entries]
    assert [each.of_tradeline for each in showings if isinstance(each, VoidShown)] == [True, True]
    report = scene.seen(mill, others)
    assert established(report) == ALL_BUT_SEALS
    assert _counts(report) == {"withheld": 0, "sealed": 0, "void": 2}
    assert _missing(scene.seen(shop, scene.made.state(shop)), "8").startswith("2 entries")


# --- one's own entries, void ---


def test_nobody_chooses_later_whether_its_own_entries_are_open_or_void(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A good commitment over a payload that opens to nothing: its recorder could show either."""
    mill, shop = scene.cast.mill, scene.cast.shop
    sold = _sell(scene, _sealing_garbage, monkeypatch)
    honest = scene.made.state(mill)
    assert established(scene.seen(mill, honest)) == ALL_BUT_SEALS
    scope = _scope(mill, sold, 0)
    wide = mill.node.vault.tradelines.tradeline_key(mill.number, scope)
    assert wide is not None
    for void in (VoidShown(entry_key(wide, scope), False), VoidShown(wide, True)):
        report = scene.seen(mill, with_void(mill, honest, void, _by(mill, sold)))
        assert _missing(report, "8") == "1 entries that the member has to open are sealed, or void by itself"
        assert "minimum" not in report.shown
    other = scene.seen(shop, scene.made.state(shop))
    assert established(other) == ALL_BUT_SEALS
    assert _counts(other)["void"] == 1


# --- sealed ---


def test_a_claim_that_its_debtor_answered_is_opened(scene: Scene) -> None:
    shop = scene.cast.shop
    sold = _sell(scene)
    claimed = scene.made.state(shop)
    report = scene.seen(shop, with_sealed(claimed, lambda *_: True))
    assert established(report) == ALL_BUT_SEALS
    assert _counts(report) == {"withheld": 0, "sealed": 2, "void": 0}

    paid = statement(sold.tradeline, sold.obligation, Capacity.DEBTOR, payment(2, 125_000, 120))
    shop.say(acknowledged(sold), paid)
    answered = scene.made.state(shop)
    assert established(scene.seen(shop, answered)) == ALL_BUT_SEALS
    for hidden in (lambda *_: True, lambda meta, _: meta.recorder != shop.number):
        report = scene.seen(shop, with_sealed(answered, hidden))
        assert _missing(report, "8")
        assert "minimum" not in report.shown


def test_a_claim_that_was_declined_may_stay_sealed(scene: Scene) -> None:
    shop = scene.cast.shop
    sold = _sell(scene)
    shop.say(Decline(sold.tradeline, TODAY))
    report = scene.seen(shop, with_sealed(scene.made.state(shop), lambda *_: True))
    assert established(report) == ALL_BUT_SEALS
    assert _counts(report) == {"withheld": 0, "sealed": 3, "void": 0}


def test_a_lender_opens_what_it_holds_and_not_what_others_wrote_beside(scene: Scene) -> None:
    house = scene.cast.house
    sold = _sell(scene)
    agreed(scene.cast, sold)
    bought(scene.cast, sold)
    honest = scene.made.state(house)
    report = scene.seen(house, honest)
    assert established(report) == ALL_BUT_SEALS
    assert _counts(report) == {"withheld": 0, "sealed": 3, "void": 0}
    hidden = with_sealed(honest, lambda _, entry: entry.obligation == sold.obligation)
    assert _missing(scene.seen(house, hidden), "8")


# --- what an issuer is asked for ---


def test_an_attestation_gives_way_only_to_one_about_the_same_member(scene: Scene) -> None:
    mill, shop = scene.cast.mill, scene.cast.shop
    sale(scene.cast)
    of_shop, of_mill = scene.made.state(shop), scene.made.state(mill)
    victim = scene.made.attest(scene.cast.nordkap, shop, of_shop)
    height = mill.node.chain.height()
    for digest in (_digest(victim), bytes(32)):
        with pytest.raises(NotAsRecorded, match="no attestation of this issuer about member"):
            scene.issue(mill, of_mill, supersedes=digest)
    assert mill.node.chain.height() == height
    assert established(scene.presented(shop, victim, of_shop)) == ALL_BUT_SEALS

    newer = scene.issue(shop, of_shop, supersedes=_digest(victim))
    assert mill.node.chain.height() == height + 2
    older = scene.presented(shop, victim, of_shop)
    assert refused(older) == {"5"}
    assert "superseded" in _reason(older, "5")
    assert established(scene.presented(shop, newer, of_shop)) == ALL_BUT_SEALS


def test_an_issuer_attests_no_other_payloads_parties_or_tradelines(scene: Scene) -> None:
    mill, shop = scene.cast.mill, scene.cast.shop
    sale(scene.cast)
    honest = with_void(mill, scene.made.state(mill), BY_FALSE_KEY, lambda *_: False)
    (item,) = honest.tradelines
    assert item.entries[0].payload is not None
    assert established(scene.seen(mill, honest)) == ALL_BUT_SEALS

    forged = replace(item.entries[0], payload=bytes(len(item.entries[0].payload)))
    hashed = replace(item.entries[-1], payload=None, payload_hash=bytes(32))
    for changed in (
        (replace(item, entries=(forged, *item.entries[1:])),),
        (replace(item, entries=(*item.entries[:-1], hashed)),),
        (replace(item, entries=item.entries[:-1]),),
        (replace(item, creditor=item.debtor, debtor=item.creditor),),
        (replace(item, debtor=scene.cast.house.number),),
        (replace(item, debtor=0),),
        (replace(item, id=item.id + 1, entries=()),),
        (item, item),
        (),
    ):
        with pytest.raises(NotAsRecorded):
            scene.made.attest(scene.cast.nordkap, mill, replace(honest, tradelines=changed))
    with pytest.raises(NotAsRecorded):
        scene.made.attest(scene.cast.nordkap, shop, replace(honest, member=shop.number))


# --- the bank's rules ---


def test_no_block_is_of_a_time_to_come(scene: Scene) -> None:
    mill, vault = scene.cast.mill, scene.cast.mill.node.vault
    sale(scene.cast)
    honest = scene.made.state(mill)
    issued = scene.made.attest(scene.cast.nordkap, mill, honest)
    then = scene.made.now()
    scene.made.wait(1)
    dossier = scene.made.assemble(scene.cast.nordkap, mill, honest, issued)
    data = serialise(bind(vault, mill.number, dossier, Audience(BANK, then, "early")))
    ahead = scene.made.now() - LEEWAY
    assert established(scene.judged(data, now=ahead)) == ALL_BUT_SEALS
    for early in (ahead - 1, then):
        report = scene.judged(data, now=early)
        assert _refusal(report) == ("11", "the later block is of a time to come")


def test_no_volume_is_no_evidenced_volume(scene: Scene) -> None:
    sale(scene.cast)
    asked = Policy(minimum_evidenced=1)
    for firm, reached in ((scene.cast.mill, True), (scene.cast.house, False)):
        honest = scene.made.state(firm)
        issued = scene.made.attest(scene.cast.nordkap, firm, honest)
        data = scene.made.bind(firm, scene.made.assemble(scene.cast.nordkap, firm, honest, issued))
        assert established(scene.judged(data)) == ALL_BUT_SEALS
        report = scene.judged(data, asked)
        assert refused(report) == (set() if reached else {"11"})
        assert reached or _reason(report, "11").startswith("0 basis points")


# --- recorders of bad will ---


def _publishing_a_false_key(envelope: Envelope, *content: Any, **keys: bytes) -> Sealed:
    if envelope.entry_class is EntryClass.OBLIGATION:
        keys["key_commitment"] = entry_key_commitment(envelope.scope, FALSE_KEY)
    return seal(envelope, *content, **keys)


def _sealing_garbage(envelope: Envelope, *content: Any, **keys: bytes) -> Sealed:
    sealed = seal(envelope, *content, **keys)
    if envelope.entry_class is not EntryClass.OBLIGATION:
        return sealed
    return replace(sealed, payload=sealed.payload[:32] + bytes(len(sealed.payload) - 32))


def _sell(
    scene: Scene,
    sealing: Callable[..., Sealed] = seal,
    monkeypatch: pytest.MonkeyPatch | None = None,
) -> Accepted:
    """An invoice on a tradeline that its debtor has not answered yet, sealed by the creditor in its own way."""
    mill, shop = scene.cast.mill, scene.cast.shop
    (opened, *_) = mill.say(Open(Kind.TRADE_CREDIT, "EUR", TODAY, Capacity.CREDITOR, shop.number))
    with (monkeypatch or pytest.MonkeyPatch()).context() as patched:
        patched.setattr(bench, "seal", sealing)
        (sold,) = mill.say(invoice(opened.tradeline, "R-1", 125_000))
    return sold


def _scope(firm: Firm, sold: Accepted, epoch: int) -> Scope:
    return Scope(firm.node.vault.place, sold.tradeline, epoch, sold.obligation)


def _by(recorder: Firm, sold: Accepted, epoch: int = 0) -> Pick:
    """What a firm wrote on an obligation in an epoch."""
    written = recorder.number, sold.obligation, epoch
    return lambda meta, entry: (meta.recorder, entry.obligation, meta.epoch) == written


def _counts(report: Report) -> dict[str, int]:
    minimum: Any = report.shown["minimum"]
    return dict(minimum["entries"])


def _reason(report: Report, number: str) -> str:
    return next(step.reason for step in report.steps if step.number == number)


def _refusal(report: Report) -> tuple[str, str]:
    """The one step that refuses, and why."""
    (number,) = refused(report)
    return number, _reason(report, number)


def _missing(report: Report, number: str) -> str:
    """Why a step is not established, in a dossier that nobody refuses."""
    assert refused(report) == set()
    assert report.verdict is Outcome.NOT_ESTABLISHED
    assert number not in established(report)
    return _reason(report, number)


def _digest(issued: Issued) -> bytes:
    return sdjwt.read(issued.token).issued.digest
