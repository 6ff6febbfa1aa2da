"""Division as every published figure has it: once, last, floored; by nothing, no figure."""


def floored(above: int, below: int) -> int | None:
    """floor(above / below); None where `below` is 0 (the figure is absent, not 0)."""
    return above // below if below else None
