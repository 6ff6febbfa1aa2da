"""Accepting what a member wants to record: sealed, stored and queued in one transaction, or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.app.bench import Bench, Ready
from ledger.app.desk import Desk
from ledger.app.intents import Intent
from ledger.app.ports import OutboxState
from ledger.app.sealing import seal_intent
from ledger.core.ids import Commitment, Member, ObligationId, TradelineId

BATCH = 100
"""Entries of a batch at most."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """An entry that is stored.

    `row` is its place in the outbox, None where the chain has it and the outbox does not.

    `fresh` is False for one that had been accepted before, and was not accepted again.
    """

    tradeline: TradelineId
    obligation: ObligationId
    commitment: Commitment
    row: int | None
    fresh: bool


def submit(desk: Desk, member: Member, intents: Sequence[Intent], lane: int = 0) -> tuple[Accepted, ...]:
    """Accepts intents, in order; an Open with a member comes to two entries.

    One that cannot be accepted refuses all.

    Entries that build on others which are not mined yet belong in the same lane. Raises BadContent, Refused
    and its kinds in `ledger.app.refusals`, Unavailable where the registry does not answer.
    """
    with desk.vault.transaction():
        bench = Bench(desk, member)
        bench.check_role(member)
        ready = [one for intent in intents for one in seal_intent(bench, intent)]
        fresh = {one.name: one for one in ready if _is_fresh(bench, one)}
        for batch in _batches(list(fresh.values())):
            desk.vault.outbox.append(member, lane, [one.entry for one in batch], [one.name for one in batch])
        return tuple(_accepted(desk, member, one, one.name in fresh) for one in ready)


def _batches(ready: list[Ready]) -> list[list[Ready]]:
    return [ready[start : start + BATCH] for start in range(0, len(ready), BATCH)]


def _is_fresh(bench: Bench, ready: Ready) -> bool:
    row = bench.desk.vault.outbox.find(bench.member, ready.name)
    return not bench.is_logged(ready) if row is None else row.state is OutboxState.REFUSED


def _accepted(desk: Desk, member: Member, ready: Ready, fresh: bool) -> Accepted:
    row = desk.vault.outbox.find(member, ready.name)
    commitment = Commitment(ready.entry.commitment)
    return Accepted(ready.tradeline, ready.obligation, commitment, row.number if row else None, fresh)
