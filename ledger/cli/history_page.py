"""A member's history as a credit report for a bank's file: what the report is made from, and where it is written."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from ledger.app.chronicle import Chronicle
from ledger.app.ports import Standing
from ledger.cli.dossier_file import dossier_in
from ledger.cli.output import console, plain, write_file
from ledger.core.day import Day
from ledger.core.errors import Misuse, Refused
from ledger.core.ids import Member
from ledger.report.blocks import Document
from ledger.report.html import html
from ledger.report.pdf import pdf
from ledger.report.report import report
from ledger.report.source import Source
from ledger.report.words import Language
from ledger.reporting import reported
from ledger.rulebook.rulebook import KNOWN, STANDARD, Rulebook
from ledger.wiring import Node

Html = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write a credit report: one page of HTML.")
]
Pdf = Annotated[
    Path | None, typer.Option("--pdf", metavar="FILE", help="Write the same report as PDF/A, for a file.")
]
ReportLanguage = Annotated[Language, typer.Option("--language", help="The language of the report.")]
Fonts = Annotated[
    list[Path] | None,
    typer.Option("--font", metavar="FILE", help="A font for the PDF, where a name needs one; repeatable."),
]
GoesWith = Annotated[
    Path | None,
    typer.Option(
        "--dossier", metavar="FILE", help="Say it as of a dossier's day and block, by its rulebook."
    ),
]


@dataclass(frozen=True, slots=True)
class Pages:
    """Which files were asked for."""

    html: Path | None
    pdf: Path | None
    language: Language
    fonts: tuple[Path, ...]

    @property
    def asked(self) -> bool:
        return self.html is not None or self.pdf is not None

    def write(self, source: Source) -> None:
        """The report of a history; as `put`."""
        self.put(report(source, self.language))

    def put(self, document: Document) -> None:
        """Makes all before it writes any; Misuse if a package is missing, no font has a letter, or a file is closed."""
        page = None if self.html is None else (self.html, html(document).encode())
        paper = None if self.pdf is None else (self.pdf, pdf(document, self.fonts))
        for made in (page, paper):
            if made is not None:
                write_file(*made)

    def print(self) -> None:
        """Says where they are."""
        for file in (self.html, self.pdf):
            if file is not None:
                console.print(f"report written to {plain(str(file))}")


@dataclass(frozen=True, slots=True)
class Attested:
    """Of what a dossier's attestation speaks: its digest, block, day and rulebook."""

    digest: bytes
    block: int
    hash: bytes
    day: Day
    rulebook: Rulebook

    def block_within(self, last: int) -> int:
        """The block, of those read; Misuse if it was not read yet."""
        if self.block > last:
            raise Misuse(f"the dossier is as of block {self.block}, and this home has read {last}")
        return self.block


def shown_in(file: Path, of: Member, as_of: Day | None, known_on: Day | None) -> Attested:
    """What a dossier is as of; it is not verified here. Misuse if it is none, of another, or by an unknown rulebook."""
    if as_of is not None or known_on is not None:
        raise Misuse("--dossier says the day and the block: leave --as-of and --known-on out")
    found = dossier_in(file, of)
    attested = found.attestation
    book = KNOWN.get(attested.rulebook_hash)
    if book is None:
        raise Misuse(f"{file}: by rulebook {attested.rulebook_id}, which this version does not know")
    at = attested.as_of
    return Attested(found.token.digest, at.block, at.hash, Day(at.day), book)


def source_of(
    party: Node,
    found: Chronicle,
    as_of: Day,
    standing: Standing | None,
    behind: str | None,
    attested: Attested | None,
) -> Source:
    """What the report is made from; Refused if the chain of this home is not that of the attestation."""
    if attested is not None and (standing is None or standing.hash != attested.hash):
        raise Refused(f"block {attested.block} of this home is not the block of the dossier")
    rulebook = STANDARD if attested is None else attested.rulebook
    source = reported(party, found, as_of, rulebook, standing)
    return replace(
        source, attestation=None if attested is None else attested.digest, behind=behind is not None
    )
