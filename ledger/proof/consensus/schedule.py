"""Which engine seals from which block on, and what a genesis file says of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from ledger.proof.consensus.engine import Engine
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.point import ADDRESS_SIZE

EPOCH = 30_000
"""Blocks from one clearing of votes to the next, where a genesis file names none (Besu and geth)."""
_MIGRATIONS = {(Engine.IBFT1, Engine.QBFT), (Engine.IBFT2, Engine.QBFT)}
_SECTIONS = {"ibft": Engine.IBFT1, "ibft2": Engine.IBFT2, "qbft": Engine.QBFT, "clique": Engine.CLIQUE}


@dataclass(frozen=True, slots=True)
class Phase:
    """Who seals from block `first` on, under which rules.

    Votes are cleared every `epoch` blocks; `period` is the least number of seconds between two blocks. `validators`,
    where given, take over at `first` whatever was voted (a transition of Besu). Under `contract` the set is kept in
    a contract's state, where headers do not show it.
    """

    first: int
    engine: Engine
    epoch: int = EPOCH
    validators: tuple[bytes, ...] | None = None
    contract: bool = False
    period: int = 0


@dataclass(frozen=True, slots=True)
class Schedule:
    """The phases of a chain, from block 0 on; SealError for phases that no chain can have."""

    phases: tuple[Phase, ...]

    def __post_init__(self) -> None:
        if not self.phases or self.phases[0].first != 0:
            raise SealError("phases", "the first begins at the genesis", 0, [])
        for phase in self.phases:
            _check_phase(phase)
        for earlier, later in pairwise(self.phases):
            if later.first <= earlier.first:
                raise SealError("phases", "each begins after the one before", earlier.first + 1, later.first)
            change = earlier.engine, later.engine
            if later.engine is not earlier.engine and change not in _MIGRATIONS:
                raise SealError("phases", "engines migrate from ibft to qbft", "qbft", later.engine.value)

    def at(self, number: int) -> Phase:
        """The phase whose rules block `number` obeys."""
        return next(phase for phase in reversed(self.phases) if phase.first <= number)

    def is_epoch(self, number: int) -> bool:
        """Whether votes are cleared with block `number`, and its own is not counted.

        An engine that took over counts from the block before its first, which is its genesis (Besu, EpochManager).
        """
        phase = self.at(number + 1)
        first = next(other.first for other in self.phases if other.engine is phase.engine)
        return (number - max(first - 1, 0)) % phase.epoch == 0


def schedule_of_genesis(genesis: Mapping[str, object]) -> Schedule:
    """The schedule in a genesis file of Besu or geth, as JSON; the case of its names does not matter."""
    config = _section(_lowered(genesis), "config")
    if config.get("eccurve", "secp256k1") != "secp256k1":
        raise SealError("config.ecCurve", "the curve of seals", "secp256k1", config["eccurve"])
    names = [name for name in _SECTIONS if name in config]
    if names not in (["ibft", "qbft"], ["ibft2", "qbft"]):
        if len(names) != 1:
            raise SealError("config", "names its engine", "clique, qbft, ibft2 or ibft", ", ".join(names))
        return Schedule(_phases(config, names[0], 0))
    start = _number(_section(config, "qbft"), "startblock", 0)
    if start == 0:
        raise SealError("config.qbft.startBlock", "where qbft takes over", "1 or more", start)
    before = tuple(phase for phase in _phases(config, names[0], 0) if phase.first < start)
    return Schedule(before + _phases(config, "qbft", start))


def _check_phase(phase: Phase) -> None:
    if phase.epoch < 1:
        raise SealError("phases.epoch", "blocks between clearings of votes", "1 or more", phase.epoch)
    if phase.validators is not None and (
        not phase.validators or any(len(address) != ADDRESS_SIZE for address in phase.validators)
    ):
        raise SealError("phases.validators", "addresses of 20 bytes", "at least one", list(phase.validators))
    if phase.contract and phase.engine is not Engine.QBFT:
        raise SealError("phases.contract", "a contract names validators", "qbft alone", phase.engine.value)


def _phases(config: dict[str, Any], name: str, first: int) -> tuple[Phase, ...]:
    """The phases of one engine: of its section, and one for each of its transitions after that."""
    section = _section(config, name)
    engine = _SECTIONS[name]
    if engine is Engine.IBFT1 and _number(section, "ceil2nby3block", 0) != 0:
        # Below it GoQuorum took 2F+1 seals, 3 of 5 validators: two such quorums can share a faulty one alone.
        raise SealError("config.ibft.ceil2Nby3Block", "a quorum is ceil(2N/3) from the start", 0, section)
    epoch = _number(section, "epochlength", _number(section, "epoch", EPOCH))
    default = 0 if engine is Engine.CLIQUE else 1
    phase = Phase(
        first,
        engine,
        epoch,
        contract=engine is Engine.QBFT and section.get("validatorcontractaddress") is not None,
        period=_period(section, _number(section, "period", default)),
    )
    phases = [phase]
    for fork in sorted(_forks(config, name), key=lambda fork: _number(fork, "block", 0)):
        phase = _transition(phase, fork)
        # What was due before the engine took over is part of its first phase.
        phases = [*phases, phase] if phase.first > first else [replace(phase, first=first, validators=None)]
    return tuple(phases)


def _transition(before: Phase, fork: dict[str, Any]) -> Phase:
    """The phase that a transition of Besu begins (QbftFork, BftFork, CliqueFork)."""
    block = _number(fork, "block", 0)
    if block == 0:
        raise SealError("config.transitions.block", "no transition at the genesis", "1 or more", block)
    mode = str(fork.get("validatorselectionmode", "")).lower()
    contract = {"blockheader": False, "contract": True}.get(mode, before.contract)
    listed = fork.get("validators")
    if mode == "blockheader" and not listed:
        raise SealError(
            "config.transitions.validators", "blockheader mode names a set", "at least one", listed
        )
    return replace(
        before,
        first=block,
        validators=None if listed is None or contract else _addresses(listed),
        contract=contract,
        period=_period(fork, before.period),
    )


def _period(section: dict[str, Any], default: int) -> int:
    milliseconds = _number(section, "xblockperiodmilliseconds", 0)
    return milliseconds // 1000 if milliseconds else _number(section, "blockperiodseconds", default)


def _forks(config: dict[str, Any], name: str) -> list[dict[str, Any]]:
    forks = _section(config, "transitions").get(name, []) if "transitions" in config else []
    if not isinstance(forks, list) or not all(isinstance(fork, dict) for fork in forks):
        raise SealError(f"config.transitions.{name}", "its form", "a list of objects", forks)
    return forks


def _section(parent: dict[str, Any], name: str) -> dict[str, Any]:
    section = parent.get(name)
    if not isinstance(section, dict):
        raise SealError(name, "its form in a genesis file", "an object", section)
    return section


def _number(section: dict[str, Any], name: str, default: int) -> int:
    number = section.get(name, default)
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < 1 << 63:
        raise SealError(name, "its form in a genesis file", "a natural number", number)
    return number


def _addresses(listed: object) -> tuple[bytes, ...]:
    if not isinstance(listed, list):
        raise SealError("validators", "its form in a genesis file", "a list of addresses", listed)
    return tuple(sorted({_address(text) for text in listed}))


def _address(text: object) -> bytes:
    digits = text.removeprefix("0x") if isinstance(text, str) else ""
    if len(digits) != 2 * ADDRESS_SIZE or not all(digit in "0123456789abcdefABCDEF" for digit in digits):
        raise SealError("validators", "its form in a genesis file", "an address of 20 bytes", text)
    return bytes.fromhex(digits)


def _lowered(value: Any) -> Any:
    """JSON with the names of its objects in lower case, as Besu reads a genesis file."""
    match value:
        case Mapping():
            return {str(name).lower(): _lowered(inner) for name, inner in value.items()}
        case list():
            return [_lowered(inner) for inner in value]
    return value
