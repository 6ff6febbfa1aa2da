"""From intents to sealed entries: what each kind of intent says, and what must hold before it is said."""

from dataclasses import replace
from functools import partial

from ledger.app.bench import Bench, Ready, Words
from ledger.app.contents import act, obligation_facts, opening_facts, statement_facts
from ledger.app.intents import (
    Accept,
    Appoint,
    Assign,
    Decline,
    Intent,
    Open,
    RaiseEpoch,
    RecordInstalment,
    RecordInvoice,
    Share,
    State,
    Take,
)
from ledger.app.refusals import NotEntitled, ObligationTaken, WrongState
from ledger.app.standing import Standing
from ledger.app.waiting import obligation_of
from ledger.core.codes import Capacity, EntryClass, Kind, Role, Status
from ledger.core.content import Facts, Identity
from ledger.core.errors import Misuse
from ledger.core.ids import EXTERNAL, ON_TRADELINE, Member, ObligationId, TradelineId
from ledger.proof.obligation_id import instalment_alpha, invoice_alpha
from ledger.proof.scope import Scope
from ledger.proof.vrf import proof_to_hash

_WRITERS = (Role.SME, Role.LENDER)


def seal_intent(bench: Bench, intent: Intent) -> list[Ready]:
    """The entries that an intent comes to, in order. BadContent, Refused: the caller undoes the transaction."""
    match intent:
        case Open():
            return _open(bench, intent)
        case RecordInvoice():
            return [_invoice(bench, intent)]
        case RecordInstalment():
            return [_instalment(bench, intent)]
        case State():
            return [_state(bench, intent)]
        case Accept() | Decline():
            return [_answer(bench, intent)]
        case Appoint():
            return [_appoint(bench, intent)]
        case Assign():
            return [_assign(bench, intent)]
        case Take():
            return [_take(bench, intent)]
        case Share():
            return [_share(bench, intent)]
        case RaiseEpoch():
            return [_raise_epoch(bench, intent)]


def _open(bench: Bench, intent: Open) -> list[Ready]:
    if intent.capacity not in (Capacity.CREDITOR, Capacity.DEBTOR):
        raise Misuse("a tradeline is opened by its creditor or its debtor")
    identity = intent.identity
    if intent.tradeline is not None and identity.reference is None:
        # The link says what the first opening said: without a difference it would repeat its commitment.
        identity = replace(identity, reference=str(intent.counterparty))
    words = Words(
        EntryClass.OPEN, intent.capacity, opening_facts(intent), identity, subject=intent.counterparty
    )
    bench.check_role(bench.member, *_WRITERS)
    if intent.counterparty != EXTERNAL:
        bench.check_role(intent.counterparty)
    standing = _opened(bench, intent, words)
    linked = [] if intent.tradeline is None else [partial(standing.check_status, Status.EXTERNAL)]
    opening = bench.write(standing, words, *linked)
    if intent.counterparty == EXTERNAL:
        return [opening]
    scope = Scope(bench.desk.vault.place, standing.tradeline, standing.epoch)
    return [opening, bench.give(standing, intent.capacity, intent.counterparty, scope, bench.new_key(scope))]


def _opened(bench: Bench, intent: Open, words: Words) -> Standing:
    """The tradeline that an open is about: the one to link, the one that the same open made before, or a new one."""
    if intent.tradeline is not None:
        standing = bench.standing(intent.tradeline)
        may_link = intent.tradeline.opener == bench.member and standing.opened_as is intent.capacity
        if not may_link or intent.counterparty == EXTERNAL:
            raise NotEntitled(bench.member, intent.capacity, f"tradeline {intent.tradeline}, to link it")
        return standing
    for tradeline in bench.openings().get((words.facts, words.identity), ()):
        if bench.sealed_before(bench.begin(tradeline), words):
            return bench.begin(tradeline)
    own = [one.sequence for one in bench.desk.index.tradelines_of(bench.member) if one.opener == bench.member]
    sequence = bench.desk.vault.tradelines.next_sequence(bench.member, max(own, default=0) + 1)
    standing = bench.begin(TradelineId(bench.member, sequence))
    bench.openings().setdefault((words.facts, words.identity), []).append(standing.tradeline)
    bench.new_key(Scope(bench.desk.vault.place, standing.tradeline, 0))
    return standing


