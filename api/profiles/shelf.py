"""The column profiles that are tried on a member's tables: its own, then those that the node's operator keeps."""

import logging
from collections.abc import Iterator

from ledger.core.errors import TradelineError
from ledger.core.ids import Member
from ledger.documents.profile import Profile
from ledger.documents.remembered import Remembered
from ledger.documents.shelf import profile_named
from ledger.wiring import Node

_log = logging.getLogger("tradeline.api")


def own_profiles(node: Node, member: Member) -> Remembered:
    """Those that the member said yes to. Each has its own: nobody else decides how its tables are read."""
    return Remembered(node.settings.home / "profiles" / f"member-{member}")


def profiles_of(node: Node, member: Member) -> tuple[Profile, ...]:
    """All that are held against the header of a table of the member's. BadInput, Misuse name one of its own that is
    broken; one of the operator's, which no member can mend, is left out, and the log says so."""
    return (*own_profiles(node, member).profiles(), *_sound(Remembered(node.settings.home / "profiles")))


def _sound(common: Remembered) -> Iterator[Profile]:
    for name in common.names():
        try:
            yield common.profile(name)
        except TradelineError as error:
            _log.error(
                "common profile left out: %s", error, extra={"fields": {"error": type(error).__name__}}
            )


def profile_called(name: str, remembered: tuple[Profile, ...]) -> Profile:
    """The first of `remembered` that is called so, else the package's; Misuse if there is none."""
    return next((profile for profile in remembered if profile.name == name), None) or profile_named(name)
