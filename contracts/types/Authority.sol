// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {KeyWord} from "./KeyWord.sol";
import {MemberWord} from "./MemberWord.sol";
import {MemberStatus, Purpose} from "./Codes.sol";

/// @notice What an address may do now, in one word: member 0–31, roles 32–47, status 48–55, purpose 56–63,
/// scope 64–79, bits from the least significant. 0: the address is no active transaction or delegate key.
type Authority is uint256;

using AuthorityLibrary for Authority global;

library AuthorityLibrary {
    function make(KeyWord key, MemberWord member_) internal pure returns (Authority) {
        return Authority.wrap(
            uint256(key.member()) | (uint256(member_.roles()) << 32) | (uint256(member_.status()) << 48)
                | (uint256(key.purpose()) << 56) | (uint256(key.scope()) << 64)
        );
    }

    function member(Authority authority) internal pure returns (uint32) {
        return uint32(Authority.unwrap(authority));
    }

    function roles(Authority authority) internal pure returns (uint16) {
        return uint16(Authority.unwrap(authority) >> 32);
    }

    function status(Authority authority) internal pure returns (uint8) {
        return uint8(Authority.unwrap(authority) >> 48);
    }

    function scope(Authority authority) internal pure returns (uint16) {
        return uint16(Authority.unwrap(authority) >> 64);
    }

    function exists(Authority authority) internal pure returns (bool) {
        return Authority.unwrap(authority) != 0;
    }

    function isActive(Authority authority) internal pure returns (bool) {
        return authority.status() == MemberStatus.ACTIVE;
    }

    function isDelegate(Authority authority) internal pure returns (bool) {
        return uint8(Authority.unwrap(authority) >> 56) == Purpose.DELEGATE;
    }

    /// @notice Whether the key reaches `bit` of the scope; a transaction key reaches all.
    function reaches(Authority authority, uint8 bit) internal pure returns (bool) {
        return !authority.isDelegate() || (authority.scope() >> bit) & 1 == 1;
    }

    /// @notice Whether the member has one of `required`.
    function hasRole(Authority authority, uint16 required) internal pure returns (bool) {
        return (Authority.unwrap(authority) >> 32) & required != 0;
    }
}
