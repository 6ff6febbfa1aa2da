"""Step 9: of what was recorded, nothing was left out."""

from ledger.attest.dossier import ListEvent, ShownTradeline
from ledger.attest.lists import LISTS, fold_list
from ledger.core.entry import Clock
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.proof import slots
from ledger.proof.heads import first_head, next_head_hashed
from ledger.proof.keccak import keccak256
from ledger.proof.scope import Place
from ledger.proof.words import ObligationWord
from ledger.verify.case import Case, Refusal, ground


def complete(case: Case) -> str:
    """9: lists fold to the member's heads, entries to their tradelines' heads, and the counts are the attested ones."""
    dossier, as_of = ground(case.dossier, "1"), ground(case.as_of, "7")
    attestation = ground(case.attestation, "1")
    member = Member(attestation.subject.member)
    for kind, events in zip(LISTS, dossier.lists, strict=True):
        head = fold_list(member, kind, events)
        if as_of.words.ledger[slots.member_head(member, kind)] != int.from_bytes(head, "big"):
            raise Refusal(f"the {kind.name.lower()} shown do not fold to the member's head")
    named = _named(dossier.lists, as_of.words.ledger)
    if [item.id for item in dossier.tradelines] != named:
        raise Refusal("the tradelines shown are not those that the lists name")
    place = Place(case.trust.chain_id, case.trust.ledger.address)
    for item in dossier.tradelines:
        tradeline, head = TradelineId.from_int(item.id), _fold_entries(place, item)
        if as_of.words.ledger[slots.head(tradeline)] != int.from_bytes(head, "big"):
            raise Refusal(f"the entries of tradeline {tradeline} do not fold to its head")
    _check_counts(case)
    case.complete = True
    total = sum(len(item.entries) for item in dossier.tradelines)
    return f"{len(named)} tradelines and {total} entries fold to the heads in state"


def _named(lists: tuple[tuple[ListEvent, ...], ...], words: dict[int, int]) -> list[int]:
    tradelines, claims, holdings = lists
    named = {int.from_bytes(event.subject, "big") for event in (*tradelines, *claims)}
    for event in holdings:
        word = ObligationWord.from_word(words[slots.obligation(ObligationId(event.subject))])
        if word is None:
            raise Refusal("an obligation held does not exist")
        named.add(int(word.tradeline))
    return sorted(named)


def _fold_entries(place: Place, item: ShownTradeline) -> bytes:
    tradeline = TradelineId.from_int(item.id)
    head = first_head(place, tradeline, Member(item.creditor), Member(item.debtor))
    for entry in item.entries:
        payload_hash = keccak256(entry.payload) if entry.payload is not None else entry.payload_hash
        if payload_hash is None:
            raise Refusal("an entry without its payload's hash")
        clock = Clock(entry.number, entry.time)
        head = next_head_hashed(head, entry.meta, entry.obligation, entry.commitment, payload_hash, clock)
    return head


def _check_counts(case: Case) -> None:
    dossier, attestation = ground(case.dossier, "1"), ground(case.attestation, "1")
    coverage = attestation.coverage[0]
    tradelines, claims, holdings = (len({event.subject for event in events}) for events in dossier.lists)
    found = (
        tradelines,
        claims,
        holdings,
        sum(len(item.entries) for item in dossier.tradelines),
    )
    attested = (
        coverage.tradelines,
        coverage.claims,
        coverage.holdings,
        coverage.entries,
    )
    if found != attested:
        raise Refusal(f"counts are {found}, attested {attested}")
