-- The index. `place` is block number * 2^24 + log index: one order for everything, and what a reorg cuts at.
-- Members are numbers, tradelines 8 bytes, addresses 20, other ids and hashes 32. No row holds a secret.

CREATE TABLE origin (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  chain_id INTEGER NOT NULL,
  registry BLOB NOT NULL,
  ledger BLOB NOT NULL,
  attestations BLOB NOT NULL,
  start INTEGER NOT NULL
) STRICT;

-- The last final block, and how final it is: `none` (a development chain), `probabilistic`, `immediate`.
CREATE TABLE finality (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  number INTEGER NOT NULL,
  how TEXT NOT NULL
) STRICT;

CREATE TABLE blocks (number INTEGER PRIMARY KEY, hash BLOB NOT NULL, time INTEGER NOT NULL) STRICT;

-- The ledger. `class` and `tradeline` are also in `meta`; `head` is the tradeline's with this entry.

CREATE TABLE entries (
  place INTEGER PRIMARY KEY,
  tradeline BLOB NOT NULL,
  class INTEGER NOT NULL,
  obligation BLOB NOT NULL,
  meta BLOB NOT NULL,
  commitment BLOB NOT NULL,
  payload BLOB NOT NULL,
  head BLOB NOT NULL
) STRICT;
CREATE INDEX entries_of_tradeline ON entries (tradeline, place);
CREATE INDEX entries_by_commitment ON entries (commitment, place);
-- Bytes 10 to 13 of a share's meta are the member that the key was given to.
CREATE INDEX shares ON entries (substr(meta, 11, 4), place) WHERE class = 9;
CREATE UNIQUE INDEX obligations ON entries (obligation) WHERE class = 5;

-- Steps of the members' heads, each with the head after it. `subject` is a tradeline as 32 bytes, or an obligation.

CREATE TABLE listings (
  place INTEGER NOT NULL,
  list INTEGER NOT NULL,
  member INTEGER NOT NULL,
  event INTEGER NOT NULL,
  subject BLOB NOT NULL,
  head BLOB NOT NULL,
  PRIMARY KEY (place, list)
) STRICT;
CREATE INDEX listings_of_member ON listings (member, list, place);

CREATE TABLE frozen (place INTEGER PRIMARY KEY, successor BLOB NOT NULL) STRICT;

-- The registry of members: one table an event, columns as in ledger/proof/registry_events.py.

CREATE TABLE member_admitted (
  place INTEGER PRIMARY KEY,
  member INTEGER NOT NULL UNIQUE,
  identity_tag BLOB NOT NULL,
  identity_commitment BLOB NOT NULL,
  roles INTEGER NOT NULL
) STRICT;
CREATE TABLE member_status_changed (
  place INTEGER PRIMARY KEY, member INTEGER NOT NULL, status INTEGER NOT NULL) STRICT;
CREATE TABLE member_roles_changed (
  place INTEGER PRIMARY KEY, member INTEGER NOT NULL, roles INTEGER NOT NULL) STRICT;
CREATE TABLE member_rekeyed (
  place INTEGER PRIMARY KEY, member INTEGER NOT NULL, new_key BLOB NOT NULL) STRICT;
CREATE TABLE members_related (
  place INTEGER PRIMARY KEY, smaller INTEGER NOT NULL, larger INTEGER NOT NULL) STRICT;
CREATE TABLE key_added (
  place INTEGER PRIMARY KEY,
  member INTEGER NOT NULL,
  key_id BLOB NOT NULL UNIQUE,
  purpose INTEGER NOT NULL,
  scope INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  since INTEGER NOT NULL,
  public_key BLOB NOT NULL
) STRICT;
CREATE INDEX keys_of_member ON key_added (member, purpose, generation);
CREATE TABLE key_ended (
  place INTEGER PRIMARY KEY, member INTEGER NOT NULL, key_id BLOB NOT NULL UNIQUE) STRICT;
CREATE TABLE key_compromised (
  place INTEGER PRIMARY KEY, member INTEGER NOT NULL, key_id BLOB NOT NULL, since INTEGER NOT NULL) STRICT;
CREATE INDEX compromised_keys ON key_compromised (key_id, place);
CREATE TABLE rekey_proposed (
  place INTEGER PRIMARY KEY, action BLOB NOT NULL, member INTEGER NOT NULL, new_key BLOB NOT NULL) STRICT;
CREATE TABLE quorum_proposed (
  place INTEGER PRIMARY KEY,
  action BLOB NOT NULL,
  added BLOB NOT NULL,
  removed BLOB NOT NULL,
  threshold INTEGER NOT NULL,
  delay INTEGER NOT NULL
) STRICT;
CREATE TABLE decision_proposed (
  place INTEGER PRIMARY KEY, action BLOB NOT NULL, target BLOB NOT NULL, decision BLOB NOT NULL) STRICT;
CREATE TABLE action_approved (
  place INTEGER PRIMARY KEY, action BLOB NOT NULL, registrar BLOB NOT NULL, approvals INTEGER NOT NULL) STRICT;
CREATE TABLE action_vetoed (
  place INTEGER PRIMARY KEY, action BLOB NOT NULL, member INTEGER NOT NULL) STRICT;
CREATE TABLE action_done (place INTEGER PRIMARY KEY, action BLOB NOT NULL) STRICT;
CREATE TABLE registrar_added (place INTEGER PRIMARY KEY, registrar BLOB NOT NULL) STRICT;
CREATE TABLE registrar_removed (place INTEGER PRIMARY KEY, registrar BLOB NOT NULL) STRICT;
CREATE TABLE quorum_changed (
  place INTEGER PRIMARY KEY, threshold INTEGER NOT NULL, count INTEGER NOT NULL, delay INTEGER NOT NULL) STRICT;

-- The registry of attestations: one table an event, columns as in ledger/proof/attestation_events.py.

CREATE TABLE anchored (place INTEGER PRIMARY KEY, issuer INTEGER NOT NULL, digest BLOB NOT NULL) STRICT;
CREATE INDEX anchors ON anchored (issuer, digest);
CREATE TABLE batch_anchored (
  place INTEGER PRIMARY KEY, issuer INTEGER NOT NULL, root BLOB NOT NULL, count INTEGER NOT NULL) STRICT;
CREATE INDEX batches ON batch_anchored (issuer, root);
CREATE TABLE revoked (place INTEGER PRIMARY KEY, issuer INTEGER NOT NULL, digest BLOB NOT NULL) STRICT;
CREATE INDEX revocations ON revoked (issuer, digest);
CREATE TABLE superseded (
  place INTEGER PRIMARY KEY, issuer INTEGER NOT NULL, older BLOB NOT NULL, newer BLOB NOT NULL) STRICT;
CREATE INDEX supersessions ON superseded (issuer, older);
CREATE TABLE rulebook_registered (
  place INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, registrar BLOB NOT NULL) STRICT;
CREATE TABLE consent_given (
  place INTEGER PRIMARY KEY, member INTEGER NOT NULL, commitment BLOB NOT NULL UNIQUE) STRICT;
CREATE TABLE consent_withdrawn (
  place INTEGER PRIMARY KEY, member INTEGER NOT NULL, commitment BLOB NOT NULL UNIQUE) STRICT;
