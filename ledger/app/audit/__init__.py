"""The audit: what a chain says of itself, proved from genesis and held against its state."""
