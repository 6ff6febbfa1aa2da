"""XML within bounds: no DTD, no entity, no network; whole, or piece by piece as it is read.

A document is read twice. expat reads the prolog and stops at the first element, so that a DOCTYPE is refused
before anything in it is declared, and the reader is known; lxml then reads the document.
"""

from collections.abc import Iterable, Iterator
from typing import Final, cast
from xml.parsers import expat

from lxml import etree

from ledger.documents.findings import Findings, shown

MEMORY: Final = 150 * 1024 * 1024
"""Bytes that a document and its whole tree may take, by `memory_of`."""
STREAMED: Final = 192 * 1024 * 1024
"""Bytes that a document read piece by piece, what is held of its tree and what was read of it may take."""

_Events = Iterator[tuple[str, etree._Element]]

_CHUNK = 1 << 16
_TAG = 1 << 20
"""Most bytes of a tag or comment before the first element has begun: expat keeps them whole, and more than that."""
_RESOURCE_LIMIT = 114
"""XML_ERR_RESOURCE_LIMIT of libxml2: 256 levels deep, or one text of 10 million bytes."""

_BOUNDS: Final = {
    "resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False,
    "remove_comments": True, "remove_pis": True, "remove_blank_text": True,
}  # fmt: skip
_PARSER = etree.XMLParser(**_BOUNDS)  # type: ignore[arg-type]  # one value's type for all


class _Prolog(Exception):
    """Ends the first reading: at a DOCTYPE, or at the first element, whose name it has as `namespace local`."""

    def __init__(self, root: str | None) -> None:
        super().__init__()
        self.root = root


def root_of(data: bytes, findings: Findings) -> tuple[str, str] | None:
    """Namespace and local name of the root element, or None and a fault.

    Rules `xml.doctype`, `xml.encoding`, `xml.limit`, `xml.malformed`.
    """
    reader = expat.ParserCreate(namespace_separator=" ")

    def stop_at_doctype(*_: object) -> None:
        raise _Prolog(None)

    def stop_at_element(name: str, _: object) -> None:
        raise _Prolog(name)

    reader.StartDoctypeDeclHandler = stop_at_doctype
    reader.StartElementHandler = stop_at_element
    try:
        for start in range(0, len(data), _CHUNK):
            reader.Parse(data[start : start + _CHUNK], start + _CHUNK >= len(data))
            if start - reader.CurrentByteIndex > _TAG:
                found = f"a tag or comment of more than {_TAG} bytes"
                _malformed(findings, "xml.limit", reader.CurrentLineNumber, found)
                return None
    except _Prolog as stop:
        if stop.root is not None:
            namespace, _, local = stop.root.rpartition(" ")
            return namespace, local
        _doctype(findings, reader.CurrentLineNumber)
    except expat.ExpatError as error:
        _malformed(findings, "xml.malformed", error.lineno, expat.ErrorString(error.code) or "unreadable")
    except (LookupError, ValueError):
        expected = "UTF-8, UTF-16 or an encoding of one byte a character"
        findings.fault("line 1", "file", "xml.encoding", "a declared encoding that is not read", expected)
    return None


def parse_xml(data: bytes, findings: Findings) -> etree._Element | None:
    """The root element of a document with a plain prolog, or None and a fault.

    Rules `xml.doctype`, `xml.limit`, `xml.malformed`, `xml.size`.
    """
    if _exceeds(data):
        _too_large(findings, data)
        return None
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        _refused(findings, error)
        return None
    return root if _no_doctype(root, findings) else None


class Stream:
    """A document read piece by piece: its elements of some names as they begin and end.

    Whoever takes one lets go of it with `drop`: what is held at once is bounded, not the document.
    """

    def __init__(self, data: bytes, findings: Findings, names: Iterable[str]) -> None:
        self._data, self._findings = data, findings
        self._parser: etree.XMLPullParser = etree.XMLPullParser(("start", "end"), tag=tuple(names), **_BOUNDS)  # type: ignore[arg-type]
        self._held = self._fed = 0
        self.taken = 0
        """Bytes that the reader keeps of what it took."""

    def events(self) -> _Events:
        """("start" or "end", element), in order; a fault ends them. Rules as of `parse_xml`."""
        checked = False
        for start in range(0, len(self._data), _CHUNK):
            piece = self._data[start : start + _CHUNK]
            self._fed = memory_of(piece)
            self._held += self._fed
            if len(self._data) + self._held + self.taken > STREAMED:
                _too_large(self._findings, self._data)
                return
            try:
                self._parser.feed(piece)
                if start + _CHUNK >= len(self._data):
                    self._parser.close()
            except etree.XMLSyntaxError as error:
                _refused(self._findings, error)
                return
            for event, element in cast(_Events, self._parser.read_events()):
                if not checked and not _no_doctype(element, self._findings):
                    return
                checked = True
                yield event, element

    def drop(self, element: etree._Element, *, ended: bool = True) -> None:
        """Lets go of an element that has ended, and of all before it in its parent; if it has not ended, of these."""
        if ended:
            element.clear(keep_tail=True)  # type: ignore[call-arg]  # the stubs lack it
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]
        self._held = self._fed


def _exceeds(data: bytes) -> bool:
    # A byte counts for less than 512: what is short is not counted through.
    return len(data) > MEMORY // 512 and memory_of(data) > MEMORY


def memory_of(data: bytes) -> int:
    """Bytes that reading takes, at most: the document, its texts once more, and the nodes of libxml2.

    An element with a text takes 240 bytes and two `<`, an attribute with a value as much and one `=`.
    """
    return 2 * len(data) + 128 * data.count(b"<") + 256 * data.count(b"=")


def _no_doctype(element: etree._Element, findings: Findings) -> bool:
    """The two parsers may take a document's encoding differently."""
    if element.getroottree().docinfo.internalDTD is None:
        return True
    _doctype(findings, 1)
    return False


def _too_large(findings: Findings, data: bytes) -> None:
    found = f"{data.count(b'<')} tags in {len(data)} bytes"
    expected = "less at once, such as a statement of fewer days"
    findings.fault("the whole file", "file", "xml.size", found, expected)


def _refused(findings: Findings, error: etree.XMLSyntaxError) -> None:
    code = error.code  # type: ignore[attr-defined]  # the stubs lack it
    rule = "xml.limit" if code == _RESOURCE_LIMIT else "xml.malformed"
    _malformed(findings, rule, error.lineno or 1, error.msg or "unreadable")


def _doctype(findings: Findings, line: int) -> None:
    findings.fault(f"line {line}", "file", "xml.doctype", "a DOCTYPE", "a document without DTD or entities")


def _malformed(findings: Findings, rule: str, line: int, message: str) -> None:
    findings.fault(f"line {line}", "file", rule, shown(message), "well-formed XML 1.0 of ordinary size")
