// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice The registrars' rule, bits from the least significant: threshold 0–31, count 32–63, delay in
/// seconds 64–103, changes of the rule or of the registrars so far 104–135.
type QuorumWord is uint256;

using QuorumWordLibrary for QuorumWord global;

library QuorumWordLibrary {
    function make(uint32 threshold_, uint32 count_, uint40 delay_, uint32 changes_) internal pure returns (QuorumWord) {
        return QuorumWord.wrap(
            uint256(threshold_) | (uint256(count_) << 32) | (uint256(delay_) << 64) | (uint256(changes_) << 104)
        );
    }

    function threshold(QuorumWord word) internal pure returns (uint32) {
        return uint32(QuorumWord.unwrap(word));
    }

    function count(QuorumWord word) internal pure returns (uint32) {
        return uint32(QuorumWord.unwrap(word) >> 32);
    }

    function delay(QuorumWord word) internal pure returns (uint40) {
        return uint40(QuorumWord.unwrap(word) >> 64);
    }

    function changes(QuorumWord word) internal pure returns (uint32) {
        return uint32(QuorumWord.unwrap(word) >> 104);
    }
}
