"""The numbers of `docs/records.md`: classes, capacities, statuses, kinds."""

from enum import IntEnum, IntFlag


class EntryClass(IntEnum):
    """What the chain sees of an entry (records.md, section 2)."""

    OPEN = 1
    ACCEPT = 2
    DECLINE = 3
    APPOINT = 4
    OBLIGATION = 5
    STATEMENT = 6
    ASSIGN = 7
    TAKE = 8
    SHARE = 9


class Capacity(IntEnum):
    """As what a member writes."""

    CREDITOR = 1
    DEBTOR = 2
    HOLDER = 3
    AGENT = 4


class Status(IntEnum):
    """Where a tradeline stands between its parties."""

    PROPOSED = 1
    ACCEPTED = 2
    DECLINED = 3
    EXTERNAL = 4


class Role(IntFlag):
    """What the registry admits a member for."""

    SME = 1
    LENDER = 2
    AGENT = 4
    ISSUER = 8
    AUDITOR = 16


class KeyPurpose(IntEnum):
    """What a registered key is for."""

    TRANSACTION = 1
    DELEGATE = 2
    ATTESTATION = 3
    ENCRYPTION = 4
    TAG = 5


class MemberList(IntEnum):
    """The three heads of a member."""

    TRADELINES = 1
    CLAIMS = 2
    HOLDINGS = 3


class MemberEvent(IntEnum):
    """What a member's heads count."""

    OPENED = 1
    ACCEPTED = 2
    PROPOSED = 3
    DECLINED = 4
    TAKEN = 5


class Kind(IntEnum):
    """What an entry says; sealed, so that a new kind needs no new contract (records.md, section 4)."""

    TRADE_CREDIT = 1
    LOAN = 2
    REVOLVING = 3
    ACCOUNT = 4
    INVOICE = 10
    INSTALMENT = 11
    ACKNOWLEDGEMENT = 20
    SETTLEMENT = 21
    DISPUTE = 22
    RESOLUTION = 23
    CREDIT_NOTE = 24
    CORRECTION = 25
    REVERSAL = 26
    WRITE_OFF = 27
    LIMIT = 28
    DRAWDOWN = 29
    EXTENSION = 30
    RESTRUCTURING = 31
    CLOSURE = 32
    INSOLVENCY = 33
    RECEIPTS = 34
    OUTGOINGS = 35
    ACCEPT = 40
    DECLINE = 41
    APPOINT = 42
    ASSIGN = 43
    TAKE = 44


class Outcome(IntEnum):
    """How a dispute ends."""

    UPHELD = 1
    REJECTED = 2
    WITHDRAWN = 3
    LAPSED = 4
