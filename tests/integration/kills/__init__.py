"""Killing the sender, at every state of a row, and looking what is lost or doubled."""
