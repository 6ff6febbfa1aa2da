"""The records on which a claim rests, and where a dossier shows them."""

from collections.abc import Iterator

from ledger.app.claim_form import money
from ledger.cli import claim_words as words
from ledger.cli.claim_pack import Pack, named
from ledger.cli.claim_shapes import Block, Heading, Paragraph, Table
from ledger.cli.utc import utc
from ledger.core.day import iso


def record_blocks(pack: Pack) -> Iterator[Block]:
    """Which obligations are claimed, and every record that they rest on. Nothing where nothing is claimed."""
    claimed, told = pack.claim.claimed(), pack.edition.told
    if not claimed:
        return
    yield Heading(told(words.RECORDS))
    pairs = [(row, record) for row in claimed for record in row.records]
    if pack.shown is None:
        yield Paragraph(words.NOT_SHOWN)
    else:
        found, all_ = pack.placed()
        digest = f"0x{pack.shown.digest.hex()}"
        yield Paragraph(words.SHOWN.filled(file=pack.shown.file, digest=digest, found=found, all=all_))
    yield Table(
        (words.NUMBER, words.LINE, words.OBLIGATION),
        tuple((named(row), str(row.seen.tradeline), f"0x{row.seen.obligation.hex()}") for row in claimed),
        codes=frozenset({2}),
    )
    rows = tuple(
        (
            named(row),
            told(words.KINDS[record.kind]),
            f"{told(words.CAPACITIES[record.said.capacity])}, {record.said.recorder}",
            "" if record.day is None else iso(record.day),
            "" if record.amount is None else money(record.amount, row),
            f"{record.clock.number}, {utc(record.clock.time)}",
            f"0x{record.commitment.hex()}",
            *([pack.place(record) or "-"] if pack.shown else []),
        )
        for row, record in pairs
    )
    headings = (words.NUMBER, words.WHAT, words.WHO, words.WHEN, words.AMOUNT, words.BLOCK, words.COMMITMENT,
                *([words.PLACE] if pack.shown else []))  # fmt: skip
    yield Table(headings, rows, numbers=frozenset({4}), codes=frozenset({6, 7}))
