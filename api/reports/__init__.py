"""A member's history as a credit report, for whoever may read it."""
