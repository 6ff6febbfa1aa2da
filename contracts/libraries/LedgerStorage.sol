// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ObligationWord} from "../types/ObligationWord.sol";
import {TradelineWord} from "../types/TradelineWord.sol";

/// @notice State of the credit ledger; field n stands at `BASE + n` (docs/records.md, section 8).
library LedgerStorage {
    /// @custom:storage-location erc7201:tradeline.storage.CreditLedger
    struct Layout {
        mapping(uint64 tradeline => TradelineWord) tradelines;
        mapping(uint64 tradeline => Head) heads;
        mapping(bytes32 obligation => ObligationWord) obligations;
        mapping(uint256 listAndMember => bytes32) memberHeads;
        mapping(uint256 memberAndLane => uint256) lanes;
        mapping(uint256 openerAndCounterparty => uint64 tradeline) pending;
        SuccessorWord successor;
    }

    /// @dev One slot, in a struct so that it can be pointed at.
    struct Head {
        bytes32 value;
    }

    /// @dev One slot, the address in its lowest bits.
    struct SuccessorWord {
        address ledger;
        uint64 frozenAt;
    }

    // ERC-7201 of "tradeline.storage.CreditLedger":
    // keccak256(abi.encode(uint256(keccak256(name)) - 1)) & ~bytes32(uint256(0xff))
    bytes32 internal constant BASE = 0x1bddd25c219084ed982208d2ceb57e7b6a90959c12e507a77774fd97cc1c7b00;

    function state() internal pure returns (Layout storage $) {
        bytes32 base = BASE;
        assembly ("memory-safe") {
            $.slot := base
        }
    }

    /// @notice Where a head stands. Hashing the key twice costs 70 gas an entry where each is on another
    /// tradeline.
    function slotOf(Head storage head) internal pure returns (bytes32 slot) {
        assembly ("memory-safe") {
            slot := head.slot
        }
    }

    /// @notice The head that stands at a slot.
    function headAt(bytes32 slot) internal pure returns (Head storage head) {
        assembly ("memory-safe") {
            head.slot := slot
        }
    }

    /// @notice Key of a pair of numbers: `high · 2^32 + low`.
    function pair(uint32 high, uint32 low) internal pure returns (uint256) {
        return (uint256(high) << 32) | low;
    }
}
