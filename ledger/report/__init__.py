"""A credit report for a bank's file, from figures and history: one tree of blocks, printed as HTML or PDF."""
