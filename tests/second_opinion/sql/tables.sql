-- What the figures are made of: the dataclasses of ledger/core/history.py as rows. Days since 1970-01-01, amounts in minor
-- units, clocks in seconds, grades 1 to 3 for A to C.
CREATE TABLE request (history INTEGER, as_of INTEGER, rulebook VARCHAR);
CREATE TABLE rules (
  rulebook VARCHAR, beyond_anchors HUGEINT, window_months INTEGER, dso_days INTEGER, bucket_days INTEGER[],
  minimum_obligations INTEGER, minimum_counterparties INTEGER, dispute_days INTEGER, late_recorded_days INTEGER,
  new_days INTEGER, utc_offset_minutes INTEGER, eu_days INTEGER, eu_amount_minor HUGEINT, eu_share_bp INTEGER,
  prc_days INTEGER[], prc_contagion_bp INTEGER, ifrs_days INTEGER[]
);
CREATE TABLE anchor (rulebook VARCHAR, late INTEGER, points HUGEINT);
CREATE TABLE observation (
  history INTEGER, item INTEGER, side VARCHAR, counterparty VARCHAR, currency VARCHAR, amount HUGEINT,
  issued INTEGER, due INTEGER, grade INTEGER, recorded BIGINT, corrected BIGINT, interest VARCHAR,
  related BOOLEAN, claim BOOLEAN
);
CREATE TABLE part (
  history INTEGER, item INTEGER, kind VARCHAR, place INTEGER, day INTEGER, amount HUGEINT, grade INTEGER,
  recorded BIGINT, binds BOOLEAN
);
CREATE TABLE dispute (history INTEGER, item INTEGER, opened INTEGER, closed INTEGER, clocked BOOLEAN);
CREATE TABLE grade_set AS SELECT * FROM (VALUES ('A', 1), ('AB', 2), ('all', 3)) sets (grades, lowest);
