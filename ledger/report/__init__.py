"""Pages for a bank's file, a credit report and a portfolio: one tree of blocks each, printed as HTML or PDF."""
