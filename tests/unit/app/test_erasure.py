"""After erasure the chain, what is left of the vault and all of its backups open nothing of what was erased."""

import sqlite3
from contextlib import closing

import pytest

from ledger.app.erasure import Target, erase
from ledger.app.intents import Accept, RaiseEpoch, RecordInvoice, Share, State
from ledger.app.opening import read_tradeline
from ledger.app.refusals import UnknownObligation, UnknownTradeline, WrongState
from ledger.app.vault import Private
from ledger.core.codes import Capacity, EntryClass, Kind
from ledger.core.content import Facts
from ledger.core.entry import Opened, Sealed
from ledger.core.ids import Commitment, TradelineId
from ledger.vault.file import VaultFile
from tests.simulators.chain import PLACE
from tests.unit.app.burglar import guessed, loot, opened
from tests.unit.app.parties import CHEAP, PASSPHRASE, TODAY, invoice, open_with_invoice

NOW = 1_750_000_000


class Story:
    """Two tradelines of seller and buyer, two invoices on the first, and a backup of both vaults in the
    middle of it.
    """

    def __init__(self, seller, buyer, folder):
        self.seller, self.buyer, self.folder = seller, buyer, folder
        self.tradeline, self.first = open_with_invoice(seller, buyer.number, "INV-1")
        read_tradeline(buyer.desk, buyer.number, self.tradeline)
        for someone in (seller, buyer):
            someone.vault.backup(folder / f"{someone.number}.backup", NOW)
        buyer.send(
            Accept(self.tradeline, TODAY),
            State(
                self.tradeline,
                Capacity.DEBTOR,
                Facts(Kind.DISPUTE, day=TODAY),
                obligation=self.first.obligation,
            ),
        )
        (self.second,) = seller.send(RecordInvoice(self.tradeline, invoice("INV-2")))
        self.other, self.third = open_with_invoice(seller, buyer.number, "INV-3")

    def files(self, someone):
        return [
            path for path in (someone.vault.path, self.folder / f"{someone.number}.backup") if path.exists()
        ]

    def entries(self, *where):
        chosen = [
            one
            for one in self.seller.chain.all_entries()
            if one.entry_class is not EntryClass.SHARE and (one.tradeline in where or one.obligation in where)
        ]
        assert chosen
        return {one.commitment for one in chosen}

    def burgled(self, someone):
        """Commitments of all that can be opened with everything that someone has."""
        entries = someone.chain.all_entries()
        return set(opened(PLACE, entries, loot(self.files(someone), PASSPHRASE), someone.number))


@pytest.fixture
def story(seller, buyer, tmp_path):
    # The second tradeline of one pair needs the first to be answered; see the contract's rule on proposals.
    return Story(seller, buyer, tmp_path)


@pytest.mark.parametrize("who", ["seller", "buyer"])
def test_an_erased_tradeline_opens_with_nothing_that_is_left(story, who):
    someone = getattr(story, who)
    gone, rest = story.entries(story.tradeline), story.entries(story.other)
    assert story.burgled(someone) == gone | rest
    content = someone.vault.contents.get(someone.number, next(iter(written(someone, gone)))).content
    assert guessed(PLACE, someone.chain.all_entries(), loot(story.files(someone), PASSPHRASE), content)

    receipt = erase(someone.desk, someone.registrations, someone.number, Target(story.tradeline), NOW)

    assert story.burgled(someone) == rest
    assert not guessed(PLACE, someone.chain.all_entries(), loot(story.files(someone), PASSPHRASE), content)
    assert receipt.complete
    assert receipt.entries == len(gone)
    assert receipt.backups == (str(story.folder / f"{someone.number}.backup"),)
    assert receipt.kept_by == ({"seller": 2, "buyer": 1}[who],)
    assert receipt.destroyed["tradeline keys"] == receipt.destroyed["salt secrets"] == 1
    readings = read_tradeline(someone.desk, someone.number, story.tradeline)
    assert {type(reading.content) for _, reading in readings} == {Sealed}


def test_what_was_sealed_is_in_no_page_and_no_log_of_any_file(story):
    buyer = story.buyer
    sealed = sealed_values(story.files(buyer), story.tradeline)
    assert sealed
    on_disk = b"".join(path.read_bytes() for path in story.folder.glob("2*"))
    assert all(value in on_disk for value in sealed)
    erase(buyer.desk, buyer.registrations, buyer.number, Target(story.tradeline), NOW)
    on_disk = b"".join(path.read_bytes() for path in story.folder.glob("2*"))
    assert not [value for value in sealed if value in on_disk]


