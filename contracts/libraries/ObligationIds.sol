// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Ids of obligations (docs/records.md, section 3): one id for one invoice of one creditor, whoever
/// it is offered to.
library ObligationIds {
    bytes32 private constant OF_MEMBER = keccak256("tradeline/1/obligation");
    bytes32 private constant OF_EXTERNAL = keccak256("tradeline/1/obligation-external");

    function ofMember(uint32 creditor, bytes32 tag) internal pure returns (bytes32) {
        return keccak256(abi.encode(OF_MEMBER, creditor, tag));
    }

    /// @notice An external creditor has no number, so the id is unique on its tradeline only.
    function ofExternal(uint64 tradeline, bytes32 tag) internal pure returns (bytes32) {
        return keccak256(abi.encode(OF_EXTERNAL, tradeline, tag));
    }
}
