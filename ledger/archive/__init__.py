"""A chain in files: segments of whole blocks, state proved at the ends, one manifest (docs/archive.md)."""
