"""The audit: from genesis, trusting nothing but the trust root, to words proved in the state.

Blocks are proved by their hashes and seals, receipts by their root, events decoded from those receipts; what they lead
to is recomputed with nothing left out, and compared with the state. Several sources are held against each other; where
they tell different blocks, each history is followed until a proof refuses it.
"""

from collections import deque
from collections.abc import Sequence

from ledger.app.audit.checkpoint import NotThisCheckpoint
from ledger.app.audit.findings import report_of
from ledger.app.audit.ground import Ground
from ledger.app.audit.hearing import Aids, Hearing
from ledger.app.audit.history import End, History
from ledger.app.audit.report import AuditReport, Differs, unequal
from ledger.app.audit.sources import Opened, Source, SourceAway
from ledger.app.audit.words import Plain
from ledger.core.errors import Misuse


def audit(
    sources: Sequence[Source], ground: Ground, *, now: int, until: int | None = None, aids: Aids | None = None
) -> AuditReport:
    """Audits blocks 0 to `until`, or to the highest that a source has.

    `now` in seconds since 1970-01-01 UTC. Differences are in the report; raised are SourceAway where all sources fell
    silent, NotThisCheckpoint, Misuse for a block that is not there yet, and with keys what the vault raises.
    """
    if any(phase.contract for phase in ground.schedule.phases):
        raise Misuse(
            "the trust root's validators are kept in a contract: no audit can follow them by headers"
        )
    with Opened() as opened:
        hearing = Hearing(sources, ground, until, aids or Aids(), opened)
        state = _resumed(hearing)
        _check_chains(hearing, sources)
        ends = _ends(History(hearing, list(sources), state))
        if not ends:
            raise SourceAway(*hearing.panel.silences()[0])
        held = [end for end in ends if end.difference is None]
        chosen = held[0] if held else ends[0]
        # Two histories that both hold: nothing here says which of them is the chain.
        parting = next((end.parting for end in held[1:]), None)
        expired = now > ground.expires
        return report_of(ground, chosen, hearing.panel.heard(), parting, whole=until is None, expired=expired)


def _ends(first: History) -> list[End]:
    """How each history ended that is told: the first, and those that part from one followed before."""
    ends, open_ = [], deque([first])
    while open_:
        history = open_.popleft()
        end = history.follow()
        open_.extend(history.parted)
        if end is not None:
            ends.append(end)
    return ends


def _resumed(hearing: Hearing) -> Plain | None:
    """Where an earlier run left off, if there is one."""
    aids = hearing.aids
    kept = None if aids.checkpoints is None else aids.checkpoints.load(hearing.ground, aids.shown)
    if kept is None:
        return None
    state, seats, block = kept
    if hearing.until is not None and block > hearing.until:
        raise NotThisCheckpoint(f"the checkpoint is of block {block}, after block {hearing.until}")
    hearing.panel.restore(seats, block)
    return state


def _check_chains(hearing: Hearing, sources: Sequence[Source]) -> None:
    """Each source is of the chain, and one of them has the block to audit up to."""
    heights = []
    for source in hearing.panel.live(sources):
        with hearing.asking(source):
            chain, expected = hearing.chain(source), hearing.ground.chain_id
            if (found := chain.chain_id()) != expected:
                raise Differs(unequal(0, None, "chain id", expected, found))
            heights.append(chain.height())
    if hearing.until is not None and heights and max(heights) < hearing.until:
        raise Misuse(f"the last block is {max(heights)}: there is no block {hearing.until} to audit up to")
