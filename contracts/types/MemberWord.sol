// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MemberStatus} from "./Codes.sol";

/// @notice State of a member, bits from the least significant: status 0–7, roles 8–23, admitted at block
/// 24–63, status since block 64–103, last re-keyed at block 104–143 (0: never). 0: not a member.
type MemberWord is uint256;

using MemberWordLibrary for MemberWord global;

library MemberWordLibrary {
    function make(uint16 roles_, uint256 blockNumber) internal pure returns (MemberWord) {
        return MemberWord.wrap(
            uint256(MemberStatus.ACTIVE) | (uint256(roles_) << 8) | (blockNumber << 24) | (blockNumber << 64)
        );
    }

    function exists(MemberWord word) internal pure returns (bool) {
        return MemberWord.unwrap(word) != 0;
    }

    function status(MemberWord word) internal pure returns (uint8) {
        return uint8(MemberWord.unwrap(word));
    }

    function roles(MemberWord word) internal pure returns (uint16) {
        return uint16(MemberWord.unwrap(word) >> 8);
    }

    function rekeyedAt(MemberWord word) internal pure returns (uint40) {
        return uint40(MemberWord.unwrap(word) >> 104);
    }

    function withStatus(MemberWord word, uint8 status_, uint256 blockNumber) internal pure returns (MemberWord) {
        uint256 cleared = MemberWord.unwrap(word) & ~((uint256(type(uint40).max) << 64) | type(uint8).max);
        return MemberWord.wrap(cleared | (blockNumber << 64) | status_);
    }

    function withRoles(MemberWord word, uint16 roles_) internal pure returns (MemberWord) {
        uint256 cleared = MemberWord.unwrap(word) & ~(uint256(type(uint16).max) << 8);
        return MemberWord.wrap(cleared | (uint256(roles_) << 8));
    }

    function withRekeyedAt(MemberWord word, uint256 blockNumber) internal pure returns (MemberWord) {
        uint256 cleared = MemberWord.unwrap(word) & ~(uint256(type(uint40).max) << 104);
        return MemberWord.wrap(cleared | (blockNumber << 104));
    }
}
