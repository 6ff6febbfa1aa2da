"""The whole report: page one, a chapter for each side and currency, then what concerns all of them."""

from collections.abc import Iterator

from ledger.report.amounts import day
from ledger.report.blocks import Document, Section, visible
from ledger.report.sections.ageing import ageing
from ledger.report.sections.changes import changes
from ledger.report.sections.chapter import chapters
from ledger.report.sections.counterparties import counterparties
from ledger.report.sections.course import course
from ledger.report.sections.coverage import coverage
from ledger.report.sections.disputes import disputes
from ledger.report.sections.figures import figures
from ledger.report.sections.front import front, title
from ledger.report.sections.rolls import rolls
from ledger.report.sections.status import status
from ledger.report.sections.timeline import timeline
from ledger.report.sections.verifying import verifying
from ledger.report.source import Source
from ledger.report.words import Language, words_in


def report(source: Source, language: Language = Language.EN) -> Document:
    """The same blocks for every printer: what the HTML page says, the PDF says."""
    words = words_in(language)
    name = visible("".join(text.text for text in title(source, words)))
    block = words("foot.none") if source.place is None else source.place.block
    return Document(
        language="zh-Hans" if language is Language.ZH else "en",
        title=words("title", name=name, day=day(source.as_of)),
        kind=words("kind"),
        day=day(source.as_of),
        footer=words("foot", name=name, day=day(source.as_of), block=block),
        of_pages=words("pages"),
        sections=tuple(_sections(source, language)),
    )


def _sections(source: Source, language: Language) -> Iterator[Section]:
    words = words_in(language)
    found = source.figures()
    parts = chapters(source, found, words)
    yield front(source, words, empty=not parts)
    for chapter in parts:
        yield figures(chapter)
    for chapter in parts:
        yield Section(chapter.heading, (), level=2, breaks=True)
        yield timeline(chapter)
        yield ageing(chapter)
        yield counterparties(chapter)
        yield course(chapter)
        yield from status(chapter)
        yield from rolls(chapter)
    yield disputes(source, words)
    yield changes(source, words)
    yield coverage(source, words)
    yield verifying(source, found, words)
