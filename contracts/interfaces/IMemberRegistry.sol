// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ActionWord} from "../types/ActionWord.sol";
import {Authority} from "../types/Authority.sol";
import {KeyWord} from "../types/KeyWord.sol";
import {MemberWord} from "../types/MemberWord.sol";
import {QuorumWord} from "../types/QuorumWord.sol";

/// @title Who is a member, and by which keys
/// @notice A member is an organisation, not an address: keys come and go by block range, the number stays for
/// ever. Registrars admit, suspend, reinstate and relate members one by one; re-keying a member, changing the
/// registrars and decisions of other contracts take `threshold` of them and a delay. A registrar can neither
/// read nor change a record.
/// @dev Nothing here proves that a member holds the private key of what it registers. A member that registers
/// a key of another can do nothing with it, and hinders the other until that one takes a fresh key; members
/// are identified. Nobody can hinder a re-keying so once it is proposed: the proposal reserves its key.
interface IMemberRegistry {
    /// @notice The caller is not a registrar.
    error MemberRegistryRegistrarUnknown(address caller);
    /// @notice `registrar` is one already, or the zero address.
    error MemberRegistryRegistrarUnfit(address registrar);
    /// @notice The threshold is not within 1 and the number of registrars.
    error MemberRegistryThresholdWrong(uint32 threshold, uint32 registrars);
    /// @notice `member` was never admitted.
    error MemberRegistryMemberUnknown(uint32 member);
    /// @notice The member's status does not allow this.
    error MemberRegistryStatusWrong(uint32 member, uint8 status, uint8 expected);
    /// @notice The identity tag or the identity commitment is zero.
    error MemberRegistryIdentityEmpty(bytes32 identityTag, bytes32 identityCommitment);
    /// @notice The legal entity of this tag is, or was, `member`.
    error MemberRegistryIdentityTaken(bytes32 identityTag, uint32 member);
    /// @notice A role outside `known` was named.
    error MemberRegistryRolesUnknown(uint32 member, uint16 roles, uint16 known);
    /// @notice The caller is no active transaction key of an organisation (`expected`: of that member, 0: of any).
    error MemberRegistrySignerUnfit(address signer, uint32 expected);
    /// @notice There is no such purpose of a key.
    error MemberRegistryPurposeUnknown(uint32 member, uint8 purpose);
    /// @notice Only a delegate key has a scope.
    error MemberRegistryScopeUnexpected(uint32 member, uint8 purpose, uint16 scope);
    /// @notice The public key has not the form of its purpose.
    error MemberRegistryKeyMalformed(uint32 member, uint8 purpose, bytes publicKey);
    /// @notice The key id belongs, for ever, to `owner`.
    error MemberRegistryKeyTaken(bytes32 keyId, uint32 owner);
    /// @notice A proposed re-keying of `member` reserved the key id; nothing else gives it to anyone.
    error MemberRegistryKeyReserved(bytes32 keyId, uint32 member);
    /// @notice The key id belongs to `owner` (0: nobody), not to the member that acts.
    error MemberRegistryKeyNotOwn(uint32 member, bytes32 keyId, uint32 owner);
    /// @notice The key was ended before.
    error MemberRegistryKeyEnded(bytes32 keyId, uint40 until);
    /// @notice The block does not lie within the key's first block and the latest one that may be named: now,
    /// or the block that is marked already, because a mark moves back only.
    error MemberRegistryBlockOutside(bytes32 keyId, uint256 blockNumber, uint256 first, uint256 last);
    /// @notice A member cannot be related to itself.
    error MemberRegistryRelatedToItself(uint32 member);
    /// @notice The two are marked as related since `since`.
    error MemberRegistryRelatedAlready(uint32 smaller, uint32 larger, uint256 since);
    /// @notice The action was proposed before.
    error MemberRegistryActionExists(bytes32 action);
    /// @notice The action was never proposed, or under another set of registrars.
    error MemberRegistryActionUnknown(bytes32 action);
    /// @notice The action is done or vetoed.
    error MemberRegistryActionClosed(bytes32 action);
    /// @notice The registrar has approved the action before.
    error MemberRegistryApprovedAlready(bytes32 action, address registrar);
    /// @notice The action has too few approvals.
    error MemberRegistryApprovalsMissing(bytes32 action, uint32 approvals, uint32 threshold);
    /// @notice The delay has not passed.
    error MemberRegistryActionEarly(bytes32 action, uint256 timestamp, uint256 due);

