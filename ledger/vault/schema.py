"""The vault's tables, as a list of migrations: what was once released is never edited, only followed.

Ids stand in the clear, so that rows can be found and destroyed in a backup without its passphrase; every
column named `sealed` is a value of `ledger.vault.cipher`. Tradelines are 8 bytes, obligations and commitments
32.
"""

import sqlite3

from ledger.vault.errors import NotAVault

APPLICATION_ID = 0x54524C56
"""`TRLV`, in SQLite's header (PRAGMA application_id)."""

_FIRST = """
CREATE TABLE vault (
    one INTEGER PRIMARY KEY CHECK (one = 1), id BLOB NOT NULL, place BLOB NOT NULL,
    n INTEGER NOT NULL, r INTEGER NOT NULL, p INTEGER NOT NULL, salt BLOB NOT NULL, wrapped BLOB NOT NULL);
CREATE TABLE private_keys (
    member INTEGER, kind TEXT, generation INTEGER, sealed BLOB NOT NULL, PRIMARY KEY (member, kind, generation));
CREATE TABLE sequences (member INTEGER PRIMARY KEY, next INTEGER NOT NULL);
CREATE TABLE tradeline_keys (
    member INTEGER, tradeline BLOB, epoch INTEGER, sealed BLOB NOT NULL, PRIMARY KEY (member, tradeline, epoch));
CREATE TABLE entry_keys (
    member INTEGER, tradeline BLOB, epoch INTEGER, obligation BLOB, sealed BLOB NOT NULL,
    PRIMARY KEY (member, tradeline, epoch, obligation));
CREATE TABLE secrets (member INTEGER, tradeline BLOB, sealed BLOB NOT NULL, PRIMARY KEY (member, tradeline));
CREATE TABLE contents (
    member INTEGER, tradeline BLOB, obligation BLOB, commitment BLOB, written INTEGER NOT NULL, sealed BLOB NOT NULL,
    PRIMARY KEY (member, commitment));
CREATE INDEX contents_by_tradeline ON contents (member, tradeline);
CREATE INDEX contents_by_obligation ON contents (member, obligation, tradeline);
CREATE TABLE proofs (
    member INTEGER, tradeline BLOB, obligation BLOB, sealed BLOB NOT NULL, PRIMARY KEY (member, obligation));
CREATE TABLE erased (
    member INTEGER, tradeline BLOB, epoch INTEGER, obligation BLOB, commitment BLOB);
CREATE INDEX erased_by_tradeline ON erased (member, tradeline);
CREATE TABLE outbox (
    number INTEGER PRIMARY KEY AUTOINCREMENT, member INTEGER NOT NULL, lane INTEGER NOT NULL, sequence INTEGER NOT NULL,
    state TEXT NOT NULL, entries BLOB NOT NULL, nonce INTEGER, hash BLOB, raw BLOB, block INTEGER, reason TEXT);
CREATE INDEX outbox_by_lane ON outbox (member, lane, number);
CREATE INDEX outbox_by_state ON outbox (state, number);
CREATE TABLE attempts (
    number INTEGER PRIMARY KEY AUTOINCREMENT, row INTEGER NOT NULL REFERENCES outbox, address BLOB NOT NULL,
    nonce INTEGER NOT NULL, sequence INTEGER NOT NULL, hash BLOB NOT NULL, raw BLOB NOT NULL);
CREATE INDEX attempts_by_row ON attempts (row);
CREATE INDEX attempts_by_address ON attempts (address, nonce);
CREATE TABLE names (member INTEGER, name BLOB, row INTEGER NOT NULL REFERENCES outbox, PRIMARY KEY (member, name, row));
CREATE TABLE documents (member INTEGER, name BLOB, sealed BLOB NOT NULL, PRIMARY KEY (member, name));
CREATE TABLE document_tradelines (member INTEGER, name BLOB, tradeline BLOB, PRIMARY KEY (member, name, tradeline));
CREATE TABLE consents (member INTEGER, commitment BLOB, sealed BLOB NOT NULL, PRIMARY KEY (member, commitment));
CREATE TABLE access_log (
    number INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, member INTEGER, sealed BLOB NOT NULL);
CREATE TABLE tokens (
    id BLOB PRIMARY KEY, hash BLOB NOT NULL, member INTEGER NOT NULL, sealed BLOB NOT NULL,
    expires INTEGER NOT NULL, revoked INTEGER);
CREATE TABLE backups (path TEXT PRIMARY KEY, made INTEGER NOT NULL);
"""

_ATTESTATIONS = """
CREATE TABLE attestations (member INTEGER, digest BLOB, sealed BLOB NOT NULL, PRIMARY KEY (member, digest));
"""

_STATEMENTS = """
CREATE TABLE statements (
    number INTEGER PRIMARY KEY AUTOINCREMENT, origin TEXT NOT NULL, block INTEGER NOT NULL, key BLOB NOT NULL,
    text BLOB NOT NULL, vkey TEXT NOT NULL, note BLOB NOT NULL, UNIQUE (origin, block, key, text));
"""

_ACCEPTED = "ALTER TABLE outbox ADD COLUMN accepted INTEGER;"
"""When a batch was accepted, seconds since 1970-01-01 UTC; unknown of those from before."""

_CONTRADICTIONS = """
ALTER TABLE statements ADD COLUMN contradicts INTEGER REFERENCES statements;
UPDATE statements SET contradicts = (
    SELECT min(one.number) FROM statements AS one
    WHERE one.origin = statements.origin AND one.block = statements.block AND one.key = statements.key
        AND one.number < statements.number);
CREATE INDEX contradictions ON statements (origin, number) WHERE contradicts IS NOT NULL;
"""
"""Of a witness's second statement of a height the number of its first: proofs are found without reading the rest."""

_MIGRATIONS: tuple[str, ...] = (_FIRST, _ATTESTATIONS, _STATEMENTS, _ACCEPTED, _CONTRADICTIONS)


def migrate(connection: sqlite3.Connection) -> None:
    """Brings the schema to this version, one step a transaction; NotAVault for a file of a later version."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(_MIGRATIONS):
        raise NotAVault(f"the vault is of version {version}; this program knows {len(_MIGRATIONS)}")
    for number, script in enumerate(_MIGRATIONS[version:], version + 1):
        connection.executescript(
            f"BEGIN IMMEDIATE; {script} PRAGMA application_id = {APPLICATION_ID};"
            f" PRAGMA user_version = {number}; COMMIT;"
        )
