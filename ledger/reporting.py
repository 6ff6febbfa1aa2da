"""What a credit report is made from, joined of a party's node: its index, its address book, its opened contents."""

from ledger.app.chronicle import Chronicle
from ledger.app.ports import Standing
from ledger.attest.attestation import MemberUrn
from ledger.attest.dossier import ListEvent
from ledger.attest.lists import LISTS, fold_list, subject_bytes
from ledger.core.codes import MemberList
from ledger.core.contacts import Contacts
from ledger.core.day import Day
from ledger.core.ids import Member
from ledger.report.source import Firm, Names, Place, Source
from ledger.rulebook.rulebook import Rulebook
from ledger.wiring import Node

_NAMELESS = Names({}, {}, {})


def reported(
    party: Node,
    found: Chronicle,
    as_of: Day,
    rulebook: Rulebook,
    standing: Standing | None,
    *,
    names: bool = True,
) -> Source:
    """A member's history as a report has it, up to the block of `standing`; without `names`, members are numbers."""
    return Source(
        history=found.history,
        names=_names(found, party.contacts) if names else _NAMELESS,
        as_of=as_of,
        rulebook=rulebook,
        place=None if standing is None else _place(party, found.history.member, standing),
    )


def _names(found: Chronicle, contacts: Contacts) -> Names:
    return Names(
        firms={item.member: Firm(item.name, item.ids) for item in contacts.known if item.member},
        parties={
            number: (page.opening.creditor, page.opening.debtor)
            for number, page in found.pages.items()
            if page.opening is not None
        },
        documents={
            obligation: names.number
            for page in found.pages.values()
            for obligation, names in page.names.items()
            if names.number is not None
        },
    )


def _place(party: Node, member: Member, standing: Standing) -> Place:
    contracts, place = party.settings.contracts, party.desk.vault.place
    tradelines, claims, holdings = (_head(party, member, kind, standing.number) for kind in LISTS)
    return Place(
        subject=MemberUrn(contracts.chain_id, contracts.registry, member),
        ledger=place.ledger,
        block=standing.number,
        hash=standing.hash,
        finality=standing.finality,
        heads=(tradelines, claims, holdings),
    )


def _head(party: Node, member: Member, kind: MemberList, until: int) -> bytes:
    """A head of the member's as of a block, folded from what the index has."""
    listed = party.desk.index.listings(member, kind, until)
    events = (
        ListEvent(event, subject_bytes(subject), clock.number, clock.time) for event, subject, clock in listed
    )
    return fold_list(member, kind, events)
