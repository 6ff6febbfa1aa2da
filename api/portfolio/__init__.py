"""Portfolios: what a lender is owed, and what a supervisor may publish of all members."""
