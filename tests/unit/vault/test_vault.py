"""What is secret is sealed on disk, opens with the passphrase only, and survives what happens to its process."""

import sqlite3
import stat
import subprocess
import sys

import pytest

from ledger.app.ports import OutboxState, SealedEntry
from ledger.app.vault import Kept, Private
from ledger.core.content import Facts, Identity
from ledger.core.ids import ON_TRADELINE, Commitment, Member, ObligationId, TradelineId
from ledger.proof.commitment import Full, Salts
from ledger.proof.scope import Place, Scope
from ledger.vault.access_log import Access
from ledger.vault.cipher import Cipher, Cost
from ledger.vault.errors import NotAVault, VaultDamaged, WrongPassphrase
from ledger.vault.file import VaultFile

CHEAP = Cost(n=2, r=8, p=1)
PLACE = Place(31337, bytes(19) + b"\x01")
MEMBER, OTHER = Member(7), Member(8)
TRADELINE = TradelineId(MEMBER, 1)
SCOPE = Scope(PLACE, TRADELINE, 0)
SECRET = bytes(range(64, 96))
CONTENT = Full(
    Facts(10, "EUR", 987_654_321, 20_000, 20_030), Identity("RE-2025-CANARY"), Salts(b"s" * 16, b"t" * 16)
)
ENTRY = SealedEntry(bytes(32), bytes(32), b"c" * 32, b"p" * 192)


@pytest.fixture
def vault(tmp_path):
    vault = VaultFile.create(tmp_path / "own.vault", "open sesame", PLACE, CHEAP)
    yield vault
    vault.close()


def filled(vault):
    vault.keys.put(MEMBER, Private.TRANSACTION, 1, SECRET)
    vault.tradelines.put_tradeline_key(MEMBER, SCOPE, SECRET)
    vault.tradelines.put_secret(MEMBER, TRADELINE, SECRET)
    vault.contents.put(MEMBER, Kept(TRADELINE, ON_TRADELINE, CONTENT, True))
    vault.contents.put_proof(MEMBER, TRADELINE, ObligationId(b"o" * 32), SECRET)
    vault.documents.put(MEMBER, b"d" * 32, "RE-2025-CANARY recorded", (TRADELINE,))
    vault.consents.put(MEMBER, Commitment(b"n" * 32), b"CANARY")
    vault.attestations.put(MEMBER, b"a" * 32, b"CANARY")
    vault.access_log.append(Access(1, MEMBER, "CANARY", "read history"))
    return vault


def bytes_on_disk(folder):
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


def test_what_is_put_in_comes_out_after_closing_and_opening(vault, tmp_path):
    filled(vault).close()
    again = VaultFile.open(tmp_path / "own.vault", "open sesame", PLACE)
    assert again.keys.get(MEMBER, Private.TRANSACTION) == SECRET
    assert again.tradelines.tradeline_key(MEMBER, SCOPE) == SECRET
    assert again.tradelines.secret(MEMBER, TRADELINE) == SECRET
    assert again.contents.get(MEMBER, CONTENT.commitment) == Kept(TRADELINE, ON_TRADELINE, CONTENT, True)
    assert again.contents.proof(MEMBER, ObligationId(b"o" * 32)) == SECRET
    assert again.documents.outcome(MEMBER, b"d" * 32) == "RE-2025-CANARY recorded"
    assert again.consents.all(MEMBER) == ((b"n" * 32, b"CANARY"),)
    assert again.attestations.all(MEMBER) == ((b"a" * 32, b"CANARY"),)
    assert again.access_log.of(MEMBER) == (Access(1, MEMBER, "CANARY", "read history"),)
    again.close()


def test_one_member_has_nothing_of_another(vault):
    filled(vault)
    assert vault.keys.members() == (MEMBER,)
    assert vault.keys.get(OTHER, Private.TRANSACTION) is None
    assert vault.tradelines.tradeline_key(OTHER, SCOPE) is None
    assert vault.contents.get(OTHER, CONTENT.commitment) is None
    assert vault.documents.outcome(OTHER, b"d" * 32) is None


