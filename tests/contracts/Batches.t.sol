// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CreditLedger} from "../../contracts/CreditLedger.sol";
import {ICreditLedger} from "../../contracts/interfaces/ICreditLedger.sol";
import {Meta} from "../../contracts/types/Meta.sol";
import {Recorder} from "./support/Recorder.sol";
import {vm} from "./support/Vm.sol";

contract BatchesTest is Recorder {
    address private constant DELEGATE = address(0xDE1E);

    function record(uint32 member, uint32 lane, uint64 sequence, ICreditLedger.Entry[] memory entries, bytes memory all)
        private
    {
        vm.prank(keyOf(member));
        ledger.record(lane, sequence, entries, all);
    }

    function statement(uint64 id) private pure returns (Meta) {
        return meta(STATEMENT, CREDITOR, 0, 0, id, 0);
    }

    function test_ItNamesItsRegistryAndNoPredecessor() public view {
        require(ledger.registry() == address(registry) && ledger.predecessor() == address(0), "constructor");
        (address successor, uint64 frozenAt) = ledger.successor();
        require(successor == address(0) && frozenAt == 0, "in use");
    }

    function test_EachLaneCountsItsBatchesFrom0() public {
        uint64 id = trade();
        ICreditLedger.Entry[] memory entries = one(statement(id), 0);
        record(SELLER, 7, 0, entries, payloadOf(STATEMENT));
        record(SELLER, 7, 1, entries, payloadOf(STATEMENT));
        record(SELLER, type(uint32).max, 0, entries, payloadOf(STATEMENT));

        require(ledger.nextSequence(SELLER, 7) == 2, "lane 7");
        require(ledger.nextSequence(SELLER, type(uint32).max) == 1, "the last lane");
        require(ledger.nextSequence(BUYER, 7) == 0, "of another");
    }

    function test_APositionWorksOnceAndInOrder() public {
        uint64 id = trade();
        ICreditLedger.Entry[] memory entries = one(statement(id), 0);
        record(SELLER, 7, 0, entries, payloadOf(STATEMENT));
        for (uint64 i = 0; i < 3; i++) {
            if (i == 1) continue;
            vm.prank(keyOf(SELLER));
            expectRevert(
                abi.encodeWithSelector(
                    ICreditLedger.CreditLedgerSequenceWrong.selector, SELLER, uint32(7), i, uint256(1)
                )
            );
            ledger.record(7, i, entries, payloadOf(STATEMENT));
        }
    }

    function test_AnEmptyBatchTakesNoPosition() public {
        vm.prank(keyOf(SELLER));
        expectRevert(abi.encodeWithSelector(ICreditLedger.CreditLedgerBatchEmpty.selector, SELLER, uint32(3)));
        ledger.record(3, 0, new ICreditLedger.Entry[](0), "");
        require(ledger.nextSequence(SELLER, 3) == 0, "free");
    }

    function test_ABatchIsWholeOrNothing() public {
        uint64 id = trade();
        bytes32 head = ledger.head(id);
        ICreditLedger.Entry[] memory entries = new ICreditLedger.Entry[](2);
        entries[0] = entry(statement(id), 0);
        entries[1] = entry(statement(line(SELLER, 9)), 0);
        bytes memory all = payloads(entries);
        vm.prank(keyOf(SELLER));
        expectRevert(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerTradelineUnknown.selector, SELLER, line(SELLER, 9))
        );
        ledger.record(5, 0, entries, all);

        require(ledger.head(id) == head && ledger.nextSequence(SELLER, 5) == 0, "nothing");
    }

    function test_ABatchMayGoToAndFroBetweenTradelines() public {
        uint64 first = trade();
        uint64 second = open(SELLER, 2, CREDITOR, BANK);
        ICreditLedger.Entry[] memory entries = new ICreditLedger.Entry[](5);
        entries[0] = entry(meta(OBLIGATION, CREDITOR, 0, 0, first, 0), TAG);
        entries[1] = entry(meta(SHARE, CREDITOR, 1, BANK, second, 1), 0);
        entries[2] = entry(statement(first), idOf(SELLER, TAG));
        entries[3] = entry(meta(STATEMENT, CREDITOR, 1, 0, second, 0), 0);
        entries[4] = entry(meta(SHARE, CREDITOR, 1, BUYER, first, 1), 0);
        writeAll(keyOf(SELLER), SELLER, entries);

        require(ledger.tradelineWord(first).epoch() == 1 && ledger.tradelineWord(second).epoch() == 1, "epochs");
    }

    function test_ThePayloadsHaveTheLengthThatTheClassesMakeUp() public {
        uint64 id = trade();
        ICreditLedger.Entry[] memory entries = new ICreditLedger.Entry[](2);
        entries[0] = entry(statement(id), 0);
        entries[1] = entry(meta(OBLIGATION, CREDITOR, 0, 0, id, 0), TAG);
        for (uint256 i = 0; i < 4; i++) {
            uint256 length = [uint256(0), 447, 449, 640][i];
            vm.prank(keyOf(SELLER));
            expectRevert(
                abi.encodeWithSelector(
                    ICreditLedger.CreditLedgerPayloadsLength.selector, SELLER, length, uint256(448)
                )
            );
            ledger.record(5, 0, entries, new bytes(length));
        }
    }

    function test_AClassThatDoesNotExistIsRefused() public {
        uint8[3] memory classes = [0, 10, 255];
        for (uint256 i = 0; i < 3; i++) {
            refuse(
                abi.encodeWithSelector(ICreditLedger.CreditLedgerClassUnknown.selector, SELLER, classes[i]),
                SELLER,
                meta(classes[i], CREDITOR, 0, 0, line(SELLER, 1), 0),
                0
            );
        }
    }

    function test_EachClassHasItsCapacities() public {
        uint8[9] memory allowed = [0x06, 0x06, 0x06, 0x0e, 0x06, 0x1e, 0x0a, 0x08, 0x0e];
        for (uint8 class = 1; class <= 9; class++) {
            for (uint256 i = 0; i < 8; i++) {
                uint8 capacity = [0, 1, 2, 3, 4, 5, 0x81, 0xff][i];
                if (capacity < 8 && (allowed[class - 1] >> capacity) & 1 == 1) continue;
                refuse(
                    abi.encodeWithSelector(
                        ICreditLedger.CreditLedgerCapacityUnfit.selector, class, capacity, allowed[class - 1]
                    ),
                    SELLER,
                    meta(class, capacity, 0, 0, line(SELLER, 1), 0),
                    0
                );
            }
        }
    }

    function test_WhatTheContractWritesIsHandedInAsZero() public {
        uint64 id = trade();
        for (uint256 bit = 0; bit < 256; bit++) {
            bool ofContract = bit < 64 || (bit >= 176 && bit < 208) || (bit >= 224 && bit < 240);
            bool unused = (bit >= 64 && bit < 80) || (bit >= 144 && bit < 176);
            if (!ofContract && !unused) continue;
            bytes32 excess = bytes32(uint256(1) << bit);
            Meta spoiled = Meta.wrap(Meta.unwrap(statement(id)) | excess);
            refuse(
                abi.encodeWithSelector(
                    ICreditLedger.CreditLedgerMetaExcess.selector, SELLER, Meta.unwrap(spoiled), excess
                ),
                SELLER,
                spoiled,
                0
            );
        }
    }

    function test_SubjectAndDetailAreZeroWhereTheClassHasNone() public {
        uint64 id = trade();
        bytes32 obligation = invoice(id, TAG);
        bytes32 subject = bytes32(uint256(BANK) << 144);
        bytes32 detail = bytes32(uint256(1) << 64);
        excessive(meta(OBLIGATION, CREDITOR, 0, BANK, id, 0), obligation, subject);
        excessive(meta(ASSIGN, CREDITOR, 0, BANK, id, 1), obligation, detail);
        excessive(meta(OPEN, CREDITOR, 0, BANK, line(SELLER, 2), 1), 0, detail);
        excessive(meta(ACCEPT, DEBTOR, 0, BANK, id, 1), 0, subject | detail);
        excessive(meta(TAKE, HOLDER, 0, BANK, id, 1), obligation, subject | detail);
    }

    function excessive(Meta meta_, bytes32 obligation, bytes32 excess) private {
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerMetaExcess.selector, SELLER, Meta.unwrap(meta_), excess),
            SELLER,
            meta_,
            obligation
        );
    }

    function test_NobodyWritesWithoutAnActiveKey() public {
        uint64 id = trade();
        refuseAs(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerSignerUnknown.selector, STRANGER),
            STRANGER,
            SELLER,
            statement(id),
            0
        );
        vm.prank(keyOf(SELLER));
        registry.addKey(1, abi.encodePacked(DELEGATE), 0);
        vm.prank(DELEGATE);
        registry.endKey(keyId(keyOf(SELLER)));
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerSignerUnknown.selector, keyOf(SELLER)),
            SELLER,
            statement(id),
            0
        );
        writeAll(DELEGATE, SELLER, one(statement(id), 0));
    }

    function test_ASuspendedMemberWritesNothing() public {
        uint64 id = trade();
        suspend(SELLER);
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerStatusWrong.selector, SELLER, uint8(2), uint8(1)),
            SELLER,
            statement(id),
            0
        );
        vm.prank(ALICE);
        registry.reinstate(SELLER);
        write(SELLER, statement(id), 0);
    }

    function test_ADelegateWritesTheClassesOfItsScopeAndThatIsMarked() public {
        uint64 id = trade();
        addDelegate(SELLER, DELEGATE, uint16(1) << STATEMENT);
        vm.expectEmit();
        emit ICreditLedger.Recorded(
            id, 0, logged(statement(id), ACCEPTED, SELLER, true), COMMITMENT, payloadOf(STATEMENT)
        );
        writeAll(DELEGATE, SELLER, one(statement(id), 0));
        refuseAs(
            abi.encodeWithSelector(
                ICreditLedger.CreditLedgerScopeMissing.selector, DELEGATE, uint16(1) << STATEMENT, OBLIGATION
            ),
            DELEGATE,
            SELLER,
            meta(OBLIGATION, CREDITOR, 0, 0, id, 0),
            TAG
        );
    }

    function freeze(CreditLedger frozen, address successor) private {
        bytes32 decision = keccak256(abi.encode(keccak256("tradeline/1/freeze"), successor));
        vm.prank(ALICE);
        bytes32 action = registry.proposeDecision(address(frozen), decision);
        vm.prank(BOB);
        registry.approve(action);
        vm.warp(block.timestamp + DELAY);
        vm.expectEmit();
        emit ICreditLedger.Frozen(successor);
        frozen.freeze(successor);
    }

    function test_AFrozenLedgerTakesNothingAndNamesItsSuccessor() public {
        uint64 id = trade();
        CreditLedger next = new CreditLedger(registry, ledger);
        vm.roll(400);
        freeze(ledger, address(next));

        (address successor, uint64 frozenAt) = ledger.successor();
        require(successor == address(next) && frozenAt == 400, "state");
        require(next.predecessor() == address(ledger), "predecessor");
        bytes memory refusal = abi.encodeWithSelector(
            ICreditLedger.CreditLedgerFrozen.selector, address(ledger), address(next)
        );
        refuse(refusal, SELLER, statement(id), 0);
        expectRevert(refusal);
        ledger.freeze(address(next));
    }

    function test_OnlyWhatTheRegistrarsDecidedFreezes() public {
        vm.prank(ALICE);
        registry.proposeDecision(
            address(ledger), keccak256(abi.encode(keccak256("tradeline/1/freeze"), address(0x1)))
        );
        try ledger.freeze(address(0x2)) {
            revert("frozen for another");
        } catch {}
        try ledger.freeze(address(0x1)) {
            revert("frozen by one registrar");
        } catch {}
        trade();
    }

    function test_ALedgerMayEndWithoutASuccessor() public {
        freeze(ledger, address(0));
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerFrozen.selector, address(ledger), address(0)),
            SELLER,
            meta(OPEN, CREDITOR, 0, BUYER, line(SELLER, 1), 0),
            0
        );
    }

    function test_ASuccessorBeginsWhenItsPredecessorIsFrozenForIt() public {
        CreditLedger old = ledger;
        ledger = new CreditLedger(registry, old);
        Meta opening = meta(OPEN, CREDITOR, 0, BUYER, line(SELLER, 1), 0);
        refuse(
            abi.encodeWithSelector(
                ICreditLedger.CreditLedgerPredecessorLive.selector, address(old), address(0), address(ledger)
            ),
            SELLER,
            opening,
            0
        );
        freeze(old, address(ledger));
        write(SELLER, opening, 0);
        require(ledger.pendingTradeline(SELLER, BUYER) == line(SELLER, 1), "goes on");
    }
}
