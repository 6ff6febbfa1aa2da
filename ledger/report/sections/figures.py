"""The figures of one side and currency by grade, what they rest on, and whether anyone is in default."""

from collections.abc import Callable, Iterator

from ledger.core.history import Side
from ledger.report.amounts import NONE, amount, count, day, hundredths, percent
from ledger.report.blocks import Bar, Beside, Column, Line, Section, Table, Text
from ledger.report.sections.beside import beside_tables
from ledger.report.sections.chapter import Chapter
from ledger.rulebook.concentration import Concentration
from ledger.rulebook.defaults import Standing
from ledger.rulebook.figure_set import Population
from ledger.rulebook.figures import Figures
from ledger.rulebook.position import Grades

Shown = Callable[[Figures], str]

_LONG = 16


def figures(chapter: Chapter) -> Section:
    """One table of figures, beside it evidence and defaults, and what else stands by grade where there is room."""
    table, evidence, defaults = _figures(chapter), _evidence(chapter), _defaults(chapter)
    others = beside_tables(chapter)
    beside = Beside((table, *others), (evidence, defaults))
    below = (table, Beside((evidence,), (defaults, *others)))
    return Section(
        (Text(chapter.title),), below if table.over or _is_long(table) else (beside,), level=2, whole=True
    )


def _figures(chapter: Chapter) -> Table:
    """A column a grade; the same again with disputed obligations, where there are any."""
    words, sets = chapter.words, chapter.figures.sets
    both = chapter.figures.evidence.disputed_obligations > 0
    populations = tuple(Population) if both else (Population.HEADLINE,)
    chosen = [sets[population, grades] for population in populations for grades in Grades]
    heads = [words(f"grades.{grades.name}") for _ in populations for grades in Grades]
    columns = (Column(words("figures.figure")), *(Column(head, number=True) for head in heads))
    rows = tuple(((Text(name),), *(_cell(shown(one)) for one in chosen)) for name, shown in _lines(chapter))
    over = (
        (("", 1), *((words(f"population.{population.value}"), 3) for population in populations))
        if both
        else ()
    )
    note = "" if both else words("figures.none_disputed")
    return Table("", columns, rows, over, note)


def _is_long(table: Table) -> bool:
    """Whether it holds numbers that need the whole width to be read."""
    return any(
        sum(len(text.text) for text in cell) > _LONG
        for row in table.rows
        for cell in row[1:]
        if not isinstance(cell, Bar)
    )


def _cell(text: str) -> Line:
    return (Text(text),)


def _lines(chapter: Chapter) -> Iterator[tuple[str, Shown]]:
    words, currency = chapter.words, chapter.currency

    def money(minor: int) -> str:
        return amount(minor, currency)

    def index(own: Figures) -> str:
        return hundredths(own.promptness) if own.publishable else words("insufficient")

    yield words("figure.obligations"), lambda own: count(own.obligations)
    yield (
        words("figure.weighed"),
        lambda own: f"{count(own.weighed_obligations)} / {count(own.weighed_counterparties)}",
    )
    yield words("figure.promptness"), index
    yield words("figure.dbt"), lambda own: hundredths(own.dbt)
    yield words("figure.bucket_dbt"), lambda own: hundredths(own.bucket_dbt)
    yield words("figure.on_time_by_count"), lambda own: percent(own.on_time_by_count)
    yield words("figure.on_time_by_amount"), lambda own: percent(own.on_time_by_amount)
    if chapter.side is Side.IS_PAID:
        yield words("figure.dso"), lambda own: hundredths(own.dso)
    yield words("open.current"), lambda own: money(own.ageing.current)
    yield words("open.1-30"), lambda own: money(own.ageing.days_1_30)
    yield words("open.31-60"), lambda own: money(own.ageing.days_31_60)
    yield words("open.61-90"), lambda own: money(own.ageing.days_61_90)
    yield words("open.91+"), lambda own: money(own.ageing.days_91)
    yield words("figure.largest"), lambda own: _largest(own.concentration)
    yield words("figure.herfindahl"), lambda own: _herfindahl(own.concentration)
    yield words("figure.open_largest"), lambda own: _largest(own.open_concentration)
    yield words("figure.open_herfindahl"), lambda own: _herfindahl(own.open_concentration)