    /// @notice A legal entity became member number `member`.
    event MemberAdmitted(uint32 indexed member, bytes32 identityTag, bytes32 identityCommitment, uint16 roles);
    /// @notice The member's status is `status` from this block on.
    event MemberStatusChanged(uint32 indexed member, uint8 status);
    /// @notice The member's roles are `roles` from this block on.
    event MemberRolesChanged(uint32 indexed member, uint16 roles);
    /// @notice All transaction and delegate keys that stood were replaced by `newKey`, active from the next block.
    event MemberRekeyed(uint32 indexed member, address newKey);
    /// @notice The two members belong together economically.
    event MembersRelated(uint32 indexed smaller, uint32 indexed larger);
    /// @notice A key of the member; `publicKey` in the form of its purpose.
    event KeyAdded(
        uint32 indexed member,
        bytes32 indexed keyId,
        uint8 purpose,
        uint16 scope,
        uint16 generation,
        uint40 fromBlock,
        bytes publicKey
    );
    /// @notice The key is not valid from this block on.
    event KeyEnded(uint32 indexed member, bytes32 indexed keyId);
    /// @notice The key may have been in other hands since block `since`.
    event KeyCompromised(uint32 indexed member, bytes32 indexed keyId, uint40 since);

    /// @notice A registrar proposed to replace the member's keys; any active transaction key of the member
    /// may veto.
    event RekeyProposed(bytes32 indexed action, uint32 indexed member, address newKey);
    /// @notice A registrar proposed another set of registrars or another rule.
    event QuorumProposed(
        bytes32 indexed action, address added, address removed, uint32 threshold, uint40 delay
    );
    /// @notice A registrar proposed that `target` may do what `decision` stands for.
    event DecisionProposed(bytes32 indexed action, address indexed target, bytes32 decision);
    /// @notice A registrar approved; the proposal is the first approval.
    event ActionApproved(bytes32 indexed action, address indexed registrar, uint32 approvals);
    /// @notice The member vetoed.
    event ActionVetoed(bytes32 indexed action, uint32 indexed member);
    /// @notice The action was carried out.
    event ActionDone(bytes32 indexed action);
    /// @notice `registrar` may act from now on.
    event RegistrarAdded(address indexed registrar);
    /// @notice `registrar` may not act any more.
    event RegistrarRemoved(address indexed registrar);
    /// @notice The rule of the registrars.
    event QuorumChanged(uint32 threshold, uint32 count, uint40 delay);

    /// @notice Admits a legal entity, once for ever.
    /// @param identityTag HMAC of scheme and id; unique, never freed.
    /// @param identityCommitment Salted commitment to scheme, id and name; opened when a dossier is shown.
    /// @param roles Bits of `Role`; none is possible.
    /// @param firstKey First transaction key; active at once.
    function admit(bytes32 identityTag, bytes32 identityCommitment, uint16 roles, address firstKey)
        external
        returns (uint32 member);

    /// @notice Stops an active member from writing; what it wrote stays. Its keys may still be ended, and
    /// still veto.
    function suspend(uint32 member) external;

    /// @notice Lets a suspended member write again.
    function reinstate(uint32 member) external;

    /// @notice Replaces the member's roles.
    function setRoles(uint32 member, uint16 roles) external;

    /// @notice Marks two members as belonging together, for ever.
    function relate(uint32 a, uint32 b) external;

    /// @notice Adds a key to the caller's organisation, which must be active.
    /// @param purpose 1 transaction, 2 delegate, 3 attestation, 4 encryption, 5 tag.
    /// @param publicKey 20 bytes of an address (1, 2); 64 bytes x ‖ y of P-256 (3); 1216 bytes of the hybrid
    /// key (4); u16 length of the modulus ‖ modulus ‖ exponent of RSA, at least 2048 bits (5). Whether it is
    /// a point of its curve is not checked.
    /// @param scope Of a delegate key: bit n allows class n, bit 14 consents, bit 15 attestations; else 0.
    function addKey(uint8 purpose, bytes calldata publicKey, uint16 scope) external returns (bytes32 keyId);