@pytest.mark.parametrize("who", ["seller", "buyer"])
def test_an_erased_obligation_takes_nothing_else_with_it(story, who):
    someone = getattr(story, who)
    gone = story.entries(story.first.obligation)
    rest = story.entries(story.tradeline, story.other) - gone
    assert story.burgled(someone) == gone | rest
    target = Target(story.tradeline, story.first.obligation)
    receipt = erase(someone.desk, someone.registrations, someone.number, target, NOW)
    assert receipt.complete
    assert story.burgled(someone) == rest
    assert shown(someone, story.tradeline) == rest & story.entries(story.tradeline)


def test_one_erased_entry_leaves_its_neighbours_on_the_same_obligation(story):
    seller = story.seller
    gone = {story.first.commitment}
    everything = story.entries(story.tradeline, story.other)
    target = Target(story.tradeline, commitment=story.first.commitment)
    assert erase(seller.desk, seller.registrations, 1, target, NOW).complete
    assert story.burgled(seller) == everything - gone
    assert shown(seller, story.tradeline) == story.entries(story.tradeline) - gone


def test_the_encryption_key_that_a_share_is_sealed_to_is_replaced_and_destroyed(story):
    buyer = story.buyer
    assert buyer.vault.keys.generations(2, Private.ENCRYPTION) == (1,)
    erase(buyer.desk, buyer.registrations, 2, Target(story.tradeline), NOW)
    assert buyer.vault.keys.generations(2, Private.ENCRYPTION) == (2,)
    assert all(
        len(value) != 96 or value == key(buyer)
        for value in loot(story.files(buyer), PASSPHRASE)["private_keys"]
    )
    # The other share to the old key had not been opened before: it was, in time.
    assert story.entries(story.other) == shown(buyer, story.other)
    # Shares are sealed to the new key from now on.
    tradeline, _ = open_with_invoice(story.seller, 2, "INV-4")
    assert shown(buyer, tradeline) == story.entries(tradeline)


def test_who_shared_and_was_given_nothing_keeps_its_encryption_key(story):
    erase(story.seller.desk, story.seller.registrations, 1, Target(story.tradeline), NOW)
    assert story.seller.vault.keys.generations(1, Private.ENCRYPTION) == (1,)


def test_until_the_new_key_is_final_the_receipt_says_so_and_the_next_run_completes(story):
    buyer = story.buyer
    buyer.chain.depth = 3
    receipt = erase(buyer.desk, buyer.registrations, 2, Target(story.tradeline), NOW)
    assert (receipt.complete, receipt.retiring) == (False, (1,))
    assert story.burgled(buyer) >= story.entries(story.tradeline)
    buyer.chain.depth = 0
    again = erase(buyer.desk, buyer.registrations, 2, Target(story.tradeline), NOW)
    assert (again.complete, again.retiring) == (True, ())
    assert again.destroyed["tradeline keys"] == 0
    assert story.burgled(buyer) == story.entries(story.other)
    assert buyer.vault.keys.generations(2, Private.ENCRYPTION) == (2,)


def test_a_backup_that_is_not_reached_is_named_and_still_opens_it(story):
    seller = story.seller
    hidden = story.folder / "in the safe"
    (story.folder / "1.backup").rename(hidden)
    receipt = erase(seller.desk, seller.registrations, 1, Target(story.tradeline), NOW)
    assert not receipt.complete
    assert receipt.backups_unreached == (str(story.folder / "1.backup"),)
    found = loot([hidden], PASSPHRASE)
    assert story.first.commitment in opened(PLACE, seller.chain.all_entries(), found, 1)
    hidden.rename(story.folder / "1.backup")
    assert erase(seller.desk, seller.registrations, 1, Target(story.tradeline), NOW).complete
    assert story.first.commitment not in story.burgled(seller)


def test_a_file_that_took_the_place_of_a_backup_is_not_touched(story):
    path = story.folder / "1.backup"
    path.unlink()
    stranger = VaultFile.create(path, PASSPHRASE, PLACE, CHEAP)
    stranger.keys.put(1, Private.TAG, 1, b"of another vault")
    stranger.close()
    receipt = erase(story.seller.desk, story.seller.registrations, 1, Target(story.tradeline), NOW)
    assert receipt.backups_unreached == (str(path),)
    again = VaultFile.open(path, PASSPHRASE)
    assert again.keys.get(1, Private.TAG) == b"of another vault"
    again.close()