def _invoice(bench: Bench, intent: RecordInvoice) -> Ready:
    invoice = intent.invoice
    standing = bench.standing(intent.tradeline)
    facts = obligation_facts(
        Kind.INVOICE, standing.creditor, standing.debtor, invoice.amount, invoice.issued, invoice.due
    )
    identity = Identity(number=invoice.number, digest=invoice.source.digest)
    alpha = invoice_alpha(standing.creditor, invoice.number, invoice.issued)
    return _obligation(bench, standing, facts, identity, alpha)


def _instalment(bench: Bench, intent: RecordInstalment) -> Ready:
    standing = bench.standing(intent.tradeline)
    facts = obligation_facts(
        Kind.INSTALMENT,
        standing.creditor,
        standing.debtor,
        intent.amount,
        intent.agreed,
        intent.due,
        intent.instalment,
    )
    alpha = instalment_alpha(standing.creditor, intent.loan, intent.instalment)
    return _obligation(bench, standing, facts, Identity(number=intent.loan, digest=intent.digest), alpha)


def _obligation(bench: Bench, standing: Standing, facts: Facts, identity: Identity, alpha: bytes) -> Ready:
    capacity = Capacity.DEBTOR if standing.creditor == EXTERNAL else Capacity.CREDITOR
    standing.check_speaks(bench.member, capacity, ON_TRADELINE)
    bench.check_role(bench.member, *_WRITERS)
    proofs = [key.prove(alpha) for key in bench.tag_keys()]
    ids = [obligation_of(standing.tradeline, standing.creditor, proof_to_hash(proof)) for proof in proofs]
    words = Words(
        EntryClass.OBLIGATION, capacity, facts, identity, obligation=ids[-1], tag=proof_to_hash(proofs[-1])
    )
    ready = bench.write(standing, words, *(partial(_check_new, bench, standing, one) for one in ids))
    bench.desk.vault.contents.put_proof(bench.member, standing.tradeline, ids[-1], proofs[-1])
    return ready


def _check_new(bench: Bench, standing: Standing, obligation: ObligationId) -> None:
    """ObligationTaken under the present tag key or an old one, here or on any other tradeline."""
    standing.check_new(obligation)
    elsewhere = bench.desk.index.tradeline_of(obligation)
    if elsewhere is not None:
        raise ObligationTaken(obligation, elsewhere)


def _state(bench: Bench, intent: State) -> Ready:
    standing = bench.standing(intent.tradeline)
    if intent.capacity is Capacity.AGENT:
        bench.check_role(bench.member, Role.AGENT)
    words = Words(
        EntryClass.STATEMENT,
        intent.capacity,
        statement_facts(intent),
        intent.identity,
        obligation=intent.obligation,
    )
    speaks = partial(standing.check_speaks, bench.member, intent.capacity, intent.obligation)
    return bench.write(standing, words, speaks)


def _answer(bench: Bench, intent: Accept | Decline) -> Ready:
    standing = bench.standing(intent.tradeline)
    accepts = isinstance(intent, Accept)
    capacity = Capacity.DEBTOR if standing.opened_as is Capacity.CREDITOR else Capacity.CREDITOR
    facts, identity = act(Kind.ACCEPT if accepts else Kind.DECLINE, intent.day)
    wanted = (Status.PROPOSED, Status.DECLINED) if accepts else (Status.PROPOSED,)
    return bench.write(
        standing,
        Words(EntryClass.ACCEPT if accepts else EntryClass.DECLINE, capacity, facts, identity),
        partial(standing.check_speaks, bench.member, capacity, ON_TRADELINE),
        partial(standing.check_status, *wanted),
    )


