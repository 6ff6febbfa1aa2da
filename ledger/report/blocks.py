"""What a report is made of, whatever it is printed on: sections of paragraphs, facts, tables and charts."""

from dataclasses import dataclass
from enum import Enum


class Tone(Enum):
    """How a piece of text is set; a NAME is foreign, may run from right to left, and may be long."""

    PLAIN = "plain"
    NAME = "name"
    CODE = "code"
    MUTED = "muted"
    STRONG = "strong"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Text:
    """A run of text in one tone. Whatever it holds is text: a printer escapes it."""

    text: str
    tone: Tone = Tone.PLAIN


Line = tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A share of the whole (bp) as a bar; the number itself stands beside it in the row."""

    share: int


Cell = Line | Bar


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, and whether what stands below is aligned as numbers are."""

    heading: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under columns. `over`: headings over so many columns each, from the left."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    over: tuple[tuple[str, int], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `boxed` if nobody should miss it."""

    line: Line
    boxed: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Names of things, each with what it is."""

    rows: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing in SVG, and what it tells in words for whoever does not see it. `width` in mm, at most."""

    title: str
    description: str
    drawing: str
    width: int = 140


@dataclass(frozen=True, slots=True)
class Beside:
    """Two columns where there is room, else one after the other; `parts`: how wide they are to each other."""

    left: tuple["Block", ...]
    right: tuple["Block", ...]
    parts: tuple[int, int] = (1, 1)


Block = Paragraph | Facts | Table | Chart | Beside


@dataclass(frozen=True, slots=True)
class Section:
    """`level` 1 for the report, 2 for a chapter, 3 for a part of one; without a title it goes on with the one before.

    `breaks`: begins a page where there are pages; `whole`: stands on one.
    """

    title: Line
    blocks: tuple[Block, ...]
    level: int = 2
    breaks: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """The whole report. `language` is a BCP 47 tag; `footer` stands at the foot of every page."""

    language: str
    title: str
    kind: str
    """What sort of document it is, above its first heading."""
    day: str
    """As of which the report is (ISO 8601): its date, since nothing here knows another."""
    footer: str
    of_pages: str
    """Words around the number of a page, with `{page}` and `{pages}`."""
    sections: tuple[Section, ...]


def visible(text: str) -> str:
    """Text that shows all that it holds: what steers a line or a direction unseen becomes the sign of a gap."""
    return "".join(sign if sign.isprintable() else "�" for sign in text)
