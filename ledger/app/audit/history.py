"""One history that some sources tell, followed block by block until a proof refuses it, or its end."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace

from ledger.app.audit.hearing import Hearing, Silent
from ledger.app.audit.look import Looked, Seen
from ledger.app.audit.replay import Replay
from ledger.app.audit.report import Account, ChainDiffers, Difference, Differs, malformed, unequal
from ledger.app.audit.sources import Source
from ledger.app.audit.trail import after
from ledger.app.audit.trail import settlement as settlement_of
from ledger.app.audit.words import Plain
from ledger.core.errors import ProofError, TradelineError
from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.settlement import Settlement
from ledger.proof.header import Header

MAX_BLOCK = 2**53 - 1
"""What a number in JSON can be: no chain comes to it, but a node can say so."""


@dataclass(frozen=True, slots=True)
class End:
    """How a history ended: `difference` is None if everything held. `parting`: where it parts from another.

    `sources` told it to its end.
    """

    replay: Replay
    parting: Difference | None
    difference: Difference | None
    sources: tuple[Source, ...] = ()
    settlement: Settlement | None = None
    account: Account | None = None


class History:
    """What `sources` tell, from genesis or from a state kept before.

    Where another of them tells a block that holds as well, it parts: `parted` are those histories.
    """

    def __init__(
        self,
        hearing: Hearing,
        sources: list[Source],
        state: Plain | None = None,
        parting: Difference | None = None,
    ) -> None:
        self.sources = sources
        self.parted: list[History] = []
        self._hearing, self._panel, self._ground = hearing, hearing.panel, hearing.ground
        self._state, self._parting = state, parting
        self._replay = Replay(hearing.ground, hearing.aids.keys, hearing.aids.shown)

    def follow(self) -> End | None:
        """Follows it to its end; None if all who told it fell silent."""
        if self._state is not None:
            self._replay.restore(self._state)
            self._recheck()
        while (leader := self._leader()) is not None:
            try:
                self._walk(leader)
                self._save()
                self._compare(leader)
                settlement, account = self._settlement(leader), self._replay.account()
                return End(self._replay, self._parting, None, tuple(self._live()), settlement, account)
            except ChainDiffers as differs:
                # All who still tell this history tell this of it.
                for source in self._live():
                    self._panel.accuse(source, differs.difference)
            except (Differs, Silent) as error:
                self._drop(leader, error)
        difference = self._panel.first_difference(self.sources)
        if difference is None:
            return None
        return End(self._replay, self._parting, difference, settlement=self._settled(()))

    def _live(self) -> list[Source]:
        return self._panel.live(self.sources)

    def _leader(self) -> Source | None:
        """The source with most of the blocks, by its own word: if it has them not, it is the next one's turn."""
        heights: dict[Source, int] = {}
        for source in self._live():
            with self._hearing.asking(source):
                height = self._hearing.chain(source).height()
                until = self._hearing.until
                heights[source] = height if until is None else min(height, until)
        return max(heights, key=lambda source: heights[source], default=None)

    def _recheck(self) -> None:
        """Whoever is followed from a block that was taken before has that block."""
        trail = self._replay.trail
        if trail is None:
            return
        for source in self._live():
            with self._hearing.asking(source):
                for looked in self._hearing.look(source, range(trail.number, trail.number + 1)).blocks:
                    if looked.fault is not None:
                        raise looked.fault.error
                    if looked.hash != trail.hash:
                        raise Differs(unequal(trail.number, None, "hash", trail.hash, looked.hash))

    def _walk(self, leader: Source) -> None:
        """Takes what the leader tells, to its end, also as that moves on meanwhile. Differs, Silent."""
        replay, goal = self._replay, min(self._goal(leader), MAX_BLOCK)
        while replay.next <= goal:
            others = tuple(source for source in self._live() if source != leader)
            looks = self._hearing.looks(leader, others, range(replay.next, goal + 1))
            with closing(looks):
                for seen in looks:
                    self._take(leader, seen, goal)
            goal = min(self._goal(leader), MAX_BLOCK)

    def _goal(self, leader: Source) -> int:
        """The block to audit up to: in an archive one whose state is there.

        Under Clique it is a block that signers have built on, who may well take the last ones back.
        """
        if self._hearing.until is not None:
            return self._hearing.until
        try:
            height, proved = self._hearing.chain(leader).height(), self._hearing.chain(leader).proved_at()
        except TradelineError as error:
            raise Silent(str(error)) from error
        if proved:
            return proved[-1]
        if self._ground.engine is not Engine.CLIQUE:
            return height
        trail = self._replay.trail
        if trail is None or trail.point is None:
            return 0  # the genesis says how many signers there are
        # If all of them are there, one round seals a block or builds on it.
        return max(height - len(trail.point.validators), trail.number)

    def _take(self, leader: Source, seen: Seen, goal: int) -> None:
        replay, aids = self._replay, self._hearing.aids
        silent = {item.source: item for item in seen.silent}
        for looked in seen.blocks:
            trail = after(replay.trail, self._ground, looked)
            for source, silence in silent.items():
                if silence.number == looked.number and source in self._live():
                    self._panel.silence(source, silence.why)
            for other, header in looked.others:
                if other in self._live():
                    self._judge(looked, other, header)
            replay.take(looked, trail)
            self._panel.told(self._live(), looked.number)
            if looked.number < goal:
                self._compare_early(leader)
            aids.progress(looked.number, goal)
            if aids.checkpoints is not None and looked.number % aids.checkpoints.every == 0:
                self._save()
        if leader in silent:
            raise Silent(silent[leader].why)

    def _judge(self, looked: Looked, other: Source, header: Header | None) -> None:
        """Another source tells another header: it is disproved, or its history parts here."""
        number, alone = looked.number, looked
        if header is not None and self._hash_of(header) == looked.hash:
            alone = replace(looked, header=header)  # seals stand outside the hash
        else:
            seen = self._hearing.look(other, range(number, number + 1))
            if not seen.blocks:
                return self._panel.silence(other, seen.silent[0].why)
            (alone,) = seen.blocks
        try:
            after(self._replay.trail, self._ground, alone)
        except Differs as differs:
            return self._panel.accuse(other, differs.difference)
        return None if alone.hash == looked.hash else self._part(looked, alone.hash, other)

    def _part(self, looked: Looked, told: bytes, other: Source) -> None:
        self.sources.remove(other)
        parting = unequal(looked.number, None, "hash: another history parts here", looked.hash, told)
        for parted in self.parted:
            if parted._parting == parting:
                parted.sources.append(other)
                return
        self.parted.append(History(self._hearing, [other], self._replay.state(), parting))

    def _hash_of(self, header: Header) -> bytes | None:
        try:
            return self._ground.hash_of(header)
        except ProofError:
            return None

    def _compare(self, source: Source) -> None:
        """Holds the words against the state as a source proves it. Differs, Silent."""
        try:
            self._replay.compare(self._hearing.chain(source))
        except Differs:
            raise
        except ProofError as error:
            raise Differs(malformed(self._replay.next - 1, error)) from error
        except TradelineError as error:
            raise Silent(str(error)) from error

    def _compare_early(self, leader: Source) -> None:
        """The same at blocks before the last one, where a source is known to have kept the proofs."""
        for source in self._live():
            if self._replay.next - 1 not in self._hearing.chain(source).proved_at():
                continue
            try:
                return self._compare(source)
            except (Differs, Silent) as error:
                if source == leader or isinstance(error, ChainDiffers):
                    raise
                self._drop(source, error)
        return None

    def _drop(self, source: Source, error: Differs | Silent) -> None:
        if isinstance(error, Differs):
            self._panel.accuse(source, error.difference)
        else:
            self._panel.silence(source, str(error))

    def _settlement(self, leader: Source) -> Settlement | None:
        """How final the last block is; Clique asks the leader for the blocks after it, which need not stay."""
        trail = self._replay.trail
        if trail is None or trail.point is None:
            return None
        if self._ground.engine is not Engine.CLIQUE:
            return self._settled(())
        rounds = range(trail.number + 1, trail.number + 1 + 2 * len(trail.point.validators))
        seen = self._hearing.look(leader, rounds)
        return self._settled(looked.header for looked in seen.blocks if looked.header is not None)

    def _settled(self, later: Iterable[Header]) -> Settlement | None:
        trail = self._replay.trail
        return None if trail is None else settlement_of(trail, self._ground, later)

    def _save(self) -> None:
        """Keeps where the audit stands, unless histories part: then it goes on from before that."""
        checkpoints, trail = self._hearing.aids.checkpoints, self._replay.trail
        if checkpoints is None or trail is None or self._parting is not None or self.parted:
            return
        state = [self._replay.state(), self._panel.state(), trail.number]
        checkpoints.save(self._ground, self._hearing.aids.shown, state)
