"""Logs of the three contracts as facts. Each decodes to one or is a ProofError: nothing unknown is skipped."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ledger.core.entry import Clock, Entry
from ledger.core.errors import ProofError
from ledger.core.ids import Commitment, ObligationId
from ledger.proof.attestation_events import ATTESTATION_FORMS, AttestationEvent
from ledger.proof.event_form import BadEvent, EventForm
from ledger.proof.logs import Log
from ledger.proof.meta import Meta
from ledger.proof.registry_events import REGISTRY_FORMS, RegistryEvent
from ledger.proof.scope import Place


@dataclass(frozen=True, slots=True)
class Contracts:
    """One deployment: the chain's id, and the 20-byte addresses of the three contracts."""

    chain_id: int
    registry: bytes
    ledger: bytes
    attestations: bytes

    @property
    def place(self) -> Place:
        """What the ledger's keys and heads are bound to."""
        return Place(self.chain_id, self.ledger)

    @property
    def addresses(self) -> tuple[bytes, bytes, bytes]:
        """Those whose logs are facts."""
        return (self.registry, self.ledger, self.attestations)


@dataclass(frozen=True, slots=True)
class Frozen:
    """The ledger takes no entries any more; `successor` is an address, 0 for none."""

    successor: bytes


Event = Entry | Frozen | RegistryEvent | AttestationEvent
"""A fact; `Recorded` is the entry itself."""

RECORDED = EventForm.declared(
    "Recorded",
    "uint64 indexed tradeline, bytes32 indexed obligation, bytes32 meta, bytes32 commitment, bytes payload",
)
FROZEN = EventForm.declared("Frozen", "address indexed successor")

_Reader = tuple[EventForm, Callable[..., Event]]


class UnknownEvent(ProofError):
    """A log that no contract known here emits: from which address, with which first topic."""

    def __init__(self, address: bytes, topic: bytes) -> None:
        super().__init__(f"unknown event {topic.hex() or 'without topic'} of contract {address.hex()}")
        self.address = address
        self.topic = topic


def decode(contracts: Contracts, log: Log, clock: Clock, position: int) -> Event:
    """The fact that `log` states, `position`th of the block at `clock`. UnknownEvent, BadEvent or BadMeta."""
    topic = log.topics[0] if log.topics else b""
    if log.address == contracts.ledger and topic == RECORDED.topic:
        return _recorded(log, clock, position)
    known = {
        contracts.registry: _OF_REGISTRY,
        contracts.ledger: _OF_LEDGER,
        contracts.attestations: _OF_ATTESTATIONS,
    }
    form, event = known.get(log.address, {}).get(topic, (None, None))
    if form is None or event is None:
        raise UnknownEvent(log.address, topic)
    return event(*form.read(log))


def entry_of(
    meta: Meta, obligation: bytes, commitment: bytes, payload: bytes, clock: Clock, position: int
) -> Entry:
    """The entry of a log's parts; `position` is the log's index in its block."""
    return Entry(
        tradeline=meta.tradeline,
        entry_class=meta.entry_class,
        capacity=meta.capacity,
        delegated=meta.delegate,
        status=meta.status,
        epoch=meta.epoch,
        recorder=meta.recorder,
        subject=meta.subject,
        detail=meta.detail,
        obligation=ObligationId(obligation),
        commitment=Commitment(commitment),
        payload=payload,
        clock=clock,
        position=position,
    )


def meta_of(entry: Entry) -> Meta:
    """The word that the entry was logged with."""
    return Meta(
        entry_class=entry.entry_class,
        capacity=entry.capacity,
        status=entry.status,
        recorder=entry.recorder,
        tradeline=entry.tradeline,
        epoch=entry.epoch,
        subject=entry.subject,
        detail=entry.detail,
        delegate=entry.delegated,
    )


def _recorded(log: Log, clock: Clock, position: int) -> Entry:
    match RECORDED.read(log):
        case int(tradeline), bytes(obligation), bytes(word), bytes(commitment), bytes(payload):
            meta = Meta.from_bytes(word)
            if int(meta.tradeline) != tradeline:
                raise BadEvent("Recorded", "tradeline", "the one that meta names")
            return entry_of(meta, obligation, commitment, payload, clock, position)
        case _:
            raise BadEvent("Recorded", "parameters", "as declared")


def _by_topic(
    forms: Mapping[type[RegistryEvent], EventForm] | Mapping[type[AttestationEvent], EventForm],
) -> dict[bytes, _Reader]:
    return {form.topic: (form, event) for event, form in forms.items()}


_OF_REGISTRY = _by_topic(REGISTRY_FORMS)
_OF_LEDGER: dict[bytes, _Reader] = {FROZEN.topic: (FROZEN, Frozen)}
_OF_ATTESTATIONS = _by_topic(ATTESTATION_FORMS)
