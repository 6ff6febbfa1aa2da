"""An audit's report as one HTML page: nothing is loaded, nothing runs, everything foreign is escaped."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from ledger.app.audit.findings import beyond
from ledger.app.audit.report import AuditReport
from ledger.attest.fields import hex_text
from ledger.cli.figure_table import figure_table
from ledger.cli.utc import utc
from ledger.core.day import Day, date_of

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --paper: #fff; --rule: #d5dbe3; --soft: #f4f6f9; --muted: #5a6675;
  --good: #1a7f4b; --open: #8a6100; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --paper: #14181e; --rule: #343c48; --soft: #1d232b;
  --muted: #9aa6b4; --good: #5ec48d; --open: #e0b04a; --bad: #ff8a80; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto;
  max-width: 64rem; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2.2rem 0 .6rem; }
p { margin: .3rem 0; } .muted { color: var(--muted); }
.verdict { border-left: 6px solid; background: var(--soft); padding: .8rem 1rem; margin: 1.2rem 0; font-size: 1.1rem; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; min-width: 50%; }
th { text-align: left; font-weight: 600; color: var(--muted); } td, th { padding: .4rem 1.4rem .4rem 0;
  border-bottom: 1px solid var(--rule); vertical-align: top; } td { font-variant-numeric: tabular-nums; }
code { font: 13px/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
.established, .agrees { color: var(--good); } .open, .silent { color: var(--open); }
.refused, .differs, .apart { color: var(--bad); }
td span { white-space: nowrap; }
@media (max-width: 600px) { td, th { padding-right: .6rem; } td span { white-space: normal; } }
@media print { body { max-width: none; padding: 0; } tr { break-inside: avoid; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(report: AuditReport, made: int) -> str:
    """The report for whoever has a browser and no terminal, made at `made` (seconds since 1970-01-01 UTC)."""
    body = "".join(_body(report, made))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Audit of chain {report.chain_id}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"{body}</body>\n</html>\n"
    )


def _body(report: AuditReport, made: int) -> Iterator[str]:
    yield f"<h1>Audit of chain {report.chain_id}</h1>\n"
    yield f'<p class="muted">engine {escape(report.engine.value)}, genesis {_code(hex_text(report.genesis))}</p>\n'
    yield f'<p class="muted">made {utc(made)}</p>\n'
    yield from _verdict(report)
    yield from _differences(report)
    yield from _findings(report)
    yield from _table(
        "Sources",
        ("source", "outcome", "blocks", "why it told no more"),
        [
            (
                escape(item.source),
                _mark(item.outcome),
                _span(item.since, item.until),
                escape(item.silent or ""),
            )
            for item in report.heard
        ],
    )
    yield from _table(
        "Attestations",
        ("dossier", "outcome", "member", "as of block", "how, or why not"),
        [
            (
                escape(item.name),
                _mark(item.outcome.replace("not established", "open"), item.outcome),
                str(item.member),
                str(item.block),
                escape(item.why),
            )
            for item in report.attested
        ],
    )
    counts = [(name.replace("_", " "), f"{count:,}") for name, count in _counts(report)]
    yield from _table("Looked at", ("what", "number"), counts)
    places = [(name, _code(hex_text(address))) for name, address in report.places]
    yield from _table("Contracts", ("contract", "address"), places)
    yield from _figures(report)


def _verdict(report: AuditReport) -> Iterator[str]:
    differs = report.difference is not None
    mark, word = (
        ("refused", "A difference in the chain") if differs else ("established", "No difference in the chain")
    )
    if not differs and report.differences:
        mark, word = "open", f"{word}; {len(report.differences)} in what was told or attested of it"
    yield f'<p class="verdict {mark}">{word}</p>\n'
    if report.as_of is not None:
        final = f"finality {report.as_of.finality.value}"
        block = f"block {report.as_of.block} of {utc(report.as_of.time)}"
        yield f"<p>As of {block}, {_code(hex_text(report.as_of.hash))}, {final}.</p>\n"


def _findings(report: AuditReport) -> Iterator[str]:
    rows = [(escape(item.what), _mark("established"), escape(item.why)) for item in report.established]
    rows += [
        (escape(item.what), _mark("open", "not established"), escape(item.why))
        for item in report.not_established
        if not beyond(item)
    ]
    yield from _table("What was established, and what was not", ("what", "outcome", "how, or why not"), rows)
    never = [(escape(item.what), escape(item.why)) for item in report.not_established if beyond(item)]
    yield from _table("What cannot be established from a chain", ("what", "why not"), never)


def _differences(report: AuditReport) -> Iterator[str]:
    headings = ("told by", "block", "log", "field", "expected", "got")
    rows = [
        (
            escape(who),
            str(item.block),
            "" if item.log is None else str(item.log),
            escape(item.field),
            _code(item.expected),
            _code(item.got),
        )
        for who, item in report.differences
    ]
    yield from _table("Differences", headings, rows)


def _counts(report: AuditReport) -> Iterable[tuple[str, int]]:
    counts = report.counts
    for name in (
        "blocks",
        "receipts",
        "logs",
        "members",
        "tradelines",
        "obligations",
        "anchors",
        "words",
        "entries",
    ):
        yield name, getattr(counts, name)
    for kind, count in counts.classes.items():
        yield f"entries: {kind.name.lower()}", count


def _figures(report: AuditReport) -> Iterator[str]:
    account = report.account
    if account is None:
        return
    table = figure_table(account.figures)
    rows = [
        [escape(str(cell)) for cell in row]
        for row in zip(*(item.cells for item in table.columns), strict=True)
    ]
    day = date_of(Day(account.figures.as_of))
    headings = [str(item.header) for item in table.columns]
    yield from _table(
        f"Figures of member {account.member} on {day}, by {account.figures.rulebook}", headings, rows
    )


def _table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table of cells that are HTML already; nothing where it has no row."""
    if not rows:
        return
    yield f'<h2>{escape(title)}</h2>\n<div class="scroll"><table>\n<tr>'
    yield "".join(f"<th>{escape(heading)}</th>" for heading in headings) + "</tr>\n"
    for row in rows:
        yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n"
    yield "</table></div>\n"


def _mark(name: str, words: str | None = None) -> str:
    return f'<span class="{name}">{escape(words or name)}</span>'


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def _span(since: int, until: int | None) -> str:
    return "none" if until is None else f"{since} to {until}"
