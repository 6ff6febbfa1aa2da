// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Meta} from "../types/Meta.sol";
import {ObligationWord} from "../types/ObligationWord.sol";
import {TradelineWord} from "../types/TradelineWord.sol";

/// @title What members record about what they owe each other
/// @notice The chain sees who writes, where and in which capacity, never what: content is a commitment and a
/// sealed payload of one size a class. Nothing recorded is ever changed or removed; each entry moves the head
/// of its tradeline.
/// @dev Not checked here, because it cannot be seen here: that a payload opens to its commitment, that its
/// kind suits the capacity, that amounts add up. The fold over the entries gives each such fault a defined
/// effect (docs/records.md).
interface ICreditLedger {
    /// @notice One entry as handed in; fields of `meta` that the contract writes are zero.
    /// @param obligation 0 for the tradeline itself; of a new obligation its tag.
    struct Entry {
        Meta meta;
        bytes32 obligation;
        bytes32 commitment;
    }

    /// @notice The ledger takes no entries since it was frozen in favour of `successor`.
    error CreditLedgerFrozen(address ledger, address successor);
    /// @notice The ledger takes no entries before its predecessor is frozen in its favour.
    error CreditLedgerPredecessorLive(address predecessor, address successor, address expected);
    /// @notice The caller is no active transaction or delegate key.
    error CreditLedgerSignerUnknown(address signer);
    /// @notice The member's status does not allow to record.
    error CreditLedgerStatusWrong(uint32 member, uint8 status, uint8 expected);
    /// @notice The batch is not the next of its lane: it was recorded before, or another comes first.
    error CreditLedgerSequenceWrong(uint32 member, uint32 lane, uint64 sequence, uint256 expected);
    /// @notice The batch holds no entry.
    error CreditLedgerBatchEmpty(uint32 member, uint32 lane);
    /// @notice There is no such class.
    error CreditLedgerClassUnknown(uint32 member, uint8 class);
    /// @notice `excess` are bits of meta that only the contract writes, or that are unused in this class.
    error CreditLedgerMetaExcess(uint32 member, Meta meta, bytes32 excess);
    /// @notice No entry of this class is written in this capacity; `expected` has a bit for each one that may.
    error CreditLedgerCapacityUnfit(uint8 class, uint8 capacity, uint8 expected);
    /// @notice The payloads together have not the length that the classes of the entries make up.
    error CreditLedgerPayloadsLength(uint32 member, uint256 length, uint256 expected);
    /// @notice The delegate key may not write entries of this class.
    error CreditLedgerScopeMissing(address signer, uint16 scope, uint8 class);
    /// @notice The member has none of the roles that this takes.
    error CreditLedgerRoleMissing(uint32 member, uint16 roles, uint16 expected);
    /// @notice There is no such tradeline.
    error CreditLedgerTradelineUnknown(uint32 member, uint64 tradeline);
    /// @notice The tradeline's number is not the opener's own, or its sequence is 0.
    error CreditLedgerTradelineNotOwn(uint32 member, uint64 tradeline);
    /// @notice The tradeline is open; only its opener, in the same capacity, can name the party of an
    /// external one.
    error CreditLedgerTradelineExists(uint64 tradeline, uint8 status, uint8 openerCapacity);
    /// @notice The tradeline's status does not allow this.
    error CreditLedgerTradelineStatus(uint64 tradeline, uint8 status, uint8 expected);
    /// @notice The epoch has not begun.
    error CreditLedgerEpochAhead(uint64 tradeline, uint16 epoch, uint256 latest);
    /// @notice The member does not have this capacity on the tradeline, or for the obligation; who takes is
    /// its assignee.
    error CreditLedgerCapacityNotHeld(uint32 member, uint64 tradeline, bytes32 obligation, uint8 capacity);
    /// @notice An entry of this class and capacity names no obligation.
    error CreditLedgerObligationUnexpected(uint64 tradeline, bytes32 obligation);
    /// @notice There is no such obligation on this tradeline; it is on `found` (0: nowhere).
    error CreditLedgerObligationUnknown(uint64 tradeline, bytes32 obligation, uint64 found);
    /// @notice The obligation was recorded before, on `found`.
    error CreditLedgerObligationExists(uint64 tradeline, bytes32 obligation, uint64 found);
    /// @notice The creditor was external when the obligation was recorded, or no obligation is named.
    error CreditLedgerObligationUnassignable(uint64 tradeline, bytes32 obligation);
    /// @notice The obligation has a holder: the creditor cannot assign it any more.
    error CreditLedgerObligationHeld(bytes32 obligation, uint32 member, uint32 holder);
    /// @notice The opener has proposed `tradeline` to the counterparty, who has not answered yet.
    error CreditLedgerProposalPending(uint32 opener, uint32 counterparty, uint64 tradeline);
    /// @notice The subject is not a member.
    error CreditLedgerSubjectUnknown(uint32 subject);
    /// @notice The subject is not active, or has not the role.
    error CreditLedgerSubjectUnfit(uint32 subject, uint8 status, uint16 roles, uint16 expected);
    /// @notice The subject is a party already and cannot be made one, or cannot be its agent or assignee.
    error CreditLedgerSubjectIsParty(uint32 subject, uint64 tradeline);
    /// @notice There is no such slot for agents.
    error CreditLedgerSlotUnknown(uint64 tradeline, uint16 slot, uint16 slots);

    /// @notice One entry, in the order of the tradeline; the block is its clock.
    event Recorded(
        uint64 indexed tradeline, bytes32 indexed obligation, Meta meta, bytes32 commitment, bytes payload
    );
    /// @notice The ledger takes no entries any more.
    event Frozen(address indexed successor);

    /// @notice Records a batch, whole or not at all, in its order. By an active transaction key of an active
    /// member, or by a delegate key whose scope has every class in the batch.
    /// @dev Classes, capacities, payload lengths and effects: docs/records.md, section 2.
    /// @param lane A queue of the member's own; its batches are numbered from 0.
    /// @param sequence Number of the batch in its lane; each works once.
    /// @param payloads The entries' payloads one after the other, each of the length of its class.
    function record(uint32 lane, uint64 sequence, Entry[] calldata entries, bytes calldata payloads) external;

    /// @notice Closes the ledger for ever. By anyone, once the registrars have decided
    /// `keccak256(abi.encode(keccak256("tradeline/1/freeze"), successor))` for this ledger.
    /// @param successor The ledger to go on with; 0 if there is none.
    function freeze(address successor) external;

    /// @notice State of a tradeline.
    function tradelineWord(uint64 tradeline) external view returns (TradelineWord);

    /// @notice Head of a tradeline.
    function head(uint64 tradeline) external view returns (bytes32);

    /// @notice State of an obligation.
    function obligationWord(bytes32 obligation) external view returns (ObligationWord);

    /// @notice Head of one of a member's lists: 1 tradelines, 2 claims, 3 holdings.
    function memberHead(uint8 list, uint32 member) external view returns (bytes32);

    /// @notice The number of the next batch of a lane.
    function nextSequence(uint32 member, uint32 lane) external view returns (uint256);

    /// @notice The tradeline that the opener has proposed to the counterparty and that is not answered, or 0.
    function pendingTradeline(uint32 opener, uint32 counterparty) external view returns (uint64);

    /// @notice The ledger to go on with, and the block at which this one was frozen, or 0.
    function successor() external view returns (address ledger, uint64 frozenAt);

    /// @notice The ledger that this one goes on from, or 0.
    function predecessor() external view returns (address);

    /// @notice The registry of members.
    function registry() external view returns (address);
}
