"""What was left is told to people with what it says and why."""

import weakref
from collections.abc import Iterator

import pytest

from ledger.app.booking import Action, Booked
from ledger.app.intake import Taken
from ledger.cli.import_report import ImportReport, Recorded
from ledger.cli.output import print_json
from ledger.core.drafts import Draft
from ledger.core.ids import Member
from ledger.documents import Reading, read_file
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


class Watched(Reading):
    """A reading that tells when it is gone."""

    __slots__ = ("__weakref__",)


@pytest.mark.parametrize("as_json", [True, False])
def test_a_file_is_let_go_of_before_the_next_is_read(
    capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    seen: list[weakref.ref[Watched]] = []

    def readings() -> Iterator[Reading]:
        for name in ("a", "b", "c"):
            assert [each() for each in seen] == [None] * len(seen)
            made = [Watched(name, "any", read_file("f.xml", INVOICE.read_bytes()).drafts)]
            seen.append(weakref.ref(made[0]))
            yield made.pop()

    report = ImportReport(readings(), None)
    if as_json:
        print_json(report.render())
    else:
        report.print()
    assert len(seen) == 3
    assert report.outcomes == {"accepted": 3}
    assert not report.refused
    assert capsys.readouterr().out
