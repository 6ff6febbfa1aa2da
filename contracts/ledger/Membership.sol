// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICreditLedger} from "../interfaces/ICreditLedger.sol";
import {IMemberRegistry} from "../interfaces/IMemberRegistry.sol";
import {Authority} from "../types/Authority.sol";
import {Capacity, MemberStatus, Role} from "../types/Codes.sol";
import {MemberWord} from "../types/MemberWord.sol";
import {Meta} from "../types/Meta.sol";
import {Rule, RuleLibrary} from "../types/Rule.sol";

/// @title What the ledger asks of the registry, and of an entry before it looks at a tradeline
abstract contract Membership is ICreditLedger {
    IMemberRegistry internal immutable _registry;

    constructor(IMemberRegistry registry_) {
        _registry = registry_;
    }

    /// @inheritdoc ICreditLedger
    function registry() external view returns (address) {
        return address(_registry);
    }

    function _authorise() internal view returns (Authority by) {
        by = _registry.authorise(msg.sender);
        if (!by.exists()) revert CreditLedgerSignerUnknown(msg.sender);
        if (!by.isActive()) revert CreditLedgerStatusWrong(by.member(), by.status(), MemberStatus.ACTIVE);
    }

    /// @dev What can be seen without state of the tradeline: class, fields, capacity, scope, role.
    function _requireForm(Authority by, Meta meta) internal view returns (Rule rule) {
        (uint8 class, uint8 capacity) = (meta.class(), meta.capacity());
        rule = RuleLibrary.ofClass(class);
        if (!rule.allows(capacity)) {
            if (!rule.exists()) revert CreditLedgerClassUnknown(by.member(), class);
            revert CreditLedgerCapacityUnfit(class, capacity, rule.capacities());
        }
        if (meta.hasUncommon()) _requireFields(by.member(), rule, meta);
        if (!by.reaches(class)) revert CreditLedgerScopeMissing(msg.sender, by.scope(), class);
        uint16 roles = capacity == Capacity.AGENT ? Role.SETTLEMENT_AGENT : rule.roles();
        if (!by.hasRole(roles)) revert CreditLedgerRoleMissing(by.member(), by.roles(), roles);
    }

    function _requireFields(uint32 member, Rule rule, Meta meta) internal pure {
        bytes32 excess = rule.excess(meta);
        if (excess != 0) revert CreditLedgerMetaExcess(member, meta, excess);
    }

    function _requireMember(uint32 subject) internal view returns (MemberWord word) {
        word = _registry.memberWord(subject);
        if (!word.exists()) revert CreditLedgerSubjectUnknown(subject);
    }

    function _requireFit(uint32 subject, uint16 role) internal view {
        MemberWord word = _requireMember(subject);
        if (word.status() != MemberStatus.ACTIVE || word.roles() & role == 0) {
            revert CreditLedgerSubjectUnfit(subject, word.status(), word.roles(), role);
        }
    }
}
