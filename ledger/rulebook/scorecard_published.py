"""The scorecard that comes with the package: the one that the rulebook stands for, or none."""

from ledger.core.errors import BadContent
from ledger.rulebook.definitions import SCORECARDS
from ledger.rulebook.scorecard import Scorecard, parse_scorecard


def published_scorecard(data: bytes) -> Scorecard:
    """The scorecard of a table; BadContent if its hash is not the one that `tradeline-2` has for its id."""
    card = parse_scorecard(data)
    found, known = f"0x{card.hash.hex()}", SCORECARDS.get(card.id)
    if found != known:
        raise BadContent(f"scorecard {card.id}", f"the table of hash {known}", found)
    return card
