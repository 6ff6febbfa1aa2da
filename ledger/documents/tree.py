"""An element of an XML document as its reader sees it: what stands at a path below it, and where it is itself.

Paths are compiled once a vocabulary: a document is asked a few dozen of them, and each is one call into libxml2.
"""

import re
from collections.abc import Callable, Mapping
from typing import cast

from lxml import etree

from ledger.documents.findings import Findings

MANY = 100_000
"""Most elements at one path that are held at once."""

_WHITE = re.compile(r"[ \t\r\n]+")
_DEFAULT = "default"
"""XPath 1.0 has no default namespace: names without a prefix get this one."""

Select = Callable[[etree._Element], list[etree._Element]]
"""Elements below another, in the order of the document."""


class Names:
    """The prefixes of one vocabulary ("" is the default namespace), and its paths, compiled as they are asked for."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._namespaces = {prefix or _DEFAULT: namespace for prefix, namespace in prefixes.items()}
        self._single: dict[str, Select] = {}
        self._several: dict[str, Select] = {}

    def single(self, path: str) -> Select:
        """Gives the elements at `path`, two at most, and before them where it starts if a step on it repeats."""
        if path not in self._single:
            steps = self._steps(path)
            repeated = [f"{'/'.join(steps[:end])}[2]{'/..' * end}" for end in range(1, len(steps))]
            last = f"{'/'.join(steps)}[position()<3]"
            self._single[path] = self._compiled("|".join((*repeated, last)))
        return self._single[path]

    def several(self, path: str) -> Select:
        """Gives the elements at `path`, one more than `MANY` at most."""
        if path not in self._several:
            steps = "/".join(self._steps(path))
            self._several[path] = self._compiled(f"({steps})[position()<={MANY + 1}]")
        return self._several[path]

    def clark(self, name: str) -> str:
        """`name` as `{namespace}local`."""
        prefix, _, local = name.rpartition(":")
        return f"{{{self._namespaces[prefix or _DEFAULT]}}}{local}"

    def _steps(self, path: str) -> list[str]:
        return [name if ":" in name else f"{_DEFAULT}:{name}" for name in path.split("/")]

    def _compiled(self, expression: str) -> Select:
        # Paths alone: they give elements.
        return cast(Select, etree.XPath(expression, namespaces=self._namespaces, regexp=False))


class Node:
    """An element, and where its faults go. Paths are like "cac:Party/cbc:Name", without prefix in the default."""

    __slots__ = ("_path", "_up", "_way", "element", "findings", "names")

    def __init__(
        self, element: etree._Element, names: Names, findings: Findings,
        path: str = "", up: "Node | None" = None, way: str = "",
    ) -> None:  # fmt: skip
        self.element, self.names, self.findings = element, names, findings
        self._path, self._up, self._way = path, up, way

    @property
    def path(self) -> str:
        """The way from the root; of several with its name, with its place among them."""
        if not self._path and self._up is not None:
            steps, element = [], self.element
            for name in reversed(self._way.split("/")):
                steps.append(f"/{name}{_place(element)}")
                parent = element.getparent()
                element = element if parent is None else parent
            self._path = self._up.path + "".join(reversed(steps))
        return self._path

    def at(self, path: str) -> "Node | None":
        """What is at `path`, where each step stands once at most. Rule `xml.repeated`."""
        element = self._single(path)
        return None if element is None else Node(element, self.names, self.findings, up=self, way=path)

    def each(self, path: str) -> list["Node"]:
        """All that is at `path`, in order. Rule `xml.many`."""
        return [
            Node(element, self.names, self.findings, up=self, way=path) for element in self._several(path)
        ]

    def all(self, name: str) -> list["Node"]:
        """The children called `name`, in order, each with its place. Rule `xml.many`."""
        found, way = self._several(name), f"{self.path}/{name}"
        if len(found) == 1:
            return [Node(found[0], self.names, self.findings, way)]
        return [
            Node(element, self.names, self.findings, f"{way}[{place}]")
            for place, element in enumerate(found, 1)
        ]

    def texts(self, path: str) -> tuple[str, ...]:
        """The distinct texts at `path`, in order; without those that are empty."""
        found = (self._text(element, path) for element in self._several(path))
        return tuple(dict.fromkeys(filter(None, found)))

    def text(self, path: str = "") -> str:
        """The text at `path`, white space collapsed; "" where there is none. Rules `xml.repeated`, `xml.mixed`."""
        element = self._single(path) if path else self.element
        return "" if element is None else self._text(element, path)

    def attribute(self, name: str) -> str:
        """An attribute's value, white space collapsed; "" where there is none."""
        return _collapsed(self.element.get(name))

    def _text(self, element: etree._Element, path: str) -> str:
        if len(element):
            node = Node(element, self.names, self.findings, up=self, way=path) if path else self
            field = (path or node.path).rpartition("/")[2]
            self.findings.fault(node.path, field, "xml.mixed", "elements within a text", "text alone")
        return _collapsed(element.text)

    def _single(self, path: str) -> etree._Element | None:
        found = self.names.single(path)(self.element)
        if not found:
            return None
        if len(found) == 1 and found[0] is not self.element:
            return found[0]
        return self._first(path)

    def _first(self, path: str) -> etree._Element | None:
        """The first at a path on which a step repeats, and a fault for each that does."""
        element, way = self.element, self.path
        for name in path.split("/"):
            tag = self.names.clark(name)
            number = sum(1 for _ in element.iterchildren(tag))
            if not number:
                return None
            way = f"{way}/{name}"
            if number > 1:
                self.findings.fault(f"{way}[2]", name, "xml.repeated", f"{number} of {name}", "one at most")
                way = f"{way}[1]"
            element = next(element.iterchildren(tag))
        return element

    def _several(self, path: str) -> list[etree._Element]:
        found = self.names.several(path)(self.element)
        if len(found) > MANY:
            name = path.rpartition("/")[2]
            where = f"{self.path}/{path}[{len(found)}]"
            self.findings.fault(where, name, "xml.many", f"more than {MANY}", "a smaller document")
        return found


def _collapsed(text: str | None) -> str:
    if not text:
        return ""
    # ASCII has no other white space that XML 1.0 lets in.
    return " ".join(text.split()) if text.isascii() else _WHITE.sub(" ", text).strip(" ")


def _place(element: etree._Element) -> str:
    before = sum(1 for _ in element.itersiblings(element.tag, preceding=True))
    several = before or next(element.itersiblings(element.tag), None) is not None
    return f"[{before + 1}]" if several else ""
