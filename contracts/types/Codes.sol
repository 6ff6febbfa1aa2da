// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The codes of the record format (docs/records.md)
/// @notice Libraries of constants instead of enums: a code outside the list is refused by name, not by a panic.

library Class {
    uint8 internal constant OPEN = 1;
    uint8 internal constant ACCEPT = 2;
    uint8 internal constant DECLINE = 3;
    uint8 internal constant APPOINT = 4;
    uint8 internal constant OBLIGATION = 5;
    uint8 internal constant STATEMENT = 6;
    uint8 internal constant ASSIGN = 7;
    uint8 internal constant TAKE = 8;
    uint8 internal constant SHARE = 9;
}

library Capacity {
    uint8 internal constant CREDITOR = 1;
    uint8 internal constant DEBTOR = 2;
    uint8 internal constant HOLDER = 3;
    uint8 internal constant AGENT = 4;
}

library TradelineStatus {
    uint8 internal constant NONE = 0;
    uint8 internal constant PROPOSED = 1;
    uint8 internal constant ACCEPTED = 2;
    uint8 internal constant DECLINED = 3;
    uint8 internal constant EXTERNAL = 4;
}

library MemberList {
    uint8 internal constant TRADELINES = 1;
    uint8 internal constant CLAIMS = 2;
    uint8 internal constant HOLDINGS = 3;
}

library MemberEvent {
    uint8 internal constant OPENED = 1;
    uint8 internal constant ACCEPTED = 2;
    uint8 internal constant PROPOSED = 3;
    uint8 internal constant DECLINED = 4;
    uint8 internal constant TAKEN = 5;
}

library MemberStatus {
    uint8 internal constant ACTIVE = 1;
    uint8 internal constant SUSPENDED = 2;
}

library Role {
    uint16 internal constant SME = 1;
    uint16 internal constant LENDER = 2;
    uint16 internal constant SETTLEMENT_AGENT = 4;
    uint16 internal constant ISSUER = 8;
    uint16 internal constant AUDITOR = 16;
    uint16 internal constant ALL = 31;
}

library Purpose {
    uint8 internal constant TRANSACTION = 1;
    uint8 internal constant DELEGATE = 2;
    uint8 internal constant ATTESTATION = 3;
    uint8 internal constant ENCRYPTION = 4;
    uint8 internal constant TAG = 5;
}

/// @notice Bits of a delegate key's scope. Bit n, n = 1 to 9, allows entries of class n.
library Scope {
    uint8 internal constant CONSENT = 14;
    uint8 internal constant ATTESTATION = 15;
}
