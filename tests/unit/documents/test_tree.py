"""What stands at a path is found, with its place; a step that repeats where it may not is a fault, wherever it is."""

import pytest
from lxml import etree

from ledger.documents import tree
from ledger.documents.findings import Findings
from ledger.documents.tree import Names, Node

NAMES = Names({"": "urn:a", "b": "urn:b"})


def node(inside: str) -> Node:
    text = f'<R xmlns="urn:a" xmlns:b="urn:b">{inside}</R>'
    return Node(etree.fromstring(text), NAMES, Findings("f"), "/R")


def faults(node: Node) -> list[tuple[str, str, str]]:
    return [(fault.where, fault.rule, fault.found) for fault in node.findings.faults()]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("", ""),
        ("<p/>", ""),
        ("<p><b:q/></p>", ""),
        ("<p><b:q> x \n y\t</b:q></p>", "x y"),
        ("<p><q>x</q></p>", ""),
        ("<q><p><b:q>x</b:q></p></q>", ""),
        ('<p xmlns="urn:b"><b:q>x</b:q></p>', ""),
        ("<p><b:q>é \u00a0\n ü</b:q></p>", "é \u00a0 ü"),
    ],
)
def test_a_text_is_found_at_its_path_and_nowhere_else(inside: str, text: str) -> None:
    root = node(inside)
    assert root.text("p/b:q") == text
    assert faults(root) == []


@pytest.mark.parametrize(
    ("inside", "text", "where"),
    [
        ("<p><b:q>1</b:q><b:q>2</b:q></p>", "1", "/R/p/b:q[2]"),
        ("<p><b:q>1</b:q></p><p/>", "1", "/R/p[2]"),
        ("<p/><p><b:q>2</b:q></p>", "", "/R/p[2]"),
        ("<p/><p/>", "", "/R/p[2]"),
        ("<p><b:q>1</b:q></p><p><b:q>2</b:q></p>", "1", "/R/p[2]"),
    ],
)
def test_a_step_that_repeats_is_a_fault_and_the_first_counts(inside: str, text: str, where: str) -> None:
    root = node(inside)
    assert root.text("p/b:q") == text
    assert faults(root) == [(where, "xml.repeated", f"2 of {where.rpartition('/')[2].removesuffix('[2]')}")]


def test_each_of_several_knows_its_place() -> None:
    root = node("<p><b:q>1</b:q></p><p><b:q>2</b:q><b:q>3</b:q></p><x/>")
    assert [found.path for found in root.each("p/b:q")] == ["/R/p[1]/b:q", "/R/p[2]/b:q[1]", "/R/p[2]/b:q[2]"]
    assert [found.path for found in root.all("p")] == ["/R/p[1]", "/R/p[2]"]
    assert [found.path for found in root.all("x")] == ["/R/x"]
    assert root.texts("p/b:q") == ("1", "2", "3")
    second = root.all("p")[1].each("b:q")[1]
    assert (second.path, second.text()) == ("/R/p[2]/b:q[2]", "3")
    assert faults(root) == []


def test_elements_within_a_text_are_a_fault() -> None:
    root = node("<p>1<b:q>2</b:q></p>")
    assert root.text("p") == "1"
    assert faults(root) == [("/R/p", "xml.mixed", "elements within a text")]


def test_more_than_are_held_at_once_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "MANY", 3)
    names = Names({"": "urn:a"})
    for number, expected in ((3, []), (4, [("/R/p[4]", "xml.many", "more than 3")])):
        root = Node(etree.fromstring(f'<R xmlns="urn:a">{"<p/>" * number}</R>'), names, Findings("f"), "/R")
        root.texts("p")
        assert faults(root) == expected
