"""Who may see what, given and withdrawn by the member itself."""