def test_nothing_secret_stands_on_disk_in_the_clear(vault, tmp_path):
    filled(vault)
    wanted = [SECRET, b"CANARY", b"RE-2025", b"s" * 16, b"\x3a\xde\x68\xb1", b"open sesame", b"d" * 32]
    on_disk = bytes_on_disk(tmp_path)
    assert not [one for one in wanted if one in on_disk]
    # The search would find what stands in the clear.
    assert b"c" * 32 not in on_disk
    vault.outbox.append(MEMBER, 0, [ENTRY], [b"name"])
    assert b"c" * 32 in bytes_on_disk(tmp_path)


def test_only_its_owner_may_read_it(vault, tmp_path):
    filled(vault)
    vault.backup(tmp_path / "copy", 0)
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_a_wrong_passphrase_is_said_to_be_one(vault, tmp_path):
    with pytest.raises(WrongPassphrase, match="passphrase does not open"):
        VaultFile.open(tmp_path / "own.vault", "open sesam")


def test_a_new_passphrase_opens_the_vault_and_its_backups_and_the_old_one_neither(vault, tmp_path):
    filled(vault).backup(tmp_path / "near", 0)
    vault.backup(tmp_path / "far", 0)
    (tmp_path / "far").rename(tmp_path / "away")
    reach = vault.rekey("another", CHEAP)
    assert (reach.reached, reach.unreached) == ((str(tmp_path / "near"),), (str(tmp_path / "far"),))
    for path in ("own.vault", "near"):
        with pytest.raises(WrongPassphrase):
            VaultFile.open(tmp_path / path, "open sesame")
        VaultFile.open(tmp_path / path, "another").close()
    VaultFile.open(tmp_path / "away", "open sesame").close()


def test_a_vault_is_of_one_ledger(vault, tmp_path):
    for place in (Place(1, PLACE.ledger), Place(PLACE.chain_id, bytes(20))):
        with pytest.raises(NotAVault, match="is of chain 31337, ledger 0x00"):
            VaultFile.open(tmp_path / "own.vault", "open sesame", place)


@pytest.mark.parametrize(
    ("content", "why"),
    [(None, "cannot be read"), (b"", "is not a vault"), (b"SQLite format 3\0" * 9, "is not a vault")],
)
def test_what_is_no_vault_is_not_opened(tmp_path, content, why):
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(NotAVault, match=why):
        VaultFile.open(path, "open sesame")


def test_nothing_is_made_where_something_stands(vault, tmp_path):
    for make in (
        lambda path: VaultFile.create(path, "x", PLACE, CHEAP),
        lambda path: vault.backup(path, 0),
        lambda path: VaultFile.restore(tmp_path / "own.vault", path, "open sesame"),
    ):
        (tmp_path / "taken").write_bytes(b"precious")
        with pytest.raises(NotAVault, match="exists already"):
            make(tmp_path / "taken")
        assert (tmp_path / "taken").read_bytes() == b"precious"


def test_two_sealed_values_cannot_be_exchanged(vault, tmp_path):
    vault.keys.put(MEMBER, Private.ENCRYPTION, 1, SECRET)
    vault.keys.put(OTHER, Private.ENCRYPTION, 1, bytes(32))
    vault.close()
    with sqlite3.connect(tmp_path / "own.vault") as bare:
        one, two = (row[0] for row in bare.execute("SELECT sealed FROM private_keys ORDER BY member"))
        bare.execute("UPDATE private_keys SET sealed = ? WHERE member = ?", (two, MEMBER))
        bare.execute("UPDATE private_keys SET sealed = ? WHERE member = ?", (one, OTHER))
    bare.close()
    again = VaultFile.open(tmp_path / "own.vault", "open sesame")
    with pytest.raises(VaultDamaged, match="does not open in its place"):
        again.keys.get(MEMBER, Private.ENCRYPTION)
    again.close()


def test_a_vault_of_a_later_version_is_left_alone(vault, tmp_path):
    vault.close()
    with sqlite3.connect(tmp_path / "own.vault") as bare:
        bare.execute("PRAGMA user_version = 99")
    bare.close()
    with pytest.raises(NotAVault, match="version 99"):
        VaultFile.open(tmp_path / "own.vault", "open sesame")


def test_a_transaction_is_whole_or_nothing_and_a_part_of_the_one_around_it(vault):
    class Stop(Exception):
        pass

    with pytest.raises(Stop), vault.transaction():
        filled(vault)
        vault.outbox.append(MEMBER, 0, [ENTRY], [b"name"])
        raise Stop
    assert vault.keys.members() == ()
    assert vault.outbox.rows() == ()
    with vault.transaction():
        filled(vault)
    assert vault.keys.members() == (MEMBER,)


