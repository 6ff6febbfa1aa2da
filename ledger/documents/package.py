"""An Open Packaging archive (ISO/IEC 29500-2), such as a workbook: its parts, within bounds, each read as a stream."""

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, NoReturn
from xml.parsers import expat

from ledger.documents.findings import Findings, shown

PARTS: Final = 5_000
"""Most files in an archive."""
STREAMED: Final = 128 * 1024 * 1024
"""Most bytes of a part that is read piece by piece, unpacked."""
KEPT: Final = 16 * 1024 * 1024
"""Most bytes of a part whose content is kept, unpacked."""

_CHUNK = 1 << 16
_TAG = 1 << 20
_LEVELS = 64
_CENTRAL_ENTRY = b"PK\x01\x02"

Start = Callable[[str, dict[str, str]], None]


class RefusedPackage(Exception):
    """A fault was noted: there is nothing more to read."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: the last word of the relation's type, and the part it leads to."""

    kind: str
    part: str


def local_name(name: str) -> str:
    """An element's or attribute's name without its namespace."""
    return name.rpartition(" ")[2]


class Package:
    """The archive in `data`. Rule `xlsx.size`; what is no archive ends in the errors of `zipfile` and `expat`."""

    def __init__(self, data: bytes, findings: Findings) -> None:
        self._findings = findings
        if data.count(_CENTRAL_ENTRY) > PARTS:
            self.refuse("xlsx.size", f"more than {PARTS} parts", "a smaller workbook")
        self._archive = zipfile.ZipFile(io.BytesIO(data))

    def refuse(self, rule: str, found: str, expected: str) -> NoReturn:
        """Notes the fault, and ends the reading."""
        self._findings.fault("the whole file", "file", rule, found, expected)
        raise RefusedPackage

    def relations(self, part: str) -> dict[str, Relation]:
        """What `part` refers to, by id ("" is the package itself); what lies outside is not followed."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, Relation] = {}

        def start(element: str, attributes: dict[str, str]) -> None:
            if local_name(element) == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = Relation(kind, target.lstrip("/"))

        if rels in self._archive.NameToInfo:
            self.parse(rels, start)
        return found

    def parse(self, part: str, start: Start, end: Callable[[str], None] | None = None,
              text: Callable[[str], None] | None = None) -> None:  # fmt: skip
        """Reads a part whose content is kept."""
        parser = PlainParser(start, end, text)
        for piece in self.pieces(part, KEPT):
            parser.feed(piece)
        parser.feed(b"", final=True)

    def pieces(self, part: str, limit: int) -> Iterator[bytes]:
        """A part unpacked piece by piece: no more than it declares, and that within `limit` bytes."""
        info = self._archive.getinfo(part)
        if info.file_size > limit:
            self.refuse("xlsx.size", f"{info.file_size} bytes in {shown(part)}", f"at most {limit}")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise NotImplementedError("a compression other than deflate")
        with self._archive.open(info) as stream:
            while piece := stream.read(_CHUNK):
                yield piece


class PlainParser:
    """A parser that takes no document type, and so no entity, no more than 64 levels and no tag of more than 1 MiB.

    Names come as `namespace local`. ValueError is what is beyond that, `expat.ExpatError` what is no XML.
    """

    def __init__(
        self,
        start: Start,
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        self._start, self._end = start, end
        self._depth = self._fed = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._open, self._close
        self._parser.CharacterDataHandler = text

    def feed(self, piece: bytes, final: bool = False) -> None:
        """The next piece of the document."""
        self._parser.Parse(piece, final)
        self._fed += len(piece)
        if self._fed - self._parser.CurrentByteIndex > _TAG:
            raise ValueError(f"a tag of more than {_TAG} bytes")

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _LEVELS:
            raise ValueError(f"more than {_LEVELS} levels")
        self._start(name, attributes)

    def _close(self, name: str) -> None:
        self._depth -= 1
        if self._end is not None:
            self._end(name)

    def _refuse_doctype(self, *_: object) -> None:
        raise ValueError("a DOCTYPE")
