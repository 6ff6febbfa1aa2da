"""Steps 3 and 7: the headers are of the bank's chain, and the words stand in the state under them."""

from collections.abc import Iterable

from ledger.attest.dossier import ProvedState
from ledger.attest.lists import LISTS
from ledger.attest.needed import Anchor, Needed, at_as_of, later
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.proof import slots
from ledger.proof.consensus.engine import Finality
from ledger.proof.consensus.hashes import block_hash
from ledger.proof.header import Header, decode_header
from ledger.proof.key_ids import attestation_key_id
from ledger.proof.state import account_key, read_account, read_word, word_key
from ledger.proof.trie import NodeBag
from ledger.verify.case import Case, Proved, Refusal, Words, ground
from ledger.verify.steps.seals import judge
from ledger.verify.trust import Contract, TrustRoot


def headers(case: Case) -> str:
    """3: chain id, hash and order hold, and those whom the trust root names have sealed both blocks."""
    dossier, attestation = ground(case.dossier, "1"), ground(case.attestation, "1")
    ground(case.figures, "2")
    trust = case.trust
    for urn in (attestation.issuer, attestation.subject):
        if urn.chain_id != trust.chain_id:
            raise Refusal(f"chain {urn.chain_id}, not {trust.chain_id} of the trust root")
        if urn.registry != trust.registry.address:
            raise Refusal("the member registry is not that of the trust root")
    first, second = (decode_header(state.header) for state in dossier.states)
    as_of, schedule = attestation.as_of, trust.schedule
    hashes = [block_hash(schedule.at(header.number).engine, header) for header in (first, second)]
    if (first.number, hashes[0]) != (as_of.block, as_of.hash):
        raise Refusal(f"the first header is not that of block {as_of.block} as attested")
    if (second.number, second.timestamp) < (first.number, first.timestamp):
        raise Refusal("the later header is before the as_of header")
    if second.number == first.number and hashes[0] != hashes[1]:
        raise Refusal("two headers of one block number")
    case.headers = (first, second)
    for header, proved in zip(case.headers, dossier.states, strict=True):
        finality = judge(trust, header, tuple(decode_header(data) for data in proved.descendants))
    case.shown["finality"] = finality.value
    return f"sealed by the validators that the trust root leads to; {_HOW_FINAL[finality]}"


_HOW_FINAL = {
    Finality.IMMEDIATE: "final at once: a quorum sealed both blocks",
    Finality.PROBABILISTIC: "settled, which is probabilistic: ceil(2N/3) signers sealed each block or built on it",
}


def state(case: Case) -> str:
    """7: the attested heads are those in state; at the later header they are unchanged, or named as moved."""
    attestation = ground(case.attestation, "1")
    ground(case.figures, "2")
    if [item.ledger for item in attestation.coverage] != [case.trust.ledger.address]:
        raise Refusal("the attestation covers other ledgers than those of the trust root")
    as_of, after = _prove_both(case)
    member = Member(attestation.subject.member)
    for kind, attested in zip(LISTS, attestation.coverage[0].heads, strict=True):
        if as_of.words.ledger[slots.member_head(member, kind)] != int.from_bytes(attested, "big"):
            raise Refusal(f"the head of {kind.name.lower()} in state is not the attested one")
    case.as_of, case.later = as_of, after
    moved = list(_moved(case, as_of, after, member))
    case.shown["member"] = member
    case.shown["moved_since"] = moved
    if after.words.ledger[slots.successor()]:
        case.shown["frozen"] = True
    told = f"moved since: {', '.join(moved)}" if moved else "unchanged since as_of"
    return f"heads proved at blocks {as_of.header.number} and {after.header.number}; {told}"


def _prove_both(case: Case) -> tuple[Proved, Proved]:
    """Every word that the dossier needs, at as_of and later, out of its two bags of nodes."""
    dossier, attestation = ground(case.dossier, "1"), ground(case.attestation, "1")
    token, (first, second) = ground(case.token, "1"), ground(case.headers, "3")
    member, issuer = (
        Member(attestation.subject.member),
        Member(attestation.issuer.member),
    )
    x, y = dossier.issuer_key
    anchor = Anchor(
        issuer=issuer,
        key_id=attestation_key_id(x + y),
        digest=token.issued.digest,
        batch_root=dossier.batch.root if dossier.batch else None,
        rulebook=attestation.rulebook_hash,
    )
    holdings = (ObligationId(event.subject) for event in dossier.lists[2])
    at_first = at_as_of(member, issuer, dossier.tradelines, holdings)
    at_second = later(member, dossier.tradelines, anchor)
    return (
        _prove(case.trust, first, dossier.states[0], at_first),
        _prove(case.trust, second, dossier.states[1], at_second),
    )


def _moved(case: Case, as_of: Proved, after: Proved, member: Member) -> Iterable[str]:
    for kind in LISTS:
        slot = slots.member_head(member, kind)
        if as_of.words.ledger[slot] != after.words.ledger[slot]:
            yield kind.name.lower()
    for item in ground(case.dossier, "1").tradelines:
        slot = slots.head(TradelineId.from_int(item.id))
        if as_of.words.ledger[slot] != after.words.ledger[slot]:
            yield f"tradeline {TradelineId.from_int(item.id)}"


def _prove(trust: TrustRoot, header: Header, state: ProvedState, needed: Needed) -> Proved:
    bag = NodeBag(state.nodes)
    asked = (
        (trust.registry, needed.registry),
        (trust.ledger, needed.ledger),
        (trust.attestations, needed.attestations),
    )
    registry, ledger, attestations = (_words(bag, header, contract, wanted) for contract, wanted in asked)
    bag.close()
    return Proved(
        header,
        block_hash(trust.schedule.at(header.number).engine, header),
        Words(registry, ledger, attestations),
    )


def _words(bag: NodeBag, header: Header, contract: Contract, wanted: tuple[int, ...]) -> dict[int, int]:
    if not wanted:
        return {}
    account = read_account(bag.prove(header.state_root, account_key(contract.address)))
    if account.code_hash != contract.code_hash:
        raise Refusal(f"the code at 0x{contract.address.hex()} is not that of the trust root")
    return {slot: read_word(bag.prove(account.storage_root, word_key(slot))) for slot in wanted}
