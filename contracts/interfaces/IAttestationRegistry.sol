// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AnchorWord} from "../types/AnchorWord.sol";
import {ConsentWord} from "../types/ConsentWord.sol";

/// @title Which attestations, rulebooks and consents stand
/// @notice One word for each (issuer, digest), by block: anchored, revoked, superseded. The digest is that of
/// the signed attestation without disclosures. What was once marked is never unmarked.
interface IAttestationRegistry {
    /// @notice The caller is no active transaction key, nor a delegate key whose scope has `bit`.
    error AttestationRegistrySignerUnfit(address signer, uint8 bit);
    /// @notice The member's status does not allow this.
    error AttestationRegistryStatusWrong(uint32 member, uint8 status, uint8 expected);
    /// @notice The member has not the role.
    error AttestationRegistryRoleMissing(uint32 member, uint16 roles, uint16 required);
    /// @notice The caller is not a registrar of the members' registry.
    error AttestationRegistryRegistrarUnknown(address caller);
    /// @notice A digest, root, hash or commitment of zero was named.
    error AttestationRegistryDigestEmpty(address caller);
    /// @notice A batch of no attestations was named.
    error AttestationRegistryBatchEmpty(uint32 issuer, bytes32 root);
    /// @notice The issuer has named this digest before.
    error AttestationRegistryDigestTaken(uint32 issuer, bytes32 digest);
    /// @notice The digest was revoked at `revokedAt`.
    error AttestationRegistryRevokedAlready(uint32 issuer, bytes32 digest, uint64 revokedAt);
    /// @notice The digest was superseded at `supersededAt`.
    error AttestationRegistrySupersededAlready(uint32 issuer, bytes32 digest, uint64 supersededAt);
    /// @notice A root stands for many digests: revocation and supersession name the digest itself.
    error AttestationRegistryDigestIsRoot(uint32 issuer, bytes32 root);
    /// @notice A digest cannot supersede itself.
    error AttestationRegistrySupersedesItself(uint32 issuer, bytes32 digest);
    /// @notice The rulebook was registered at `registeredAt`.
    error AttestationRegistryRulebookTaken(bytes32 hash, uint256 registeredAt);
    /// @notice The commitment belongs to a consent of `member`.
    error AttestationRegistryConsentTaken(bytes32 commitment, uint32 member);
    /// @notice The consent is that of `owner` (0: of nobody).
    error AttestationRegistryConsentNotOwn(uint32 member, bytes32 commitment, uint32 owner);
    /// @notice The consent was withdrawn at `withdrawnAt`.
    error AttestationRegistryWithdrawnAlready(bytes32 commitment, uint64 withdrawnAt);

    /// @notice The issuer's attestation stands from this block on.
    event Anchored(uint32 indexed issuer, bytes32 indexed digest);
    /// @notice The issuer's `count` attestations under the root stand from this block on.
    event BatchAnchored(uint32 indexed issuer, bytes32 indexed root, uint32 count);
    /// @notice The attestation does not stand from this block on.
    event Revoked(uint32 indexed issuer, bytes32 indexed digest);
    /// @notice `newer` stands in the place of `older` from this block on.
    event Superseded(uint32 indexed issuer, bytes32 indexed older, bytes32 indexed newer);
    /// @notice A rulebook may be cited from this block on.
    event RulebookRegistered(bytes32 indexed hash, address indexed registrar);
    /// @notice A member gave the consent that the commitment opens to.
    event ConsentGiven(uint32 indexed member, bytes32 indexed commitment);
    /// @notice The member withdrew it.
    event ConsentWithdrawn(uint32 indexed member, bytes32 indexed commitment);

    /// @notice Anchors the digest of one attestation. By an active member with the role issuer.
    function anchor(bytes32 digest) external;

    /// @notice Anchors many by a Merkle root: leaf keccak(0x00 ‖ digest), node keccak(0x01 ‖ smaller ‖ larger).
    /// @dev That the root has `count` leaves is not checked.
    function anchorBatch(bytes32 root, uint32 count) external;

    /// @notice Revokes a digest, for ever, whether it was anchored alone, in a batch or not yet.
    /// @dev The authority stays with the organisation: no role and no status is asked for, any of its keys
    /// that reaches attestations will do. It can only ever revoke under its own number.
    function revoke(bytes32 digest) external;

    /// @notice States that `newer` takes the place of `older`. By an active member with the role issuer.
    /// @dev Whether `newer` is anchored is not checked: it may lie in a batch.
    function supersede(bytes32 older, bytes32 newer) external;

    /// @notice Registers the hash of a rulebook. By a registrar.
    function registerRulebook(bytes32 hash) external;

    /// @notice Gives a consent, named by its salted commitment. By an active member.
    function consent(bytes32 commitment) external;

    /// @notice Withdraws a consent, for ever. By the member that gave it, whatever its status.
    function withdrawConsent(bytes32 commitment) external;

    /// @notice State of a digest.
    function anchorWord(uint32 issuer, bytes32 digest) external view returns (AnchorWord);

    /// @notice Block at which the rulebook was registered, or 0.
    function rulebookSince(bytes32 hash) external view returns (uint256);

    /// @notice State of a consent.
    function consentWord(bytes32 commitment) external view returns (ConsentWord);

    /// @notice The registry of members.
    function registry() external view returns (address);
}
