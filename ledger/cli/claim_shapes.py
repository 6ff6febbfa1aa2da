"""Of what a claim's statement is made: headings, paragraphs and tables."""

from dataclasses import dataclass

from ledger.cli.claim_words import Words


@dataclass(frozen=True, slots=True)
class Heading:
    """Of the whole (level 1) or of a section."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One thought in both languages; `listed` as an item of a list."""

    said: Words
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Plain text in every cell; columns from `numbers` on are of numbers, the last `codes` are of hashes."""

    headings: tuple[Words, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    codes: frozenset[int] = frozenset()


Block = Heading | Paragraph | Table
