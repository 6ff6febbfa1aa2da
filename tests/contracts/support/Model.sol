// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Recorder} from "./Recorder.sol";

/// @notice The ledger once more, in the words of docs/records.md and apart from the contracts: who may write what, and what
/// an entry does. Kept simple instead of cheap.
abstract contract Model is Recorder {
    struct Line {
        uint32 creditor;
        uint32 debtor;
        uint8 status;
        uint16 epoch;
        uint8 openedAs;
        bytes32 head;
    }

    struct Debt {
        uint64 line;
        uint32 holder;
        uint32 assignee;
        uint32 agent;
        uint16 epoch;
        bool ofExternal;
    }

    struct Write {
        uint8 class;
        uint8 capacity;
        uint16 epoch;
        uint32 subject;
        uint64 id;
        uint16 detail;
        bytes32 obligation;
    }

    mapping(uint64 => Line) internal lines;
    mapping(uint64 => mapping(uint8 => mapping(uint16 => uint32))) internal agentOf;
    mapping(bytes32 => Debt) internal debts;
    mapping(uint32 => mapping(uint32 => uint64)) internal pendingOf;
    mapping(uint8 => mapping(uint32 => bytes32)) internal memberHeads;
    mapping(uint32 => uint16) internal rolesOf;
    mapping(uint32 => bool) internal suspended;
    uint64[] internal allLines;
    bytes32[] internal allDebts;

    function mayWrite(uint32 member, Write memory w) internal view returns (bool) {
        if (suspended[member] || rolesOf[member] == 0) return false;
        if (w.class == OPEN) return mayOpen(member, w);
        Line memory line = lines[w.id];
        bool begins = w.class == SHARE && w.capacity != HOLDER && w.obligation == 0;
        if (line.status == 0 || w.epoch > line.epoch + (begins ? 1 : 0)) return false;
        if (w.class == OBLIGATION) return mayOblige(member, line, w);
        if (w.obligation != 0 && debts[w.obligation].line != w.id) return false;
        if (w.class == ACCEPT || w.class == DECLINE) return mayAnswer(member, line, w);
        if (w.class == APPOINT) return mayAppoint(member, line, w);
        if (w.class == STATEMENT) return nothingElse(w) && acts(member, line, w);
        if (w.class == ASSIGN) return mayAssign(member, line, w);
        if (w.class == TAKE) {
            bool proposed = w.obligation != 0 && debts[w.obligation].assignee == member;
            return nothingElse(w) && w.capacity == HOLDER && proposed && hasRole(member, 2);
        }
        return w.class == SHARE && w.capacity != AGENT && acts(member, line, w) && isMember(w.subject);
    }

    function mayOpen(uint32 member, Write memory w) private view returns (bool) {
        Line memory line = lines[w.id];
        bool own = w.id >> 32 == member && uint32(w.id) != 0;
        bool fresh = line.status == 0 || (line.status == EXTERNAL && line.openedAs == w.capacity && w.subject != 0);
        bool somebody =
            w.subject == 0 || (isMember(w.subject) && w.subject != member && pendingOf[member][w.subject] == 0);
        bool form = w.obligation == 0 && w.detail == 0 && w.epoch <= line.epoch;
        return isParty(w.capacity) && hasRole(member, 3) && own && fresh && somebody && form;
    }

    function mayAnswer(uint32 member, Line memory line, Write memory w) private view returns (bool) {
        bool open_ = line.status == PROPOSED || (line.status == DECLINED && w.class == ACCEPT);
        bool asked = isParty(w.capacity) && w.capacity != line.openedAs && acts(member, line, w);
        return nothingElse(w) && w.obligation == 0 && open_ && asked;
    }

    function mayAppoint(uint32 member, Line memory line, Write memory w) private view returns (bool) {
        if (w.capacity == AGENT || !acts(member, line, w)) return false;
        bool holder = w.capacity == HOLDER;
        if (w.detail > (holder ? 0 : 1) || (!holder && w.obligation != 0)) return false;
        if (w.subject == 0) return true;
        bool apart = w.subject != line.creditor && w.subject != line.debtor;
        if (holder && debts[w.obligation].holder == w.subject) return false;
        return apart && isMember(w.subject) && !suspended[w.subject] && hasRole(w.subject, 4);
    }

    function mayOblige(uint32 member, Line memory line, Write memory w) private view returns (bool) {
        bool owed = line.creditor == 0
            ? w.capacity == DEBTOR && line.debtor == member
            : w.capacity == CREDITOR && line.creditor == member;
        return nothingElse(w) && hasRole(member, 3) && owed && debts[idUnder(w)].line == 0;
    }

    function mayAssign(uint32 member, Line memory line, Write memory w) private view returns (bool) {
        Debt memory debt = debts[w.obligation];
        if (w.detail != 0 || w.obligation == 0 || debt.ofExternal) return false;
        bool entitled = (w.capacity == CREDITOR && debt.holder == 0) || w.capacity == HOLDER;
        if (!entitled || !acts(member, line, w)) return false;
        if (w.subject == 0) return true;
        bool apart = w.subject != member && w.subject != line.debtor;
        return apart && isMember(w.subject) && !suspended[w.subject] && hasRole(w.subject, 2);
    }

    /// @notice Whether the member has the capacity on the tradeline, or for the obligation that is named.
    function acts(uint32 member, Line memory line, Write memory w) private view returns (bool) {
        if (w.capacity == CREDITOR) return line.creditor == member;
        if (w.capacity == DEBTOR) return line.debtor == member;
        Debt memory debt = debts[w.obligation];
        if (w.capacity == HOLDER) return w.obligation != 0 && debt.holder == member;
        if (w.capacity != AGENT || !hasRole(member, 4)) return false;
        for (uint8 side = 1; side <= 2; side++) {
            if (agentOf[w.id][side][0] == member || agentOf[w.id][side][1] == member) return true;
        }
        return w.obligation != 0 && debt.agent == member;
    }

    function idUnder(Write memory w) internal view returns (bytes32) {
        uint32 creditor = lines[w.id].creditor;
        return creditor == 0 ? externalIdOf(w.id, w.obligation) : idOf(creditor, w.obligation);
    }

    function nothingElse(Write memory w) private pure returns (bool) {
        return w.subject == 0 && w.detail == 0;
    }

    function isParty(uint8 capacity) private pure returns (bool) {
        return capacity == CREDITOR || capacity == DEBTOR;
    }

    function hasRole(uint32 member, uint16 roles) private view returns (bool) {
        return rolesOf[member] & roles != 0;
    }

    function isMember(uint32 member) private pure returns (bool) {
        return member >= 1 && member <= 5;
    }

    /// @notice The effects of an entry that stands. Returns the obligation as logged.
    function apply_(uint32 member, Write memory w) internal returns (bytes32 id) {
        Line storage line = lines[w.id];
        id = w.obligation;
        if (w.class == OPEN) applyOpen(member, line, w);
        if (w.class == ACCEPT || w.class == DECLINE) applyAnswer(member, line, w);
        if (w.class == OBLIGATION) {
            id = idUnder(w);
            debts[id] = Debt(w.id, 0, 0, 0, w.epoch, line.creditor == 0);
            allDebts.push(id);
        }
        if (w.class == APPOINT && w.capacity == HOLDER) debts[id].agent = w.subject;
        if (w.class == APPOINT && w.capacity != HOLDER) agentOf[w.id][w.capacity][w.detail] = w.subject;
        if (w.class == ASSIGN) debts[id].assignee = w.subject;
        if (w.class == TAKE) {
            debts[id] = Debt(w.id, member, 0, 0, debts[id].epoch, false);
            enlist(3, member, 5, id);
        }
        if (w.class == SHARE && w.epoch > line.epoch) line.epoch = w.epoch;
    }

    function applyOpen(uint32 member, Line storage line, Write memory w) private {
        if (line.status == 0) {
            allLines.push(w.id);
            line.openedAs = w.capacity;
            if (w.capacity == CREDITOR) (line.creditor, line.debtor) = (member, w.subject);
            else (line.creditor, line.debtor) = (w.subject, member);
            bytes32 domain = keccak256("tradeline/1/head0");
            line.head =
                keccak256(abi.encode(domain, block.chainid, address(ledger), w.id, line.creditor, line.debtor));
        } else if (w.capacity == CREDITOR) {
            line.debtor = w.subject;
        } else {
            line.creditor = w.subject;
        }
        line.status = w.subject == 0 ? EXTERNAL : PROPOSED;
        enlist(1, member, 1, bytes32(uint256(w.id)));
        if (w.subject == 0) return;
        pendingOf[member][w.subject] = w.id;
        enlist(2, w.subject, 3, bytes32(uint256(w.id)));
    }

    function applyAnswer(uint32 member, Line storage line, Write memory w) private {
        uint32 opener = line.openedAs == CREDITOR ? line.creditor : line.debtor;
        if (line.status == PROPOSED) pendingOf[opener][member] = 0;
        line.status = w.class == ACCEPT ? ACCEPTED : DECLINED;
        if (w.class == ACCEPT) enlist(1, member, 2, bytes32(uint256(w.id)));
        else enlist(2, member, 4, bytes32(uint256(w.id)));
    }

    function enlist(uint8 list, uint32 member, uint8 event_, bytes32 id) private {
        bytes32 domain = keccak256("tradeline/1/member-head");
        uint256 clock = block.number * 2 ** 64 + block.timestamp;
        memberHeads[list][member] =
            keccak256(abi.encode(domain, memberHeads[list][member], member, event_, id, clock));
    }
}
