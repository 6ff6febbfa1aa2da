// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MemberRegistry} from "../../contracts/MemberRegistry.sol";
import {IMemberRegistry} from "../../contracts/interfaces/IMemberRegistry.sol";
import {ActionWord} from "../../contracts/types/ActionWord.sol";
import {QuorumWord} from "../../contracts/types/QuorumWord.sol";
import {Consortium} from "./support/Consortium.sol";
import {vm} from "./support/Vm.sol";

contract RegistrarQuorumTest is Consortium {
    address private constant DAVE = address(0xDA7E);
    bytes32 private constant DECISION = keccak256("a decision");

    function actionOf(string memory kind, uint32 changes, bytes memory what) private view returns (bytes32) {
        bytes32 domain = keccak256(abi.encodePacked("tradeline/1/action-", kind));
        return keccak256(abi.encode(domain, block.chainid, address(registry), changes, keccak256(what)));
    }

    function bits(bytes32 action) private view returns (uint256) {
        return ActionWord.unwrap(registry.actionWord(action));
    }

    function proposeDave() private returns (bytes32) {
        vm.prank(ALICE);
        return registry.proposeQuorum(DAVE, CAROL, 3, 60);
    }

    function approve(address registrar, bytes32 action) private {
        vm.prank(registrar);
        registry.approve(action);
    }

    function test_TheFirstRegistrarsAndTheirRuleStandInState() public view {
        require(QuorumWord.unwrap(registry.quorum()) == 2 | (3 << 32) | (uint256(DELAY) << 64), "rule");
        require(registry.registrarSince(CAROL) == 100 && registry.registrarSince(DAVE) == 0, "since");
    }

    function test_ARuleThatNobodyOrEverybodyMeetsIsRefused() public {
        for (uint32 i = 0; i < 2; i++) {
            uint32 threshold = i * 4;
            expectRevert(
                abi.encodeWithSelector(
                    IMemberRegistry.MemberRegistryThresholdWrong.selector, threshold, uint32(3)
                )
            );
            new MemberRegistry(registrars(), threshold, DELAY);
        }
    }

    function test_ARegistrarIsSomebodyAndOnlyOnce() public {
        address[] memory all = registrars();
        all[2] = ALICE;
        expectRevert(abi.encodeWithSelector(IMemberRegistry.MemberRegistryRegistrarUnfit.selector, ALICE));
        new MemberRegistry(all, 1, 0);
        all[2] = address(0);
        expectRevert(abi.encodeWithSelector(IMemberRegistry.MemberRegistryRegistrarUnfit.selector, address(0)));
        new MemberRegistry(all, 1, 0);
    }

    function test_AProposalIsTheFirstApproval() public {
        bytes32 action = actionOf("quorum", 0, abi.encode(DAVE, CAROL, uint32(3), uint40(60)));
        vm.expectEmit();
        emit IMemberRegistry.QuorumProposed(action, DAVE, CAROL, 3, 60);
        vm.expectEmit();
        emit IMemberRegistry.ActionApproved(action, ALICE, 1);
        require(proposeDave() == action, "hash");

        require(bits(action) == 1, "one approval, no timestamp");
        require(registry.hasApproved(action, ALICE) && !registry.hasApproved(action, BOB), "who");
    }

    function test_TheThresholdStartsTheDelay() public {
        bytes32 action = proposeDave();
        vm.warp(1_790_000_500);
        vm.expectEmit();
        emit IMemberRegistry.ActionApproved(action, BOB, 2);
        approve(BOB, action);
        vm.warp(1_790_000_900);
        approve(CAROL, action);

        require(bits(action) == 3 | (uint256(1_790_000_500) << 64), "a further approval does not move it");
    }

    function test_EachRegistrarApprovesOnce() public {
        bytes32 action = proposeDave();
        vm.prank(ALICE);
        expectRevert(
            abi.encodeWithSelector(IMemberRegistry.MemberRegistryApprovedAlready.selector, action, ALICE)
        );
        registry.approve(action);
    }

    function test_NothingIsProposedTwice() public {
        bytes32 action = proposeDave();
        vm.prank(BOB);
        expectRevert(abi.encodeWithSelector(IMemberRegistry.MemberRegistryActionExists.selector, action));
        registry.proposeQuorum(DAVE, CAROL, 3, 60);
    }

    function test_NothingIsApprovedThatWasNotProposedForAllToSee() public {
        bytes32 action = actionOf("quorum", 0, abi.encode(DAVE, CAROL, uint32(3), uint40(60)));
        vm.prank(ALICE);
        expectRevert(abi.encodeWithSelector(IMemberRegistry.MemberRegistryActionUnknown.selector, action));
        registry.approve(action);
    }

    function test_OnlyRegistrarsProposeAndApprove() public {
        bytes32 action = proposeDave();
        bytes memory refusal = abi.encodeWithSelector(IMemberRegistry.MemberRegistryRegistrarUnknown.selector, DAVE);
        vm.prank(DAVE);
        expectRevert(refusal);
        registry.approve(action);
        vm.prank(DAVE);
        expectRevert(refusal);
        registry.proposeQuorum(DAVE, address(0), 1, 0);
        vm.prank(DAVE);
        expectRevert(refusal);
        registry.proposeDecision(DAVE, DECISION);
        vm.prank(DAVE);
        expectRevert(refusal);
        registry.proposeRekey(BANK, DAVE);
    }

    function test_TooFewApprovalsCarryNothing() public {
        bytes32 action = proposeDave();
        vm.warp(block.timestamp + 10 * DELAY);
        expectRevert(
            abi.encodeWithSelector(
                IMemberRegistry.MemberRegistryApprovalsMissing.selector, action, uint32(1), uint32(2)
            )
        );
        registry.executeQuorum(DAVE, CAROL, 3, 60);
    }

    function test_NothingIsDoneBeforeItsDelayHasPassed() public {
        bytes32 action = proposeDave();
        approve(BOB, action);
        uint256 due = block.timestamp + DELAY;
        vm.warp(due - 1);
        expectRevert(
            abi.encodeWithSelector(IMemberRegistry.MemberRegistryActionEarly.selector, action, due - 1, due)
        );
        registry.executeQuorum(DAVE, CAROL, 3, 60);
        vm.warp(due);
        registry.executeQuorum(DAVE, CAROL, 3, 60);
    }

    function changeToDave() private returns (bytes32 action) {
        action = proposeDave();
        approve(BOB, action);
        vm.warp(block.timestamp + DELAY);
        registry.executeQuorum(DAVE, CAROL, 3, 60);
    }

    function test_AChangeOfRegistrarsTakesEffectWhole() public {
        bytes32 action = proposeDave();
        approve(BOB, action);
        vm.warp(block.timestamp + DELAY);
        vm.roll(500);
        vm.expectEmit();
        emit IMemberRegistry.ActionDone(action);
        vm.expectEmit();
        emit IMemberRegistry.RegistrarRemoved(CAROL);
        vm.expectEmit();
        emit IMemberRegistry.RegistrarAdded(DAVE);
        vm.expectEmit();
        emit IMemberRegistry.QuorumChanged(3, 3, 60);
        registry.executeQuorum(DAVE, CAROL, 3, 60);

        require(QuorumWord.unwrap(registry.quorum()) == 3 | (3 << 32) | (60 << 64) | (1 << 104), "rule");
        require(registry.registrarSince(DAVE) == 500 && registry.registrarSince(CAROL) == 0, "since");
        require(bits(action) >> 128 == 1, "done");
    }

    function test_NothingIsDoneTwice() public {
        // The rule may stay as it is; the number of changes is another, and so is the action.
        changeToDave();
        bytes32 again = actionOf("quorum", 1, abi.encode(DAVE, CAROL, uint32(3), uint40(60)));
        expectRevert(abi.encodeWithSelector(IMemberRegistry.MemberRegistryActionUnknown.selector, again));
        registry.executeQuorum(DAVE, CAROL, 3, 60);
    }

    function test_AChangeOfRegistrarsVoidsWhatIsUnderWay() public {
        vm.prank(ALICE);
        bytes32 old = registry.proposeRekey(BANK, DAVE);
        approve(CAROL, old);
        changeToDave();
        vm.warp(block.timestamp + DELAY);
        bytes32 expected = actionOf("rekey", 1, abi.encode(BANK, DAVE));
        expectRevert(abi.encodeWithSelector(IMemberRegistry.MemberRegistryActionUnknown.selector, expected));
        registry.executeRekey(BANK, DAVE);
    }

    function test_ARegistrarThatLeftApprovesNothing() public {
        changeToDave();
        vm.prank(CAROL);
        expectRevert(abi.encodeWithSelector(IMemberRegistry.MemberRegistryRegistrarUnknown.selector, CAROL));
        registry.proposeDecision(address(this), DECISION);
    }

    function refuseChange(bytes memory refusal, address added, address removed, uint32 threshold) private {
        vm.prank(ALICE);
        bytes32 action = registry.proposeQuorum(added, removed, threshold, 0);
        approve(BOB, action);
        vm.warp(block.timestamp + DELAY);
        expectRevert(refusal);
        registry.executeQuorum(added, removed, threshold, 0);
    }

    function test_AChangeThatCannotStandIsNotCarriedOut() public {
        refuseChange(
            abi.encodeWithSelector(IMemberRegistry.MemberRegistryRegistrarUnknown.selector, DAVE),
            address(0),
            DAVE,
            1
        );
        refuseChange(
            abi.encodeWithSelector(IMemberRegistry.MemberRegistryRegistrarUnfit.selector, BOB), BOB, address(0), 1
        );
        refuseChange(
            abi.encodeWithSelector(IMemberRegistry.MemberRegistryThresholdWrong.selector, uint32(3), uint32(2)),
            address(0),
            CAROL,
            3
        );
    }

    function test_TheRuleAloneMayChange() public {
        vm.prank(ALICE);
        bytes32 action = registry.proposeQuorum(address(0), address(0), 1, 0);
        approve(BOB, action);
        vm.warp(block.timestamp + DELAY);
        registry.executeQuorum(address(0), address(0), 1, 0);

        require(QuorumWord.unwrap(registry.quorum()) == 1 | (3 << 32) | (1 << 104), "rule");
        vm.prank(BOB);
        bytes32 next = registry.proposeDecision(address(this), DECISION);
        require(bits(next) == 1 | (block.timestamp << 64), "one registrar is enough now");
        registry.consumeDecision(DECISION);
    }

    function test_ADecisionIsUsedUpByItsTargetOnce() public {
        bytes32 action = actionOf("decision", 0, abi.encode(address(this), DECISION));
        vm.prank(ALICE);
        vm.expectEmit();
        emit IMemberRegistry.DecisionProposed(action, address(this), DECISION);
        registry.proposeDecision(address(this), DECISION);
        approve(CAROL, action);
        vm.warp(block.timestamp + DELAY);

        bytes32 ofStranger = actionOf("decision", 0, abi.encode(STRANGER, DECISION));
        vm.prank(STRANGER);
        expectRevert(abi.encodeWithSelector(IMemberRegistry.MemberRegistryActionUnknown.selector, ofStranger));
        registry.consumeDecision(DECISION);
        registry.consumeDecision(DECISION);
        expectRevert(abi.encodeWithSelector(IMemberRegistry.MemberRegistryActionClosed.selector, action));
        registry.consumeDecision(DECISION);
        vm.prank(BOB);
        expectRevert(abi.encodeWithSelector(IMemberRegistry.MemberRegistryActionClosed.selector, action));
        registry.approve(action);
    }
}
