"""Who a party on a document is: by what it is recognised, and when nobody can say."""

import pytest

from ledger.core.contacts import Basis, Contact, Contacts
from ledger.core.drafts import Party
from ledger.core.ids import Member

BRUNNER = Contact(Member(8), "Brunner GmbH", ("vat:DE1", "gln:40"), "DE02")
ALBERS = Contact(Member(9), "Albers", ("lei:A",))
BOOK = Contacts((BRUNNER, ALBERS))


@pytest.mark.parametrize(
    ("party", "basis"),
    [
        (Party("Other", ("own:7", "vat:DE1"), "DE99"), Basis.IDENTIFIER),
        (Party("Albers", ("gln:40",)), Basis.IDENTIFIER),
        (Party("Other", ("own:7",), "DE02"), Basis.ACCOUNT),
        (Party("BRUNNER GMBH", ("own:7",)), Basis.NAME),
        (Party("Brunner GmbH", ("gln:41",)), Basis.NAME),
        (Party("Brunner GmbH", ("vat:AT1", "vat:DE1")), Basis.IDENTIFIER),
        (Party("Other", ("vat:de 1",)), Basis.IDENTIFIER),
    ],
)
def test_recognised(party: Party, basis: Basis) -> None:
    found = BOOK.recognise(party)
    assert (found.contacts, found.basis) == ((BRUNNER,), basis)
    assert BOOK.find(party) == BRUNNER


@pytest.mark.parametrize(
    "party",
    [Party("Nobody"), Party(""), Party("Brunner GmbH", ("vat:DE2",)), Party("Albers", ("lei:B", "own:1"))],
)
def test_nobody_known(party: Party) -> None:
    assert BOOK.recognise(party).contacts == ()
    assert BOOK.find(party) is None


def test_several_are_none() -> None:
    twin = Contact(Member(10), "Albers", ("own:1",))
    book = Contacts((*BOOK.known, twin))
    assert book.recognise(Party("Albers")).contacts == (ALBERS, twin)
    assert book.find(Party("Albers")) is None
    assert book.find(Party("Albers", ("own:1",))) == twin