def _largest(item: Concentration | None) -> str:
    return NONE if item is None else percent(item.largest)


def _herfindahl(item: Concentration | None) -> str:
    return NONE if item is None else count(item.herfindahl)


def _evidence(chapter: Chapter) -> Table:
    words, own = chapter.words, chapter.figures.evidence
    self_declared = None if own.grade_ab is None else 10_000 - own.grade_ab

    def of(share: int | None, number: int) -> str:
        return f"{percent(share)} ({count(number)})"

    def sums(minor: int, number: int) -> str:
        return f"{amount(minor, chapter.currency)} ({count(number)})"

    rows = (
        ("evidence.amount", sums(own.amount, own.obligations)),
        ("evidence.A", percent(own.grade_a)),
        ("evidence.AB", percent(own.grade_ab)),
        ("evidence.C", percent(self_declared)),
        ("evidence.late_recorded", percent(own.late_recorded)),
        ("evidence.related", percent(own.related)),
        ("evidence.reciprocal", percent(own.reciprocal)),
        ("evidence.new", percent(own.new)),
        ("evidence.largest", percent(own.largest)),
        ("evidence.disputed", of(own.disputed, own.disputed_obligations)),
        ("evidence.written_off", sums(own.written_off_amount, own.written_off_obligations)),
        ("evidence.credited", sums(own.credited_amount, own.credited_obligations)),
        ("evidence.claims", sums(own.claims_amount, own.claims)),
        ("evidence.claims_overdue", amount(own.claims_overdue, chapter.currency)),
    )
    days = {
        "evidence.late_recorded": chapter.rules.late_recorded_days,
        "evidence.new": chapter.rules.new_days,
    }
    named = [(words(key, days=days.get(key)), text) for key, text in rows]
    return _pairs(words("evidence.caption"), words("evidence.share"), named)


def _defaults(chapter: Chapter) -> Table:
    words, own = chapter.words, chapter.figures.defaults
    rows: list[tuple[str, str]] = []
    if own.eu is not None and own.eu_obligors is not None:
        state = words("default.eu", number=own.eu_obligors, obligors=own.obligors)
        rows.append((words("default.eu_90"), _since(chapter, "eu", own.eu) + f" · {state}"))
    later = own.later
    for clock, counted in (
        () if later is None else (("retail", later.eu_retail), ("factoring", later.eu_factoring))
    ):
        if counted is not None:
            state = words("default.eu", number=counted.obligors, obligors=own.obligors)
            rows.append(
                (words(f"default.eu_{clock}"), _since(chapter, "eu", counted.standing) + f" · {state}")
            )
    state = words("default.stage_3", number=own.ifrs9_stage_3, obligors=own.obligors)
    rows.append((words("default.ifrs9"), _since(chapter, "ifrs9", own.ifrs9) + f" · {state}"))
    rows.append((words("default.prc"), _since(chapter, "prc", own.prc)))
    rows.append((words("default.non_performing"), amount(own.prc_non_performing, chapter.currency)))
    return _pairs(words("default.caption"), words("default.state"), rows, number=False)


def _since(chapter: Chapter, clock: str, standing: Standing) -> str:
    words = chapter.words
    level = words(f"default.{clock}.{standing.level}")
    return level if standing.since is None else words("default.since", level=level, day=day(standing.since))


def _pairs(caption: str, heading: str, rows: list[tuple[str, str]], *, number: bool = True) -> Table:
    columns = (Column(caption), Column(heading, number))
    return Table("", columns, tuple(((Text(name),), (Text(text),)) for name, text in rows))
