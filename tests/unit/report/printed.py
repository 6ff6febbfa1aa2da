"""A printed page, read as its reader does: tables by caption, headings, drawings."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Section:
    """What stands under one heading."""

    title: str
    level: int
    of: str = ""
    """Of which side and currency a part of a chapter is, as its head says after a dot."""
    tables: list[list[list[str]]] = field(default_factory=list)
    text: str = ""

    def rows(self, table: int) -> dict[str, list[str]]:
        """The rows of a table, by their first cell."""
        return {row[0]: row[1:] for row in self.tables[table]}

    def headed(self, head: str) -> dict[str, list[str]]:
        """The rows of the one table whose first head is that."""
        [found] = [place for place, table in enumerate(self.tables) if table[0][0] == head]
        return self.rows(found)


class Printed(HTMLParser):
    """Tags with their attributes, text, and sections with their tables (the head row is a row)."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.sections: list[Section] = [Section("", 0)]
        self._cell: list[str] | None = None
        self._heading: str | None = None
        self._skipped = False
        self.feed(text)
        self.close()

    def section(self, title: str, number: int = 0) -> Section:
        """The section of that title; of several the one of that number."""
        return [one for one in self.sections if one.title == title][number]

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        here = self.sections[-1]
        if tag in ("h1", "h2", "h3"):
            self._heading = ""
            self.sections.append(Section("", int(tag[1])))
        elif tag == "table":
            here.tables.append([])
        elif tag == "tr":
            here.tables[-1].append([])
        elif tag in ("td", "th"):
            self._cell = []
        self._skipped = tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell is not None:
            self.sections[-1].tables[-1][-1].append("".join(self._cell))
            self._cell = None
        elif tag in ("h1", "h2", "h3") and self._heading is not None:
            here, self._heading, heading = self.sections[-1], None, self._heading
            here.title, _, here.of = heading.partition(" · ") if tag == "h3" else (heading, "", "")

    def handle_data(self, data: str) -> None:
        self.text += data + "\n"
        if self._heading is not None:
            self._heading += data
        elif self._cell is not None:
            self._cell.append(data)
        elif not self._skipped:
            self.sections[-1].text += data
