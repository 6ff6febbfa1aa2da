"""A member's history and figures, for itself and for whom it consented to."""
