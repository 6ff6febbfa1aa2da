// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AnchorWord} from "../types/AnchorWord.sol";
import {ConsentWord} from "../types/ConsentWord.sol";

/// @notice State of the attestation registry; field n stands at `BASE + n` (docs/records.md, section 8).
library AttestationStorage {
    /// @custom:storage-location erc7201:tradeline.storage.AttestationRegistry
    struct Layout {
        mapping(bytes32 issuerAndDigest => AnchorWord) anchors;
        mapping(bytes32 hash => uint256 since) rulebooks;
        mapping(bytes32 commitment => ConsentWord) consents;
    }

    // ERC-7201 of "tradeline.storage.AttestationRegistry":
    // keccak256(abi.encode(uint256(keccak256(name)) - 1)) & ~bytes32(uint256(0xff))
    bytes32 internal constant BASE = 0xc43f17a0e868c8abbeacc0ae9ceec232f3cd7cdde2eb9b783e370ccaff803500;

    function state() internal pure returns (Layout storage $) {
        bytes32 base = BASE;
        assembly ("memory-safe") {
            $.slot := base
        }
    }

    /// @notice Key of an issuer's digest.
    function anchorKey(uint32 issuer, bytes32 digest) internal pure returns (bytes32) {
        return keccak256(abi.encode(issuer, digest));
    }
}
