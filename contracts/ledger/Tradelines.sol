// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Heads} from "../libraries/Heads.sol";
import {LedgerStorage} from "../libraries/LedgerStorage.sol";
import {MemberLists} from "../libraries/MemberLists.sol";
import {Capacity, Class, MemberEvent, MemberList, Role, TradelineStatus} from "../types/Codes.sol";
import {Meta} from "../types/Meta.sol";
import {ObligationWord} from "../types/ObligationWord.sol";
import {Page} from "../types/Page.sol";
import {TradelineWord, TradelineWordLibrary} from "../types/TradelineWord.sol";
import {Membership} from "./Membership.sol";

/// @title Entries that change a tradeline: open, accept, decline, appoint, share
abstract contract Tradelines is Membership {
    uint16 private constant AGENT_SLOTS = 2;

    /// @dev A new tradeline, or the member that joined in the place of an external party.
    function _open(Page memory page, Meta meta, bytes32 obligation) internal {
        (uint64 id, uint8 capacity, uint32 subject) = (meta.tradeline(), meta.capacity(), meta.subject());
        (TradelineWord word, uint32 opener) = (page.word, page.by.member());
        if (id >> 32 != opener || uint32(id) == 0) revert CreditLedgerTradelineNotOwn(opener, id);
        if (obligation != 0) revert CreditLedgerObligationUnexpected(id, obligation);
        if (meta.epoch() > word.epoch()) revert CreditLedgerEpochAhead(id, meta.epoch(), word.epoch());
        if (subject == opener) revert CreditLedgerSubjectIsParty(subject, id);
        uint8 status = subject == 0 ? TradelineStatus.EXTERNAL : TradelineStatus.PROPOSED;

        if (!word.exists()) {
            page.word = TradelineWordLibrary.make(opener, capacity, subject, status);
            page.head = Heads.start(address(this), id, page.word.creditor(), page.word.debtor());
        } else {
            bool joins = word.status() == TradelineStatus.EXTERNAL && word.openerCapacity() == capacity;
            if (!joins || subject == 0) revert CreditLedgerTradelineExists(id, word.status(), word.openerCapacity());
            page.word = word.withCounterparty(subject).withStatus(status);
        }
        MemberLists.append(MemberList.TRADELINES, opener, MemberEvent.OPENED, bytes32(uint256(id)));
        if (subject != 0) _propose(opener, subject, id);
    }

    /// @dev One proposal at a time for each pair: nobody can be buried in them.
    function _propose(uint32 opener, uint32 subject, uint64 id) internal {
        mapping(uint256 => uint64) storage pending = LedgerStorage.state().pending;
        uint256 pair = LedgerStorage.pair(opener, subject);
        _requireMember(subject);
        if (pending[pair] != 0) revert CreditLedgerProposalPending(opener, subject, pending[pair]);

        pending[pair] = id;
        MemberLists.append(MemberList.CLAIMS, subject, MemberEvent.PROPOSED, bytes32(uint256(id)));
    }

    /// @dev Accept or decline. What was declined can still be accepted, not the other way round.
    function _answer(Page memory page, Meta meta, bytes32 obligation) internal {
        uint32 member = page.by.member();
        (uint64 id, uint8 status, bool accepts) = (meta.tradeline(), page.word.status(), meta.class() == Class.ACCEPT);
        if (obligation != 0) revert CreditLedgerObligationUnexpected(id, obligation);
        if (meta.capacity() == page.word.openerCapacity()) {
            revert CreditLedgerCapacityNotHeld(member, id, obligation, meta.capacity());
        }
        if (status != TradelineStatus.PROPOSED && !(accepts && status == TradelineStatus.DECLINED)) {
            revert CreditLedgerTradelineStatus(id, status, TradelineStatus.PROPOSED);
        }

        if (status == TradelineStatus.PROPOSED) {
            delete LedgerStorage.state().pending[LedgerStorage.pair(page.word.opener(), member)];
        }
        if (accepts) {
            page.word = page.word.withStatus(TradelineStatus.ACCEPTED);
            MemberLists.append(MemberList.TRADELINES, member, MemberEvent.ACCEPTED, bytes32(uint256(id)));
        } else {
            page.word = page.word.withStatus(TradelineStatus.DECLINED);
            MemberLists.append(MemberList.CLAIMS, member, MemberEvent.DECLINED, bytes32(uint256(id)));
        }
    }

    /// @dev Creditor and debtor appoint for the tradeline, two agents each; the holder one for its obligation.
    function _appoint(Page memory page, Meta meta, bytes32 obligation, ObligationWord debt) internal {
        (uint64 id, uint32 subject) = (meta.tradeline(), meta.subject());
        bool forObligation = meta.capacity() == Capacity.HOLDER;
        uint16 slots = forObligation ? 1 : AGENT_SLOTS;
        if (!forObligation && obligation != 0) revert CreditLedgerObligationUnexpected(id, obligation);
        if (meta.detail() >= slots) revert CreditLedgerSlotUnknown(id, meta.detail(), slots);
        if (subject != 0) {
            bool isParty = subject == page.word.creditor() || subject == page.word.debtor();
            if (isParty || subject == debt.holder()) revert CreditLedgerSubjectIsParty(subject, id);
            _requireFit(subject, Role.SETTLEMENT_AGENT);
        }

        if (forObligation) LedgerStorage.state().obligations[obligation] = debt.withAgent(subject);
        else page.word = page.word.withAgent(meta.capacity(), meta.detail(), subject);
    }

    /// @dev The first share of a new epoch's key begins the epoch. `_requireBegins` has seen that it is the
    /// next one.
    function _share(Page memory page, Meta meta) internal view {
        _requireMember(meta.subject());

        if (meta.epoch() > page.word.epoch()) page.word = page.word.withEpoch(meta.epoch());
    }

    /// @dev Only a party's share of a tradeline key names an epoch ahead, the next one: it begins it.
    function _requireBegins(Page memory page, Meta meta, bytes32 obligation) internal pure {
        (uint256 epoch, uint256 latest) = (meta.epoch(), page.word.epoch());
        bool begins = meta.class() == Class.SHARE && meta.capacity() != Capacity.HOLDER && obligation == 0;
        if (!begins || epoch != latest + 1) revert CreditLedgerEpochAhead(meta.tradeline(), meta.epoch(), latest);
    }

    function _turn(Page memory page, uint64 tradeline) internal {
        if (page.tradeline == tradeline) return;
        if (page.tradeline != 0) _store(page);

        page.tradeline = tradeline;
        page.word = page.stored = LedgerStorage.state().tradelines[tradeline];
        LedgerStorage.Head storage head_ = LedgerStorage.state().heads[tradeline];
        (page.head, page.headSlot) = (head_.value, LedgerStorage.slotOf(head_));
    }

    function _store(Page memory page) internal {
        LedgerStorage.headAt(page.headSlot).value = page.head;
        if (TradelineWord.unwrap(page.word) != TradelineWord.unwrap(page.stored)) {
            LedgerStorage.state().tradelines[page.tradeline] = page.word;
        }
    }
}
