"""The made world of the demo set: ten firms, two banks, a platform, two years. Nothing here is real."""

LABEL = "Made by scripts/demo_set.py for demonstration: firms, banks, accounts and trade are invented."
