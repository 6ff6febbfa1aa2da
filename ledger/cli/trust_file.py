"""The trust root that a verb is given in a file."""

from pathlib import Path

from ledger.cli.output import read_file
from ledger.core.errors import Misuse, ProofError
from ledger.verify.trust import TrustRoot, parse_trust


def trust_root_in(path: Path) -> TrustRoot:
    """The trust root in a file; Misuse if it is none."""
    try:
        return parse_trust(read_file(path))
    except ProofError as error:
        raise Misuse(f"{path}: not a trust root: {error}") from error
