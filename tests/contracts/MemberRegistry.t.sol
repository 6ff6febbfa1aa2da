// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMemberRegistry} from "../../contracts/interfaces/IMemberRegistry.sol";
import {Authority} from "../../contracts/types/Authority.sol";
import {KeyWord} from "../../contracts/types/KeyWord.sol";
import {MemberWord} from "../../contracts/types/MemberWord.sol";
import {Consortium} from "./support/Consortium.sol";
import {vm} from "./support/Vm.sol";

contract MemberRegistryTest is Consortium {
    function memberBits(uint32 member) private view returns (uint256) {
        return MemberWord.unwrap(registry.memberWord(member));
    }

    function test_AMemberHasTheNextNumberAndItsIdentityInState() public {
        vm.expectEmit();
        emit IMemberRegistry.MemberAdmitted(6, tagOf(6), commitmentOf(6), 17);
        admit(6, 17);

        require(registry.memberCount() == 6, "count");
        require(registry.identityTag(6) == tagOf(6), "tag");
        require(registry.identityCommitment(6) == commitmentOf(6), "commitment");
        require(registry.memberByTag(tagOf(6)) == 6, "by tag");
        require(memberBits(6) == 1 | (17 << 8) | (100 << 24) | (100 << 64), "word");
    }

    function test_TheFirstKeyIsLoggedAndActsAtOnce() public {
        vm.expectEmit();
        emit IMemberRegistry.KeyAdded(6, keyId(keyOf(6)), 1, 0, 1, 100, abi.encodePacked(keyOf(6)));
        admit(6, 1);

        uint256 expected = 6 | (uint256(1) << 32) | (1 << 48) | (1 << 56);
        require(Authority.unwrap(registry.authorise(keyOf(6))) == expected, "authority");
    }

    function test_OnlyRegistrarsAdmitSuspendReinstateSetRolesAndRelate() public {
        bytes memory refusal =
            abi.encodeWithSelector(IMemberRegistry.MemberRegistryRegistrarUnknown.selector, keyOf(BANK));
        vm.prank(keyOf(BANK));
        expectRevert(refusal);
        registry.admit(tagOf(6), commitmentOf(6), 1, keyOf(6));
        vm.prank(keyOf(BANK));
        expectRevert(refusal);
        registry.suspend(BUYER);
        vm.prank(keyOf(BANK));
        expectRevert(refusal);
        registry.reinstate(BUYER);
        vm.prank(keyOf(BANK));
        expectRevert(refusal);
        registry.setRoles(BANK, 31);
        vm.prank(keyOf(BANK));
        expectRevert(refusal);
        registry.relate(SELLER, BUYER);
    }

    function test_ALegalEntityIsAdmittedOnceForEver() public {
        suspend(BUYER);
        vm.prank(BOB);
        expectRevert(
            abi.encodeWithSelector(IMemberRegistry.MemberRegistryIdentityTaken.selector, tagOf(BUYER), BUYER)
        );
        registry.admit(tagOf(BUYER), keccak256("another name"), 1, keyOf(6));
    }

    function test_AnEmptyIdentityIsNotAdmitted() public {
        vm.prank(ALICE);
        expectRevert(
            abi.encodeWithSelector(
                IMemberRegistry.MemberRegistryIdentityEmpty.selector, bytes32(0), commitmentOf(6)
            )
        );
        registry.admit(0, commitmentOf(6), 1, keyOf(6));
        vm.prank(ALICE);
        expectRevert(
            abi.encodeWithSelector(IMemberRegistry.MemberRegistryIdentityEmpty.selector, tagOf(6), bytes32(0))
        );
        registry.admit(tagOf(6), 0, 1, keyOf(6));
    }

    function test_ARoleThatDoesNotExistIsNotGiven() public {
        vm.prank(ALICE);
        expectRevert(
            abi.encodeWithSelector(IMemberRegistry.MemberRegistryRolesUnknown.selector, 6, uint16(32), uint16(31))
        );
        registry.admit(tagOf(6), commitmentOf(6), 32, keyOf(6));
        vm.prank(ALICE);
        expectRevert(
            abi.encodeWithSelector(IMemberRegistry.MemberRegistryRolesUnknown.selector, BANK, uint16(33), uint16(31))
        );
        registry.setRoles(BANK, 33);
    }

    function test_TheZeroAddressIsNoFirstKey() public {
        vm.prank(ALICE);
        expectRevert(
            abi.encodeWithSelector(
                IMemberRegistry.MemberRegistryKeyMalformed.selector, 6, uint8(1), abi.encodePacked(address(0))
            )
        );
        registry.admit(tagOf(6), commitmentOf(6), 1, address(0));
    }

    function test_AKeyOfAMemberIsNotTheFirstKeyOfAnother() public {
        vm.prank(ALICE);
        expectRevert(
            abi.encodeWithSelector(IMemberRegistry.MemberRegistryKeyTaken.selector, keyId(keyOf(BANK)), BANK)
        );
        registry.admit(tagOf(6), commitmentOf(6), 1, keyOf(BANK));
    }

    function test_SuspensionShowsInStatusWithItsBlock() public {
        vm.roll(200);
        vm.expectEmit();
        emit IMemberRegistry.MemberStatusChanged(BUYER, 2);
        suspend(BUYER);

        require(memberBits(BUYER) == 2 | (1 << 8) | (100 << 24) | (200 << 64), "word");
        require(registry.authorise(keyOf(BUYER)).status() == 2, "authority");
    }

    function test_ASuspendedMemberIsReinstated() public {
        suspend(BUYER);
        vm.roll(300);
        vm.prank(BOB);
        vm.expectEmit();
        emit IMemberRegistry.MemberStatusChanged(BUYER, 1);
        registry.reinstate(BUYER);

        require(memberBits(BUYER) == 1 | (1 << 8) | (100 << 24) | (300 << 64), "word");
    }

    function test_OnlyAnActiveMemberIsSuspendedAndOnlyASuspendedOneReinstated() public {
        vm.prank(ALICE);
        expectRevert(
            abi.encodeWithSelector(IMemberRegistry.MemberRegistryStatusWrong.selector, BUYER, uint8(1), uint8(2))
        );
        registry.reinstate(BUYER);
        suspend(BUYER);
        vm.prank(ALICE);
        expectRevert(
            abi.encodeWithSelector(IMemberRegistry.MemberRegistryStatusWrong.selector, BUYER, uint8(2), uint8(1))
        );
        registry.suspend(BUYER);
    }

    function test_WhoIsNoMemberHasNoStatusNoRolesAndNoRelations() public {
        bytes memory refusal = abi.encodeWithSelector(IMemberRegistry.MemberRegistryMemberUnknown.selector, uint32(9));
        vm.prank(ALICE);
        expectRevert(refusal);
        registry.suspend(9);
        vm.prank(ALICE);
        expectRevert(refusal);
        registry.setRoles(9, 1);
        vm.prank(ALICE);
        expectRevert(refusal);
        registry.relate(9, BUYER);
        vm.prank(ALICE);
        expectRevert(refusal);
        registry.relate(BUYER, 9);
    }

    function test_RolesAreReplacedAndNothingElse() public {
        vm.roll(200);
        vm.prank(CAROL);
        vm.expectEmit();
        emit IMemberRegistry.MemberRolesChanged(BUYER, 18);
        registry.setRoles(BUYER, 18);

        require(memberBits(BUYER) == 1 | (18 << 8) | (100 << 24) | (100 << 64), "word");
    }

    function test_ARelationIsOneWhicheverIsNamedFirst() public {
        vm.prank(ALICE);
        vm.expectEmit();
        emit IMemberRegistry.MembersRelated(SELLER, BUYER);
        registry.relate(BUYER, SELLER);

        require(registry.relatedSince(SELLER, BUYER) == 100, "one way");
        require(registry.relatedSince(BUYER, SELLER) == 100, "the other");
        require(registry.relatedSince(BUYER, BANK) == 0, "nobody else");
        nextBlock();
        vm.prank(BOB);
        expectRevert(
            abi.encodeWithSelector(
                IMemberRegistry.MemberRegistryRelatedAlready.selector, SELLER, BUYER, uint256(100)
            )
        );
        registry.relate(SELLER, BUYER);
    }

    function test_AMemberIsNotRelatedToItself() public {
        vm.prank(ALICE);
        expectRevert(abi.encodeWithSelector(IMemberRegistry.MemberRegistryRelatedToItself.selector, BUYER));
        registry.relate(BUYER, BUYER);
    }

    function testFuzz_AnAddressThatIsNobodysKeyMayNothing(address anyone) public view {
        KeyWord word = registry.keyWord(keyId(anyone));
        uint256 authority = Authority.unwrap(registry.authorise(anyone));
        require((KeyWord.unwrap(word) == 0) == (authority == 0), "authority comes from a key");
    }
}
