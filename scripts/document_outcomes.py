"""The table of outcomes in docs/documents.md: what becomes of each published invoice and answer to one.

python -m scripts.document_outcomes DATA    DATA: the folder that holds `ubl`; the page is written anew
"""

import sys
from collections import Counter
from pathlib import Path

from ledger.documents import Reading, read_file

PAGE = Path(__file__).parents[1] / "docs" / "documents.md"
START, END = "<!-- outcomes: ubl -->\n", "<!-- end -->\n"


def table(data: Path) -> str:
    """A row for each folder and format; below, each file that is refused, and why."""
    files = sorted((data / "ubl").glob("*/*.xml"))
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
    """The page with its table written anew."""
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return before + START + table(data) + END + after


def _refusal(folder: str, reading: Reading) -> str:
    fault = reading.faults[0]
    return f"Refused: `{folder}/{reading.file}`, `{fault.rule}`: {fault.found}; expected: {fault.expected}."


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8"), Path(sys.argv[1])), "utf-8")
