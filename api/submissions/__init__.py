"""Handing in files: each becomes records, or a list of its faults."""
