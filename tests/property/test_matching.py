"""Matching is total: whatever payers write and owe, no more is booked than was paid, nor than is open."""

from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from ledger.core.day import Day
from ledger.core.drafts import Direction, Party, PaymentDraft, Source
from ledger.core.matching import Claim, Match, match_payments
from ledger.core.money import Money
from ledger.proof.numbers import normalise

PARTIES = (Party("One Ltd", account="DE1"), Party("Two SA", ("vat:FR2",)), Party(""), Party("one ltd."))
NUMBERS = st.sampled_from(
    ["770049", "770048", "77004", "INV-2024-7", "INV-2024-07", "7", "-", "RE 1/2", "١٢٣٤٥٦"]
)
CENTS = st.sampled_from([1, 5_00, 10_00, 61_43, 72_19, 133_62, 128_43, 71_43])
SIDES = st.sampled_from(Direction)


@st.composite
def claims(draw: st.DrawFn) -> list[Claim]:
    count = draw(st.integers(0, 8))
    return [
        Claim(
            b"%d" % key,
            draw(NUMBERS),
            Day(draw(st.integers(0, 40))),
            Day(60),
            Money(draw(CENTS) * draw(st.integers(0, 2)), draw(st.sampled_from(["EUR", "USD", "JPY"]))),
            draw(SIDES),
            draw(st.sampled_from(PARTIES)),
        )
        for key in range(count)
    ]


@st.composite
def payments(draw: st.DrawFn) -> list[PaymentDraft]:
    count = draw(st.integers(0, 8))
    words = st.lists(st.one_of(NUMBERS, st.text(max_size=12)), max_size=4).map(" ".join)
    return [
        PaymentDraft(
            Source("statement", f"/{place}", bytes(32)),
            "A",
            "Owner",
            draw(SIDES),
            Day(draw(st.integers(0, 90))),
            Money(draw(CENTS), "EUR"),
            draw(st.sampled_from(PARTIES)),
            end_to_end_id=draw(st.one_of(st.none(), NUMBERS)),
            references=tuple(draw(st.lists(words, max_size=1))),
            remittance=draw(words),
            reversal=draw(st.booleans()) and draw(st.booleans()),
        )
        for place in range(count)
    ]


def told(matches: Sequence[Match]) -> list[tuple[str, bytes, int, str, bool]]:
    return [
        (item.payment.source.where, item.claim.key, item.amount.minor, item.reason.name, item.certain)
        for item in matches
    ]


@given(payments(), claims())
def test_no_more_is_booked_than_was_paid_nor_than_is_open(
    paid: list[PaymentDraft], owed: list[Claim]
) -> None:
    is_open = Counter({claim.key: claim.open.minor for claim in owed})
    spent: Counter[str] = Counter()
    for match in match_payments(paid, owed, normalise):
        assert match.claim.open.currency == match.payment.amount.currency == match.amount.currency
        assert 0 < match.amount.minor <= match.payment.amount.minor
        assert (match.claim.direction is match.payment.direction) is not match.payment.reversal
        if match.certain:
            spent[match.payment.source.where] += match.amount.minor
            assert spent[match.payment.source.where] <= match.payment.amount.minor
            is_open[match.claim.key] += match.amount.minor * (1 if match.payment.reversal else -1)
            assert 0 <= is_open[match.claim.key] <= match.claim.open.minor


@given(payments(), claims(), st.integers(0, 90))
def test_what_comes_later_changes_nothing_before(
    paid: list[PaymentDraft], owed: list[Claim], day: int
) -> None:
    early = [payment for payment in paid if payment.value_day <= day]
    whole = [item for item in match_payments(paid, owed, normalise) if item.payment.value_day <= day]
    assert told(whole) == told(match_payments(early, owed, normalise))


@given(payments(), claims(), st.randoms(use_true_random=False))
def test_the_order_of_the_claims_changes_nothing(
    paid: list[PaymentDraft], owed: list[Claim], random: object
) -> None:
    mixed = list(owed)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert told(match_payments(paid, mixed, normalise)) == told(match_payments(paid, owed, normalise))


@given(st.text(alphabet="0123456789 aé", max_size=60), st.integers(1, 400))
def test_a_text_of_any_length_is_read(text: str, times: int) -> None:
    """Also one of a single word as long as a file: what is near is looked up for what can be a number."""
    paid = PaymentDraft(
        Source("statement", "/", bytes(32)),
        "A",
        "Owner",
        Direction.RECEIVED,
        Day(20),
        Money(61_43, "EUR"),
        PARTIES[0],
        remittance=text * times,
    )
    owed = [
        Claim(b"1", "7" * 34 + "é", Day(0), Day(30), Money(61_43, "EUR"), Direction.RECEIVED, PARTIES[0]),
        Claim(b"2", "8" * 200, Day(0), Day(30), Money(5_00, "EUR"), Direction.RECEIVED, PARTIES[1]),
    ]
    assert all(match.amount.minor <= 61_43 for match in match_payments([paid], owed, normalise))
