"""A consent stands on chain as a commitment; to whom and for what, only who is shown the opening knows."""

import pytest

from ledger.app.consent import (
    Consent,
    NoConsent,
    check_consent,
    commitment_of,
    consents_of,
    give_consent,
    read_opening,
    withdraw_consent,
)
from ledger.core.errors import BadContent, ProofError
from ledger.core.ids import Commitment, Member
from tests.unit.app.parties import TODAY

CONSENT = Consent(Member(1), Member(3), "credit decision", TODAY)


def test_a_consent_covers_its_reader_its_purpose_and_its_days(seller):
    commitment = give_consent(seller.desk, seller.registrations, CONSENT)
    assert check_consent(seller.desk, CONSENT.member, CONSENT.reader, CONSENT.purpose, TODAY) == commitment
    others = [
        (Member(2), CONSENT.reader, CONSENT.purpose, TODAY),
        (CONSENT.member, Member(2), CONSENT.purpose, TODAY),
        (CONSENT.member, CONSENT.reader, "marketing", TODAY),
        (CONSENT.member, CONSENT.reader, CONSENT.purpose, TODAY + 1),
    ]
    for other in others:
        with pytest.raises(NoConsent):
            check_consent(seller.desk, *other)


def test_a_consent_that_was_withdrawn_stands_no_more_and_a_new_one_is_another(seller):
    first = give_consent(seller.desk, seller.registrations, CONSENT)
    assert give_consent(seller.desk, seller.registrations, CONSENT) == first
    for _ in range(2):
        withdraw_consent(seller.desk, seller.registrations, first)
    with pytest.raises(NoConsent):
        check_consent(seller.desk, CONSENT.member, CONSENT.reader, CONSENT.purpose, TODAY)
    second = give_consent(seller.desk, seller.registrations, CONSENT)
    assert second != first
    assert {(name, stands) for name, _, stands in consents_of(seller.desk, CONSENT.member)} == {
        (first, False),
        (second, True),
    }
    with pytest.raises(NoConsent, match="never given"):
        withdraw_consent(seller.desk, seller.registrations, Commitment(bytes(32)))


def test_what_a_kill_left_prepared_is_given_by_the_next_run(seller):
    class Killed:
        def consent(self, commitment):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        give_consent(seller.desk, Killed(), CONSENT)
    with pytest.raises(NoConsent):
        check_consent(seller.desk, CONSENT.member, CONSENT.reader, CONSENT.purpose, TODAY)
    ((prepared, _, _),) = consents_of(seller.desk, CONSENT.member)
    assert give_consent(seller.desk, seller.registrations, CONSENT) == prepared


def test_the_opening_opens_the_commitment(seller):
    commitment = give_consent(seller.desk, seller.registrations, CONSENT)
    opening = seller.vault.consents.get(CONSENT.member, commitment)
    assert commitment_of(opening) == commitment
    assert read_opening(opening) == CONSENT
    assert commitment_of(opening[:-1] + b"\x07") != commitment


@pytest.mark.parametrize("opening", [b"", b"\x80", b"\x01", b"\x85\x40\x01\x01\x01\x01", b"\xff"])
def test_what_is_no_opening_is_not_read(opening):
    with pytest.raises((BadContent, ProofError)):
        read_opening(opening)
