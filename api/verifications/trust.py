"""The trust root against which this node verifies for its callers."""

from ledger.core.errors import Misuse, ProofError
from ledger.settings import Settings
from ledger.verify.trust import TrustRoot, parse_trust

LIMIT = 1 << 20


class NoTrustRoot(Misuse):
    """The node's home has no trust root, or one that cannot be read: its operator must bring it."""

    def __init__(self, why: str) -> None:
        super().__init__(f"this node has no trust root to verify against: {why}")


def trust_of(settings: Settings) -> TrustRoot:
    """The home's `trust.json`, read anew each time: it is replaced before it expires. NoTrustRoot."""
    try:
        with settings.trust.open("rb") as file:
            return parse_trust(file.read(LIMIT))
    except OSError as error:
        raise NoTrustRoot("there is no file trust.json in its home") from error
    except ProofError as error:
        raise NoTrustRoot(f"trust.json: {error}") from error
