"""What the golden vectors are made of: fixed seeds, and the cases of each file."""
