"""Promptness over time: the index as of each month's end, and today's."""

from dataclasses import dataclass

from ledger.report.amounts import count, day, hundredths
from ledger.report.blocks import Chart, Column, Paragraph, Section, Table, Text
from ledger.report.charts.course import course_chart
from ledger.report.sections.chapter import Chapter, positions
from ledger.report.words import Words
from ledger.rulebook.figures import figures_of
from ledger.rulebook.month_end import month_ends
from ledger.rulebook.position import Grades
from ledger.rulebook.rules import Rules

_LEVELS = (0, 15, 30)
"""Days late at which a rule is drawn, where the rulebook has an anchor."""


@dataclass(frozen=True, slots=True)
class Point:
    """One day: centi-points by grade, None below the minimum evidence; obligations that weigh, of every grade."""

    day: int
    index: tuple[int | None, ...]
    weighed: int


def course(chapter: Chapter) -> Section:
    """A chart with a line a grade, and its table; a sentence if there never was enough evidence."""
    words, points = chapter.words, course_of(chapter)
    if not any(value is not None for point in points for value in point.index):
        return Section(chapter.part("course.heading"), (Paragraph((Text(words("course.none")),)),), level=3)
    names = [words(f"grades.{grades.name}") for grades in Grades]
    lines = [(name, [point.index[place] for point in points]) for place, name in enumerate(names)]
    levels = [(index, level(late, index, words)) for late, index in anchors(chapter.rules)]
    title, told = words("course.title", title=chapter.title), words("course.words")
    drawing = course_chart(f"course-{chapter.key}", [day(point.day) for point in points], lines, levels)
    columns = (words("course.day"), *names, words("course.weighed"))
    weighed = next(place for place, point in enumerate(points) if point.weighed)
    rows = tuple(
        (
            (Text(day(point.day)),),
            *(
                (Text(words("insufficient") if value is None else hundredths(value)),)
                for value in point.index
            ),
            (Text(count(point.weighed)),),
        )
        for point in points[weighed:]
    )
    note = words("course.before", day=day(points[weighed].day)) if weighed else ""
    table = Table(told, tuple(Column(name, place > 0) for place, name in enumerate(columns)), rows, note=note)
    return Section(
        chapter.part("course.heading"), (Chart(title, told, drawing.svg(title, told)), table), level=3
    )


def anchors(rules: Rules) -> list[tuple[int, int]]:
    """Days late and centi-points of the anchors that a reader may know by heart."""
    return [(late, index) for late, index in rules.anchors if late in _LEVELS]


def level(late: int, index: int, words: Words) -> str:
    """What an index means, in words."""
    return words("level.late" if late else "level.due_day", points=index // 100, days=late)


def course_of(chapter: Chapter) -> tuple[Point, ...]:
    """As of the ends of the months in the window, and as of the day itself; by facts dated by then, as known now."""
    last = chapter.source.as_of
    days = month_ends(chapter.source.first_day(), last)
    return tuple(_point(chapter, at) for at in (*(end for end in days if end < last), last))


def _point(chapter: Chapter, at: int) -> Point:
    population = chapter.population(at)
    found = [
        figures_of(positions(population, at, grades), chapter.side, at, chapter.rules) for grades in Grades
    ]
    index = tuple(own.promptness if own.publishable else None for own in found)
    return Point(at, index, found[-1].weighed_obligations)
