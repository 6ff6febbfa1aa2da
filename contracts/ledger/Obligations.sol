// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LedgerStorage} from "../libraries/LedgerStorage.sol";
import {MemberLists} from "../libraries/MemberLists.sol";
import {ObligationIds} from "../libraries/ObligationIds.sol";
import {Capacity, MemberEvent, MemberList, Role} from "../types/Codes.sol";
import {Meta} from "../types/Meta.sol";
import {ObligationWord, ObligationWordLibrary} from "../types/ObligationWord.sol";
import {Page} from "../types/Page.sol";
import {Membership} from "./Membership.sol";

/// @title Entries that change an obligation: obligation, assign, take
abstract contract Obligations is Membership {
    /// @dev A new obligation; by the creditor, or by the debtor of an external one.
    function _oblige(Page memory page, Meta meta, bytes32 tag) internal returns (bytes32 id) {
        mapping(bytes32 => ObligationWord) storage obligations = LedgerStorage.state().obligations;
        (uint64 tradeline, uint32 member, uint32 creditor) = (meta.tradeline(), page.by.member(), page.word.creditor());
        bool isExternal = creditor == 0;
        uint8 capacity = isExternal ? Capacity.DEBTOR : Capacity.CREDITOR;
        if (meta.capacity() != capacity || member != (isExternal ? page.word.debtor() : creditor)) {
            revert CreditLedgerCapacityNotHeld(member, tradeline, tag, meta.capacity());
        }
        id = isExternal ? ObligationIds.ofExternal(tradeline, tag) : ObligationIds.ofMember(creditor, tag);
        ObligationWord found = obligations[id];
        if (found.exists()) revert CreditLedgerObligationExists(tradeline, id, found.tradeline());

        obligations[id] = ObligationWordLibrary.make(tradeline, meta.epoch(), !isExternal);
    }

    /// @dev Proposes a holder, or withdraws the proposal; nothing passes before the assignee takes.
    function _assign(Page memory page, Meta meta, bytes32 obligation, ObligationWord debt) internal {
        (uint64 id, uint32 member, uint32 subject) = (meta.tradeline(), page.by.member(), meta.subject());
        if (!debt.isAssignable()) revert CreditLedgerObligationUnassignable(id, obligation);
        if (meta.capacity() == Capacity.CREDITOR && debt.holder() != 0) {
            revert CreditLedgerObligationHeld(obligation, member, debt.holder());
        }
        if (subject != 0) {
            if (subject == member || subject == page.word.debtor()) revert CreditLedgerSubjectIsParty(subject, id);
            _requireFit(subject, Role.LENDER);
        }

        LedgerStorage.state().obligations[obligation] = debt.withAssignee(subject);
    }

    /// @dev The one way to become a holder; the former holder, if any, is one no more in the same step.
    function _take(uint32 member, bytes32 obligation, ObligationWord debt) internal {
        LedgerStorage.state().obligations[obligation] = debt.taken();
        MemberLists.append(MemberList.HOLDINGS, member, MemberEvent.TAKEN, obligation);
    }

    function _requireObligation(uint64 tradeline, bytes32 obligation) internal view returns (ObligationWord debt) {
        if (obligation == 0) return ObligationWord.wrap(0);
        debt = LedgerStorage.state().obligations[obligation];
        if (debt.tradeline() != tradeline) {
            revert CreditLedgerObligationUnknown(tradeline, obligation, debt.tradeline());
        }
    }
}
