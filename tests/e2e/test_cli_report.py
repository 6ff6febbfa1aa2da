"""A credit report by the command alone: of a history, of a dossier, and compared by a bank with what it verified."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pypdf
import pytest

from tests.e2e.consortium import Consortium
from tests.unit.report.printed import Printed

OVERDUE = "2016-08-01"
"""The sample invoice of 2016 is late, and still in the window."""

pytestmark = pytest.mark.xdist_group("cli-road")


@pytest.fixture(scope="module")
def dossier(road: Consortium, line: str) -> Path:
    """What the seller shows its bank."""
    out = road.folder / "reported.dossier.json"
    issuer = ["--issuer", road.numbers["bank"], "--issuer-home", road.folder / "bank"]
    road.ask("seller", "attest", road.numbers["seller"], *issuer, "--audience", "Bank", "--out", out)
    return out


def written(road: Consortium, name: str, *words: object) -> tuple[dict[str, Any], Printed, str]:
    """What the verb answers, the page, and the text of the PDF without its spaces."""
    page, paper = road.folder / f"{name}.html", road.folder / f"{name}.pdf"
    told = road.ask("seller", "history", road.numbers["seller"], "--html", page, "--pdf", paper, *words)
    text = "".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(paper.read_bytes())).pages)
    return told, Printed(page.read_text("utf-8")), re.sub(r"\s", "", text)


def slip_of(page: Printed) -> str:
    """The text of the QR code, which stands under it too."""
    (found,) = {data for data in page.text.split("\n") if data.startswith("TRADELINE:REPORT:1:CHAIN:")}
    return found


def judged(road: Consortium, dossier: Path, slip: str) -> tuple[int, Any]:
    words = ["verify", dossier, "--trust", road.folder / "trust.json", "--audience", "Bank", "--json"]
    result = road.run(*words, "--slip", slip)
    return result.exit_code, json.loads(result.stdout).get("slip_differs_in")


def test_page_and_pdf_show_the_figures_of_the_history(road: Consortium, line: str) -> None:
    told, page, paper = written(road, "history", "--as-of", OVERDUE)
    open_ = told["figures"]["sides"]["is_paid"]["EUR"]["headline"]["all"]["ageing"]
    rows = page.section("Is paid, EUR").rows(0)
    buckets = [
        int(rows[name][2].replace(",", "").replace(".", "")) for name in rows if name.startswith("open, ")
    ]
    assert buckets == [open_[name] for name in ("current", "1-30", "31-60", "61-90", "91+")]
    assert sum(buckets) > 0
    assert f"{told['known']['block']} 0x" in page.sections[1].text and told["known"]["hash"] in paper
    assert "R123456" in paper and "nobodyhassignedit" in paper


def test_a_bank_finds_the_report_of_a_dossier_to_be_that_dossiers(road: Consortium, dossier: Path) -> None:
    _, page, paper = written(road, "attested", "--dossier", dossier)
    slip = slip_of(page)
    assert slip.rpartition(":ATTESTATION:")[2].lower() in paper
    assert judged(road, dossier, slip) == (3, [])


def test_a_report_of_other_records_or_a_changed_slip_is_named(road: Consortium, dossier: Path) -> None:
    _, page, _ = written(road, "attested", "--dossier", dossier)
    slip = slip_of(page)
    for name in ("BLOCK", "HEADS", "FIGURES", "ATTESTATION", "MEMBER"):
        changed = re.sub(
            f":{name}:[0-9A-F]", f":{name}:9" if f":{name}:9" not in slip else f":{name}:8", slip
        )
        assert judged(road, dossier, changed) == (1, [name.lower()])
    _, newer, _ = written(road, "newer", "--as-of", "2026-01-01")
    code, apart = judged(road, dossier, slip_of(newer))
    assert code == 1 and {"block", "hash", "day"} <= set(apart)
    assert (
        road.run("verify", dossier, "--trust", road.folder / "trust.json", "--slip", "HELLO").exit_code == 2
    )


def test_what_cannot_be_written_is_said(road: Consortium, dossier: Path, tmp_path: Path) -> None:
    seller, page = road.numbers["seller"], tmp_path / "page.html"
    late = road.ask(
        "seller", "history", seller, "--html", page, "--dossier", dossier, "--as-of", "2026-01-01", code=2
    )
    assert "leave --as-of and --known-on out" in late["detail"]
    other = road.ask("seller", "history", road.numbers["buyer"], "--html", page, "--dossier", dossier, code=2)
    assert f"about member {seller}, not member" in other["detail"]
    alone = road.ask("seller", "history", seller, "--dossier", dossier, code=2)
    assert "name a file with --html or --pdf" in alone["detail"]
    absent = road.ask("seller", "history", seller, "--html", tmp_path / "no" / "page.html", code=2)
    assert "No such file" in absent["detail"]
    both = ["--html", page, "--pdf", tmp_path / "page.pdf"]
    none = road.ask("seller", "history", seller, *both, "--font", tmp_path / "none.ttf", code=2)
    assert "none.ttf" in none["detail"]
    same = road.ask("seller", "history", seller, "--html", page, "--pdf", page, code=2)
    assert "one file cannot be both" in same["detail"]
    assert not page.exists()
