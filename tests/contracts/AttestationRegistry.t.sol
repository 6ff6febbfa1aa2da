// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAttestationRegistry} from "../../contracts/interfaces/IAttestationRegistry.sol";
import {AnchorWord} from "../../contracts/types/AnchorWord.sol";
import {ConsentWord} from "../../contracts/types/ConsentWord.sol";
import {Consortium} from "./support/Consortium.sol";
import {vm} from "./support/Vm.sol";

contract AttestationRegistryTest is Consortium {
    bytes32 private constant DIGEST = keccak256("attestation");
    bytes32 private constant NEWER = keccak256("newer attestation");
    address private constant DELEGATE = address(0xDE1E);

    modifier by(address key) {
        vm.prank(key);
        _;
    }

    function anchor(bytes32 digest) private by(keyOf(BANK)) {
        attestations.anchor(digest);
    }

    function revoke(bytes32 digest) private by(keyOf(BANK)) {
        attestations.revoke(digest);
    }

    function supersede(bytes32 older, bytes32 newer) private by(keyOf(BANK)) {
        attestations.supersede(older, newer);
    }

    function bits(uint32 issuer, bytes32 digest) private view returns (uint256) {
        return AnchorWord.unwrap(attestations.anchorWord(issuer, digest));
    }

    function test_ItNamesItsRegistry() public view {
        require(attestations.registry() == address(registry), "registry");
    }

    function test_AnIssuerAnchorsRevokesAndSupersedesByBlock() public {
        vm.expectEmit();
        emit IAttestationRegistry.Anchored(BANK, DIGEST);
        anchor(DIGEST);
        vm.roll(200);
        vm.expectEmit();
        emit IAttestationRegistry.Superseded(BANK, DIGEST, NEWER);
        supersede(DIGEST, NEWER);
        vm.roll(300);
        vm.expectEmit();
        emit IAttestationRegistry.Revoked(BANK, DIGEST);
        revoke(DIGEST);

        require(bits(BANK, DIGEST) == 100 | (300 << 64) | (200 << 128), "word");
        require(bits(FUND, DIGEST) == 0, "of this issuer only");
        require(bits(BANK, NEWER) == 0, "the newer one is anchored by itself");
    }

    function test_ABatchIsMarkedAsOne() public {
        vm.prank(keyOf(BANK));
        vm.expectEmit();
        emit IAttestationRegistry.BatchAnchored(BANK, DIGEST, 7);
        attestations.anchorBatch(DIGEST, 7);

        require(bits(BANK, DIGEST) == 100 | (1 << 192), "word");
    }

    function test_AnEmptyBatchIsRefused() public {
        vm.prank(keyOf(BANK));
        expectRevert(
            abi.encodeWithSelector(IAttestationRegistry.AttestationRegistryBatchEmpty.selector, BANK, DIGEST)
        );
        attestations.anchorBatch(DIGEST, 0);
    }

    function test_ARootIsNeitherRevokedNorSuperseded() public {
        vm.prank(keyOf(BANK));
        attestations.anchorBatch(DIGEST, 7);
        bytes memory refusal =
            abi.encodeWithSelector(IAttestationRegistry.AttestationRegistryDigestIsRoot.selector, BANK, DIGEST);
        expectRevert(refusal);
        revoke(DIGEST);
        expectRevert(refusal);
        supersede(DIGEST, NEWER);
        expectRevert(refusal);
        supersede(NEWER, DIGEST);
    }

    function test_ADigestFromABatchIsRevokedByItself() public {
        revoke(DIGEST);
        require(bits(BANK, DIGEST) == 100 << 64, "word");
        expectRevert(
            abi.encodeWithSelector(IAttestationRegistry.AttestationRegistryDigestTaken.selector, BANK, DIGEST)
        );
        anchor(DIGEST);
    }

    function test_EachMarkIsSetOnce() public {
        anchor(DIGEST);
        supersede(DIGEST, NEWER);
        revoke(DIGEST);
        nextBlock();
        expectRevert(
            abi.encodeWithSelector(IAttestationRegistry.AttestationRegistryDigestTaken.selector, BANK, DIGEST)
        );
        anchor(DIGEST);
        expectRevert(
            abi.encodeWithSelector(
                IAttestationRegistry.AttestationRegistrySupersededAlready.selector, BANK, DIGEST, uint64(100)
            )
        );
        supersede(DIGEST, keccak256("another"));
        expectRevert(
            abi.encodeWithSelector(
                IAttestationRegistry.AttestationRegistryRevokedAlready.selector, BANK, DIGEST, uint64(100)
            )
        );
        revoke(DIGEST);
    }

    function test_NothingSupersedesItself() public {
        expectRevert(
            abi.encodeWithSelector(
                IAttestationRegistry.AttestationRegistrySupersedesItself.selector, BANK, DIGEST
            )
        );
        supersede(DIGEST, DIGEST);
    }

    function test_ZeroIsNoDigest() public {
        bytes memory refusal = abi.encodeWithSelector(
            IAttestationRegistry.AttestationRegistryDigestEmpty.selector, keyOf(BANK)
        );
        expectRevert(refusal);
        anchor(0);
        expectRevert(refusal);
        revoke(0);
        expectRevert(refusal);
        supersede(DIGEST, 0);
        expectRevert(refusal);
        supersede(0, DIGEST);
        vm.prank(keyOf(BANK));
        expectRevert(refusal);
        attestations.consent(0);
        vm.prank(ALICE);
        expectRevert(
            abi.encodeWithSelector(IAttestationRegistry.AttestationRegistryDigestEmpty.selector, ALICE)
        );
        attestations.registerRulebook(0);
    }

    function test_OnlyAnIssuerAnchorsAndSupersedes() public {
        bytes memory refusal = abi.encodeWithSelector(
            IAttestationRegistry.AttestationRegistryRoleMissing.selector, BUYER, uint16(1), uint16(8)
        );
        vm.prank(keyOf(BUYER));
        expectRevert(refusal);
        attestations.anchor(DIGEST);
        vm.prank(keyOf(BUYER));
        expectRevert(refusal);
        attestations.anchorBatch(DIGEST, 2);
        vm.prank(keyOf(BUYER));
        expectRevert(refusal);
        attestations.supersede(DIGEST, NEWER);
    }

    function test_ASuspendedMemberAnchorsNothingAndConsentsToNothing() public {
        suspend(BANK);
        bytes memory refusal = abi.encodeWithSelector(
            IAttestationRegistry.AttestationRegistryStatusWrong.selector, BANK, uint8(2), uint8(1)
        );
        expectRevert(refusal);
        anchor(DIGEST);
        vm.prank(keyOf(BANK));
        expectRevert(refusal);
        attestations.consent(DIGEST);
    }

    function test_RevocationStaysWithTheOrganisationWhateverItLost() public {
        anchor(DIGEST);
        vm.prank(keyOf(BANK));
        registry.addKey(1, abi.encodePacked(DELEGATE), 0);
        vm.prank(DELEGATE);
        registry.endKey(keyId(keyOf(BANK)));
        setRoles(BANK, 2);
        suspend(BANK);
        expectRevert(
            abi.encodeWithSelector(
                IAttestationRegistry.AttestationRegistrySignerUnfit.selector, keyOf(BANK), uint8(15)
            )
        );
        revoke(DIGEST);
        vm.prank(DELEGATE);
        attestations.revoke(DIGEST);

        require(bits(BANK, DIGEST) == 100 | (100 << 64), "by the key that is left");
    }

    function test_ADelegateReachesWhatItsScopeNames() public {
        addDelegate(BANK, DELEGATE, 1 << 15);
        vm.prank(DELEGATE);
        attestations.anchor(DIGEST);
        vm.prank(DELEGATE);
        attestations.revoke(DIGEST);
        vm.prank(DELEGATE);
        expectRevert(
            abi.encodeWithSelector(
                IAttestationRegistry.AttestationRegistrySignerUnfit.selector, DELEGATE, uint8(14)
            )
        );
        attestations.consent(NEWER);

        addDelegate(BANK, address(0xDE1F), 1 << 14);
        vm.prank(address(0xDE1F));
        attestations.consent(NEWER);
        vm.prank(address(0xDE1F));
        expectRevert(
            abi.encodeWithSelector(
                IAttestationRegistry.AttestationRegistrySignerUnfit.selector, address(0xDE1F), uint8(15)
            )
        );
        attestations.revoke(NEWER);
    }

    function test_AStrangerMayNothing() public {
        vm.prank(STRANGER);
        expectRevert(
            abi.encodeWithSelector(
                IAttestationRegistry.AttestationRegistrySignerUnfit.selector, STRANGER, uint8(15)
            )
        );
        attestations.revoke(DIGEST);
        vm.prank(STRANGER);
        expectRevert(
            abi.encodeWithSelector(
                IAttestationRegistry.AttestationRegistrySignerUnfit.selector, STRANGER, uint8(14)
            )
        );
        attestations.withdrawConsent(DIGEST);
    }

    function test_ARulebookIsRegisteredOnceByARegistrar() public {
        vm.prank(keyOf(BANK));
        expectRevert(
            abi.encodeWithSelector(
                IAttestationRegistry.AttestationRegistryRegistrarUnknown.selector, keyOf(BANK)
            )
        );
        attestations.registerRulebook(DIGEST);
        vm.prank(BOB);
        vm.expectEmit();
        emit IAttestationRegistry.RulebookRegistered(DIGEST, BOB);
        attestations.registerRulebook(DIGEST);
        require(attestations.rulebookSince(DIGEST) == 100, "since");

        nextBlock();
        vm.prank(ALICE);
        expectRevert(
            abi.encodeWithSelector(
                IAttestationRegistry.AttestationRegistryRulebookTaken.selector, DIGEST, uint256(100)
            )
        );
        attestations.registerRulebook(DIGEST);
    }

    function test_AConsentStandsUntilItIsWithdrawn() public {
        vm.prank(keyOf(SELLER));
        vm.expectEmit();
        emit IAttestationRegistry.ConsentGiven(SELLER, DIGEST);
        attestations.consent(DIGEST);
        require(ConsentWord.unwrap(attestations.consentWord(DIGEST)) == SELLER | (100 << 32), "given");

        vm.roll(140);
        suspend(SELLER);
        vm.prank(keyOf(SELLER));
        vm.expectEmit();
        emit IAttestationRegistry.ConsentWithdrawn(SELLER, DIGEST);
        attestations.withdrawConsent(DIGEST);
        uint256 expected = SELLER | (100 << 32) | (140 << 96);
        require(ConsentWord.unwrap(attestations.consentWord(DIGEST)) == expected, "withdrawn");
        vm.prank(keyOf(SELLER));
        expectRevert(
            abi.encodeWithSelector(
                IAttestationRegistry.AttestationRegistryWithdrawnAlready.selector, DIGEST, uint64(140)
            )
        );
        attestations.withdrawConsent(DIGEST);
    }

    function test_AConsentIsItsMembersOwn() public {
        vm.prank(keyOf(SELLER));
        attestations.consent(DIGEST);
        vm.prank(keyOf(BUYER));
        expectRevert(
            abi.encodeWithSelector(
                IAttestationRegistry.AttestationRegistryConsentTaken.selector, DIGEST, SELLER
            )
        );
        attestations.consent(DIGEST);
        vm.prank(keyOf(BUYER));
        expectRevert(
            abi.encodeWithSelector(
                IAttestationRegistry.AttestationRegistryConsentNotOwn.selector, BUYER, DIGEST, SELLER
            )
        );
        attestations.withdrawConsent(DIGEST);
        vm.prank(keyOf(BUYER));
        expectRevert(
            abi.encodeWithSelector(
                IAttestationRegistry.AttestationRegistryConsentNotOwn.selector, BUYER, NEWER, uint32(0)
            )
        );
        attestations.withdrawConsent(NEWER);
    }
}
