// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAttestationRegistry} from "./interfaces/IAttestationRegistry.sol";
import {IMemberRegistry} from "./interfaces/IMemberRegistry.sol";
import {AttestationStorage} from "./libraries/AttestationStorage.sol";
import {AnchorWord, AnchorWordLibrary} from "./types/AnchorWord.sol";
import {Authority} from "./types/Authority.sol";
import {MemberStatus, Role, Scope} from "./types/Codes.sol";
import {ConsentWord, ConsentWordLibrary} from "./types/ConsentWord.sol";

/// @title Attestations, rulebooks and consents, as IAttestationRegistry says
contract AttestationRegistry is IAttestationRegistry {
    IMemberRegistry private immutable _registry;

    constructor(IMemberRegistry registry_) {
        _registry = registry_;
    }

    /// @inheritdoc IAttestationRegistry
    function anchor(bytes32 digest) external {
        uint32 issuer = _requireIssuer();

        _anchor(issuer, digest, false);
        emit Anchored(issuer, digest);
    }

    /// @inheritdoc IAttestationRegistry
    function anchorBatch(bytes32 root, uint32 count) external {
        uint32 issuer = _requireIssuer();
        if (count == 0) revert AttestationRegistryBatchEmpty(issuer, root);

        _anchor(issuer, root, true);
        emit BatchAnchored(issuer, root, count);
    }

    /// @inheritdoc IAttestationRegistry
    function revoke(bytes32 digest) external {
        uint32 issuer = _requireSigner(Scope.ATTESTATION).member();
        AnchorWord word = _requireDigest(issuer, digest);
        if (word.revokedAt() != 0) revert AttestationRegistryRevokedAlready(issuer, digest, word.revokedAt());

        _setAnchor(issuer, digest, word.withRevokedAt(block.number));
        emit Revoked(issuer, digest);
    }

    /// @inheritdoc IAttestationRegistry
    function supersede(bytes32 older, bytes32 newer) external {
        uint32 issuer = _requireIssuer();
        AnchorWord word = _requireDigest(issuer, older);
        _requireDigest(issuer, newer);
        if (older == newer) revert AttestationRegistrySupersedesItself(issuer, older);
        if (word.supersededAt() != 0) revert AttestationRegistrySupersededAlready(issuer, older, word.supersededAt());

        _setAnchor(issuer, older, word.withSupersededAt(block.number));
        emit Superseded(issuer, older, newer);
    }

    /// @inheritdoc IAttestationRegistry
    function registerRulebook(bytes32 hash) external {
        mapping(bytes32 => uint256) storage rulebooks = AttestationStorage.state().rulebooks;
        if (_registry.registrarSince(msg.sender) == 0) revert AttestationRegistryRegistrarUnknown(msg.sender);
        _requireNotEmpty(hash);
        if (rulebooks[hash] != 0) revert AttestationRegistryRulebookTaken(hash, rulebooks[hash]);

        rulebooks[hash] = block.number;
        emit RulebookRegistered(hash, msg.sender);
    }

    /// @inheritdoc IAttestationRegistry
    function consent(bytes32 commitment) external {
        uint32 member = _requireActive(Scope.CONSENT).member();
        _requireNotEmpty(commitment);
        uint32 owner = AttestationStorage.state().consents[commitment].member();
        if (owner != 0) revert AttestationRegistryConsentTaken(commitment, owner);

        AttestationStorage.state().consents[commitment] = ConsentWordLibrary.make(member, block.number);
        emit ConsentGiven(member, commitment);
    }

    /// @inheritdoc IAttestationRegistry
    function withdrawConsent(bytes32 commitment) external {
        uint32 member = _requireSigner(Scope.CONSENT).member();
        ConsentWord word = AttestationStorage.state().consents[commitment];
        if (word.member() != member) revert AttestationRegistryConsentNotOwn(member, commitment, word.member());
        if (word.withdrawnAt() != 0) revert AttestationRegistryWithdrawnAlready(commitment, word.withdrawnAt());

        AttestationStorage.state().consents[commitment] = word.withWithdrawnAt(block.number);
        emit ConsentWithdrawn(member, commitment);
    }

    /// @inheritdoc IAttestationRegistry
    function anchorWord(uint32 issuer, bytes32 digest) external view returns (AnchorWord) {
        return _anchorOf(issuer, digest);
    }

    /// @inheritdoc IAttestationRegistry
    function rulebookSince(bytes32 hash) external view returns (uint256) {
        return AttestationStorage.state().rulebooks[hash];
    }

    /// @inheritdoc IAttestationRegistry
    function consentWord(bytes32 commitment) external view returns (ConsentWord) {
        return AttestationStorage.state().consents[commitment];
    }

    /// @inheritdoc IAttestationRegistry
    function registry() external view returns (address) {
        return address(_registry);
    }

    /// @dev A digest that was revoked or superseded before can never be anchored: its word is not empty.
    function _anchor(uint32 issuer, bytes32 digest, bool batch) private {
        _requireNotEmpty(digest);
        if (_anchorOf(issuer, digest).exists()) revert AttestationRegistryDigestTaken(issuer, digest);

        _setAnchor(issuer, digest, AnchorWordLibrary.make(block.number, batch));
    }

    function _setAnchor(uint32 issuer, bytes32 digest, AnchorWord word) private {
        AttestationStorage.state().anchors[AttestationStorage.anchorKey(issuer, digest)] = word;
    }

    function _anchorOf(uint32 issuer, bytes32 digest) private view returns (AnchorWord) {
        return AttestationStorage.state().anchors[AttestationStorage.anchorKey(issuer, digest)];
    }

    function _requireDigest(uint32 issuer, bytes32 digest) private view returns (AnchorWord word) {
        _requireNotEmpty(digest);
        word = _anchorOf(issuer, digest);
        if (word.isBatch()) revert AttestationRegistryDigestIsRoot(issuer, digest);
    }

    function _requireNotEmpty(bytes32 digest) private view {
        if (digest == 0) revert AttestationRegistryDigestEmpty(msg.sender);
    }

    function _requireIssuer() private view returns (uint32) {
        Authority by = _requireActive(Scope.ATTESTATION);
        if (!by.hasRole(Role.ISSUER)) revert AttestationRegistryRoleMissing(by.member(), by.roles(), Role.ISSUER);
        return by.member();
    }

    function _requireActive(uint8 bit) private view returns (Authority by) {
        by = _requireSigner(bit);
        if (!by.isActive()) revert AttestationRegistryStatusWrong(by.member(), by.status(), MemberStatus.ACTIVE);
    }

    function _requireSigner(uint8 bit) private view returns (Authority by) {
        by = _registry.authorise(msg.sender);
        if (!by.exists() || !by.reaches(bit)) revert AttestationRegistrySignerUnfit(msg.sender, bit);
    }
}