    /// @notice Ends a key of the caller's organisation from this block on. Ending the last transaction key
    /// leaves re-keying only.
    function endKey(bytes32 keyId) external;

    /// @notice Marks a key of the caller's organisation as compromised since a block; it may not act any more.
    /// @dev The mark may be moved to an earlier block, never to a later one.
    function markCompromised(bytes32 keyId, uint40 since) external;

    /// @notice Proposes, and approves, to give the member a new transaction key in place of all it acts with.
    /// @dev The action's hash binds chain, registry and the present set of registrars: a change of the set
    /// voids what is under way. The key must be free, and is reserved for the member for ever: the key is public
    /// while the delay runs, and were it registered meanwhile, by a thief of the old key say, that would be a
    /// veto. A true veto leaves the reservation and so burns the key; another set of registrars may propose the
    /// same key for the same member anew.
    function proposeRekey(uint32 member, address newKey) external returns (bytes32 action);

    /// @notice Proposes, and approves, a change of registrars or of their rule.
    /// @param added Registrar to add, or 0.
    /// @param removed Registrar to remove, or 0.
    /// @param delay Seconds between the last approval needed and the execution.
    function proposeQuorum(address added, address removed, uint32 threshold, uint40 delay)
        external
        returns (bytes32 action);

    /// @notice Proposes, and approves, that `target` may do what `decision` stands for.
    function proposeDecision(address target, bytes32 decision) external returns (bytes32 action);

    /// @notice Approves an action that was proposed.
    function approve(bytes32 action) external;

    /// @notice Ends a proposed re-keying; by any active transaction key of the member, even while it is suspended.
    function vetoRekey(uint32 member, address newKey) external;

    /// @notice Carries out a re-keying when it is due; by anyone.
    /// @dev Every transaction and delegate key whose first block is not after this block stops to act, those
    /// added in this block included. Keys of other purposes stay as they are: the member looks through them
    /// afterwards.
    function executeRekey(uint32 member, address newKey) external;

    /// @notice Carries out a change of registrars when it is due; by anyone.
    function executeQuorum(address added, address removed, uint32 threshold, uint40 delay) external;

    /// @notice Uses up a decision about the caller when it is due; the caller is the target.
    function consumeDecision(bytes32 decision) external;

    /// @notice What `signer` may do now. 0: it is no active transaction or delegate key. Suspension shows in
    /// the status.
    function authorise(address signer) external view returns (Authority);

    /// @notice State of a member.
    function memberWord(uint32 member) external view returns (MemberWord);

    /// @notice The member's identity tag.
    function identityTag(uint32 member) external view returns (bytes32);

    /// @notice The member's identity commitment.
    function identityCommitment(uint32 member) external view returns (bytes32);

    /// @notice The member of an identity tag, or 0.
    function memberByTag(bytes32 tag) external view returns (uint32);

    /// @notice State of a key.
    function keyWord(bytes32 keyId) external view returns (KeyWord);

    /// @notice The member for whom a re-keying reserved the key, whatever became of the proposal, or 0.
    function reservedFor(bytes32 keyId) external view returns (uint32);

    /// @notice Block since which the two are marked as related, or 0.
    function relatedSince(uint32 a, uint32 b) external view returns (uint256);

    /// @notice Number of keys that the member ever had for a purpose; the latest one's generation.
    function generation(uint32 member, uint8 purpose) external view returns (uint256);

    /// @notice Block since which the address is a registrar, or 0.
    function registrarSince(address registrar) external view returns (uint256);

    /// @notice The registrars' rule.
    function quorum() external view returns (QuorumWord);

    /// @notice The last member number given.
    function memberCount() external view returns (uint256);

    /// @notice State of an action.
    function actionWord(bytes32 action) external view returns (ActionWord);

    /// @notice Whether the registrar approved the action.
    function hasApproved(bytes32 action, address registrar) external view returns (bool);
}
