"""The contents of shown entries: each opens to its commitment, or is void by its recorder's fault."""

from collections.abc import Iterator, Mapping

from ledger.attest.dossier import ShownTradeline
from ledger.attest.shown import FactsShown, SealedShown, ShownEntry, VoidShown, WholeShown
from ledger.core.codes import EntryClass
from ledger.core.entry import Content, Opened, PayloadFault, Sealed, Void
from ledger.core.errors import BadContent, ProofError
from ledger.core.ids import EXTERNAL, ON_TRADELINE, Member, ObligationId
from ledger.proof.commitment import commit, facts_hash, identity_hash
from ledger.proof.content import decode_facts, decode_identity
from ledger.proof.keys import entry_key, entry_key_commitment, tradeline_key_commitment
from ledger.proof.meta import Meta
from ledger.proof.payload import PUBLISHING, split
from ledger.proof.scope import Envelope, Place, Scope
from ledger.proof.seal import Failure, unseal

FAULTS = {
    Failure.NOT_OPENED: PayloadFault.NOT_OPENED,
    Failure.WRONG_COMMITMENT: PayloadFault.WRONG_COMMITMENT,
    Failure.MALFORMED: PayloadFault.MALFORMED,
}


Committed = Mapping[tuple[int, Scope], tuple[bytes | None, Member]]
"""What was published first, and by whom, by level (0 of a tradeline, 1 of an entry) and scope."""


class NotShown(ProofError):
    """What is shown of an entry is not of that entry."""


def contents_of(place: Place, item: ShownTradeline) -> tuple[Content, ...]:
    """The content of each entry of a shown tradeline, in order; NotShown where an opening is of something else."""
    return tuple(_contents(place, item))


def _contents(place: Place, item: ShownTradeline) -> Iterator[Content]:
    committed = _committed_keys(place, item)
    for entry in item.entries:
        meta = Meta.from_bytes(entry.meta)
        if int(meta.tradeline) != item.id:
            raise NotShown(f"an entry of tradeline {meta.tradeline} is shown under another")
        yield _content(place, meta, entry, committed)


def _content(
    place: Place,
    meta: Meta,
    entry: ShownEntry,
    committed: Committed,
) -> Content:
    match entry.showing:
        case SealedShown():
            return Sealed()
        case FactsShown(facts, salt, h2):
            _check_opens(entry, commit(facts_hash(salt, facts), h2))
            return _read(facts, None)
        case WholeShown(facts, salt, identity, identity_salt):
            _check_opens(
                entry,
                commit(facts_hash(salt, facts), identity_hash(identity_salt, identity)),
            )
            return _read(facts, identity)
        case VoidShown(key, of_tradeline):
            return _void(place, meta, entry, (key, of_tradeline), committed)


def _check_opens(entry: ShownEntry, commitment: bytes) -> None:
    if commitment != entry.commitment:
        raise NotShown(f"an opening is not of the commitment 0x{entry.commitment.hex()}")


def _read(facts: bytes, identity: bytes | None) -> Content:
    # The recorder committed to these very bytes: if they are no content, that is its own fault.
    try:
        return Opened(decode_facts(facts), None if identity is None else decode_identity(identity))
    except (ProofError, BadContent):
        return Void(PayloadFault.MALFORMED)


def _void(
    place: Place,
    meta: Meta,
    entry: ShownEntry,
    shown: tuple[bytes, bool],
    committed: Committed,
) -> Content:
    key, of_tradeline = shown
    scope = Scope(place, meta.tradeline, meta.epoch, ObligationId(entry.obligation))
    level, commitment = (
        (0, tradeline_key_commitment(scope, key)) if of_tradeline else (1, entry_key_commitment(scope, key))
    )
    asked = scope.of_tradeline() if of_tradeline else scope
    published, publisher = committed.get((level, asked), (None, EXTERNAL))
    if published != commitment:
        raise NotShown("the key shown for a void entry is not the one committed on chain")
    if level and publisher != meta.recorder:
        # Nothing ties an entry's key to the tradeline's: whoever published a false one would void what others wrote.
        raise NotShown("an entry is void by its recorder's own key, or by the tradeline's")
    if entry.payload is None or meta.entry_class is EntryClass.SHARE:
        raise NotShown("a void entry is shown with its payload")
    opening = entry_key(key, scope) if of_tradeline else key
    given, giver = committed.get((1, scope), (entry_key_commitment(scope, opening), EXTERNAL))
    if giver != meta.recorder and given != entry_key_commitment(scope, opening):
        # Its recorder may hold that key alone, given by whoever now says that the entry is void.
        raise NotShown("the key published for a void entry is not derived from the tradeline's")
    found = unseal(
        Envelope(scope, meta.entry_class, meta.capacity),
        opening,
        entry.commitment,
        entry.payload,
    )
    if not isinstance(found, Failure):
        raise NotShown("an entry said to be void opens")
    return Void(FAULTS[found])


def _committed_keys(place: Place, item: ShownTradeline) -> Committed:
    """The first key commitment published for each level and scope; None where its payload is not shown.

    What a hidden payload publishes cannot be told, and what comes after it is not the first.
    """
    committed: dict[tuple[int, Scope], tuple[bytes | None, Member]] = {}
    for entry in item.entries:
        meta = Meta.from_bytes(entry.meta)
        if meta.entry_class not in PUBLISHING:
            continue
        published: bytes | None = None
        if meta.entry_class is EntryClass.SHARE:
            published = entry.commitment
        elif entry.payload is not None:
            published, _ = split(meta.entry_class, entry.payload)
        scope = Scope(place, meta.tradeline, meta.epoch, ObligationId(entry.obligation))
        level = 0 if scope.obligation == ON_TRADELINE else 1
        committed.setdefault((level, scope), (published, meta.recorder))
    return committed
