// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Purpose} from "../types/Codes.sol";

/// @notice Forms and ids of public keys (docs/records.md, section 8).
library KeyIds {
    bytes32 private constant DOMAIN = keccak256("tradeline/1/key-id");

    uint256 private constant ADDRESS_BYTES = 20;
    uint256 private constant P256_BYTES = 64;
    // ML-KEM-768 encapsulation key (FIPS 203, table 3: 1184 bytes) and X25519 public key (RFC 7748: 32 bytes).
    uint256 private constant HYBRID_BYTES = 1216;
    uint256 private constant MODULUS_BYTES_MIN = 256;

    function ofAddress(address key) internal pure returns (bytes32) {
        return bytes32(uint256(uint160(key)));
    }

    /// @notice Id of a key of a known purpose and well formed.
    function ofKey(uint8 purpose, bytes calldata publicKey) internal pure returns (bytes32) {
        if (purpose <= Purpose.DELEGATE) return ofAddress(address(bytes20(publicKey)));
        return keccak256(abi.encodePacked(DOMAIN, purpose, publicKey));
    }

    function isKnown(uint8 purpose) internal pure returns (bool) {
        return purpose >= Purpose.TRANSACTION && purpose <= Purpose.TAG;
    }

    function isWellFormed(uint8 purpose, bytes calldata publicKey) internal pure returns (bool) {
        if (purpose <= Purpose.DELEGATE) return publicKey.length == ADDRESS_BYTES && bytes20(publicKey) != 0;
        if (purpose == Purpose.ATTESTATION) return publicKey.length == P256_BYTES;
        if (purpose == Purpose.ENCRYPTION) return publicKey.length == HYBRID_BYTES;
        return _isRsa(publicKey);
    }

    /// @dev u16 length of modulus ‖ modulus ‖ exponent, both without leading zeros: one key has one form.
    function _isRsa(bytes calldata publicKey) private pure returns (bool) {
        if (publicKey.length < 2) return false;
        uint256 end = 2 + uint256(uint16(bytes2(publicKey)));
        if (end < 2 + MODULUS_BYTES_MIN || publicKey.length <= end) return false;
        // A modulus of exactly 2048 bits fills its bytes: the smallest one allowed has its top bit set.
        uint8 first = uint8(publicKey[2]);
        return (end > 2 + MODULUS_BYTES_MIN ? first != 0 : first >= 0x80) && publicKey[end] != 0;
    }
}
