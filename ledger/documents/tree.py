"""XML within bounds: no DTD, no entity, no network; and a cursor that knows its own path.

A document is read twice. expat reads the prolog and stops at the first element, so that a DOCTYPE is refused
before anything in it is declared; lxml then reads the document.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from xml.parsers import expat

from lxml import etree

from ledger.documents.findings import Findings, shown

MEMORY = 150 * 1024 * 1024
"""Bytes that a document and its tree may take, by `_memory`."""

MANY = 100_000
"""Most children of one name that are held at once."""

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
        """The children called `name` ("cbc:ID"; without prefix in the namespace of ""), in order. Rule `xml.many`."""
        found = list(islice(self._children(name), MANY + 1))
        if len(found) > MANY:
            where = found.pop().path
            self.findings.fault(where, name, "xml.many", f"more than {MANY}", "a smaller document")
        return found

    def one(self, name: str) -> "Node | None":
        """The child called `name`, or None. Rule `xml.repeated`."""
        found = self.element.iterchildren(self._clark(name))
        first = next(found, None)
        if first is None:
            return None
        path = f"{self.path}/{name}"
        if next(found, None) is not None:
            number = sum(1 for _ in self.element.iterchildren(self._clark(name)))
            self.findings.fault(f"{path}[2]", name, "xml.repeated", f"{number} of {name}", "one at most")
            path = f"{path}[1]"
        return Node(first, path, self.prefixes, self.findings)

    def at(self, path: str) -> "Node | None":
        """The descendant at `path` ("cac:Party/cbc:Name"), each step at most once."""
        node: Node | None = self
        for name in path.split("/"):
            node = node.one(name) if node else None
        return node

    def each(self, path: str) -> Iterator["Node"]:
        """The descendants at `path`, each step as often as it stands there."""
        name, _, rest = path.partition("/")
        for child in self._children(name):
            yield from child.each(rest) if rest else (child,)

    def texts(self, path: str) -> tuple[str, ...]:
        """The distinct texts at `path`, in order; without those that are empty."""
        return tuple(dict.fromkeys(text for node in self.each(path) if (text := node.text())))

    def text(self, path: str = "") -> str:
        """The text at `path`, white space collapsed; "" where there is none. Rule `xml.mixed`."""
        node = self.at(path) if path else self
        if node is None:
            return ""
        if len(node.element):
            self.findings.fault(
                node.path,
                path or node.path.rpartition("/")[2],
                "xml.mixed",
                "elements within a text",
                "text alone",
            )
        return _WHITE.sub(" ", node.element.text or "").strip(" ")

    def attribute(self, name: str) -> str:
        """An attribute's value, white space collapsed; "" where there is none."""
        value = self.element.get(name)
        return _WHITE.sub(" ", value).strip(" ") if value else ""

    def _children(self, name: str) -> Iterator["Node"]:
        """One at a time: a document may hold a million. Of several, each has its place in its path."""
        found = self.element.iterchildren(self._clark(name))
        first = next(found, None)
        second = next(found, None)
        if first is not None and second is None:
            yield Node(first, f"{self.path}/{name}", self.prefixes, self.findings)
        elif first is not None and second is not None:
            for index, element in enumerate(chain((first, second), found), 1):
                yield Node(element, f"{self.path}/{name}[{index}]", self.prefixes, self.findings)

    def _clark(self, name: str) -> str:
        prefix, colon, local = name.rpartition(":")
        return f"{{{self.prefixes[prefix if colon else '']}}}{local}"


def parse_xml(data: bytes, findings: Findings) -> etree._Element | None:
    """The root element, or None and a fault.

    Rules `xml.doctype`, `xml.encoding`, `xml.limit`, `xml.malformed`, `xml.size`.
    """
    if _memory(data) > MEMORY:
        found = f"{data.count(b'<')} tags in {len(data)} bytes"
        expected = "less at once, such as a statement of fewer days"
        findings.fault("the whole file", "file", "xml.size", found, expected)
        return None
    if not _plain_prolog(data, findings):
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True, remove_blank_text=True,
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


def _memory(data: bytes) -> int:
    """Bytes that reading takes, at most: the document, its texts once more, and the nodes of libxml2.

    An element with a text takes 240 bytes and two `<`, an attribute with a value as much and one `=`.
    """
    return 2 * len(data) + 128 * data.count(b"<") + 256 * data.count(b"=")


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
