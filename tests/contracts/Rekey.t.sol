// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMemberRegistry} from "../../contracts/interfaces/IMemberRegistry.sol";
import {ActionWord} from "../../contracts/types/ActionWord.sol";
import {KeyWord} from "../../contracts/types/KeyWord.sol";
import {Consortium} from "./support/Consortium.sol";
import {vm} from "./support/Vm.sol";

contract RekeyTest is Consortium {
    address private constant NEW_KEY = address(0x4EF);
    address private constant SPARE = address(0x5BA4E);

    function propose() private returns (bytes32 action) {
        vm.prank(ALICE);
        action = registry.proposeRekey(BANK, NEW_KEY);
    }

    function proposeAndWait() private returns (bytes32 action) {
        action = propose();
        vm.prank(BOB);
        registry.approve(action);
        vm.warp(block.timestamp + DELAY);
    }

    function test_AProposalNamesMemberAndKeyForAllToSee() public {
        bytes32 what = keccak256(abi.encode(BANK, NEW_KEY));
        bytes32 action = keccak256(
            abi.encode(keccak256("tradeline/1/action-rekey"), block.chainid, address(registry), uint32(0), what)
        );
        vm.expectEmit();
        emit IMemberRegistry.RekeyProposed(action, BANK, NEW_KEY);
        require(propose() == action, "hash");
    }

    function test_AfterReKeyingOnlyTheNewKeyActsFromTheNextBlockOn() public {
        addDelegate(BANK, SPARE, 0xffff);
        bytes32 action = proposeAndWait();
        vm.roll(700);
        vm.expectEmit();
        emit IMemberRegistry.ActionDone(action);
        vm.expectEmit();
        emit IMemberRegistry.MemberRekeyed(BANK, NEW_KEY);
        vm.expectEmit();
        emit IMemberRegistry.KeyAdded(BANK, keyId(NEW_KEY), 1, 0, 2, 701, abi.encodePacked(NEW_KEY));
        vm.prank(STRANGER);
        registry.executeRekey(BANK, NEW_KEY);

        require(registry.memberWord(BANK).rekeyedAt() == 700, "marked in state");
        require(!registry.authorise(keyOf(BANK)).exists(), "the old key has stopped");
        require(!registry.authorise(SPARE).exists(), "and its delegates");
        require(!registry.authorise(NEW_KEY).exists(), "the new one not yet");
        vm.roll(701);
        require(registry.authorise(NEW_KEY).member() == BANK, "from the next block on");
        require(registry.authorise(keyOf(BUYER)).member() == BUYER, "nobody else is touched");
    }

    function test_AKeySlippedInInTheSameBlockDoesNotOutliveTheOthers() public {
        proposeAndWait();
        vm.roll(700);
        vm.prank(keyOf(BANK));
        registry.addKey(1, abi.encodePacked(SPARE), 0);
        registry.executeRekey(BANK, NEW_KEY);
        vm.roll(701);

        require(!registry.authorise(SPARE).exists(), "stopped");
        vm.prank(SPARE);
        expectRevert(abi.encodeWithSelector(IMemberRegistry.MemberRegistrySignerUnfit.selector, SPARE, uint32(0)));
        registry.addKey(1, abi.encodePacked(address(0xBAD)), 0);
    }

    function test_KeysOfOtherPurposesStayAsTheyAre() public {
        vm.prank(keyOf(BANK));
        bytes32 id = registry.addKey(3, new bytes(64), 0);
        uint256 before = KeyWord.unwrap(registry.keyWord(id));
        proposeAndWait();
        registry.executeRekey(BANK, NEW_KEY);

        require(KeyWord.unwrap(registry.keyWord(id)) == before, "untouched");
    }

    function test_AnyActiveTransactionKeyOfTheMemberVetoes() public {
        vm.prank(keyOf(BANK));
        registry.addKey(1, abi.encodePacked(SPARE), 0);
        bytes32 action = proposeAndWait();
        vm.prank(SPARE);
        vm.expectEmit();
        emit IMemberRegistry.ActionVetoed(action, BANK);
        registry.vetoRekey(BANK, NEW_KEY);

        require(ActionWord.unwrap(registry.actionWord(action)) >> 128 == 1 << 8, "vetoed, not done");
        expectRevert(abi.encodeWithSelector(IMemberRegistry.MemberRegistryActionClosed.selector, action));
        registry.executeRekey(BANK, NEW_KEY);
        require(registry.authorise(keyOf(BANK)).member() == BANK, "the old key acts");
    }

    function test_SuspensionDoesNotTakeAwayTheVeto() public {
        proposeAndWait();
        suspend(BANK);
        vm.prank(keyOf(BANK));
        registry.vetoRekey(BANK, NEW_KEY);
    }

    function test_NoOtherMemberNoDelegateAndNoCompromisedKeyVetoes() public {
        addDelegate(BANK, SPARE, 0xffff);
        vm.prank(keyOf(BANK));
        registry.addKey(1, abi.encodePacked(address(0xBAD)), 0);
        vm.prank(keyOf(BANK));
        registry.markCompromised(keyId(address(0xBAD)), 100);
        proposeAndWait();

        refuseVeto(keyOf(BUYER), BANK);
        refuseVeto(SPARE, 0);
        refuseVeto(address(0xBAD), 0);
    }

    function refuseVeto(address signer, uint32 expected) private {
        vm.prank(signer);
        expectRevert(abi.encodeWithSelector(IMemberRegistry.MemberRegistrySignerUnfit.selector, signer, expected));
        registry.vetoRekey(BANK, NEW_KEY);
    }

    function test_WhatWasNotProposedIsNotVetoed() public {
        bytes32 action = propose();
        vm.prank(keyOf(BUYER));
        bytes32 unknown = keccak256(
            abi.encode(
                keccak256("tradeline/1/action-rekey"),
                block.chainid,
                address(registry),
                uint32(0),
                keccak256(abi.encode(BUYER, NEW_KEY))
            )
        );
        require(unknown != action, "another action");
        expectRevert(abi.encodeWithSelector(IMemberRegistry.MemberRegistryActionUnknown.selector, unknown));
        registry.vetoRekey(BUYER, NEW_KEY);
    }

    function test_OnlyAMemberIsReKeyedAndOnlyToAFreeKey() public {
        vm.prank(ALICE);
        expectRevert(abi.encodeWithSelector(IMemberRegistry.MemberRegistryMemberUnknown.selector, uint32(9)));
        registry.proposeRekey(9, NEW_KEY);
        vm.prank(ALICE);
        expectRevert(
            abi.encodeWithSelector(IMemberRegistry.MemberRegistryKeyTaken.selector, keyId(keyOf(BUYER)), BUYER)
        );
        registry.proposeRekey(BANK, keyOf(BUYER));
    }

    function test_TheKeyOfAReKeyingIsTakenOnceItActs() public {
        proposeAndWait();
        registry.executeRekey(BANK, NEW_KEY);

        expectTaken(keyId(NEW_KEY), BANK);
        vm.prank(keyOf(BUYER));
        registry.addKey(1, abi.encodePacked(NEW_KEY), 0);
        expectTaken(keyId(NEW_KEY), BANK);
        vm.prank(ALICE);
        registry.proposeRekey(BANK, NEW_KEY);
    }

    function expectTaken(bytes32 id, uint32 owner) private {
        expectRevert(abi.encodeWithSelector(IMemberRegistry.MemberRegistryKeyTaken.selector, id, owner));
    }

    function test_WhileTheDelayRunsNobodyTakesTheKeySoThatTheReKeyingTakesPlace() public {
        require(registry.reservedFor(keyId(NEW_KEY)) == 0, "free");
        proposeAndWait();
        require(registry.reservedFor(keyId(NEW_KEY)) == BANK, "reserved");

        refuseKey(keyOf(BUYER), 1);
        refuseKey(keyOf(BUYER), 2);
        refuseKey(keyOf(BANK), 1);
        refuseKey(keyOf(BANK), 2);
        refuseAdmission();
        refuseProposal(BUYER);

        require(KeyWord.unwrap(registry.keyWord(keyId(NEW_KEY))) == 0, "nobody's yet");
        registry.executeRekey(BANK, NEW_KEY);
        nextBlock();
        require(registry.authorise(NEW_KEY).member() == BANK, "the new key acts");
        require(!registry.authorise(keyOf(BANK)).exists(), "the thief's does not");
    }

    /// @dev Positive control: with any other key, each of these is done.
    function test_AReservationHoldsItsOwnKeyOnly() public {
        proposeAndWait();
        vm.prank(keyOf(BUYER));
        registry.addKey(1, abi.encodePacked(SPARE), 0);
        vm.prank(keyOf(BANK));
        registry.addKey(2, abi.encodePacked(address(0xBAD)), 64);
        admit(6, 1);
        vm.prank(BOB);
        registry.proposeRekey(BUYER, address(0x4F0));

        require(registry.authorise(SPARE).member() == BUYER, "a member's");
        require(registry.authorise(address(0xBAD)).member() == BANK, "of the member that is re-keyed");
        require(registry.authorise(keyOf(6)).member() == 6, "of who is admitted");
        require(registry.reservedFor(keyId(address(0x4F0))) == BUYER, "of another re-keying");
    }

    function test_AVetoBurnsTheKey() public {
        bytes32 action = proposeAndWait();
        vm.prank(keyOf(BANK));
        registry.vetoRekey(BANK, NEW_KEY);

        require(registry.reservedFor(keyId(NEW_KEY)) == BANK, "still reserved");
        refuseKey(keyOf(BUYER), 1);
        refuseKey(keyOf(BANK), 1);
        refuseAdmission();
        refuseProposal(BUYER);
        expectRevert(abi.encodeWithSelector(IMemberRegistry.MemberRegistryActionExists.selector, action));
        vm.prank(ALICE);
        registry.proposeRekey(BANK, NEW_KEY);
    }

    function test_AnotherSetOfRegistrarsProposesTheSameKeyForTheSameMemberAnew() public {
        bytes32 void_ = propose();
        vm.prank(ALICE);
        bytes32 change = registry.proposeQuorum(address(0), CAROL, 2, DELAY);
        vm.prank(BOB);
        registry.approve(change);
        vm.warp(block.timestamp + DELAY);
        registry.executeQuorum(address(0), CAROL, 2, DELAY);

        refuseProposal(BUYER);
        require(proposeAndWait() != void_, "another action");
        registry.executeRekey(BANK, NEW_KEY);
        nextBlock();
        require(registry.authorise(NEW_KEY).member() == BANK, "the new key acts");
    }

    function expectReserved() private {
        expectRevert(
            abi.encodeWithSelector(IMemberRegistry.MemberRegistryKeyReserved.selector, keyId(NEW_KEY), BANK)
        );
    }

    function refuseKey(address signer, uint8 purpose) private {
        vm.prank(signer);
        expectReserved();
        registry.addKey(purpose, abi.encodePacked(NEW_KEY), 0);
    }

    function refuseAdmission() private {
        vm.prank(BOB);
        expectReserved();
        registry.admit(tagOf(6), commitmentOf(6), 1, NEW_KEY);
    }

    function refuseProposal(uint32 member) private {
        vm.prank(BOB);
        expectReserved();
        registry.proposeRekey(member, NEW_KEY);
    }
}
