// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMemberRegistry} from "../interfaces/IMemberRegistry.sol";
import {RegistryStorage} from "../libraries/RegistryStorage.sol";
import {ActionWord} from "../types/ActionWord.sol";
import {QuorumWord, QuorumWordLibrary} from "../types/QuorumWord.sol";

/// @title The registrars and what they can do only together and after a delay
abstract contract RegistrarQuorum is IMemberRegistry {
    bytes32 private constant ACTION_QUORUM = keccak256("tradeline/1/action-quorum");
    bytes32 private constant ACTION_DECISION = keccak256("tradeline/1/action-decision");

    modifier onlyRegistrar() {
        _requireRegistrar(msg.sender);
        _;
    }

    constructor(address[] memory registrars, uint32 threshold, uint40 delay) {
        for (uint256 i = 0; i < registrars.length; i++) {
            _addRegistrar(registrars[i]);
        }
        _setQuorum(QuorumWordLibrary.make(threshold, uint32(registrars.length), delay, 0));
    }

    /// @inheritdoc IMemberRegistry
    function proposeQuorum(address added, address removed, uint32 threshold, uint40 delay)
        external
        onlyRegistrar
        returns (bytes32 action)
    {
        action = _quorumAction(added, removed, threshold, delay);
        emit QuorumProposed(action, added, removed, threshold, delay);
        _propose(action);
    }

    /// @inheritdoc IMemberRegistry
    function proposeDecision(address target, bytes32 decision) external onlyRegistrar returns (bytes32 action) {
        action = _decisionAction(target, decision);
        emit DecisionProposed(action, target, decision);
        _propose(action);
    }

    /// @inheritdoc IMemberRegistry
    function approve(bytes32 action) external onlyRegistrar {
        _requireOpen(action);

        _countApproval(action);
    }

    /// @inheritdoc IMemberRegistry
    function executeQuorum(address added, address removed, uint32 threshold, uint40 delay) external {
        _close(_quorumAction(added, removed, threshold, delay));

        QuorumWord old = RegistryStorage.state().quorum;
        uint32 count = old.count();
        if (removed != address(0)) {
            _removeRegistrar(removed);
            count--;
        }
        if (added != address(0)) {
            _addRegistrar(added);
            count++;
        }
        _setQuorum(QuorumWordLibrary.make(threshold, count, delay, old.changes() + 1));
    }

    /// @inheritdoc IMemberRegistry
    function consumeDecision(bytes32 decision) external {
        _close(_decisionAction(msg.sender, decision));
    }

    /// @inheritdoc IMemberRegistry
    function registrarSince(address registrar) external view returns (uint256) {
        return RegistryStorage.state().registrars[registrar];
    }

    /// @inheritdoc IMemberRegistry
    function quorum() external view returns (QuorumWord) {
        return RegistryStorage.state().quorum;
    }

    /// @inheritdoc IMemberRegistry
    function actionWord(bytes32 action) external view returns (ActionWord) {
        return RegistryStorage.state().actions[action];
    }

    /// @inheritdoc IMemberRegistry
    function hasApproved(bytes32 action, address registrar) external view returns (bool) {
        return RegistryStorage.state().approvals[RegistryStorage.approvalKey(action, registrar)] != 0;
    }

    /// @dev A proposal that all can see comes before every approval: nobody can be surprised by an action
    /// that is due.
    function _propose(bytes32 action) internal {
        if (RegistryStorage.state().actions[action].exists()) revert MemberRegistryActionExists(action);

        _countApproval(action);
    }

    /// @dev Marks an action that is due as done; what it stands for follows in the caller.
    function _close(bytes32 action) internal {
        ActionWord word = _requireOpen(action);
        QuorumWord rule = RegistryStorage.state().quorum;
        if (word.approvedAt() == 0) {
            revert MemberRegistryApprovalsMissing(action, word.approvals(), rule.threshold());
        }
        uint256 due = uint256(word.approvedAt()) + rule.delay();
        if (block.timestamp < due) revert MemberRegistryActionEarly(action, block.timestamp, due);

        RegistryStorage.state().actions[action] = word.done();
        emit ActionDone(action);
    }

    /// @dev Chain, registry and the number of changes so far are part of every action: it can be carried out
    /// here only, and only by the set of registrars under which it was proposed.
    function _action(bytes32 domain, bytes memory what) internal view returns (bytes32) {
        uint32 changes = RegistryStorage.state().quorum.changes();
        return keccak256(abi.encode(domain, block.chainid, address(this), changes, keccak256(what)));
    }

    function _requireOpen(bytes32 action) internal view returns (ActionWord word) {
        word = RegistryStorage.state().actions[action];
        if (!word.exists()) revert MemberRegistryActionUnknown(action);
        if (word.isClosed()) revert MemberRegistryActionClosed(action);
    }

    function _countApproval(bytes32 action) private {
        RegistryStorage.Layout storage $ = RegistryStorage.state();
        bytes32 approval = RegistryStorage.approvalKey(action, msg.sender);
        if ($.approvals[approval] != 0) revert MemberRegistryApprovedAlready(action, msg.sender);

        ActionWord word = $.actions[action].withApproval();
        if (word.approvals() == $.quorum.threshold()) word = word.withApprovedAt(block.timestamp);
        $.approvals[approval] = 1;
        $.actions[action] = word;
        emit ActionApproved(action, msg.sender, word.approvals());
    }

    function _addRegistrar(address registrar) private {
        mapping(address => uint256) storage registrars = RegistryStorage.state().registrars;
        if (registrar == address(0) || registrars[registrar] != 0) revert MemberRegistryRegistrarUnfit(registrar);

        registrars[registrar] = block.number;
        emit RegistrarAdded(registrar);
    }

    function _removeRegistrar(address registrar) private {
        _requireRegistrar(registrar);

        delete RegistryStorage.state().registrars[registrar];
        emit RegistrarRemoved(registrar);
    }

    function _setQuorum(QuorumWord rule) private {
        if (rule.threshold() == 0 || rule.threshold() > rule.count()) {
            revert MemberRegistryThresholdWrong(rule.threshold(), rule.count());
        }

        RegistryStorage.state().quorum = rule;
        emit QuorumChanged(rule.threshold(), rule.count(), rule.delay());
    }

    function _requireRegistrar(address caller) private view {
        if (RegistryStorage.state().registrars[caller] == 0) revert MemberRegistryRegistrarUnknown(caller);
    }

    function _quorumAction(address added, address removed, uint32 threshold, uint40 delay)
        private
        view
        returns (bytes32)
    {
        return _action(ACTION_QUORUM, abi.encode(added, removed, threshold, delay));
    }

    function _decisionAction(address target, bytes32 decision) private view returns (bytes32) {
        return _action(ACTION_DECISION, abi.encode(target, decision));
    }
}
