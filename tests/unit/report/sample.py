"""The sample in the docs: `python -m tests.unit.report.sample` writes docs/samples/report.{html,pdf} anew."""

from dataclasses import replace
from pathlib import Path

from ledger.attest.attestation import MemberUrn
from ledger.proof.keccak import keccak256
from ledger.report.blocks import Document
from ledger.report.html import html
from ledger.report.pdf import pdf
from ledger.report.report import report
from tests.unit.report.firm import OWN, usual

FOLDER = Path(__file__).parents[3] / "docs" / "samples"


def sample() -> Document:
    """The usual firm, at a block that no chain has."""
    made = usual(banked=True)
    assert made.place is not None
    registry, block, *heads = (keccak256(f"sample {place}".encode()) for place in range(5))
    place = replace(
        made.place,
        subject=MemberUrn(31337, registry[:20], OWN),
        ledger=registry[12:],
        hash=block,
        heads=(heads[0], heads[1], heads[2]),
    )
    return report(replace(made, place=place, attestation=keccak256(b"sample")))


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "report.html").write_text(html(sample()), "utf-8")
    (FOLDER / "report.pdf").write_bytes(pdf(sample()))
