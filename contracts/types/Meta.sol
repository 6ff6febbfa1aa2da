// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice The meta word of an entry; docs/records.md, section 2. Offsets there are bytes from the left.
type Meta is bytes32;

using MetaLibrary for Meta global;

library MetaLibrary {
    uint256 internal constant SUBJECT = uint256(type(uint32).max) << 144;
    uint256 internal constant DETAIL = uint256(type(uint16).max) << 64;
    /// @dev Class, capacity (without the delegate bit), epoch and tradeline: what a recorder may fill in every class.
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

    /// @notice The bits of `meta` outside `allowed`.
    function outside(Meta meta, uint256 allowed) internal pure returns (bytes32) {
        return Meta.unwrap(meta) & bytes32(~allowed);
    }

    /// @notice Fills in the fields that the contract writes.
    function complete(Meta meta, bool byDelegate, uint8 status, uint32 recorder) internal pure returns (Meta) {
        uint256 word = uint256(Meta.unwrap(meta)) | (uint256(status) << 232) | (uint256(recorder) << 176);
        return Meta.wrap(bytes32(byDelegate ? word | (uint256(0x80) << 240) : word));
    }
}
