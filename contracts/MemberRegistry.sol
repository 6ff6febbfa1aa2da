// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMemberRegistry} from "./interfaces/IMemberRegistry.sol";
import {KeyIds} from "./libraries/KeyIds.sol";
import {RegistryStorage} from "./libraries/RegistryStorage.sol";
import {RegistrarQuorum} from "./registry/RegistrarQuorum.sol";
import {Authority, AuthorityLibrary} from "./types/Authority.sol";
import {MemberStatus, Purpose, Role} from "./types/Codes.sol";
import {KeyWord, KeyWordLibrary} from "./types/KeyWord.sol";
import {MemberWord, MemberWordLibrary} from "./types/MemberWord.sol";

/// @title Members and their keys, as IMemberRegistry says
contract MemberRegistry is RegistrarQuorum {
    bytes32 private constant ACTION_REKEY = keccak256("tradeline/1/action-rekey");

    /// @param registrars The first registrars, all different.
    /// @param threshold How many of them re-keying and the like take.
    /// @param delay Seconds between the last approval needed and the execution.
    constructor(address[] memory registrars, uint32 threshold, uint40 delay)
        RegistrarQuorum(registrars, threshold, delay)
    {}

    /// @inheritdoc IMemberRegistry
    function admit(bytes32 tag, bytes32 commitment, uint16 roles, address firstKey)
        external
        onlyRegistrar
        returns (uint32 member)
    {
        RegistryStorage.Layout storage $ = RegistryStorage.state();
        if (tag == 0 || commitment == 0) revert MemberRegistryIdentityEmpty(tag, commitment);
        if ($.membersByTag[tag] != 0) revert MemberRegistryIdentityTaken(tag, $.membersByTag[tag]);
        _requireFree(KeyIds.ofAddress(firstKey), 0);
        member = uint32(++$.memberCount);
        _requireRoles(member, roles);

        $.members[member] = MemberWordLibrary.make(roles, block.number);
        $.identityTags[member] = tag;
        $.identityCommitments[member] = commitment;
        $.membersByTag[tag] = member;
        emit MemberAdmitted(member, tag, commitment, roles);

        _addAddress(member, firstKey, block.number);
    }

    /// @inheritdoc IMemberRegistry
    function suspend(uint32 member) external onlyRegistrar {
        _changeStatus(member, MemberStatus.ACTIVE, MemberStatus.SUSPENDED);
    }

    /// @inheritdoc IMemberRegistry
    function reinstate(uint32 member) external onlyRegistrar {
        _changeStatus(member, MemberStatus.SUSPENDED, MemberStatus.ACTIVE);
    }

    /// @inheritdoc IMemberRegistry
    function setRoles(uint32 member, uint16 roles) external onlyRegistrar {
        MemberWord word = _requireMember(member);
        _requireRoles(member, roles);

        RegistryStorage.state().members[member] = word.withRoles(roles);
        emit MemberRolesChanged(member, roles);
    }

    /// @inheritdoc IMemberRegistry
    function relate(uint32 a, uint32 b) external onlyRegistrar {
        if (a == b) revert MemberRegistryRelatedToItself(a);
        (uint32 smaller, uint32 larger) = a < b ? (a, b) : (b, a);
        mapping(uint256 => uint256) storage related = RegistryStorage.state().related;
        uint256 pair = RegistryStorage.pairKey(smaller, larger);
        _requireMember(smaller);
        _requireMember(larger);
        if (related[pair] != 0) revert MemberRegistryRelatedAlready(smaller, larger, related[pair]);

        related[pair] = block.number;
        emit MembersRelated(smaller, larger);
    }

    /// @inheritdoc IMemberRegistry
    function addKey(uint8 purpose, bytes calldata publicKey, uint16 scope) external returns (bytes32 keyId) {
        uint32 member = _requireSigner();
        uint8 status = RegistryStorage.state().members[member].status();
        if (status != MemberStatus.ACTIVE) revert MemberRegistryStatusWrong(member, status, MemberStatus.ACTIVE);
        if (!KeyIds.isKnown(purpose)) revert MemberRegistryPurposeUnknown(member, purpose);
        if (!KeyIds.isWellFormed(purpose, publicKey)) revert MemberRegistryKeyMalformed(member, purpose, publicKey);
        if (scope != 0 && purpose != Purpose.DELEGATE) revert MemberRegistryScopeUnexpected(member, purpose, scope);

        keyId = KeyIds.ofKey(purpose, publicKey);
        _requireFree(keyId, 0);
        _addKey(member, keyId, purpose, scope, block.number, publicKey);
    }

    /// @inheritdoc IMemberRegistry
    function endKey(bytes32 keyId) external {
        uint32 member = _requireSigner();
        KeyWord word = _requireOwnKey(member, keyId);
        if (word.until() != 0) revert MemberRegistryKeyEnded(keyId, word.until());

        RegistryStorage.state().keys[keyId] = word.withUntil(block.number);
        emit KeyEnded(member, keyId);
    }

    /// @inheritdoc IMemberRegistry
    function markCompromised(bytes32 keyId, uint40 since) external {
        uint32 member = _requireSigner();
        KeyWord word = _requireOwnKey(member, keyId);
        uint256 marked = word.compromisedSince();
        uint256 last = marked == 0 ? block.number : marked;
        if (since < word.from() || since > last) revert MemberRegistryBlockOutside(keyId, since, word.from(), last);

        RegistryStorage.state().keys[keyId] = word.withCompromisedSince(since);
        emit KeyCompromised(member, keyId, since);
    }

    /// @inheritdoc IMemberRegistry
    function proposeRekey(uint32 member, address newKey) external onlyRegistrar returns (bytes32 action) {
        _requireMember(member);
        bytes32 keyId = KeyIds.ofAddress(newKey);
        _requireFree(keyId, member);

        RegistryStorage.state().reserved[keyId] = member;
        action = _rekeyAction(member, newKey);
        emit RekeyProposed(action, member, newKey);
        _propose(action);
    }

    /// @inheritdoc IMemberRegistry
    function vetoRekey(uint32 member, address newKey) external {
        if (_requireSigner() != member) revert MemberRegistrySignerUnfit(msg.sender, member);
        bytes32 action = _rekeyAction(member, newKey);

        RegistryStorage.state().actions[action] = _requireOpen(action).vetoed();
        emit ActionVetoed(action, member);
    }

    /// @inheritdoc IMemberRegistry
    function executeRekey(uint32 member, address newKey) external {
        _close(_rekeyAction(member, newKey));

        MemberWord word = RegistryStorage.state().members[member];
        RegistryStorage.state().members[member] = word.withRekeyedAt(block.number);
        emit MemberRekeyed(member, newKey);

        // The key is free: the proposal reserved it, and an action is done once. It begins with the next block:
        // a key that was slipped in earlier in this block must not outlive the others.
        _addAddress(member, newKey, block.number + 1);
    }

    /// @inheritdoc IMemberRegistry
    function authorise(address signer) external view returns (Authority) {
        (KeyWord key, MemberWord member) = _activeKey(signer);
        return KeyWord.unwrap(key) == 0 ? Authority.wrap(0) : AuthorityLibrary.make(key, member);
    }

    /// @inheritdoc IMemberRegistry
    function memberWord(uint32 member) external view returns (MemberWord) {
        return RegistryStorage.state().members[member];
    }

    /// @inheritdoc IMemberRegistry
    function identityTag(uint32 member) external view returns (bytes32) {
        return RegistryStorage.state().identityTags[member];
    }

    /// @inheritdoc IMemberRegistry
    function identityCommitment(uint32 member) external view returns (bytes32) {
        return RegistryStorage.state().identityCommitments[member];
    }

    /// @inheritdoc IMemberRegistry
    function memberByTag(bytes32 tag) external view returns (uint32) {
        return RegistryStorage.state().membersByTag[tag];
    }

    /// @inheritdoc IMemberRegistry
    function keyWord(bytes32 keyId) external view returns (KeyWord) {
        return RegistryStorage.state().keys[keyId];
    }

    /// @inheritdoc IMemberRegistry
    function reservedFor(bytes32 keyId) external view returns (uint32) {
        return RegistryStorage.state().reserved[keyId];
    }

    /// @inheritdoc IMemberRegistry
    function relatedSince(uint32 a, uint32 b) external view returns (uint256) {
        return RegistryStorage.state().related[RegistryStorage.pairKey(a, b)];
    }

    /// @inheritdoc IMemberRegistry
    function generation(uint32 member, uint8 purpose) external view returns (uint256) {
        return RegistryStorage.state().generations[RegistryStorage.seriesKey(member, purpose)];
    }

    /// @inheritdoc IMemberRegistry
    function memberCount() external view returns (uint256) {
        return RegistryStorage.state().memberCount;
    }

    function _changeStatus(uint32 member, uint8 from, uint8 to) private {
        MemberWord word = _requireMember(member);
        if (word.status() != from) revert MemberRegistryStatusWrong(member, word.status(), from);

        RegistryStorage.state().members[member] = word.withStatus(to, block.number);
        emit MemberStatusChanged(member, to);
    }

    function _addAddress(uint32 member, address key, uint256 fromBlock) private {
        bytes memory publicKey = abi.encodePacked(key);
        if (key == address(0)) revert MemberRegistryKeyMalformed(member, Purpose.TRANSACTION, publicKey);

        _addKey(member, KeyIds.ofAddress(key), Purpose.TRANSACTION, 0, fromBlock, publicKey);
    }

    /// @dev Of a key that is free.
    function _addKey(
        uint32 member,
        bytes32 keyId,
        uint8 purpose,
        uint16 scope,
        uint256 fromBlock,
        bytes memory publicKey
    ) private {
        RegistryStorage.Layout storage $ = RegistryStorage.state();
        uint16 number = uint16(++$.generations[RegistryStorage.seriesKey(member, purpose)]);
        $.keys[keyId] = KeyWordLibrary.make(member, purpose, scope, number, fromBlock);
        emit KeyAdded(member, keyId, purpose, scope, number, uint40(fromBlock), publicKey);
    }

    /// @dev The caller's organisation; only a transaction key speaks for it here, whatever its status.
    function _requireSigner() private view returns (uint32) {
        (KeyWord key,) = _activeKey(msg.sender);
        if (key.purpose() != Purpose.TRANSACTION) revert MemberRegistrySignerUnfit(msg.sender, 0);
        return key.member();
    }

    /// @dev Both 0 where the address is no active transaction or delegate key. What began before the last
    /// re-keying has ended.
    function _activeKey(address signer) private view returns (KeyWord key, MemberWord member) {
        key = RegistryStorage.state().keys[KeyIds.ofAddress(signer)];
        member = RegistryStorage.state().members[key.member()];
        if (!key.isActive(block.number) || key.from() <= member.rekeyedAt()) {
            return (KeyWord.wrap(0), MemberWord.wrap(0));
        }
    }

    function _requireOwnKey(uint32 member, bytes32 keyId) private view returns (KeyWord word) {
        word = RegistryStorage.state().keys[keyId];
        if (word.member() != member) revert MemberRegistryKeyNotOwn(member, keyId, word.member());
    }

    /// @dev Nobody's key, and reserved for no other than `member` (0: for nobody at all).
    function _requireFree(bytes32 keyId, uint32 member) private view {
        uint32 owner = RegistryStorage.state().keys[keyId].member();
        if (owner != 0) revert MemberRegistryKeyTaken(keyId, owner);
        uint32 rekeyed = RegistryStorage.state().reserved[keyId];
        if (rekeyed != 0 && rekeyed != member) revert MemberRegistryKeyReserved(keyId, rekeyed);
    }

    function _requireMember(uint32 member) private view returns (MemberWord word) {
        word = RegistryStorage.state().members[member];
        if (!word.exists()) revert MemberRegistryMemberUnknown(member);
    }

    function _rekeyAction(uint32 member, address newKey) private view returns (bytes32) {
        return _action(ACTION_REKEY, abi.encode(member, newKey));
    }

    function _requireRoles(uint32 member, uint16 roles) private pure {
        if (roles & ~Role.ALL != 0) revert MemberRegistryRolesUnknown(member, roles, Role.ALL);
    }
}
