-- What the figures are made of: the dataclasses of ledger/core/{history,facility,account,grade}.py as rows. Days since
-- 1970-01-01, amounts in minor units, clocks in seconds, grades 1 to 3 for A to C.
CREATE TABLE request (history INTEGER, as_of INTEGER, rulebook VARCHAR);
CREATE TABLE rules (
  rulebook VARCHAR, beyond_anchors HUGEINT, window_months INTEGER, dso_days INTEGER, bucket_days INTEGER[],
  minimum_obligations INTEGER, minimum_counterparties INTEGER, dispute_days INTEGER, late_recorded_days INTEGER,
  new_days INTEGER, utc_offset_minutes INTEGER, eu_days INTEGER, eu_amount_minor HUGEINT, eu_share_bp INTEGER,
  prc_days INTEGER[], prc_contagion_bp INTEGER, ifrs_days INTEGER[],
  eu_retail_amount_minor HUGEINT, eu_factoring_days INTEGER, status_months INTEGER, vintage_default_days INTEGER,
  vintage_cohort_months INTEGER, vintage_step_months INTEGER, coverage_months INTEGER
);
CREATE TABLE anchor (rulebook VARCHAR, late INTEGER, points HUGEINT);
CREATE TABLE observation (
  history INTEGER, item INTEGER, side VARCHAR, counterparty VARCHAR, currency VARCHAR, amount HUGEINT,
  issued INTEGER, due INTEGER, grade INTEGER, recorded BIGINT, corrected BIGINT, interest VARCHAR,
  related BOOLEAN, claim BOOLEAN, tradeline VARCHAR
);
CREATE TABLE part (
  history INTEGER, item INTEGER, kind VARCHAR, place INTEGER, day INTEGER, amount HUGEINT, grade INTEGER,
  recorded BIGINT, binds BOOLEAN
);
CREATE TABLE attested (history INTEGER, item INTEGER, place INTEGER, agent BIGINT, day INTEGER, amount HUGEINT);
CREATE TABLE dispute (history INTEGER, item INTEGER, opened INTEGER, closed INTEGER, clocked BOOLEAN, recorded BIGINT);
CREATE TABLE facility (history INTEGER, item INTEGER, side VARCHAR, currency VARCHAR, tradeline VARCHAR, grade INTEGER);
CREATE TABLE credit_limit (history INTEGER, item INTEGER, place INTEGER, day INTEGER, amount HUGEINT, recorded BIGINT);
CREATE TABLE drawdown (history INTEGER, item INTEGER, day INTEGER, amount HUGEINT);
CREATE TABLE turned (
  history INTEGER, place INTEGER, side VARCHAR, tradeline VARCHAR, agent BIGINT, currency VARCHAR, month INTEGER,
  amount HUGEINT, recorded BIGINT
);
CREATE TABLE grade_set AS SELECT * FROM (VALUES ('A', 1), ('AB', 2), ('all', 3)) sets (grades, lowest);
