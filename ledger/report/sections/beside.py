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
    named = [(chapter.words(f"drawn.{name}"), cells) for name, cells in rows]
    return (_table(chapter, chapter.words("drawn.caption"), [grades for grades, _ in found], named),)


def _covered(chapter: Chapter) -> tuple[Table, ...]:
    """Of what agents say of the member's accounts, how much obligations explain."""
    if chapter.figures.coverage is None:
        return ()
    found = _found(chapter.figures.coverage)
    caption = chapter.words(f"covered.caption.{chapter.side.value}")
    if not found:
        columns = (Column(caption), Column(""))
        told = ((Text(chapter.words("covered.share")),), (Text(chapter.words("covered.none")),))
        return (Table("", columns, (told,)),)
    rows: Rows = (
        ("months", [count(one.months) for _, one in found]),
        ("agents", [count(one.agents) for _, one in found]),
        ("confirmed", [amount(one.confirmed, chapter.currency) for _, one in found]),
        ("explained", [amount(one.explained, chapter.currency) for _, one in found]),
        ("share", [percent(one.share) for _, one in found]),
    )
    named = [(chapter.words(f"covered.{name}"), cells) for name, cells in rows]
    return (_table(chapter, caption, [grades for grades, _ in found], named),)


def _found(by_grade: Mapping[Grades, T | None] | None) -> list[tuple[Grades, T]]:
    return [(grades, one) for grades, one in (by_grade or {}).items() if one is not None]


def _table(chapter: Chapter, caption: str, grades: list[Grades], rows: list[tuple[str, list[str]]]) -> Table:
    heads = [caption, *(chapter.words(f"grades.{one.name}") for one in grades)]
    columns = tuple(Column(head, place > 0) for place, head in enumerate(heads))
    told = tuple(((Text(name),), *((Text(text),) for text in texts)) for name, texts in rows)
    return Table("", columns, told)
