// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICreditLedger} from "../../../contracts/interfaces/ICreditLedger.sol";
import {Meta} from "../../../contracts/types/Meta.sol";
import {ObligationWord} from "../../../contracts/types/ObligationWord.sol";
import {TradelineWord} from "../../../contracts/types/TradelineWord.sol";
import {Model} from "./Model.sol";
import {Vm, vm} from "./Vm.sol";

/// @notice Five members who try everything in a small world, so that much of it succeeds; the model says beforehand what must,
/// and what was logged is rolled up apart from the ledger.
abstract contract Market is Model {
    uint32 private constant LANE = 0;

    mapping(uint32 => uint64) private batches;
    mapping(bytes32 => uint256) private timesLogged;
    uint256[10] public standing;
    uint256 public refused;

    constructor() {
        setUp();
        (rolesOf[1], rolesOf[2], rolesOf[3], rolesOf[4], rolesOf[5]) = (1, 1, 10, 4, 6);
    }

    /// @dev Once: the fuzzer calls what it can.
    function setUp() public override {
        if (address(ledger) == address(0)) super.setUp();
    }

    function tryAnything(uint256 seed) external {
        attempt(memberFrom(seed), anything(seed));
    }

    function tryWhatMayStand(uint256 seed) external {
        for (uint256 i = 0; i < 12; i++) {
            uint256 next = uint256(keccak256(abi.encode(seed, i)));
            (uint32 member, Write memory w) = (memberFrom(next), anything(next));
            if (!mayWrite(member, w)) continue;
            attempt(member, w);
            return;
        }
    }

    /// @notice Two entries at once: both stand or none.
    function tryTwo(uint256 seed) external {
        uint32 member = memberFrom(seed);
        Write memory first = anything(seed);
        ICreditLedger.Entry[] memory entries = new ICreditLedger.Entry[](2);
        (entries[0], entries[1]) = (entryOf(first), entry(meta(0, 0, 0, 0, 0, 0), 0));
        bytes memory all = payloadOf(first.class);
        vm.prank(keyOf(member));
        try ledger.record(LANE, batches[member], entries, all) {
            revert("a batch with a bad entry stands");
        } catch {}
    }

    function replay(uint256 seed) external {
        uint32 member = memberFrom(seed);
        if (batches[member] == 0) return;
        uint64 used = uint64(seed % batches[member]);
        ICreditLedger.Entry[] memory entries = one(meta(STATEMENT, CREDITOR, 0, 0, line(member, 1), 0), 0);
        bytes memory all = payloads(entries);
        vm.prank(keyOf(member));
        try ledger.record(LANE, used, entries, all) {
            revert("a position worked twice");
        } catch {}
    }

    function changeMember(uint256 seed) external {
        uint32 member = memberFrom(seed);
        vm.prank(ALICE);
        if (suspended[member]) registry.reinstate(member);
        else if (seed % 4 == 0) registry.suspend(member);
        else registry.setRoles(member, rolesFrom(member, seed));
        if (suspended[member]) suspended[member] = false;
        else if (seed % 4 == 0) suspended[member] = true;
        else rolesOf[member] = rolesFrom(member, seed);
    }

    function waitABlock() external {
        nextBlock();
    }

    function attempt(uint32 member, Write memory w) private {
        bool expected = mayWrite(member, w);
        ICreditLedger.Entry[] memory entries = new ICreditLedger.Entry[](1);
        entries[0] = entryOf(w);
        bytes memory all = payloadOf(w.class);
        vm.recordLogs();
        vm.prank(keyOf(member));
        try ledger.record(LANE, batches[member], entries, all) {
            require(expected, "an entry stands that the model refuses");
            batches[member]++;
            standing[w.class]++;
            note(member, w, vm.getRecordedLogs());
        } catch {
            require(!expected, "an entry is refused that the model lets stand");
            refused++;
        }
    }

    function note(uint32 member, Write memory w, Vm.Log[] memory logs) private {
        require(logs.length == 1, "one log an entry");
        bytes32 id = apply_(member, w);
        if (w.class == OBLIGATION) require(++timesLogged[id] == 1, "an obligation was recorded twice");
        Line storage line_ = lines[w.id];
        (Meta logged_, bytes32 commitment, bytes memory payload) =
            abi.decode(logs[0].data, (Meta, bytes32, bytes));
        require(logs[0].topics[1] == bytes32(uint256(w.id)) && logs[0].topics[2] == id, "topics");
        Meta expected = logged(Meta.wrap(Meta.unwrap(entryOf(w).meta)), line_.status, member, false);
        require(Meta.unwrap(logged_) == Meta.unwrap(expected), "meta");

        bytes32 domain = keccak256("tradeline/1/head");
        uint256 clock = block.number * 2 ** 64 + block.timestamp;
        line_.head =
            keccak256(abi.encode(domain, line_.head, logged_, id, commitment, keccak256(payload), clock));
    }

    function entryOf(Write memory w) private pure returns (ICreditLedger.Entry memory) {
        return entry(meta(w.class, w.capacity, w.epoch, w.subject, w.id, w.detail), w.obligation);
    }

    function memberFrom(uint256 seed) private pure returns (uint32) {
        return uint32(1 + (seed >> 8) % 5);
    }

    function rolesFrom(uint32 member, uint256 seed) private pure returns (uint16) {
        uint16 usual = [uint16(1), 1, 10, 4, 6][member - 1];
        return seed % 3 == 0 ? uint16((seed >> 16) % 32) : usual;
    }

    /// @dev Half of the fields of most writes are as they would be in earnest.
    function anything(uint256 seed) private view returns (Write memory w) {
        w.class = uint8(1 + (seed >> 24) % 9);
        w.capacity = uint8(1 + (seed >> 32) % 4);
        w.id = line(uint32(1 + (seed >> 40) % 3), uint32((seed >> 48) % 3));
        if (w.class == OPEN) w.id = line(memberFrom(seed), uint32((seed >> 48) % 3));
        w.epoch = lines[w.id].epoch;
        if ((seed >> 56) % 4 == 0) w.epoch += uint16((seed >> 60) % 3);
        bool named = w.class == OPEN || w.class == APPOINT || w.class == ASSIGN || w.class == SHARE;
        if (named || (seed >> 64) % 16 == 0) w.subject = uint32((seed >> 68) % 7);
        if ((seed >> 72) % 8 == 0) w.detail = uint16((seed >> 76) % 3);
        if (w.class == OBLIGATION) w.obligation = bytes32((seed >> 80) % 6);
        else if (allDebts.length != 0 && (seed >> 88) % 3 != 0) w = about(w, seed >> 96);
    }

    function about(Write memory w, uint256 seed) private view returns (Write memory) {
        w.obligation = allDebts[seed % allDebts.length];
        if ((seed >> 32) % 8 != 0) w.id = debts[w.obligation].line;
        if ((seed >> 40) % 8 != 0) w.epoch = lines[w.id].epoch;
        return w;
    }

    /// @notice Every tradeline is as the model has it: parties, status, epoch, agents, and the head over all that was logged.
    function requireLines() external view {
        for (uint256 i = 0; i < allLines.length; i++) {
            uint64 id = allLines[i];
            Line memory line_ = lines[id];
            uint256 parties = uint256(line_.creditor) | (uint256(line_.debtor) << 32);
            uint256 rest = (uint256(line_.status) << 64) | (uint256(line_.epoch) << 72) | (uint256(line_.openedAs) << 88);
            uint256 ofCreditor = (uint256(agentOf[id][1][0]) << 96) | (uint256(agentOf[id][1][1]) << 128);
            uint256 ofDebtor = (uint256(agentOf[id][2][0]) << 160) | (uint256(agentOf[id][2][1]) << 192);
            uint256 word = TradelineWord.unwrap(ledger.tradelineWord(id));
            require(word == parties | rest | ofCreditor | ofDebtor, "tradeline");
            require(ledger.head(id) == line_.head, "an entry without its head");
        }
    }

    /// @notice Every obligation was recorded once and is as it was, but for its one holder and what that one decides.
    function requireDebts() external view {
        for (uint256 i = 0; i < allDebts.length; i++) {
            bytes32 id = allDebts[i];
            Debt memory debt = debts[id];
            uint256 rest = (uint256(debt.epoch) << 160) | (uint256(debt.ofExternal ? 2 : 1) << 248);
            uint256 people =
                (uint256(debt.holder) << 64) | (uint256(debt.assignee) << 96) | (uint256(debt.agent) << 128);
            require(timesLogged[id] == 1, "once");
            require(ObligationWord.unwrap(ledger.obligationWord(id)) == debt.line | people | rest, "obligation");
        }
    }

    function requireMembers() external view {
        for (uint32 member = 1; member <= 5; member++) {
            require(ledger.nextSequence(member, LANE) == batches[member], "each position once");
            for (uint8 list = 1; list <= 3; list++) {
                require(ledger.memberHead(list, member) == memberHeads[list][member], "member head");
            }
            for (uint32 other = 1; other <= 5; other++) {
                require(ledger.pendingTradeline(member, other) == pendingOf[member][other], "pending");
            }
        }
    }
}
