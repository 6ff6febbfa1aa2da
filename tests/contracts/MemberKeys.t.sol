// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMemberRegistry} from "../../contracts/interfaces/IMemberRegistry.sol";
import {Authority} from "../../contracts/types/Authority.sol";
import {KeyWord} from "../../contracts/types/KeyWord.sol";
import {Consortium} from "./support/Consortium.sol";
import {vm} from "./support/Vm.sol";

contract MemberKeysTest is Consortium {
    address private constant SPARE = address(0x5BA4E);

    function add(uint32 member, uint8 purpose, bytes memory publicKey, uint16 scope) private returns (bytes32) {
        vm.prank(keyOf(member));
        return registry.addKey(purpose, publicKey, scope);
    }

    function malformed(uint8 purpose, bytes memory publicKey) private {
        vm.prank(keyOf(BANK));
        expectRevert(
            abi.encodeWithSelector(
                IMemberRegistry.MemberRegistryKeyMalformed.selector, BANK, purpose, publicKey
            )
        );
        registry.addKey(purpose, publicKey, 0);
    }

    function filled(uint256 length) private pure returns (bytes memory bytes_) {
        bytes_ = new bytes(length);
        for (uint256 i = 0; i < length; i++) {
            bytes_[i] = bytes1(uint8(0x80 | i));
        }
    }

    function rsa(uint16 modulusBytes) private pure returns (bytes memory) {
        return abi.encodePacked(modulusBytes, filled(modulusBytes), hex"010001");
    }

    function idOf(uint8 purpose, bytes memory publicKey) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(keccak256("tradeline/1/key-id"), purpose, publicKey));
    }

    function test_ASecondTransactionKeyActsBesideTheFirst() public {
        vm.roll(120);
        bytes32 id = add(BANK, 1, abi.encodePacked(SPARE), 0);

        require(id == keyId(SPARE), "id");
        uint256 expected = BANK | (uint256(1) << 32) | (2 << 56) | (120 << 72);
        require(KeyWord.unwrap(registry.keyWord(id)) == expected, "word");
        require(registry.generation(BANK, 1) == 2, "generation");
        require(registry.authorise(SPARE).member() == BANK, "second");
        require(registry.authorise(keyOf(BANK)).member() == BANK, "first");
    }

    function test_ADelegateKeyHasItsScope() public {
        addDelegate(BANK, SPARE, 0x8040);

        uint256 expected = BANK | (uint256(10) << 32) | (1 << 48) | (2 << 56) | (0x8040 << 64);
        require(Authority.unwrap(registry.authorise(SPARE)) == expected, "authority");
    }

    function test_KeysOfEachPurposeAreKnownByTheHashOfPurposeAndKey() public {
        bytes[3] memory keys = [filled(64), filled(1216), rsa(256)];
        for (uint8 purpose = 3; purpose <= 5; purpose++) {
            bytes memory publicKey = keys[purpose - 3];
            vm.expectEmit();
            emit IMemberRegistry.KeyAdded(BANK, idOf(purpose, publicKey), purpose, 0, 1, 100, publicKey);
            bytes32 id = add(BANK, purpose, publicKey, 0);
            require(id == idOf(purpose, publicKey), "id");
            require(registry.keyWord(id).purpose() == purpose, "purpose");
        }
    }

    function test_AKeyHasTheFormOfItsPurpose() public {
        malformed(1, filled(19));
        malformed(1, filled(21));
        malformed(2, new bytes(20));
        malformed(3, filled(63));
        malformed(3, filled(65));
        malformed(4, filled(1215));
        malformed(4, filled(1217));
    }

    function test_ATagKeyHasOneForm() public {
        bytes memory long = filled(257);
        add(BANK, 5, abi.encodePacked(uint16(257), long, hex"03"), 0);
        long[0] = 0x01;
        add(BANK, 5, abi.encodePacked(uint16(257), long, hex"03"), 0);

        malformed(5, hex"");
        malformed(5, hex"01");
        malformed(5, rsa(255));
        malformed(5, abi.encodePacked(uint16(256), filled(256)));
        malformed(5, abi.encodePacked(uint16(256), filled(256), hex"0003"));
        malformed(5, abi.encodePacked(uint16(300), filled(299)));
        long[0] = 0x00;
        malformed(5, abi.encodePacked(uint16(257), long, hex"03"));
    }

    function test_ATagKeyHas2048BitsNotFewer() public {
        bytes memory modulus = filled(256);
        modulus[0] = 0x7f;
        malformed(5, abi.encodePacked(uint16(256), modulus, hex"010001"));
    }

    function test_APurposeThatDoesNotExistIsRefused() public {
        for (uint8 i = 0; i < 2; i++) {
            uint8 purpose = i == 0 ? 0 : 6;
            vm.prank(keyOf(BANK));
            expectRevert(
                abi.encodeWithSelector(IMemberRegistry.MemberRegistryPurposeUnknown.selector, BANK, purpose)
            );
            registry.addKey(purpose, abi.encodePacked(SPARE), 0);
        }
    }

    function test_OnlyADelegateKeyHasAScope() public {
        vm.prank(keyOf(BANK));
        expectRevert(
            abi.encodeWithSelector(
                IMemberRegistry.MemberRegistryScopeUnexpected.selector, BANK, uint8(1), uint16(64)
            )
        );
        registry.addKey(1, abi.encodePacked(SPARE), 64);
    }

    function test_AKeyBelongsToOneMemberForEver() public {
        add(BANK, 1, abi.encodePacked(SPARE), 0);
        vm.prank(keyOf(BANK));
        registry.endKey(keyId(SPARE));
        bytes memory refusal =
            abi.encodeWithSelector(IMemberRegistry.MemberRegistryKeyTaken.selector, keyId(SPARE), BANK);
        vm.prank(keyOf(BUYER));
        expectRevert(refusal);
        registry.addKey(1, abi.encodePacked(SPARE), 0);
        vm.prank(keyOf(BANK));
        expectRevert(refusal);
        registry.addKey(2, abi.encodePacked(SPARE), 64);
    }

    function test_NoStrangerAndNoDelegateTouchesKeys() public {
        addDelegate(BANK, SPARE, 0xffff);
        address[2] memory unfit = [STRANGER, SPARE];
        for (uint256 i = 0; i < 2; i++) {
            bytes memory refusal =
                abi.encodeWithSelector(IMemberRegistry.MemberRegistrySignerUnfit.selector, unfit[i], uint32(0));
            vm.prank(unfit[i]);
            expectRevert(refusal);
            registry.addKey(1, abi.encodePacked(address(0xBAD)), 0);
            vm.prank(unfit[i]);
            expectRevert(refusal);
            registry.endKey(keyId(keyOf(BANK)));
            vm.prank(unfit[i]);
            expectRevert(refusal);
            registry.markCompromised(keyId(keyOf(BANK)), 100);
        }
    }

    function test_ASuspendedMemberAddsNoKeyButEndsItsOwn() public {
        suspend(BANK);
        vm.prank(keyOf(BANK));
        expectRevert(
            abi.encodeWithSelector(IMemberRegistry.MemberRegistryStatusWrong.selector, BANK, uint8(2), uint8(1))
        );
        registry.addKey(1, abi.encodePacked(SPARE), 0);
        vm.prank(keyOf(BANK));
        registry.endKey(keyId(keyOf(BANK)));

        require(!registry.authorise(keyOf(BANK)).exists(), "ended");
    }

    function test_AnEndedKeyIsNotValidFromThatBlockOn() public {
        add(BANK, 1, abi.encodePacked(SPARE), 0);
        vm.roll(150);
        vm.prank(keyOf(BANK));
        vm.expectEmit();
        emit IMemberRegistry.KeyEnded(BANK, keyId(SPARE));
        registry.endKey(keyId(SPARE));

        require(registry.keyWord(keyId(SPARE)).until() == 150, "until");
        require(!registry.authorise(SPARE).exists(), "authority");
        vm.prank(keyOf(BANK));
        expectRevert(
            abi.encodeWithSelector(
                IMemberRegistry.MemberRegistryKeyEnded.selector, keyId(SPARE), uint40(150)
            )
        );
        registry.endKey(keyId(SPARE));
    }

    function test_AMemberEndsAndMarksOnlyItsOwnKeys() public {
        bytes32 id = keyId(keyOf(BANK));
        vm.prank(keyOf(BUYER));
        expectRevert(abi.encodeWithSelector(IMemberRegistry.MemberRegistryKeyNotOwn.selector, BUYER, id, BANK));
        registry.endKey(id);
        vm.prank(keyOf(BUYER));
        expectRevert(abi.encodeWithSelector(IMemberRegistry.MemberRegistryKeyNotOwn.selector, BUYER, id, BANK));
        registry.markCompromised(id, 100);
        vm.prank(keyOf(BUYER));
        expectRevert(
            abi.encodeWithSelector(
                IMemberRegistry.MemberRegistryKeyNotOwn.selector, BUYER, keyId(STRANGER), uint32(0)
            )
        );
        registry.endKey(keyId(STRANGER));
    }

    function test_ACompromisedKeyActsNoMoreAndItsMarkMovesBackOnly() public {
        bytes32 id = add(BANK, 1, abi.encodePacked(SPARE), 0);
        vm.roll(200);
        vm.prank(keyOf(BANK));
        vm.expectEmit();
        emit IMemberRegistry.KeyCompromised(BANK, id, 150);
        registry.markCompromised(id, 150);
        require(!registry.authorise(SPARE).exists(), "authority");

        vm.prank(keyOf(BANK));
        registry.markCompromised(id, 120);
        require(registry.keyWord(id).compromisedSince() == 120, "moved back");
        outside(id, 121, 120);
    }

    function test_TheMarkLiesInTheKeysOwnTime() public {
        bytes32 id = add(BANK, 3, filled(64), 0);
        vm.roll(200);
        outside(id, 99, 200);
        outside(id, 201, 200);
    }

    function outside(bytes32 id, uint40 since, uint256 last) private {
        vm.prank(keyOf(BANK));
        expectRevert(
            abi.encodeWithSelector(
                IMemberRegistry.MemberRegistryBlockOutside.selector, id, uint256(since), uint256(100), last
            )
        );
        registry.markCompromised(id, since);
    }

    function testFuzz_AKeyActsOnlyForTheMemberThatAddedIt(address key, uint16 scope) public {
        if (key == address(0) || registry.keyWord(keyId(key)).member() != 0) return;
        addDelegate(PLATFORM, key, scope);
        Authority by = registry.authorise(key);
        require(by.member() == PLATFORM && by.isDelegate() && by.scope() == scope, "authority");
    }
}
