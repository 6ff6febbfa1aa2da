"""What a rulebook gives for the same records never changes: the bytes of many histories, pinned by their hash.

A difference here is a change of meaning: it belongs into a rulebook of a new id (docs/rulebook.md).
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from ledger.core.account import Turned
from ledger.core.entry import Clock
from ledger.core.facility import Facility, Limit
from ledger.core.grade import Attested, Grade
from ledger.core.history import Counterparty, DisputeSpan, Interest, Observation, Part, Side
from ledger.core.ids import Member, ObligationId, TradelineId
from ledger.rulebook.month_end import month_end, month_of
from ledger.rulebook.rulebook import KNOWN, Rulebook, figures

AS_OF = 20_000
HISTORIES = 60
PINNED = {
    "tradeline-1": "d3476130f301150e8916ff5e1288fae6648864aac68ae3b89b0e67c8600eb241",
    "tradeline-1-cn": "fa1802bb4eea8266b0576af86752da73b8577064dc493d056eb397d94fd90ce5",
    "tradeline-2": "88443e6f2bec76d1cefc71aebd58161fbe4c4a0dbf63c6eb668345ec33eb51b9",
    "tradeline-2-cn": "e76e5ba1628b906475cc92a94bdcbae8725b196f558128e3dc0030c550a4032f",
    "tradeline-3": "94910a463320f3c9cf9e860e82af8966c260b1e2730e96e5224416f1fc5eba91",
    "tradeline-3-cn": "b6747546aadcf7da6b4562b1cf036e44cdce5ba6e5c3c5f3289840d0bbdf6fe4",
}


def parts(dice: Random, most: int) -> tuple[Part, ...]:
    found = (
        Part(
            AS_OF - dice.randrange(-20, 1_000) - 1_500 * (dice.randrange(6) == 0),
            1 + dice.randrange(60_000),
            list(Grade)[dice.randrange(3)],
            clock(dice),
            dice.randrange(4) > 0,
        )
        for _ in range(dice.randrange(most + 1))
    )
    return tuple(sorted(found, key=lambda part: part.day))


def clock(dice: Random) -> Clock | None:
    return Clock(1, 86_400 * (AS_OF - dice.randrange(1_000))) if dice.randrange(3) else None


def observations(dice: Random) -> Iterator[Observation]:
    for number in range(1 + dice.randrange(14)):
        ago = dice.randrange(-5, 2_200 if dice.randrange(4) == 0 else 800)
        closed = AS_OF - dice.randrange(-5, 40) if dice.randrange(2) else None
        yield Observation(
            side=list(Side)[dice.randrange(2)],
            obligation=ObligationId(number.to_bytes(32)),
            counterparty=Counterparty("abc"[dice.randrange(3)]),
            currency=("EUR", "EUR", "USD")[dice.randrange(3)],
            amount=1 + dice.randrange(150_000),
            issued=AS_OF - ago,
            due=AS_OF - ago + dice.randrange(-10, 120) - 2_500 * (dice.randrange(6) == 0),
            payments=parts(dice, 4),
            credits=parts(dice, 1),
            disputes=(DisputeSpan(AS_OF - dice.randrange(60), closed),) if dice.randrange(4) == 0 else (),
            write_offs=parts(dice, 1),
            grade=list(Grade)[dice.randrange(3)],
            recorded=clock(dice),
            tradeline=TradelineId(Member(7), 1 + dice.randrange(2)),
            interest=list(Interest)[dice.randrange(3)],
            related=dice.randrange(5) == 0,
            claim=dice.randrange(8) == 0,
        )


def facilities(dice: Random) -> Iterator[Facility]:
    for sequence in range(1, 1 + dice.randrange(3)):
        yield Facility(
            side=list(Side)[dice.randrange(2)],
            tradeline=TradelineId(Member(7), sequence),
            counterparty=Counterparty("a"),
            currency="EUR",
            limits=tuple(Limit(AS_OF - dice.randrange(900), dice.randrange(200_000)) for _ in range(2)),
            drawdowns=parts(dice, 3),
            grade=(Grade.B, Grade.C)[dice.randrange(2)],
        )


def reported(dice: Random, seen: Observation) -> Observation:
    """With some of its payments as agents report them, and some that only they know of."""
    told = [
        Attested(Member(3 + dice.randrange(2)), part.day + dice.randrange(-3, 40), 1 + dice.randrange(60_000))
        for part in seen.payments
        if dice.randrange(4)
    ]
    return replace(seen, attested=tuple(told))


def turned(dice: Random) -> Iterator[Turned]:
    for _ in range(dice.randrange(12)):
        yield Turned(
            side=list(Side)[dice.randrange(2)],
            tradeline=TradelineId(Member(7), 8 + dice.randrange(2)),
            agent=Member(3 + dice.randrange(2)),
            currency=("EUR", "USD")[dice.randrange(2)],
            month=month_end(month_of(AS_OF - dice.randrange(-20, 800))),
            amount=dice.randrange(90_000),
            recorded=clock(dice),
        )


@pytest.mark.parametrize("book", KNOWN.values(), ids=lambda book: book.id)
def test_a_rulebook_gives_the_same_bytes_for_ever(book: Rulebook) -> None:
    digest = hashlib.sha256()
    for seed in range(HISTORIES):
        dice = Random(seed)
        seen, lines = list(observations(dice)), list(facilities(dice))
        found = figures([reported(dice, one) for one in seen], AS_OF, book, lines, list(turned(dice)))
        told = [found.as_json()["sides"], found.minimum(), found.published()]
        digest.update(json.dumps(told, sort_keys=True).encode())
    assert digest.hexdigest() == PINNED[book.id]


def test_every_rulebook_is_pinned() -> None:
    assert PINNED.keys() == {book.id for book in KNOWN.values()}
