"""The page of an audit: everything that the report says, nothing that runs or is loaded."""

from dataclasses import replace
from html.parser import HTMLParser

from ledger.app.audit.report import Attested, Difference, Finding, Heard
from ledger.cli.audit_page import page
from ledger.core.ids import Member
from tests.unit.app.test_audit_summary import REPORT

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&"
WRONG = Difference(5, 3, f"field {EVIL}", f"0x1{EVIL}", "0x2")
MADE = 1_750_000_000


class _Seen(HTMLParser):
    """Tags with their attributes, and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data + "\n"


def hostile() -> _Seen:
    """A page in which every text that a source has a hand in is hostile."""
    heard = Heard(f"node {EVIL}", 0, 4, f"silent {EVIL}", WRONG)
    attested = Attested(f"file {EVIL}", bytes(32), Member(4), 9, WRONG, f"why {EVIL}", True)
    return _Seen(page(replace(REPORT, heard=(heard,), attested=(attested,), difference=WRONG), MADE))


def test_what_is_foreign_is_text() -> None:
    seen = hostile()
    assert not {tag for tag, _ in seen.tags} & {"script", "img", "link", "iframe", "object", "form", "a"}
    assert not {name for _, attributes in seen.tags for name in attributes if name.startswith("on")}
    for part in ("node", "silent", "file", "field", "why"):
        assert f"{part} {EVIL}" in seen.text


def test_nothing_is_loaded() -> None:
    seen = hostile()
    policies = [
        attributes["content"]
        for tag, attributes in seen.tags
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]
    assert not {name for _, attributes in seen.tags for name in attributes} & {"src", "href", "style"}
    assert "url(" not in page(REPORT, MADE) and "@import" not in page(REPORT, MADE)


def test_a_difference_stands_with_block_log_field_expected_and_got() -> None:
    seen = hostile()
    for text in ("A difference in the chain", "5", "3", WRONG.field, WRONG.expected, WRONG.got):
        assert text in seen.text
    clean = _Seen(page(REPORT, MADE))
    assert "No difference in the chain" in clean.text and "Differences" not in clean.text


def test_a_liar_beside_an_honest_source_does_not_make_the_chain_differ() -> None:
    liar = Heard("node 2", 0, 4, None, WRONG)
    seen = _Seen(page(replace(REPORT, heard=(*REPORT.heard, liar)), MADE))
    assert "No difference in the chain; 1 in what was told or attested of it" in seen.text
    assert "node 2" in seen.text


def test_when_it_was_made_of_which_block_and_of_which_contracts() -> None:
    seen = _Seen(page(REPORT, MADE))
    assert "made 2025-06-15 15:06:40 UTC" in seen.text
    assert "As of block 12 of 2025-06-15 15:06:35 UTC" in seen.text
    for name, digit in (("registry", "0a"), ("ledger", "0b"), ("attestations", "0c")):
        assert f"{name}\n" in seen.text and "0x" + digit * 20 in seen.text


def test_what_no_chain_shows_is_no_fault_of_this_one() -> None:
    never = (Finding("lanes", "no event"), Finding("end", "last blocks"))
    sound = page(replace(REPORT, not_established=never), MADE)
    assert "What cannot be established from a chain" in sound and "last blocks" in sound
    assert 'class="open"' not in sound
    wanting = page(replace(REPORT, not_established=(*never, Finding("seals", "none"))), MADE)
    assert wanting.count('class="open"') == 1
    assert "What cannot be established from a chain" not in page(REPORT, MADE)


def test_every_column_has_a_heading() -> None:
    for report in (REPORT, replace(REPORT, not_established=(Finding("end", "last blocks"),))):
        text = page(report, MADE)
        assert "<th>what</th>" in text and "<th></th>" not in text
