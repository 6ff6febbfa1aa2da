"""What it costs to take invoices in: UBL files from disk to sealed drafts, as a ratio to parsing them with bare lxml.

    python bench/documents.py [FILES [PROCESSES]]

The files are the samples under samples/xrechnung, each under a number of its own, in processes that share the work.
Each road is the fastest of three runs, without the start of the processes. Its first ratio is of the processor time
that it took, which others on the machine disturb least; the second, of its time by the clock in all processes to what
one process takes to parse: how long somebody waits who would else run a script that only parses. Parse:
`etree.fromstring` of what was read from disk. Read: to drafts, by every rule. Sealed: facts and identity committed to
and encrypted, under a key of its own. Named: the same under the obligation's true id, whose tag is one private
operation of RSA: it alone costs more than all else.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import etree

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ledger.app.contents import obligation_facts  # noqa: E402
from ledger.core.codes import Capacity, EntryClass, Kind  # noqa: E402
from ledger.core.content import Identity  # noqa: E402
from ledger.core.drafts import InvoiceDraft  # noqa: E402
from ledger.core.ids import Member, TradelineId  # noqa: E402
from ledger.documents import read_file  # noqa: E402
from ledger.proof.keys import entry_key, entry_key_commitment  # noqa: E402
from ledger.proof.obligation_id import invoice_alpha, obligation_id  # noqa: E402
from ledger.proof.scope import Envelope, Place, Scope  # noqa: E402
from ledger.proof.seal import Sealed, seal  # noqa: E402
from ledger.proof.vrf import TagKey, proof_to_hash  # noqa: E402

CODE = ("ledger/documents/*.py", "ledger/proof/*.py", "bench/documents.py")
SAMPLES = ROOT / "samples" / "xrechnung"
ROUNDS, CHUNK = 3, 250
SELLER, BUYER = Member(1), Member(2)
PLACE, SECRET, KEY = Place(1, bytes(20)), bytes(range(32)), bytes(range(32, 64))


def main(arguments: list[str]) -> int:
    count, processes = (int(text) for text in (*arguments, *("10000", "2")[len(arguments) :]))
    with TemporaryDirectory() as folder, ProcessPoolExecutor(processes) as pool:
        files = list(_written(Path(folder), count))
        size = sum(file.stat().st_size for file in files)
        print(f"code {code_hash()}; {count} files, {size // count} bytes on average, {processes} processes")
        parsed = 0.0
        for road in (parse, read, sealed, named):
            wall, busy = _seconds(pool, road, files)
            parsed = parsed or busy
            each, ratio, waited = busy / count * 1e6, busy / parsed, wall / parsed
            print(
                f"{road.__name__:>7} {wall:7.2f} s {each:7.0f} µs a file {ratio:6.1f} times parsing, "
                f"{waited:5.1f} times one process that parses"
            )
    return 0


def parse(file: Path) -> None:
    etree.fromstring(file.read_bytes())


def read(file: Path) -> InvoiceDraft:
    (draft,) = read_file(file.name, file.read_bytes()).drafts
    assert isinstance(draft, InvoiceDraft)
    return draft


def sealed(file: Path) -> Sealed:
    draft = read(file)
    alpha = invoice_alpha(SELLER, draft.number, draft.issued)
    return _sealed(draft, sha256(alpha).digest())


def named(file: Path) -> Sealed:
    draft = read(file)
    alpha = invoice_alpha(SELLER, draft.number, draft.issued)
    return _sealed(draft, proof_to_hash(_tag_key().prove(alpha)))


def code_hash() -> str:
    """SHA-256 over the code that was timed; its first 16 digits."""
    digest = sha256()
    for path in sorted(path for pattern in CODE for path in ROOT.glob(pattern)):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _sealed(draft: InvoiceDraft, tag: bytes) -> Sealed:
    scope = Scope(PLACE, TradelineId(SELLER, 1), 0, obligation_id(SELLER, tag))
    key = entry_key(KEY, scope)
    return seal(
        Envelope(scope, EntryClass.OBLIGATION, Capacity.CREDITOR),
        obligation_facts(Kind.INVOICE, SELLER, BUYER, draft.amount, draft.issued, draft.due),
        Identity(number=draft.number, digest=draft.source.digest),
        secret=SECRET,
        key=key,
        key_commitment=entry_key_commitment(scope, key),
    )


@cache
def _tag_key() -> TagKey:
    return TagKey.generate()


def _seconds(
    pool: ProcessPoolExecutor, road: Callable[[Path], object], files: Sequence[Path]
) -> tuple[float, float]:
    """By the clock, and of processor time."""
    chunks = [files[start : start + CHUNK] for start in range(0, len(files), CHUNK)]
    _run(pool, road, [chunk[:5] for chunk in chunks])
    runs = [_run(pool, road, chunks) for _ in range(ROUNDS)]
    return min(wall for wall, _ in runs), min(busy for _, busy in runs)


def _run(
    pool: ProcessPoolExecutor, road: Callable[[Path], object], chunks: Sequence[Sequence[Path]]
) -> tuple[float, float]:
    began = time.perf_counter()
    busy = sum(pool.map(_each, [road] * len(chunks), chunks))
    return time.perf_counter() - began, busy


def _each(road: Callable[[Path], object], files: Sequence[Path]) -> float:
    began = time.process_time()
    for file in files:
        road(file)
    return time.process_time() - began


def _written(folder: Path, count: int) -> Iterator[Path]:
    """The samples in turn, each under another number."""
    samples = [path.read_bytes() for path in sorted(SAMPLES.glob("*.xml"))]
    for place in range(count):
        data = samples[place % len(samples)]
        start = data.index(b"<cbc:ID>") + len(b"<cbc:ID>")
        end = data.index(b"</cbc:ID>", start)
        path = folder / f"{place}.xml"
        path.write_bytes(data[:start] + b"B-%d" % place + data[end:])
        yield path


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
