// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Class, Role} from "./Codes.sol";
import {Meta, MetaLibrary} from "./Meta.sol";

/// @notice What an entry of a class looks like, whatever it is about, bits from the least significant: one
/// bit for each capacity 0–7, subject allowed 8, detail allowed 9, payload bytes 16–31, roles of which the
/// recorder has one 32–47.
type Rule is uint256;

using RuleLibrary for Rule global;

library RuleLibrary {
    uint256 private constant PARTY = (1 << 1) | (1 << 2);
    uint256 private constant CREDITOR = 1 << 1;
    uint256 private constant HOLDER = 1 << 3;
    uint256 private constant AGENT = 1 << 4;
    uint256 private constant SUBJECT = 1 << 8;
    uint256 private constant DETAIL = 1 << 9;
    uint256 private constant BYTES_192 = 192 << 16;
    uint256 private constant ANYONE = uint256(Role.ALL) << 32;
    uint256 private constant TRADERS = uint256(Role.SME | Role.LENDER) << 32;

    uint256 private constant OPEN = PARTY | SUBJECT | (512 << 16) | TRADERS;
    uint256 private constant ANSWER = PARTY | BYTES_192 | ANYONE;
    uint256 private constant APPOINT = PARTY | HOLDER | SUBJECT | DETAIL | BYTES_192 | ANYONE;
    uint256 private constant OBLIGATION = PARTY | (256 << 16) | TRADERS;
    uint256 private constant STATEMENT = PARTY | HOLDER | AGENT | BYTES_192 | ANYONE;
    uint256 private constant ASSIGN = CREDITOR | HOLDER | SUBJECT | BYTES_192 | ANYONE;
    uint256 private constant TAKE = HOLDER | BYTES_192 | (uint256(Role.LENDER) << 32);
    uint256 private constant SHARE = PARTY | HOLDER | SUBJECT | DETAIL | (1200 << 16) | ANYONE;

    /// @notice The rule of a class; 0 where there is no such class. The most frequent come first.
    function ofClass(uint8 class) internal pure returns (Rule) {
        if (class == Class.STATEMENT) return Rule.wrap(STATEMENT);
        if (class == Class.OBLIGATION) return Rule.wrap(OBLIGATION);
        if (class == Class.SHARE) return Rule.wrap(SHARE);
        if (class == Class.OPEN) return Rule.wrap(OPEN);
        if (class == Class.ACCEPT || class == Class.DECLINE) return Rule.wrap(ANSWER);
        if (class == Class.APPOINT) return Rule.wrap(APPOINT);
        if (class == Class.ASSIGN) return Rule.wrap(ASSIGN);
        if (class == Class.TAKE) return Rule.wrap(TAKE);
        return Rule.wrap(0);
    }

    function exists(Rule rule) internal pure returns (bool) {
        return Rule.unwrap(rule) != 0;
    }

    function allows(Rule rule, uint8 capacity) internal pure returns (bool) {
        return (Rule.unwrap(rule) & 0xff) >> capacity & 1 == 1;
    }

    function capacities(Rule rule) internal pure returns (uint8) {
        return uint8(Rule.unwrap(rule));
    }

    /// @notice The bits of meta that only the contract fills in, or that this class does not use.
    function excess(Rule rule, Meta meta) internal pure returns (bytes32) {
        uint256 rest = uint256(Meta.unwrap(meta)) & ~MetaLibrary.COMMON;
        if (Rule.unwrap(rule) & SUBJECT != 0) rest &= ~MetaLibrary.SUBJECT;
        if (Rule.unwrap(rule) & DETAIL != 0) rest &= ~MetaLibrary.DETAIL;
        return bytes32(rest);
    }

    function payloadBytes(Rule rule) internal pure returns (uint256) {
        return uint16(Rule.unwrap(rule) >> 16);
    }

    function roles(Rule rule) internal pure returns (uint16) {
        return uint16(Rule.unwrap(rule) >> 32);
    }
}
