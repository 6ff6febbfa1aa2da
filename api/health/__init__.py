"""How the node stands, and which ledger it follows."""
