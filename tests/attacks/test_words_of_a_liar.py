"""A source whose words no file can hold: report, page and signed summary are written all the same."""

import json
from dataclasses import replace

import pytest

from ledger.app.audit.report import Heard, legible, malformed, unequal
from ledger.app.audit.summary import read, sign
from ledger.app.pens import pen_with
from ledger.attest.canonical import parse
from ledger.cli.audit_page import page
from ledger.cli.output import text_of
from ledger.core.errors import ProofError
from tests.unit.app.test_audit_summary import REPORT

LONE = "\ud800<b>"
PEN = pen_with(bytes(31) + b"\x05")


@pytest.mark.parametrize("words", ["hé", LONE])
def test_a_difference_in_foreign_words_is_written_shown_and_signed(words: str) -> None:
    for wrong in (
        unequal(5, None, f"field {words}", words, [words]),
        malformed(5, ProofError(f"parentHash: {words}")),
    ):
        heard = Heard("node", 0, 4, None, wrong)
        report = replace(REPORT, heard=(heard,), difference=wrong)
        assert page(report, 0).encode()
        printed = text_of(report.render()).encode()
        summary = sign(PEN, report.render(), 1, 1_780_000_000)
        assert read(summary, parse(printed, exact=False)).differences == 1


def test_words_that_files_can_hold_stay_as_they_are() -> None:
    assert unequal(5, None, "field", "hé", "\u4e2d").got == "\u4e2d"
    assert legible(LONE) == "\\ud800<b>"
    assert json.loads(json.dumps(unequal(5, None, "field", "hé", LONE).state()))[-1] == "\\ud800<b>"
