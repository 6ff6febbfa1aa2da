"""The pure core: what a record is, and what records do to a tradeline."""
