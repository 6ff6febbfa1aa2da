"""Signed figures, for the member that asks and the issuer that signs."""
