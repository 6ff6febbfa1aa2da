"""How a member's tables are read: proposed, looked at, remembered."""
