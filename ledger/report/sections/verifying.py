"""How a bank checks what it reads here: paper proves nothing, the dossier does."""

from ledger.report.blocks import Beside, Block, Chart, Facts, Line, Paragraph, Section, Text, Tone
from ledger.report.qr import qr
from ledger.report.slip import figures_digest, heads_digest, slip
from ledger.report.source import Source
from ledger.report.words import Words
from ledger.rulebook.figure_set import FigureSet

_COMMAND = "tradeline verify {dossier} --trust {trust} --slip {slip}"


def verifying(source: Source, figures: FigureSet, words: Words) -> Section:
    """Steps, the digests that must be the same, and all of them in a QR code and as text."""
    text, title = slip(source, figures), words("verify.qr")
    steps: list[Block] = [
        Paragraph((Text(words("verify.paper"), Tone.STRONG),)),
        Paragraph((Text(words("verify.ask")),)),
        Paragraph(
            (
                Text(
                    _COMMAND.format(
                        dossier=words("verify.dossier"),
                        trust=words("verify.trust"),
                        slip=words("verify.slip"),
                    ),
                    Tone.CODE,
                ),
            )
        ),
        Paragraph((Text(words("verify.compare")),)),
    ]
    if source.attestation is None:
        steps.append(Paragraph((Text(words("verify.no_attestation"), Tone.MUTED),)))
    code = Chart(title, words("verify.qr_words"), qr("slip", text).svg(title, text), 42)
    blocks = (
        Beside(tuple(steps), (code,), (3, 1)),
        Facts(_digests(source, figures, words)),
        Paragraph((Text(words("verify.names"), Tone.MUTED),)),
        Paragraph((Text(words("verify.text"), Tone.MUTED),)),
        Paragraph((Text(text, Tone.CODE),)),
    )
    return Section((Text(words("verify.heading")),), blocks, level=2, whole=True)


def _digests(source: Source, figures: FigureSet, words: Words) -> tuple[tuple[str, Line], ...]:
    place = source.place
    rows: list[tuple[str, Line]] = []
    if place is not None:
        rows.append((words("verify.subject"), (Text(str(place.subject), Tone.CODE),)))
        rows.append((words("verify.ledger"), (_hex(place.ledger),)))
        rows.append((words("verify.block"), (Text(f"{place.block} "), _hex(place.hash))))
        rows.append((words("verify.heads"), (_hex(heads_digest(place.heads)),)))
    rows.append((words("verify.rulebook"), (_hex(source.rulebook.hash()),)))
    rows.append((words("verify.figures"), (_hex(figures_digest(figures.minimum())),)))
    if source.attestation is not None:
        rows.append((words("verify.attestation"), (_hex(source.attestation),)))
    return tuple(rows)


def _hex(value: bytes) -> Text:
    return Text(f"0x{value.hex()}", Tone.CODE)