def _appoint(bench: Bench, intent: Appoint) -> Ready:
    standing = bench.standing(intent.tradeline)
    facts, identity = act(Kind.APPOINT, intent.day, f"{intent.agent}/{intent.slot}")
    words = Words(
        EntryClass.APPOINT,
        intent.capacity,
        facts,
        identity,
        obligation=intent.obligation,
        subject=intent.agent,
        detail=intent.slot,
    )
    if intent.agent != EXTERNAL:
        bench.check_role(intent.agent, Role.AGENT)
    return bench.write(
        standing, words, partial(standing.check_speaks, bench.member, intent.capacity, intent.obligation)
    )


def _assign(bench: Bench, intent: Assign) -> Ready:
    standing = bench.standing(intent.tradeline)
    facts, identity = act(Kind.ASSIGN, intent.day, str(intent.assignee))
    words = Words(
        EntryClass.ASSIGN,
        intent.capacity,
        facts,
        identity,
        obligation=intent.obligation,
        subject=intent.assignee,
    )
    if intent.assignee != EXTERNAL:
        bench.check_role(intent.assignee, Role.LENDER)
    return bench.write(standing, words, partial(_check_assigns, bench, standing, intent))


def _check_assigns(bench: Bench, standing: Standing, intent: Assign) -> None:
    standing.check_speaks(bench.member, intent.capacity, intent.obligation)
    held = standing.claim(intent.obligation).holder
    if standing.creditor == EXTERNAL:
        raise WrongState("what is owed to an external party is never assigned")
    if intent.capacity is not (Capacity.HOLDER if held else Capacity.CREDITOR):
        raise NotEntitled(
            bench.member, intent.capacity, f"obligation {intent.obligation.hex()}, to assign it"
        )


def _take(bench: Bench, intent: Take) -> Ready:
    standing = bench.standing(intent.tradeline)
    facts, identity = act(Kind.TAKE, intent.day)
    words = Words(EntryClass.TAKE, Capacity.HOLDER, facts, identity, obligation=intent.obligation)
    bench.check_role(bench.member, Role.LENDER)
    return bench.write(standing, words, partial(_check_takes, bench.member, standing, intent.obligation))


def _check_takes(member: Member, standing: Standing, obligation: ObligationId) -> None:
    if standing.claim(obligation).assignee != member:
        raise NotEntitled(member, Capacity.HOLDER, f"obligation {obligation.hex()}: it is not offered to it")


def _share(bench: Bench, intent: Share) -> Ready:
    standing = bench.standing(intent.tradeline)
    standing.check_speaks(bench.member, intent.capacity, intent.obligation)
    if intent.obligation == ON_TRADELINE:
        scope = Scope(bench.desk.vault.place, intent.tradeline, standing.epoch)
        key = bench.held_wide(scope)
    else:
        scope, key = bench.scope_and_key(standing, intent.obligation)
    return bench.give(standing, intent.capacity, intent.recipient, scope, key)


def _raise_epoch(bench: Bench, intent: RaiseEpoch) -> Ready:
    standing = bench.standing(intent.tradeline)
    if intent.capacity not in (Capacity.CREDITOR, Capacity.DEBTOR):
        raise NotEntitled(bench.member, intent.capacity, f"tradeline {intent.tradeline}, to raise its epoch")
    standing.check_speaks(bench.member, intent.capacity, ON_TRADELINE)
    if not 1 <= intent.epoch <= standing.epoch + 1:
        raise WrongState(f"tradeline {intent.tradeline} is at epoch {standing.epoch}; the next is one more")
    scope = Scope(bench.desk.vault.place, intent.tradeline, intent.epoch)
    key = bench.new_key(scope) if intent.epoch > standing.epoch else bench.held_wide(scope)
    return bench.give(standing, intent.capacity, intent.recipient, scope, key)
