"""The sample in the docs: `python -m tests.unit.report.sample_portfolio` writes docs/samples/portfolio.* anew."""

from pathlib import Path

from ledger.report.blocks import Document
from ledger.report.html import html
from ledger.report.pdf import pdf
from ledger.report.portfolio.page import portfolio_page
from tests.unit.report.bank import lender

FOLDER = Path(__file__).parents[3] / "docs" / "samples"


def sample() -> Document:
    """The made bank's."""
    return portfolio_page(lender())


if __name__ == "__main__":
    (FOLDER / "portfolio.html").write_text(html(sample()), "utf-8")
    (FOLDER / "portfolio.pdf").write_bytes(pdf(sample()))
