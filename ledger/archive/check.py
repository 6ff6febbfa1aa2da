"""Whether an archive is whole: every byte of it, every link, without a node."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ledger.archive.blocks import checked_blocks
from ledger.archive.errors import expect
from ledger.archive.manifest import Manifest
from ledger.archive.state import check_state, read_state


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found whole."""

    blocks: int
    transactions: int
    logs: int
    states: tuple[int, ...]


def check(folder: Path, manifest: Manifest, progress: Callable[[int], None] = lambda block: None) -> Checked:
    """Reads the archive whole; ArchiveError at the first thing that is not as it should be.

    `progress` is told each block. That the blocks were sealed by whom they should, and that the state is what they lead
    to, is for an audit to say.
    """
    wanted = {state.block: state for state in manifest.states}
    blocks = transactions = logs = 0
    for block in checked_blocks(folder, manifest):
        if segment := wanted.get(block.number):
            name = segment.file.name
            expect(name, "hash", block.hash, segment.hash)
            root = block.whole.header.state_root
            state = read_state(folder, segment)
            with closing(state.nodes):
                check_state(state, name, manifest.origin, root)
        blocks += 1
        transactions += len(block.whole.transactions)
        logs += block.logs
        progress(block.number)
    return Checked(blocks, transactions, logs, tuple(wanted))
