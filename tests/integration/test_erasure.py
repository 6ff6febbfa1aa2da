"""On a real chain: its logs, what is left of the vault, and every backup together open nothing that was erased."""

from pathlib import Path

import pytest

from ledger.app.erasure import Target, erase
from ledger.app.intents import Accept, RecordInvoice, State
from ledger.app.opening import read_tradeline
from ledger.app.vault import Private
from ledger.core.codes import Capacity, EntryClass, Kind
from ledger.core.content import Facts
from ledger.core.entry import Entry
from ledger.core.ids import Commitment, TradelineId
from tests.integration.actors import PASSPHRASE, TODAY, Actor, actor, invoice, opening
from tests.integration.network import Network
from tests.unit.app.burglar import loot, opened

NOW = 1_750_000_000


def log(someone: Actor) -> list[Entry]:
    """Every entry that the chain logged, read from it anew."""
    someone.follow()
    tradelines = (TradelineId(someone.number, number) for number in range(1, 10))
    return [entry for tradeline in tradelines for entry in someone.index.entries(tradeline)]


def burgled(someone: Actor, entries: list[Entry], backups: list[Path]) -> set[Commitment]:
    found = loot([someone.vault.path, *backups], PASSPHRASE)
    return set(opened(someone.network.contracts.place, entries, found, someone.number))


@pytest.mark.parametrize("who", [0, 1])
def test_after_erasure_chain_vault_and_backups_open_nothing_of_it(
    who: int, on_anvil: Network, tmp_path: Path
) -> None:
    with actor(on_anvil, tmp_path) as seller, actor(on_anvil, tmp_path) as buyer:
        eraser = (seller, buyer)[who]
        gone = seller.send(opening(2, "gone"))[0].tradeline
        (claim,) = seller.send(RecordInvoice(gone, invoice("A")))
        buyer.send(Accept(gone, TODAY))
        backups = [tmp_path / "first backup", tmp_path / "second backup"]
        eraser.vault.backup(backups[0], NOW)
        dispute = State(gone, Capacity.DEBTOR, Facts(Kind.DISPUTE, day=TODAY), obligation=claim.obligation)
        buyer.send(dispute)
        kept = seller.send(opening(2, "kept"), RecordInvoice(TradelineId(seller.number, 2), invoice("B")))[
            0
        ].tradeline
        eraser.follow()
        read_tradeline(eraser.desk, eraser.number, gone)
        eraser.vault.backup(backups[1], NOW)

        entries = log(seller)
        eraser.follow()
        of = {
            tradeline: {one.commitment for one in entries if one.tradeline == tradeline and has_content(one)}
            for tradeline in (gone, kept)
        }
        assert burgled(eraser, entries, backups) == of[gone] | of[kept]
        assert len(of[gone]) == 4

        receipt = erase(eraser.desk, eraser.registrations, eraser.number, Target(gone), NOW)
        if not receipt.complete:
            # The buyer's new encryption key has to be in the index first.
            assert receipt.retiring == (1,)
            eraser.follow()
            receipt = erase(eraser.desk, eraser.registrations, eraser.number, Target(gone), NOW)
        assert receipt.complete
        assert receipt.kept_by == (2 - who,)
        assert burgled(eraser, log(seller), backups) == of[kept]
        assert eraser.vault.keys.generations(eraser.number, Private.ENCRYPTION) == (1 + who,)


def has_content(entry: Entry) -> bool:
    return entry.entry_class is not EntryClass.SHARE
