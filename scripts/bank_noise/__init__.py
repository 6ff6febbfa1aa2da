"""Bank statements of a receivables ledger with the noise that real payers make, and the truth about it."""

LABEL = "Made by scripts/bank_statements.py: payments of a sample ledger with noise; nothing here is real."
