// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICreditLedger} from "./interfaces/ICreditLedger.sol";
import {IMemberRegistry} from "./interfaces/IMemberRegistry.sol";
import {Heads} from "./libraries/Heads.sol";
import {LedgerStorage} from "./libraries/LedgerStorage.sol";
import {ObligationIds} from "./libraries/ObligationIds.sol";
import {Authority} from "./types/Authority.sol";
import {Capacity, Class, MemberEvent, MemberList, MemberStatus, Role, TradelineStatus} from "./types/Codes.sol";
import {MemberWord} from "./types/MemberWord.sol";
import {Meta} from "./types/Meta.sol";
import {ObligationWord, ObligationWordLibrary} from "./types/ObligationWord.sol";
import {Rule, RuleLibrary} from "./types/Rule.sol";
import {TradelineWord, TradelineWordLibrary} from "./types/TradelineWord.sol";

/// @title Tradelines, obligations and their entries, as ICreditLedger says
contract CreditLedger is ICreditLedger {
    bytes32 private constant FREEZE = keccak256("tradeline/1/freeze");
    uint16 private constant AGENT_SLOTS = 2;

    IMemberRegistry private immutable _registry;
    ICreditLedger private immutable _predecessor;

    /// @dev The tradeline that is being written to: consecutive entries on one tradeline read and store its state once.
    struct Page {
        uint64 tradeline;
        TradelineWord stored;
        TradelineWord word;
        bytes32 head;
    }

    /// @param predecessor_ The ledger that this one goes on from, or 0.
    constructor(IMemberRegistry registry_, ICreditLedger predecessor_) {
        _registry = registry_;
        _predecessor = predecessor_;
    }

    /// @inheritdoc ICreditLedger
    function record(uint32 lane, uint64 sequence, Entry[] calldata entries, bytes calldata payloads) external {
        _requireOpen();
        Authority by = _authorise();
        _useLane(by.member(), lane, sequence);
        if (entries.length == 0) revert CreditLedgerBatchEmpty(by.member(), lane);

        Page memory page;
        uint256 end = 0;
        for (uint256 i = 0; i < entries.length; i++) {
            Entry calldata entry = entries[i];
            uint256 start = end;
            end += _requireForm(by, entry.meta).payloadBytes();
            if (end > payloads.length) break;

            _turn(page, entry.meta.tradeline());
            bytes32 obligation = _apply(by, page, entry.meta, entry.obligation);
            _append(by, page, obligation, entry, payloads[start:end]);
        }
        if (end != payloads.length) revert CreditLedgerPayloadsLength(by.member(), payloads.length, end);
        _store(page);
    }

    /// @inheritdoc ICreditLedger
    function freeze(address successor_) external {
        LedgerStorage.SuccessorWord storage word = LedgerStorage.state().successor;
        if (word.frozenAt != 0) revert CreditLedgerFrozen(address(this), word.ledger);
        _registry.consumeDecision(keccak256(abi.encode(FREEZE, successor_)));

        (word.ledger, word.frozenAt) = (successor_, uint64(block.number));
        emit Frozen(successor_);
    }

    /// @inheritdoc ICreditLedger
    function tradelineWord(uint64 tradeline) external view returns (TradelineWord) {
        return LedgerStorage.state().tradelines[tradeline];
    }

    /// @inheritdoc ICreditLedger
    function head(uint64 tradeline) external view returns (bytes32) {
        return LedgerStorage.state().heads[tradeline];
    }

    /// @inheritdoc ICreditLedger
    function obligationWord(bytes32 obligation) external view returns (ObligationWord) {
        return LedgerStorage.state().obligations[obligation];
    }

    /// @inheritdoc ICreditLedger
    function memberHead(uint8 list, uint32 member) external view returns (bytes32) {
        return LedgerStorage.state().memberHeads[LedgerStorage.pair(list, member)];
    }

    /// @inheritdoc ICreditLedger
    function nextSequence(uint32 member, uint32 lane) external view returns (uint256) {
        return LedgerStorage.state().lanes[LedgerStorage.pair(member, lane)];
    }

    /// @inheritdoc ICreditLedger
    function pendingTradeline(uint32 opener, uint32 counterparty) external view returns (uint64) {
        return LedgerStorage.state().pending[LedgerStorage.pair(opener, counterparty)];
    }

    /// @inheritdoc ICreditLedger
    function successor() external view returns (address ledger, uint64 frozenAt) {
        LedgerStorage.SuccessorWord storage word = LedgerStorage.state().successor;
        return (word.ledger, word.frozenAt);
    }

    /// @inheritdoc ICreditLedger
    function predecessor() external view returns (address) {
        return address(_predecessor);
    }

    /// @inheritdoc ICreditLedger
    function registry() external view returns (address) {
        return address(_registry);
    }

    /// @dev The effects of an entry on state, but for heads. Returns the obligation as logged.
    function _apply(Authority by, Page memory page, Meta meta, bytes32 obligation) private returns (bytes32) {
        uint8 class = meta.class();
        if (class == Class.OPEN) {
            _open(by.member(), page, meta, obligation);
            return obligation;
        }
        _requireTradeline(by.member(), page, meta, obligation);
        if (class == Class.OBLIGATION) return _oblige(by.member(), page, meta, obligation);

        ObligationWord debt = _requireObligation(meta.tradeline(), obligation);
        if (class == Class.TAKE) {
            _take(by.member(), obligation, debt);
            return obligation;
        }
        _requireCapacity(by, page, meta, obligation, debt);
        if (class == Class.STATEMENT) return obligation;
        if (class == Class.SHARE) _share(page, meta);
        else if (class == Class.ASSIGN) _assign(by.member(), page, meta, obligation, debt);
        else if (class == Class.APPOINT) _appoint(page, meta, obligation, debt);
        else _answer(by.member(), page, meta, obligation);
        return obligation;
    }

    /// @dev A new tradeline, or the member that joined in the place of an external party.
    function _open(uint32 opener, Page memory page, Meta meta, bytes32 obligation) private {
        (uint64 id, uint8 capacity, uint32 subject) = (meta.tradeline(), meta.capacity(), meta.subject());
        TradelineWord word = page.word;
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
        _list(MemberList.TRADELINES, opener, MemberEvent.OPENED, bytes32(uint256(id)));
        if (subject != 0) _propose(opener, subject, id);
    }

    /// @dev One proposal at a time for each pair: nobody can be buried in them.
    function _propose(uint32 opener, uint32 subject, uint64 id) private {
        mapping(uint256 => uint64) storage pending = LedgerStorage.state().pending;
        uint256 pair = LedgerStorage.pair(opener, subject);
        _requireMember(subject);
        if (pending[pair] != 0) revert CreditLedgerProposalPending(opener, subject, pending[pair]);

        pending[pair] = id;
        _list(MemberList.CLAIMS, subject, MemberEvent.PROPOSED, bytes32(uint256(id)));
    }

    /// @dev Accept or decline. What was declined can still be accepted, not the other way round.
    function _answer(uint32 member, Page memory page, Meta meta, bytes32 obligation) private {
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
            _list(MemberList.TRADELINES, member, MemberEvent.ACCEPTED, bytes32(uint256(id)));
        } else {
            page.word = page.word.withStatus(TradelineStatus.DECLINED);
            _list(MemberList.CLAIMS, member, MemberEvent.DECLINED, bytes32(uint256(id)));
        }
    }

    /// @dev Creditor and debtor appoint for the tradeline, two agents each; the holder one for its obligation.
    function _appoint(Page memory page, Meta meta, bytes32 obligation, ObligationWord debt) private {
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

    /// @dev A new obligation; by the creditor, or by the debtor of an external one.
    function _oblige(uint32 member, Page memory page, Meta meta, bytes32 tag) private returns (bytes32 id) {
        mapping(bytes32 => ObligationWord) storage obligations = LedgerStorage.state().obligations;
        (uint64 tradeline, uint32 creditor) = (meta.tradeline(), page.word.creditor());
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
    function _assign(uint32 member, Page memory page, Meta meta, bytes32 obligation, ObligationWord debt) private {
        (uint64 id, uint32 subject) = (meta.tradeline(), meta.subject());
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
    function _take(uint32 member, bytes32 obligation, ObligationWord debt) private {
        if (debt.assignee() != member) revert CreditLedgerAssigneeWrong(obligation, member, debt.assignee());

        LedgerStorage.state().obligations[obligation] = debt.taken();
        _list(MemberList.HOLDINGS, member, MemberEvent.TAKEN, obligation);
    }

    /// @dev The first share of a new epoch's key begins the epoch. `_requireTradeline` has seen that it is the next one.
    function _share(Page memory page, Meta meta) private view {
        _requireMember(meta.subject());

        if (meta.epoch() > page.word.epoch()) page.word = page.word.withEpoch(meta.epoch());
    }

    function _list(uint8 list, uint32 member, uint8 event_, bytes32 id) private {
        mapping(uint256 => bytes32) storage heads = LedgerStorage.state().memberHeads;
        uint256 key = LedgerStorage.pair(list, member);
        heads[key] = Heads.nextOfMember(heads[key], member, event_, id, Heads.clock());
    }

    function _append(Authority by, Page memory page, bytes32 obligation, Entry calldata entry, bytes calldata payload)
        private
    {
        Meta meta = entry.meta.complete(by.isDelegate(), page.word.status(), by.member());
        page.head = Heads.next(
            page.head, meta, obligation, entry.commitment, keccak256(payload), Heads.clock()
        );
        emit Recorded(page.tradeline, obligation, meta, entry.commitment, payload);
    }

    function _turn(Page memory page, uint64 tradeline) private {
        if (page.tradeline == tradeline) return;
        _store(page);

        page.tradeline = tradeline;
        page.word = page.stored = LedgerStorage.state().tradelines[tradeline];
        page.head = LedgerStorage.state().heads[tradeline];
    }

    function _store(Page memory page) private {
        if (page.tradeline == 0) return;
        LedgerStorage.state().heads[page.tradeline] = page.head;
        if (TradelineWord.unwrap(page.word) != TradelineWord.unwrap(page.stored)) {
            LedgerStorage.state().tradelines[page.tradeline] = page.word;
        }
    }

    function _useLane(uint32 member, uint32 lane, uint64 sequence) private {
        mapping(uint256 => uint256) storage lanes = LedgerStorage.state().lanes;
        uint256 key = LedgerStorage.pair(member, lane);
        uint256 expected = lanes[key];
        if (sequence != expected) revert CreditLedgerSequenceWrong(member, lane, sequence, expected);

        lanes[key] = expected + 1;
    }

    function _requireOpen() private view {
        LedgerStorage.SuccessorWord storage word = LedgerStorage.state().successor;
        if (word.frozenAt != 0) revert CreditLedgerFrozen(address(this), word.ledger);
        if (address(_predecessor) == address(0)) return;
        (address named,) = _predecessor.successor();
        if (named != address(this)) revert CreditLedgerPredecessorLive(address(_predecessor), named, address(this));
    }

    function _authorise() private view returns (Authority by) {
        by = _registry.authorise(msg.sender);
        if (!by.exists()) revert CreditLedgerSignerUnknown(msg.sender);
        if (!by.isActive()) revert CreditLedgerStatusWrong(by.member(), by.status(), MemberStatus.ACTIVE);
    }

    /// @dev What can be seen without state of the tradeline: class, fields, capacity, scope, role.
    function _requireForm(Authority by, Meta meta) private view returns (Rule rule) {
        (uint8 class, uint8 capacity) = (meta.class(), meta.capacity());
        rule = RuleLibrary.ofClass(class);
        if (!rule.exists()) revert CreditLedgerClassUnknown(by.member(), class);
        bytes32 excess = meta.outside(rule.fields());
        if (excess != 0) revert CreditLedgerMetaExcess(by.member(), meta, excess);
        if (!rule.allows(capacity)) revert CreditLedgerCapacityUnfit(class, capacity, rule.capacities());
        if (!by.reaches(class)) revert CreditLedgerScopeMissing(msg.sender, by.scope(), class);
        uint16 roles = capacity == Capacity.AGENT ? Role.SETTLEMENT_AGENT : rule.roles();
        if (roles != 0 && !by.hasRole(roles)) revert CreditLedgerRoleMissing(by.member(), by.roles(), roles);
    }

    function _requireTradeline(uint32 member, Page memory page, Meta meta, bytes32 obligation) private pure {
        if (!page.word.exists()) revert CreditLedgerTradelineUnknown(member, meta.tradeline());
        uint256 latest = page.word.epoch();
        // A party's share of a tradeline key may go one further: it begins the epoch.
        if (meta.class() == Class.SHARE && meta.capacity() != Capacity.HOLDER && obligation == 0) latest++;
        if (meta.epoch() > latest) revert CreditLedgerEpochAhead(meta.tradeline(), meta.epoch(), latest);
    }

    function _requireObligation(uint64 tradeline, bytes32 obligation) private view returns (ObligationWord debt) {
        if (obligation == 0) return ObligationWord.wrap(0);
        debt = LedgerStorage.state().obligations[obligation];
        if (debt.tradeline() != tradeline) {
            revert CreditLedgerObligationUnknown(tradeline, obligation, debt.tradeline());
        }
    }

    function _requireCapacity(Authority by, Page memory page, Meta meta, bytes32 obligation, ObligationWord debt)
        private
        pure
    {
        (uint32 member, uint8 capacity) = (by.member(), meta.capacity());
        bool held;
        if (capacity == Capacity.CREDITOR) held = page.word.creditor() == member;
        else if (capacity == Capacity.DEBTOR) held = page.word.debtor() == member;
        else if (capacity == Capacity.HOLDER) held = debt.holder() == member;
        else held = page.word.hasAgent(member) || debt.agent() == member;
        if (!held) revert CreditLedgerCapacityNotHeld(member, meta.tradeline(), obligation, capacity);
    }

    function _requireMember(uint32 subject) private view returns (MemberWord word) {
        word = _registry.memberWord(subject);
        if (!word.exists()) revert CreditLedgerSubjectUnknown(subject);
    }

    function _requireFit(uint32 subject, uint16 role) private view {
        MemberWord word = _requireMember(subject);
        if (word.status() != MemberStatus.ACTIVE || word.roles() & role == 0) {
            revert CreditLedgerSubjectUnfit(subject, word.status(), word.roles(), role);
        }
    }
}
