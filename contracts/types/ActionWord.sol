// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice State of a delayed action of the registrars, bits from the least significant: approvals 0–31,
/// approved at timestamp 64–127 (when the threshold was reached; 0: not yet), done 128–135, vetoed 136–143.
/// 0: not proposed.
type ActionWord is uint256;

using ActionWordLibrary for ActionWord global;

library ActionWordLibrary {
    function exists(ActionWord word) internal pure returns (bool) {
        return ActionWord.unwrap(word) != 0;
    }

    function approvals(ActionWord word) internal pure returns (uint32) {
        return uint32(ActionWord.unwrap(word));
    }

    function approvedAt(ActionWord word) internal pure returns (uint64) {
        return uint64(ActionWord.unwrap(word) >> 64);
    }

    /// @notice Done or vetoed: nothing can happen to the action any more.
    function isClosed(ActionWord word) internal pure returns (bool) {
        return ActionWord.unwrap(word) >> 128 != 0;
    }

    function withApproval(ActionWord word) internal pure returns (ActionWord) {
        return ActionWord.wrap(ActionWord.unwrap(word) + 1);
    }

    /// @dev Called once an action: the timestamp is 0 before.
    function withApprovedAt(ActionWord word, uint256 timestamp) internal pure returns (ActionWord) {
        return ActionWord.wrap(ActionWord.unwrap(word) | (timestamp << 64));
    }

    function done(ActionWord word) internal pure returns (ActionWord) {
        return ActionWord.wrap(ActionWord.unwrap(word) | (1 << 128));
    }

    function vetoed(ActionWord word) internal pure returns (ActionWord) {
        return ActionWord.wrap(ActionWord.unwrap(word) | (1 << 136));
    }
}
