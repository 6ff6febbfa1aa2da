// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice State of an obligation, bits from the least significant: tradeline 0–63, holder 64–95, assignee
/// 96–127, the holder's agent 128–159, epoch at creation 160–175, exists 248–255: 1, or 2 where the creditor
/// was external. 0: unknown.
type ObligationWord is uint256;

using ObligationWordLibrary for ObligationWord global;

library ObligationWordLibrary {
    uint8 internal constant ASSIGNABLE = 1;
    uint8 internal constant UNASSIGNABLE = 2;

    function make(uint64 tradeline_, uint16 epoch, bool assignable) internal pure returns (ObligationWord) {
        uint256 exists_ = assignable ? ASSIGNABLE : UNASSIGNABLE;
        return ObligationWord.wrap(uint256(tradeline_) | (uint256(epoch) << 160) | (exists_ << 248));
    }

    function exists(ObligationWord word) internal pure returns (bool) {
        return ObligationWord.unwrap(word) != 0;
    }

    function isAssignable(ObligationWord word) internal pure returns (bool) {
        return ObligationWord.unwrap(word) >> 248 == ASSIGNABLE;
    }

    function tradeline(ObligationWord word) internal pure returns (uint64) {
        return uint64(ObligationWord.unwrap(word));
    }

    function holder(ObligationWord word) internal pure returns (uint32) {
        return uint32(ObligationWord.unwrap(word) >> 64);
    }

    function assignee(ObligationWord word) internal pure returns (uint32) {
        return uint32(ObligationWord.unwrap(word) >> 96);
    }

    function agent(ObligationWord word) internal pure returns (uint32) {
        return uint32(ObligationWord.unwrap(word) >> 128);
    }

    function withAssignee(ObligationWord word, uint32 member) internal pure returns (ObligationWord) {
        uint256 cleared = ObligationWord.unwrap(word) & ~(uint256(type(uint32).max) << 96);
        return ObligationWord.wrap(cleared | (uint256(member) << 96));
    }

    function withAgent(ObligationWord word, uint32 member) internal pure returns (ObligationWord) {
        uint256 cleared = ObligationWord.unwrap(word) & ~(uint256(type(uint32).max) << 128);
        return ObligationWord.wrap(cleared | (uint256(member) << 128));
    }

    /// @notice The assignee becomes the holder; nothing is proposed any more and the former holder's agent ends.
    function taken(ObligationWord word) internal pure returns (ObligationWord) {
        uint256 cleared = ObligationWord.unwrap(word) & ~(uint256(type(uint96).max) << 64);
        return ObligationWord.wrap(cleared | (uint256(word.assignee()) << 64));
    }
}
