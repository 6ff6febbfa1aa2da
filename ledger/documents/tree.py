"""XML within bounds: no DTD, no entity, no network; and a cursor that knows its own path.

A document is read twice. expat reads the prolog and stops at the first element, so that a DOCTYPE is refused
before anything in it is declared; lxml then reads the document.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers import expat

from lxml import etree

from ledger.documents.findings import Findings, shown

TAGS = 2_000_000
"""Most `<` in a document: bounds the elements, and so the memory, of one file."""

_RESOURCE_LIMIT = 114
"""XML_ERR_RESOURCE_LIMIT of libxml2: 256 levels deep, or one text of 10 million bytes."""

_WHITE = re.compile(r"[ \t\r\n]+")


class _Prolog(Exception):
    """Ends the first reading: at the first element, or at a DOCTYPE."""

    def __init__(self, doctype: bool) -> None:
        super().__init__()
        self.doctype = doctype


@dataclass(frozen=True, slots=True)
class Node:
    """An element, its path from the root, the prefixes of names, and where its faults go."""

    element: etree._Element
    path: str
    prefixes: Mapping[str, str]
    findings: Findings

    def all(self, name: str) -> list["Node"]:
        """The children called `name` ("cbc:ID"; without prefix in the namespace of ""), in order."""
        found = self.element.findall(self._clark(name))
        if len(found) == 1:
            return [Node(found[0], f"{self.path}/{name}", self.prefixes, self.findings)]
        return [
            Node(element, f"{self.path}/{name}[{index}]", self.prefixes, self.findings)
            for index, element in enumerate(found, 1)
        ]

    def one(self, name: str) -> "Node | None":
        """The child called `name`, or None. Rule `xml.repeated`."""
        found = self.all(name)
        if len(found) > 1:
            self.findings.fault(found[1].path, name, "xml.repeated", f"{len(found)} of {name}", "one at most")
        return found[0] if found else None

    def at(self, path: str) -> "Node | None":
        """The descendant at `path` ("cac:Party/cbc:Name"), each step at most once."""
        node: Node | None = self
        for name in path.split("/"):
            node = node.one(name) if node else None
        return node

    def each(self, path: str) -> list["Node"]:
        """The descendants at `path`, each step as often as it stands there."""
        nodes = [self]
        for name in path.split("/"):
            nodes = [child for node in nodes for child in node.all(name)]
        return nodes

    def texts(self, path: str) -> tuple[str, ...]:
        """The distinct texts at `path`, in order; without those that are empty."""
        return tuple(dict.fromkeys(text for node in self.each(path) if (text := node.text())))

    def text(self, path: str = "") -> str:
        """The text at `path`, white space collapsed; "" where there is none. Rule `xml.mixed`."""
        node = self.at(path) if path else self
        if node is None:
            return ""
        if len(node.element):
            self.findings.fault(node.path, path, "xml.mixed", "elements within a text", "text alone")
        return _WHITE.sub(" ", node.element.text or "").strip(" ")

    def attribute(self, name: str) -> str:
        """An attribute's value, white space collapsed; "" where there is none."""
        value = self.element.get(name)
        return _WHITE.sub(" ", value).strip(" ") if value else ""

    def _clark(self, name: str) -> str:
        prefix, colon, local = name.rpartition(":")
        return f"{{{self.prefixes[prefix if colon else '']}}}{local}"


def parse_xml(data: bytes, findings: Findings) -> etree._Element | None:
    """The root element, or None and a fault.

    Rules `xml.doctype`, `xml.encoding`, `xml.limit`, `xml.malformed`, `xml.size`.
    """
    if data.count(b"<") > TAGS:
        findings.fault("the whole file", "file", "xml.size", f"more than {TAGS} tags", "a smaller document")
        return None
    if not _plain_prolog(data, findings):
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        code = error.code  # type: ignore[attr-defined]  # the stubs lack it
        rule = "xml.limit" if code == _RESOURCE_LIMIT else "xml.malformed"
        _malformed(findings, rule, error.lineno or 1, error.msg or "unreadable")
        return None
    # The two parsers may take a document's encoding differently.
    if root.getroottree().docinfo.internalDTD is not None:
        _doctype(findings, 1)
        return None
    return root


def _plain_prolog(data: bytes, findings: Findings) -> bool:
    reader = expat.ParserCreate()

    def stop_at_doctype(*_: object) -> None:
        raise _Prolog(doctype=True)

    def stop_at_element(*_: object) -> None:
        raise _Prolog(doctype=False)

    reader.StartDoctypeDeclHandler = stop_at_doctype
    reader.StartElementHandler = stop_at_element
    try:
        reader.Parse(data, True)
    except _Prolog as stop:
        if stop.doctype:
            _doctype(findings, reader.CurrentLineNumber)
        return not stop.doctype
    except expat.ExpatError as error:
        _malformed(findings, "xml.malformed", error.lineno, expat.ErrorString(error.code) or "unreadable")
    except (LookupError, ValueError):
        expected = "UTF-8, UTF-16 or an encoding of one byte a character"
        findings.fault("line 1", "file", "xml.encoding", "a declared encoding that is not read", expected)
    return False


def _doctype(findings: Findings, line: int) -> None:
    findings.fault(f"line {line}", "file", "xml.doctype", "a DOCTYPE", "a document without DTD or entities")


def _malformed(findings: Findings, rule: str, line: int, message: str) -> None:
    findings.fault(f"line {line}", "file", rule, shown(message), "well-formed XML 1.0 of ordinary size")
