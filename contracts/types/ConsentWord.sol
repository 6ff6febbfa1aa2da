// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice State of a consent, bits from the least significant: member 0–31, given at block 32–95, withdrawn
/// at block 96–159 (0: stands).
type ConsentWord is uint256;

using ConsentWordLibrary for ConsentWord global;

library ConsentWordLibrary {
    function make(uint32 member_, uint256 blockNumber) internal pure returns (ConsentWord) {
        return ConsentWord.wrap(uint256(member_) | (blockNumber << 32));
    }

    function member(ConsentWord word) internal pure returns (uint32) {
        return uint32(ConsentWord.unwrap(word));
    }

    function withdrawnAt(ConsentWord word) internal pure returns (uint64) {
        return uint64(ConsentWord.unwrap(word) >> 96);
    }

    /// @dev Called once a consent: the block is 0 before.
    function withWithdrawnAt(ConsentWord word, uint256 blockNumber) internal pure returns (ConsentWord) {
        return ConsentWord.wrap(ConsentWord.unwrap(word) | (blockNumber << 96));
    }
}