def test_a_restored_backup_does_not_bring_back_what_was_erased(story, tmp_path):
    buyer = story.buyer
    erase(buyer.desk, buyer.registrations, 2, Target(story.tradeline), NOW)
    restored = VaultFile.restore(tmp_path / "2.backup", tmp_path / "restored", PASSPHRASE)
    assert restored.keys.get(2, Private.ENCRYPTION) == key(buyer)
    buyer.vault, old = restored, buyer.vault
    assert shown(buyer, story.tradeline) == set()
    assert shown(buyer, story.other) == story.entries(story.other)
    buyer.vault = old
    restored.close()


def test_a_share_that_comes_later_does_not_bring_it_back(story):
    buyer = story.buyer
    erase(buyer.desk, buyer.registrations, 2, Target(story.tradeline), NOW)
    story.seller.send(Share(story.tradeline, Capacity.CREDITOR, buyer.number))
    assert shown(buyer, story.tradeline) == set()


def test_writing_goes_on_under_a_new_epoch_after_an_obligation_was_erased(story):
    seller = story.seller
    erase(seller.desk, seller.registrations, 1, Target(story.tradeline, story.first.obligation), NOW)
    seller.send(RaiseEpoch(story.tradeline, Capacity.CREDITOR, 2, 1))
    (fourth,) = seller.send(RecordInvoice(story.tradeline, invoice("INV-4")))
    assert fourth.commitment in shown(seller, story.tradeline)
    assert fourth.commitment in shown(story.buyer, story.tradeline)
    # What was kept is known as written: handing it in again does not write it again.
    assert seller.submit(RecordInvoice(story.tradeline, invoice("INV-2")))[0].fresh is False


def test_what_is_on_its_way_is_not_erased_and_what_is_not_there_neither(story):
    seller = story.seller
    with pytest.raises(UnknownTradeline):
        erase(seller.desk, seller.registrations, 1, Target(TradelineId(1, 99)), NOW)
    with pytest.raises(UnknownObligation):
        erase(
            seller.desk,
            seller.registrations,
            1,
            Target(story.tradeline, commitment=Commitment(b"x" * 32)),
            NOW,
        )
    seller.submit(RecordInvoice(story.tradeline, invoice("INV-9")))
    with pytest.raises(WrongState, match="on their way"):
        erase(seller.desk, seller.registrations, 1, Target(story.tradeline), NOW)
    assert shown(seller, story.tradeline) == story.entries(story.tradeline)


def test_the_outcome_of_a_document_goes_and_that_it_was_seen_stays(story):
    seller = story.seller
    seller.vault.documents.put(1, b"d" * 32, "INV-1: 1200.00 EUR", (story.tradeline,))
    seller.vault.documents.put(1, b"e" * 32, "INV-3: 1200.00 EUR", (story.other,))
    erase(seller.desk, seller.registrations, 1, Target(story.tradeline), NOW)
    assert seller.vault.documents.outcome(1, b"d" * 32) == ""
    assert seller.vault.documents.outcome(1, b"e" * 32) == "INV-3: 1200.00 EUR"


def shown(someone, tradeline):
    """Commitments of what someone reads on a tradeline."""
    readings = read_tradeline(someone.desk, someone.number, tradeline)
    return {entry.commitment for entry, reading in readings if isinstance(reading.content, Opened)}


def written(someone, commitments):
    return {one for one in commitments if someone.vault.contents.get(someone.number, one)}


def key(someone):
    return someone.vault.keys.get(someone.number, Private.ENCRYPTION)


def sealed_values(files, tradeline):
    """Bytes as they stand in files: every sealed value about a tradeline, and the private encryption keys."""
    named = int(tradeline).to_bytes(8, "big")
    values = set()
    for path in files:
        with closing(sqlite3.connect(path)) as bare:
            for table in ("tradeline_keys", "entry_keys", "secrets", "contents", "proofs"):
                values |= {
                    row[0] for row in bare.execute(f"SELECT sealed FROM {table} WHERE tradeline = ?", [named])
                }
            values |= {
                row[0] for row in bare.execute("SELECT sealed FROM private_keys WHERE kind = 'encryption'")
            }
    return values
