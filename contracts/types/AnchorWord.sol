// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice State of a digest of an issuer, bits from the least significant: anchored at block 0–63, revoked
/// at block 64–127, superseded at block 128–191, Merkle root of a batch 192–199 (1).
type AnchorWord is uint256;

using AnchorWordLibrary for AnchorWord global;

library AnchorWordLibrary {
    function make(uint256 blockNumber, bool batch) internal pure returns (AnchorWord) {
        return AnchorWord.wrap(batch ? blockNumber | (1 << 192) : blockNumber);
    }

    function exists(AnchorWord word) internal pure returns (bool) {
        return AnchorWord.unwrap(word) != 0;
    }

    function revokedAt(AnchorWord word) internal pure returns (uint64) {
        return uint64(AnchorWord.unwrap(word) >> 64);
    }

    function supersededAt(AnchorWord word) internal pure returns (uint64) {
        return uint64(AnchorWord.unwrap(word) >> 128);
    }

    function isBatch(AnchorWord word) internal pure returns (bool) {
        return AnchorWord.unwrap(word) >> 192 != 0;
    }

    /// @dev Called once a digest: the block is 0 before.
    function withRevokedAt(AnchorWord word, uint256 blockNumber) internal pure returns (AnchorWord) {
        return AnchorWord.wrap(AnchorWord.unwrap(word) | (blockNumber << 64));
    }

    /// @dev Called once a digest: the block is 0 before.
    function withSupersededAt(AnchorWord word, uint256 blockNumber) internal pure returns (AnchorWord) {
        return AnchorWord.wrap(AnchorWord.unwrap(word) | (blockNumber << 128));
    }
}
