// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TradelineWord} from "./TradelineWord.sol";

/// @notice The meta word of an entry; docs/records.md, section 2. Offsets there are bytes from the left.
type Meta is bytes32;

using MetaLibrary for Meta global;

library MetaLibrary {
    uint256 internal constant SUBJECT = uint256(type(uint32).max) << 144;
    uint256 internal constant DETAIL = uint256(type(uint16).max) << 64;
    /// @dev Class, capacity (without the delegate bit), epoch and tradeline: what a recorder may fill in
    /// every class.
    uint256 internal constant COMMON = (uint256(type(uint8).max) << 248) | (uint256(0x7f) << 240)
        | (uint256(type(uint16).max) << 208) | (uint256(type(uint64).max) << 80);

    function class(Meta meta) internal pure returns (uint8) {
        return uint8(uint256(Meta.unwrap(meta)) >> 248);
    }

    function capacity(Meta meta) internal pure returns (uint8) {
        return uint8(uint256(Meta.unwrap(meta)) >> 240);
    }

    function epoch(Meta meta) internal pure returns (uint16) {
        return uint16(uint256(Meta.unwrap(meta)) >> 208);
    }

    function subject(Meta meta) internal pure returns (uint32) {
        return uint32(uint256(Meta.unwrap(meta)) >> 144);
    }

    function tradeline(Meta meta) internal pure returns (uint64) {
        return uint64(uint256(Meta.unwrap(meta)) >> 80);
    }

    function detail(Meta meta) internal pure returns (uint16) {
        return uint16(uint256(Meta.unwrap(meta)) >> 64);
    }

    /// @notice Whether a field is filled that recorders leave empty in most classes, or in all.
    function hasUncommon(Meta meta) internal pure returns (bool) {
        return uint256(Meta.unwrap(meta)) & ~COMMON != 0;
    }

    /// @notice What the contract adds to all metas of a batch: the recorder, and the delegate bit of the capacity.
    function stamp(bool byDelegate, uint32 recorder) internal pure returns (uint256) {
        return (uint256(recorder) << 176) | (byDelegate ? uint256(0x80) << 240 : 0);
    }

    /// @notice Meta as logged; `word` is the tradeline's after the entry.
    function complete(Meta meta, uint256 stamp_, TradelineWord word) internal pure returns (Meta) {
        // The status moves from bits 64–71 of the word to bits 232–239 of meta.
        uint256 status = (TradelineWord.unwrap(word) << 168) & (uint256(type(uint8).max) << 232);
        return Meta.wrap(bytes32(uint256(Meta.unwrap(meta)) | stamp_ | status));
    }
}
