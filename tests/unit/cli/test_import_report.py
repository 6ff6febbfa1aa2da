"""What was left is told to people with what it says and why."""

import pytest

from ledger.app.booking import Action, Booked
from ledger.app.intake import Taken
from ledger.cli.import_report import ImportReport, Recorded
from ledger.core.drafts import Draft
from ledger.core.ids import Member
from ledger.documents import read_file
from tests.unit.documents.planting import INVOICE
from tests.unit.documents.test_response import QUERY, response


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (response("UQ", QUERY), "/ApplicationResponse: response UQ left: not ours"),
        (INVOICE.read_bytes(), "/Invoice: invoice 7197.12 EUR left: not ours"),
    ],
)
def test_a_draft_that_is_left_is_told_with_its_reason(
    capsys: pytest.CaptureFixture[str], data: bytes, said: str
) -> None:
    reading = read_file("f.xml", data)
    drafts: tuple[Draft, ...] = reading.drafts
    taken = Taken(tuple(Booked(draft, Action.LEFT, "not ours") for draft in drafts))
    ImportReport((reading,), Recorded(Member(1), (taken,), None, ())).print()
    assert said in " ".join(capsys.readouterr().out.split())
