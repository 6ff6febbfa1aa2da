"""Figures kept up as a history goes on: a change costs the same, however long the history (docs/incremental.md)."""
