"""What can go wrong with a vault, by who must act."""

from ledger.core.errors import Misuse, ProofError, Refused, Unavailable


class WrongPassphrase(Refused):
    """The passphrase does not open this vault."""


class NotAVault(Misuse):
    """No such file, or one of something else or of another ledger; or a file stands where one should be made."""


class VaultDamaged(ProofError):
    """A sealed value is not the one that was stored in its place."""


class VaultBusy(Unavailable):
    """Another process is doing what only one may do at a time."""
