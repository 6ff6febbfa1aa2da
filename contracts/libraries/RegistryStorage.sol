// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ActionWord} from "../types/ActionWord.sol";
import {KeyWord} from "../types/KeyWord.sol";
import {MemberWord} from "../types/MemberWord.sol";
import {QuorumWord} from "../types/QuorumWord.sol";

/// @notice State of the member registry; field n stands at `BASE + n` (docs/records.md, section 8).
library RegistryStorage {
    /// @custom:storage-location erc7201:tradeline.storage.MemberRegistry
    struct Layout {
        mapping(uint32 member => MemberWord) members;
        mapping(uint32 member => bytes32) identityTags;
        mapping(uint32 member => bytes32) identityCommitments;
        mapping(bytes32 tag => uint32 member) membersByTag;
        mapping(bytes32 keyId => KeyWord) keys;
        mapping(uint256 pair => uint256 since) related;
        mapping(uint256 memberAndPurpose => uint256) generations;
        mapping(address registrar => uint256 since) registrars;
        QuorumWord quorum;
        uint256 memberCount;
        mapping(bytes32 action => ActionWord) actions;
        mapping(bytes32 actionAndRegistrar => uint256) approvals;
        mapping(bytes32 keyId => uint32 member) reserved;
    }

    // ERC-7201 of "tradeline.storage.MemberRegistry":
    // keccak256(abi.encode(uint256(keccak256(name)) - 1)) & ~bytes32(uint256(0xff))
    bytes32 internal constant BASE = 0xbdfd9e26a9ed9dbb382eb8dfc46be22b1efeb2ba6ae4bd6a3bd080f0e4e58600;

    function state() internal pure returns (Layout storage $) {
        bytes32 base = BASE;
        assembly ("memory-safe") {
            $.slot := base
        }
    }

    /// @notice Key of two members, whichever is named first.
    function pairKey(uint32 a, uint32 b) internal pure returns (uint256) {
        return a < b ? (uint256(a) << 32) | b : (uint256(b) << 32) | a;
    }

    /// @notice Key of a member's keys of one purpose.
    function seriesKey(uint32 member, uint8 purpose) internal pure returns (uint256) {
        return (uint256(member) << 8) | purpose;
    }

    /// @notice Key of a registrar's approval.
    function approvalKey(bytes32 action, address registrar) internal pure returns (bytes32) {
        return keccak256(abi.encode(action, registrar));
    }
}
