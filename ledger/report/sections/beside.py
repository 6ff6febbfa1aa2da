"""What stands beside the six sets by the grade of what it rests on: revolving limits, and coverage."""

from collections.abc import Mapping
from typing import TypeVar

from ledger.report.amounts import amount, count, percent
from ledger.report.blocks import Column, Table, Text
from ledger.report.sections.chapter import Chapter
from ledger.rulebook.position import Grades

T = TypeVar("T")
Rows = tuple[tuple[str, list[str]], ...]


def beside_tables(chapter: Chapter) -> tuple[Table, ...]:
    """Those of which there is anything to tell. That no bank tells anything is told."""
    return (*_drawn(chapter), *_covered(chapter))


def _drawn(chapter: Chapter) -> tuple[Table, ...]:
    """Utilisation of revolving limits, where there are any: of facilities of grade B, and of all."""
    found = _found(chapter.figures.utilisation)
    if not found:
        return ()
    rows: Rows = (
        ("facilities", [count(one.facilities) for _, one in found]),
        ("limit", [amount(one.limit, chapter.currency) for _, one in found]),
        ("drawn", [amount(one.drawn, chapter.currency) for _, one in found]),
        ("current", [percent(one.current) for _, one in found]),
        ("peak", [percent(one.peak) for _, one in found]),
        ("weighted", [percent(one.weighted) for _, one in found]),
    )
    return (_table(chapter, "drawn", "caption", [grades for grades, _ in found], rows),)


def _covered(chapter: Chapter) -> tuple[Table, ...]:
    """Of what agents say of the member's accounts, how much obligations explain."""
    if chapter.figures.coverage is None:
        return ()
    found = _found(chapter.figures.coverage)
    caption = f"caption.{chapter.side.value}"
    if not found:
        columns = (Column(chapter.words(f"covered.{caption}")), Column(""))
        told = ((Text(chapter.words("covered.share")),), (Text(chapter.words("covered.none")),))
        return (Table("", columns, (told,)),)
    rows: Rows = (
        ("months", [count(one.months) for _, one in found]),
        ("agents", [count(one.agents) for _, one in found]),
        ("confirmed", [amount(one.confirmed, chapter.currency) for _, one in found]),
        ("explained", [amount(one.explained, chapter.currency) for _, one in found]),
        ("share", [percent(one.share) for _, one in found]),
    )
    return (_table(chapter, "covered", caption, [grades for grades, _ in found], rows),)


def _found(by_grade: Mapping[Grades, T | None] | None) -> list[tuple[Grades, T]]:
    return [(grades, one) for grades, one in (by_grade or {}).items() if one is not None]


def _table(chapter: Chapter, name: str, caption: str, grades: list[Grades], rows: Rows) -> Table:
    words = chapter.words
    heads = [words(f"{name}.{caption}"), *(words(f"grades.{one.name}") for one in grades)]
    columns = tuple(Column(head, place > 0) for place, head in enumerate(heads))
    told = tuple(((Text(words(f"{name}.{row}")),), *((Text(text),) for text in texts)) for row, texts in rows)
    return Table("", columns, told)
