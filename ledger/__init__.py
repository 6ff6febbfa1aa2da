"""Tradeline: a permissioned credit ledger."""
