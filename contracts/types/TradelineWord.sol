// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Capacity} from "./Codes.sol";

/// @notice State of a tradeline, bits from the least significant: creditor 0–31, debtor 32–63, status 64–71,
/// epoch 72–87, opener's capacity 88–95, the creditor's agents 96–127 and 128–159, the debtor's 160–191 and
/// 192–223. 0: unknown.
type TradelineWord is uint256;

using TradelineWordLibrary for TradelineWord global;

library TradelineWordLibrary {
    /// @notice A new tradeline; the counterparty is 0 where it is external.
    function make(uint32 opener_, uint8 capacity, uint32 counterparty_, uint8 status_)
        internal
        pure
        returns (TradelineWord)
    {
        uint256 parties = capacity == Capacity.CREDITOR
            ? uint256(opener_) | (uint256(counterparty_) << 32)
            : uint256(counterparty_) | (uint256(opener_) << 32);
        return TradelineWord.wrap(parties | (uint256(status_) << 64) | (uint256(capacity) << 88));
    }

    function exists(TradelineWord word) internal pure returns (bool) {
        return TradelineWord.unwrap(word) != 0;
    }

    function creditor(TradelineWord word) internal pure returns (uint32) {
        return uint32(TradelineWord.unwrap(word));
    }

    function debtor(TradelineWord word) internal pure returns (uint32) {
        return uint32(TradelineWord.unwrap(word) >> 32);
    }

    function status(TradelineWord word) internal pure returns (uint8) {
        return uint8(TradelineWord.unwrap(word) >> 64);
    }

    function epoch(TradelineWord word) internal pure returns (uint16) {
        return uint16(TradelineWord.unwrap(word) >> 72);
    }

    function openerCapacity(TradelineWord word) internal pure returns (uint8) {
        return uint8(TradelineWord.unwrap(word) >> 88);
    }

    function opener(TradelineWord word) internal pure returns (uint32) {
        return word.openerCapacity() == Capacity.CREDITOR ? word.creditor() : word.debtor();
    }

    /// @notice Whether `member`, not 0, is appointed by either side.
    function hasAgent(TradelineWord word, uint32 member) internal pure returns (bool) {
        uint256 agents = TradelineWord.unwrap(word) >> 96;
        return uint32(agents) == member || uint32(agents >> 32) == member || uint32(agents >> 64) == member
            || uint32(agents >> 96) == member;
    }

    function withStatus(TradelineWord word, uint8 status_) internal pure returns (TradelineWord) {
        return _with(word, 64, type(uint8).max, status_);
    }

    function withEpoch(TradelineWord word, uint16 epoch_) internal pure returns (TradelineWord) {
        return _with(word, 72, type(uint16).max, epoch_);
    }

    /// @notice The external party becomes a member.
    function withCounterparty(TradelineWord word, uint32 member) internal pure returns (TradelineWord) {
        return _with(word, word.openerCapacity() == Capacity.CREDITOR ? 32 : 0, type(uint32).max, member);
    }

    /// @param slot 0 or 1; each side, named by `capacity`, has two.
    function withAgent(TradelineWord word, uint8 capacity, uint16 slot, uint32 member)
        internal
        pure
        returns (TradelineWord)
    {
        uint256 side = capacity == Capacity.CREDITOR ? 96 : 160;
        return _with(word, side + 32 * uint256(slot), type(uint32).max, member);
    }

    function _with(TradelineWord word, uint256 shift, uint256 mask, uint256 value)
        private
        pure
        returns (TradelineWord)
    {
        return TradelineWord.wrap((TradelineWord.unwrap(word) & ~(mask << shift)) | (value << shift));
    }
}
