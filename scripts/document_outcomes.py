"""The tables of outcomes in docs/documents.md: what becomes of each published invoice, answer to one, and statement.

python -m scripts.document_outcomes DATA    DATA: the folder that holds `ubl`, `camt`, …; the page is written anew
"""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ledger.documents import Reading, read_file

PAGE = Path(__file__).parents[1] / "docs" / "documents.md"
START, END = "<!-- outcomes: ubl -->\n", "<!-- end -->\n"
STATEMENTS = "<!-- outcomes: statements -->\n"
TABLES = {
    START: ("ubl/*/*.xml",),
    STATEMENTS: ("camt/*/*.xml", "merchant_statements/*.csv", "merchant_statements/*.xls*"),
}
"""Where each table begins, to the files that it is of."""


def table(data: Path, patterns: Sequence[str]) -> str:
    """A row for each folder and format; below, each file that is refused, and why."""
    files = sorted(file for pattern in patterns for file in data.glob(pattern))
    readings = [(file.parent.name, read_file(file.name, file.read_bytes())) for file in files]
    rows = Counter((folder, reading.format, outcome(reading)) for folder, reading in readings)
    kinds = sorted({(folder, format) for folder, format, _ in rows})
    lines = ["| folder | read as | files | go in | nothing due | refused |", "|---|---|---|---|---|---|"]
    for folder, format in kinds:
        counts = [rows[folder, format, word] for word in ("goes in", "nothing due", "refused")]
        lines.append(f"| {folder} | {format} | {sum(counts)} | {' | '.join(map(str, counts))} |")
    totals = [
        sum(count for (_, _, word), count in rows.items() if word == each)
        for each in ("goes in", "nothing due", "refused")
    ]
    lines.append(f"| all | | {sum(totals)} | {' | '.join(map(str, totals))} |")
    lines += ["", *(_refusal(folder, reading) for folder, reading in readings if reading.faults)]
    return "\n".join(lines) + "\n"


def outcome(reading: Reading) -> str:
    """One word or two."""
    if reading.faults:
        return "refused"
    return "goes in" if reading.drafts else "nothing due"


def page(text: str, data: Path) -> str:
    """The page with its tables written anew."""
    for start, patterns in TABLES.items():
        before, _, rest = text.partition(start)
        _, _, after = rest.partition(END)
        text = before + start + table(data, patterns) + END + after
    return text


def _refusal(folder: str, reading: Reading) -> str:
    fault = reading.faults[0]
    return f"Refused: `{folder}/{reading.file}`, `{fault.rule}`: {fault.found}; expected: {fault.expected}."


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8"), Path(sys.argv[1])), "utf-8")
