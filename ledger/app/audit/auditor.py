"""The audit: from genesis over RPC, trusting nothing but the trust root, to words proved in the state.

Blocks are proved by their hashes, receipts by their root, events decoded from those receipts; what they lead to is
recomputed with nothing left out, and compared with the state. It stops at the first difference and names it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ledger.app.audit.account import Keys, account_of, keep
from ledger.app.audit.anchor_words import AnchorWords
from ledger.app.audit.blocks import AuditedChain, ProvedBlock, proved_blocks
from ledger.app.audit.ledger_words import LedgerWords
from ledger.app.audit.registry_words import RegistryWords
from ledger.app.audit.report import Account, AsOf, AuditReport, Counts, Difference, Differs, Finding, unequal
from ledger.app.audit.state import TrustedContract, compare
from ledger.app.audit.words import Moment
from ledger.core.entry import Clock, Entry
from ledger.core.errors import ProofError
from ledger.proof.attestation_events import AttestationEvent
from ledger.proof.consensus.engine import Engine
from ledger.proof.event_form import BadEvent
from ledger.proof.events import Contracts, Event, Frozen, UnknownEvent, decode
from ledger.proof.logs import Log
from ledger.proof.meta import BadMeta


@dataclass(frozen=True, slots=True)
class Ground:
    """What the trust root says: chain id, hash of the genesis, engine, the three contracts.

    `expires` in seconds since 1970-01-01 UTC.
    """

    chain_id: int
    genesis: bytes
    engine: Engine
    expires: int
    registry: TrustedContract
    ledger: TrustedContract
    attestations: TrustedContract

    @property
    def contracts(self) -> Contracts:
        """Where they stand."""
        return Contracts(self.chain_id, self.registry.address, self.ledger.address, self.attestations.address)


def audit(
    chain: AuditedChain,
    ground: Ground,
    *,
    now: int,
    until: int | None = None,
    keys: Keys | None = None,
    progress: Callable[[int], None] = lambda block: None,
) -> AuditReport:
    """Audits blocks 0 to `until`, or to the head; `progress` is told each block that is done.

    `now` in seconds since 1970-01-01 UTC. A difference is in the report; raised are Unavailable, what the node calls
    an error, and with `keys` what the vault raises.
    """
    replay = _Replay(ground, keys)
    difference = _first_difference(chain, ground, replay, until, progress)
    account = replay.account() if difference is None else None
    return replay.report(difference, account, expired=now > ground.expires)


def _first_difference(
    chain: AuditedChain,
    ground: Ground,
    replay: "_Replay",
    until: int | None,
    progress: Callable[[int], None],
) -> Difference | None:
    try:
        if (found := chain.chain_id()) != ground.chain_id:
            return unequal(0, None, "chain id", ground.chain_id, found)
        for block in proved_blocks(chain, ground.genesis, ground.ledger.address, until):
            replay.take(block)
            progress(block.header.number)
        replay.compare(chain)
    except Differs as differs:
        return differs.difference
    except ProofError as error:
        # Something that the client itself could not read.
        return unequal(replay.last_block, None, "answer of the node", "one that is well formed", error)
    return None


class _Replay:
    """What the blocks taken so far lead to."""

    def __init__(self, ground: Ground, keys: Keys | None) -> None:
        self._ground, self._keys = ground, keys
        self._contracts = ground.contracts
        self._ledger = LedgerWords(self._contracts.place)
        self._registry = RegistryWords()
        self._anchors = AnchorWords()
        self._counts = Counts()
        self._last: ProvedBlock | None = None

    def take(self, block: ProvedBlock) -> None:
        """Takes the events of a proved block. Differs for one that is unknown, or cannot have been."""
        header = block.header
        for index, _, log in block.logs():
            if log.address in self._contracts.addresses:
                self._event(log, Moment(header.number, header.timestamp, index))
                self._counts.logs += 1
        if self._keys is not None:
            keep(self._keys, block, self._contracts.addresses)
        self._counts.blocks += 1
        self._counts.receipts += len(block.receipts)
        self._last = block

    @property
    def last_block(self) -> int:
        """Number of the last block taken; 0 before the first."""
        return 0 if self._last is None else self._last.header.number

    def compare(self, chain: AuditedChain) -> None:
        """Holds every word against the state at the last block. Differs."""
        last, ground = self._last, self._ground
        if last is None:
            return
        for contract, words in (
            (ground.registry, self._registry.words),
            (ground.ledger, self._ledger.words),
            (ground.attestations, self._anchors.words),
        ):
            compare(chain, last.header, contract, words, self._proved)

    def account(self) -> Account | None:
        """What there are keys for, as of the last block."""
        if self._keys is None or self._last is None:
            return None
        return account_of(self._keys, self._last, self._registry.related)

    def report(self, difference: Difference | None, account: Account | None, *, expired: bool) -> AuditReport:
        """What was established of the blocks taken; state and contents only where there was no difference."""
        counts, last = self._counts, self._last
        counts.entries, counts.members = self._ledger.entries, self._registry.members
        counts.tradelines, counts.obligations = self._ledger.tradelines, self._ledger.obligations
        counts.anchors = self._anchors.anchors
        as_of = None if last is None else AsOf(last.header.number, last.hash, last.header.timestamp)
        established, missing = _findings(self._ground, counts, difference, account)
        if expired:
            missing = (Finding("trust root", "it has expired: keys that retired since can forge"), *missing)
        return AuditReport(
            self._ground.chain_id,
            self._ground.genesis,
            as_of,
            established,
            missing,
            counts,
            difference,
            account,
        )

    def _event(self, log: Log, at: Moment) -> None:
        event = _decoded(self._contracts, log, at)
        if isinstance(event, Entry | Frozen):
            self._ledger.take(event, at)
        elif isinstance(event, AttestationEvent):
            self._anchors.take(event, at)
        else:
            self._registry.take(event, at)

    def _proved(self, words: int) -> None:
        self._counts.words += words


def _decoded(contracts: Contracts, log: Log, at: Moment) -> Event:
    try:
        return decode(contracts, log, Clock(at.block, at.time), at.log)
    except UnknownEvent as error:
        raise at.differs("event", "one that these contracts log", error.topic) from error
    except BadEvent as error:
        raise at.differs(f"{error.event}: {error.part}", error.rule, log.data) from error
    except BadMeta as error:
        raise at.differs(f"meta: {error.field}", error.rule, log.data[:32]) from error
    except ProofError as error:
        raise at.differs("log", "one that decodes", error) from error


def _findings(
    ground: Ground, counts: Counts, difference: Difference | None, account: Account | None
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """What was established, and what was not."""
    established, missing = [], []
    if counts.blocks:
        established += [
            Finding("blocks", f"{counts.blocks} from the genesis of the trust root, by hash and parent hash"),
            Finding("receipts", f"{counts.receipts} rebuilt to the receipts root and bloom of their blocks"),
            Finding("events", f"{counts.logs} logs of the three contracts decoded, none unknown"),
        ]
    if difference is None:
        heads = (
            f"{counts.words} words of the three contracts, heads among them, recomputed and proved in state"
        )
        established += [
            Finding("code", "of the three contracts, by the hashes of the trust root"),
            Finding("state", heads),
        ]
    else:
        missing.append(Finding("state", "the audit stopped at a difference before it was proved"))
    if account is not None:
        opened = f"{account.opened} entries of member {account.member} (no shared keys), figures recomputed from them"
        if account.opened:
            established.append(Finding("contents", opened))
        if account.sealed:
            sealed = (
                f"{account.sealed} entries on tradelines of member {account.member}: its vault has no key"
            )
            missing.append(Finding("sealed contents", sealed))
    else:
        missing.append(Finding("contents", "nothing was opened: no keys, or none were reached"))
    return tuple(established), (*missing, *_never(ground))


def _never(ground: Ground) -> tuple[Finding, ...]:
    """What this audit does not establish of any chain."""
    return (
        Finding(
            "seals",
            f"{ground.engine.value} chain: no validators' seals, so that another history would pass too",
        ),
        Finding("end", "a node can keep its last blocks to itself: this is the chain up to the block named"),
        Finding("lanes", "the next sequence of each lane is in state, but no event tells it"),
        Finding("attestations", "anchors are checked; what was attested is in dossiers (`tradeline verify`)"),
    )
