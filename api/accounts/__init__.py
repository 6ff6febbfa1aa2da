"""Accounts of firms with their banks, told of by month."""