def test_a_backup_is_a_vault_of_the_moment_it_was_made(vault, tmp_path):
    filled(vault).backup(tmp_path / "copy", 0)
    vault.keys.put(MEMBER, Private.TRANSACTION, 2, bytes(32))
    restored = VaultFile.restore(tmp_path / "copy", tmp_path / "restored", "open sesame")
    assert restored.keys.generations(MEMBER, Private.TRANSACTION) == (1,)
    assert restored.contents.get(MEMBER, CONTENT.commitment).content == CONTENT
    restored.close()
    with pytest.raises(WrongPassphrase):
        VaultFile.restore(tmp_path / "copy", tmp_path / "elsewhere", "x")
    assert not (tmp_path / "elsewhere").exists()


def test_numbers_of_tradelines_are_given_once(vault, tmp_path):
    given = [vault.tradelines.next_sequence(MEMBER) for _ in range(3)]
    vault.close()
    again = VaultFile.open(tmp_path / "own.vault", "open sesame")
    given += [again.tradelines.next_sequence(MEMBER), again.tradelines.next_sequence(MEMBER, at_least=9)]
    given += [again.tradelines.next_sequence(MEMBER, at_least=2)]
    assert given == [1, 2, 3, 4, 9, 10]
    assert again.tradelines.next_sequence(OTHER) == 1
    again.close()


def test_tokens_are_checked_and_never_kept(vault, tmp_path):
    token = vault.tokens.issue(MEMBER, "till", ("read", "write"), expires=100)
    found = vault.tokens.check(token, now=99)
    assert (found.member, found.label, found.scopes) == (MEMBER, "till", ("read", "write"))
    changed = token[:-1] + ("0" if token[-1] != "0" else "1")
    assert [vault.tokens.check(one, 99) for one in (changed, token[:16], "", "not hex")] == [None] * 4
    assert vault.tokens.check(token, now=100) is None
    assert bytes.fromhex(token)[8:] not in bytes_on_disk(tmp_path)
    assert vault.tokens.of(MEMBER) == (found,)
    assert vault.tokens.revoke(found.id, now=50)
    assert not vault.tokens.revoke(found.id, now=51)
    assert not vault.tokens.revoke("not hex", now=51)
    assert vault.tokens.check(token, now=52) is None


def test_scrypt_costs_what_it_should_unless_told_otherwise():
    assert Cost() == Cost(n=131072, r=8, p=1)
    wrapped = Cipher.generate().wrap("x", CHEAP)
    assert len(wrapped.salt) == 16
    assert Cipher.generate().wrap("x", CHEAP).salt != wrapped.salt


KILLED = """
import sys, os, signal
from pathlib import Path
from ledger.vault.file import VaultFile
from ledger.app.vault import Private
vault = VaultFile.open(Path(sys.argv[1]), "open sesame")
with vault.outbox.exclusively():
    vault.keys.put(9, Private.TAG, 1, b"kept")
    with vault.transaction():
        vault.keys.put(9, Private.TAG, 2, b"lost")
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_process_leaves_whole_transactions_and_no_lock(vault, tmp_path):
    result = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "own.vault")], check=False)
    assert result.returncode == -9
    assert vault.keys.generations(Member(9), Private.TAG) == (1,)
    with vault.outbox.exclusively():
        pass


def test_outbox_sequences_close_up_behind_a_refused_row(vault):
    rows = [vault.outbox.append(MEMBER, lane, [ENTRY], [bytes([n])]) for n, lane in enumerate((0, 0, 1, 0))]
    assert [row.sequence for row in rows] == [0, 1, 0, 2]
    vault.outbox.refuse(rows[1].number, "no")
    assert [vault.outbox.row(row.number).sequence for row in rows] == [0, 1, 0, 1]
    assert vault.outbox.append(MEMBER, 0, [ENTRY], [b"x"]).sequence == 2
    assert vault.outbox.row(rows[1].number).state is OutboxState.REFUSED
    assert vault.outbox.find(MEMBER, bytes([1])).number == rows[1].number
    assert vault.outbox.find(OTHER, bytes([1])) is None
