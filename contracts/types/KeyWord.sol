// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice State of a key, bits from the least significant: member 0–31, purpose 32–39, scope 40–55,
/// generation 56–71, from block 72–111, until block 112–151 (0: open), compromised since block 152–191 (0:
/// not). It is valid in [from, until).
type KeyWord is uint256;

using KeyWordLibrary for KeyWord global;

library KeyWordLibrary {
    function make(uint32 member_, uint8 purpose_, uint16 scope_, uint16 generation_, uint256 fromBlock)
        internal
        pure
        returns (KeyWord)
    {
        return KeyWord.wrap(
            uint256(member_) | (uint256(purpose_) << 32) | (uint256(scope_) << 40) | (uint256(generation_) << 56)
                | (fromBlock << 72)
        );
    }

    function member(KeyWord word) internal pure returns (uint32) {
        return uint32(KeyWord.unwrap(word));
    }

    function purpose(KeyWord word) internal pure returns (uint8) {
        return uint8(KeyWord.unwrap(word) >> 32);
    }

    function scope(KeyWord word) internal pure returns (uint16) {
        return uint16(KeyWord.unwrap(word) >> 40);
    }

    function from(KeyWord word) internal pure returns (uint40) {
        return uint40(KeyWord.unwrap(word) >> 72);
    }

    function until(KeyWord word) internal pure returns (uint40) {
        return uint40(KeyWord.unwrap(word) >> 112);
    }

    function compromisedSince(KeyWord word) internal pure returns (uint40) {
        return uint40(KeyWord.unwrap(word) >> 152);
    }

    /// @notice Whether the key may act now: begun, not ended, never marked as compromised.
    function isActive(KeyWord word, uint256 blockNumber) internal pure returns (bool) {
        return word.from() <= blockNumber && word.until() == 0 && word.compromisedSince() == 0;
    }

    /// @dev Called once a key: `until` is 0 before.
    function withUntil(KeyWord word, uint256 blockNumber) internal pure returns (KeyWord) {
        return KeyWord.wrap(KeyWord.unwrap(word) | (blockNumber << 112));
    }

    function withCompromisedSince(KeyWord word, uint256 blockNumber) internal pure returns (KeyWord) {
        uint256 cleared = KeyWord.unwrap(word) & ~(uint256(type(uint40).max) << 152);
        return KeyWord.wrap(cleared | (blockNumber << 152));
    }
}
