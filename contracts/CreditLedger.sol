// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICreditLedger} from "./interfaces/ICreditLedger.sol";
import {IMemberRegistry} from "./interfaces/IMemberRegistry.sol";
import {Membership} from "./ledger/Membership.sol";
import {Obligations} from "./ledger/Obligations.sol";
import {Tradelines} from "./ledger/Tradelines.sol";
import {Journal} from "./libraries/Journal.sol";
import {LedgerStorage} from "./libraries/LedgerStorage.sol";
import {Capacity, Class} from "./types/Codes.sol";
import {Meta, MetaLibrary} from "./types/Meta.sol";
import {ObligationWord} from "./types/ObligationWord.sol";
import {Page} from "./types/Page.sol";
import {TradelineWord} from "./types/TradelineWord.sol";

/// @title Tradelines, obligations and their entries, as ICreditLedger says
contract CreditLedger is Tradelines, Obligations {
    bytes32 private constant FREEZE = keccak256("tradeline/1/freeze");

    ICreditLedger private immutable _predecessor;

    /// @param predecessor_ The ledger that this one goes on from, or 0.
    constructor(IMemberRegistry registry_, ICreditLedger predecessor_) Membership(registry_) {
        _predecessor = predecessor_;
    }

    /// @inheritdoc ICreditLedger
    function record(uint32 lane, uint64 sequence, Entry[] calldata entries, bytes calldata payloads) external {
        _requireOpen();
        Page memory page;
        page.by = _authorise();
        page.stamp = MetaLibrary.stamp(page.by.isDelegate(), page.by.member());
        _useLane(page.by.member(), lane, sequence);
        if (entries.length == 0) revert CreditLedgerBatchEmpty(page.by.member(), lane);

        uint256 size = 0;
        for (uint256 i = 0; i < entries.length; i++) {
            Entry calldata entry = entries[i];
            size = _write(page, entry.meta, entry.obligation, entry.commitment, payloads, size);
        }
        // Seen once for the batch: an entry whose payload would lie outside has been written by now, but does
        // not stand.
        if (size != payloads.length) revert CreditLedgerPayloadsLength(page.by.member(), payloads.length, size);
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
        return LedgerStorage.state().heads[tradeline].value;
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

    /// @dev One entry; its payload begins at `start`. Returns where it ends.
    function _write(
        Page memory page,
        Meta meta,
        bytes32 obligation,
        bytes32 commitment,
        bytes calldata payloads,
        uint256 start
    ) private returns (uint256) {
        uint256 size = _requireForm(page.by, meta).payloadBytes();
        _turn(page, meta.tradeline());
        obligation = _apply(page, meta, obligation);
        meta = meta.complete(page.stamp, page.word);
        page.head = Journal.append(page.head, meta, obligation, commitment, payloads, start, size);
        // No overflow: a payload is short, and the number of entries is bounded by the calldata.
        unchecked {
            return start + size;
        }
    }

    /// @dev The effects of an entry on state, but for heads. Returns the obligation as logged.
    function _apply(Page memory page, Meta meta, bytes32 obligation) private returns (bytes32) {
        uint8 class = meta.class();
        if (class == Class.OPEN) {
            _open(page, meta, obligation);
            return obligation;
        }
        if (!page.word.exists()) revert CreditLedgerTradelineUnknown(page.by.member(), meta.tradeline());
        if (meta.epoch() > page.word.epoch()) _requireBegins(page, meta, obligation);
        if (class == Class.OBLIGATION) return _oblige(page, meta, obligation);

        ObligationWord debt = _requireObligation(meta.tradeline(), obligation);
        _requireCapacity(page, meta, obligation, debt);
        if (class == Class.STATEMENT) return obligation;
        if (class == Class.SHARE) _share(page, meta);
        else if (class == Class.ASSIGN) _assign(page, meta, obligation, debt);
        else if (class == Class.TAKE) _take(page.by.member(), obligation, debt);
        else if (class == Class.APPOINT) _appoint(page, meta, obligation, debt);
        else _answer(page, meta, obligation);
        return obligation;
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

    /// @dev Who takes an obligation is its assignee; every other holder is one already.
    function _requireCapacity(Page memory page, Meta meta, bytes32 obligation, ObligationWord debt)
        private
        pure
    {
        (uint32 member, uint8 capacity) = (page.by.member(), meta.capacity());
        bool held;
        if (capacity == Capacity.CREDITOR) held = page.word.creditor() == member;
        else if (capacity == Capacity.DEBTOR) held = page.word.debtor() == member;
        else if (capacity == Capacity.AGENT) held = page.word.hasAgent(member) || debt.agent() == member;
        else held = (meta.class() == Class.TAKE ? debt.assignee() : debt.holder()) == member;
        if (!held) revert CreditLedgerCapacityNotHeld(member, meta.tradeline(), obligation, capacity);
    }
}
