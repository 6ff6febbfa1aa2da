"""The rulebook: the versioned definitions of every figure, in integers, from observations alone."""
