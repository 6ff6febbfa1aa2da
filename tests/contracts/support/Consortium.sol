// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestationRegistry} from "../../../contracts/AttestationRegistry.sol";
import {CreditLedger} from "../../../contracts/CreditLedger.sol";
import {MemberRegistry} from "../../../contracts/MemberRegistry.sol";
import {ICreditLedger} from "../../../contracts/interfaces/ICreditLedger.sol";
import {Meta} from "../../../contracts/types/Meta.sol";
import {vm} from "./Vm.sol";

/// @notice Three registrars, of whom two decide, and five members on fresh contracts; nothing is recorded yet.
abstract contract Consortium {
    uint32 internal constant SELLER = 1;
    uint32 internal constant BUYER = 2;
    uint32 internal constant BANK = 3;
    uint32 internal constant PLATFORM = 4;
    uint32 internal constant FUND = 5;
    uint40 internal constant DELAY = 3 days;

    address internal constant ALICE = address(0xA11CE);
    address internal constant BOB = address(0xB0B);
    address internal constant CAROL = address(0xCA401);
    address internal constant STRANGER = address(0x57A46E4);

    MemberRegistry internal registry;
    CreditLedger internal ledger;
    AttestationRegistry internal attestations;

    function setUp() public virtual {
        vm.roll(100);
        vm.warp(1_790_000_000);
        registry = new MemberRegistry(registrars(), 2, DELAY);
        ledger = new CreditLedger(registry, ICreditLedger(address(0)));
        attestations = new AttestationRegistry(registry);
        admit(SELLER, 1);
        admit(BUYER, 1);
        admit(BANK, 2 | 8);
        admit(PLATFORM, 4);
        admit(FUND, 2 | 4);
    }

    function registrars() internal pure returns (address[] memory all) {
        all = new address[](3);
        (all[0], all[1], all[2]) = (ALICE, BOB, CAROL);
    }

    /// @notice The member's first transaction key.
    function keyOf(uint32 member) internal pure returns (address) {
        return address(uint160(0x1000 + member));
    }

    function keyId(address key) internal pure returns (bytes32) {
        return bytes32(uint256(uint160(key)));
    }

    function admit(uint32 member, uint16 roles) internal {
        vm.prank(ALICE);
        uint32 given = registry.admit(tagOf(member), commitmentOf(member), roles, keyOf(member));
        require(given == member, "members are numbered in order");
    }

    function tagOf(uint32 member) internal pure returns (bytes32) {
        return keccak256(abi.encode("tag", member));
    }

    function commitmentOf(uint32 member) internal pure returns (bytes32) {
        return keccak256(abi.encode("identity", member));
    }

    function suspend(uint32 member) internal {
        vm.prank(ALICE);
        registry.suspend(member);
    }

    function setRoles(uint32 member, uint16 roles) internal {
        vm.prank(ALICE);
        registry.setRoles(member, roles);
    }

    function addDelegate(uint32 member, address key, uint16 scope) internal {
        vm.prank(keyOf(member));
        registry.addKey(2, abi.encodePacked(key), scope);
    }

    function nextBlock() internal {
        vm.roll(block.number + 1);
        vm.warp(block.timestamp + 2);
    }

    function expectRevert(bytes memory refusal) internal {
        vm.expectRevert(refusal);
    }
}
