// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Meta} from "../types/Meta.sol";

/// @notice Rolling hashes over what is recorded (docs/records.md, section 7), mirrored in `ledger/proof` and
/// held to it by the golden vectors in `tests/vectors`.
library Heads {
    bytes32 private constant TRADELINE_START = keccak256("tradeline/1/head0");
    bytes32 private constant TRADELINE = keccak256("tradeline/1/head");
    bytes32 private constant MEMBER = keccak256("tradeline/1/member-head");

    /// @notice Head of a tradeline before its first entry; an external party is 0.
    function start(address ledger, uint64 tradeline, uint32 creditor, uint32 debtor) internal view returns (bytes32) {
        return keccak256(abi.encode(TRADELINE_START, block.chainid, ledger, tradeline, creditor, debtor));
    }

    /// @notice Head of a tradeline after an entry, with meta and obligation as logged.
    function next(
        bytes32 head,
        Meta meta,
        bytes32 obligation,
        bytes32 commitment,
        bytes32 payloadHash,
        uint256 clock_
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(TRADELINE, head, meta, obligation, commitment, payloadHash, clock_));
    }

    /// @notice Head of a member's list after an event.
    /// @param id Tradeline or obligation.
    function nextOfMember(bytes32 head, uint32 member, uint8 event_, bytes32 id, uint256 clock_)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(MEMBER, head, member, event_, id, clock_));
    }

    /// @notice The clock of the current block.
    function clock() internal view returns (uint256) {
        return (block.number << 64) | block.timestamp;
    }
}
