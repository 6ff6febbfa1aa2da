"""The page of an audit: everything that the report says, nothing that runs or is loaded."""

from dataclasses import replace
from html.parser import HTMLParser

from ledger.app.audit.report import Attested, Difference, Heard
from ledger.cli.audit_page import page
from ledger.core.ids import Member
from tests.unit.app.test_audit_summary import REPORT

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&"
WRONG = Difference(5, 3, f"field {EVIL}", f"0x1{EVIL}", "0x2")


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
    return _Seen(page(replace(REPORT, heard=(heard,), attested=(attested,), difference=WRONG)))


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
    assert "url(" not in page(REPORT) and "@import" not in page(REPORT)


def test_a_difference_stands_with_block_log_field_expected_and_got() -> None:
    seen = hostile()
    for text in ("A difference in the chain", "5", "3", WRONG.field, WRONG.expected, WRONG.got):
        assert text in seen.text
    clean = _Seen(page(REPORT))
    assert "No difference in the chain" in clean.text and "Differences" not in clean.text


def test_a_liar_beside_an_honest_source_does_not_make_the_chain_differ() -> None:
    liar = Heard("node 2", 0, 4, None, WRONG)
    seen = _Seen(page(replace(REPORT, heard=(*REPORT.heard, liar))))
    assert "No difference in the chain; 1 in what was told or attested of it" in seen.text
    assert "node 2" in seen.text
