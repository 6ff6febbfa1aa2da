"""The HTTP door of a Tradeline node."""
