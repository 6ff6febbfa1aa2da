"""What an audit established and what it could not, in words."""

from collections.abc import Iterator
from dataclasses import replace

from ledger.app.audit.ground import Ground
from ledger.app.audit.history import End
from ledger.app.audit.report import Account, AsOf, AuditReport, Counts, Difference, Finding, Heard
from ledger.proof.consensus.engine import Engine, Finality
from ledger.proof.consensus.settlement import Settlement

_LANES, _END = "lanes", "end"


def beyond(finding: Finding) -> bool:
    """Whether what is not established is so of every chain, however sound."""
    return finding.what in (_LANES, _END)


def report_of(
    ground: Ground,
    end: End,
    heard: tuple[Heard, ...],
    parting: Difference | None,
    *,
    whole: bool,
    expired: bool,
) -> AuditReport:
    """The report on a history; of state and contents it says something only where there was no difference.

    `parting`: where another history parts from it that holds as well. `whole`: whether it goes to the chain's end.
    """
    told = {source.name for source in end.sources}
    heard = tuple(replace(item, apart=item.outcome == "agrees" and item.source not in told) for item in heard)
    counts, difference, as_of = end.replay.counts(), end.difference or parting, _as_of(end)
    established = [*_of_blocks(ground, counts), *_of_state(counts, end.difference), *_of_sources(heard)]
    missing = [*_left_open(ground, end.difference), *_end(ground, as_of, end.settlement)]
    if expired:
        missing.insert(0, Finding("trust root", "it has expired: keys that retired since can forge"))
    for found, sealed in _contents(counts, end.account):
        (missing if sealed else established).append(found)
    attested = end.replay.attested(whole=end.difference is None and whole)
    if not attested:
        why = "anchors are checked; what was attested is in dossiers, and none was given (--dossier)"
        missing.append(Finding("attestations", why))
    return AuditReport(
        ground.chain_id,
        ground.genesis,
        ground.engine,
        ground.contracts,
        as_of,
        tuple(established),
        tuple(missing),
        counts,
        heard,
        attested,
        difference,
        end.account,
    )


def _as_of(end: End) -> AsOf | None:
    trail, settlement = end.replay.trail, end.settlement
    if trail is None:
        return None
    finality = Finality.NONE if settlement is None else settlement.finality
    vouching = 0 if settlement is None else len(settlement.signers)
    return AsOf(trail.number, trail.hash, trail.header.timestamp, finality, vouching)


def _of_blocks(ground: Ground, counts: Counts) -> Iterator[Finding]:
    if not counts.blocks:
        return
    yield Finding("blocks", f"{counts.blocks} from the genesis of the trust root, by hash and parent hash")
    if ground.engine is not Engine.DEVELOPMENT and counts.blocks > 1:
        who = "its signer" if ground.engine is Engine.CLIQUE else "a quorum of its validators"
        followed = "as votes change them, from the genesis"
        yield Finding("seals", f"{counts.blocks - 1} blocks, each sealed by {who}, followed {followed}")
    yield Finding("receipts", f"{counts.receipts} rebuilt to the receipts root and bloom of their blocks")
    yield Finding("events", f"{counts.logs} logs of the three contracts decoded, none unknown")


def _of_state(counts: Counts, difference: Difference | None) -> Iterator[Finding]:
    if difference is not None:
        return
    yield Finding("code", "of the three contracts, by the hashes of the trust root")
    earlier = f", and as they were at {counts.states - 1} earlier blocks" if counts.states > 1 else ""
    words = f"{counts.words} words of the three contracts, heads among them, recomputed and proved in state"
    yield Finding("state", words + earlier)


def _of_sources(heard: tuple[Heard, ...]) -> Iterator[Finding]:
    agreed = [item for item in heard if item.outcome == "agrees" and item.until is not None]
    if len(agreed) > 1:
        since = max(item.since for item in agreed)
        names = ", ".join(item.source for item in agreed)
        yield Finding("agreement", f"{names} tell the same headers from block {since} on")


def _contents(counts: Counts, account: Account | None) -> Iterator[tuple[Finding, bool]]:
    """Each with whether it is about what stays sealed."""
    classes = ", ".join(f"{count} {kind.name.lower()}" for kind, count in counts.classes.items())
    if account is None:
        why = f"no keys: what {counts.entries} entries say stays sealed ({classes or 'there are none'})"
        yield Finding("contents", why), True
        return
    whose = f"member {account.member}"
    if account.opened:
        what = f"{account.opened} entries of {whose} (no shared keys), figures recomputed from them"
        yield Finding("contents", what), False
    if account.sealed:
        why = f"{account.sealed} entries on tradelines of {whose}: its vault has no key"
        yield Finding("sealed contents", why), True
    others = counts.entries - account.opened - account.sealed - account.void - account.shares
    if others:
        why = f"{others} of {counts.entries} entries are on no tradeline of {whose}"
        yield Finding("contents of others", why), True


def _left_open(ground: Ground, difference: Difference | None) -> Iterator[Finding]:
    if difference is not None:
        yield Finding("state", "the audit stopped at a difference before it was proved")
    if ground.engine is Engine.DEVELOPMENT:
        why = "development chain: no validators seal it, so that another history would pass too"
        yield Finding("seals", why)
    yield Finding(_LANES, "the next sequence of each lane is in state, but no event tells it")


def _end(ground: Ground, as_of: AsOf | None, settlement: Settlement | None) -> Iterator[Finding]:
    yield Finding(_END, "a source can keep its last blocks to itself: the chain up to the block named")
    if as_of is None or settlement is None or ground.engine is not Engine.CLIQUE:
        return
    told = f"{as_of.vouching} signers sealed block {as_of.block} or built on it, of {settlement.needed} that settle it"
    if as_of.finality is Finality.NONE:
        yield Finding("finality", f"{told}: it may yet be taken back")
    else:
        yield Finding("finality", f"{told}: final by the engine's rule, which makes it no more than probable")
