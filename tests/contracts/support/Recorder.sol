// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICreditLedger} from "../../../contracts/interfaces/ICreditLedger.sol";
import {Meta} from "../../../contracts/types/Meta.sol";
import {Consortium} from "./Consortium.sol";
import {vm} from "./Vm.sol";

/// @notice Writes entries as members do. Meta is put together here byte for byte, apart from the contracts' own code.
abstract contract Recorder is Consortium {
    uint8 internal constant OPEN = 1;
    uint8 internal constant ACCEPT = 2;
    uint8 internal constant DECLINE = 3;
    uint8 internal constant APPOINT = 4;
    uint8 internal constant OBLIGATION = 5;
    uint8 internal constant STATEMENT = 6;
    uint8 internal constant ASSIGN = 7;
    uint8 internal constant TAKE = 8;
    uint8 internal constant SHARE = 9;

    uint8 internal constant CREDITOR = 1;
    uint8 internal constant DEBTOR = 2;
    uint8 internal constant HOLDER = 3;
    uint8 internal constant AGENT = 4;

    uint8 internal constant PROPOSED = 1;
    uint8 internal constant ACCEPTED = 2;
    uint8 internal constant DECLINED = 3;
    uint8 internal constant EXTERNAL = 4;

    bytes32 internal constant COMMITMENT = keccak256("commitment");
    bytes32 internal constant TAG = keccak256("tag of an invoice");

    function line(uint32 opener, uint32 sequence) internal pure returns (uint64) {
        return (uint64(opener) << 32) | sequence;
    }

    /// @notice docs/records.md, section 2: the bytes from the left.
    function meta(uint8 class, uint8 capacity, uint16 epoch, uint32 subject, uint64 tradeline, uint16 detail)
        internal
        pure
        returns (Meta)
    {
        bytes memory packed =
            abi.encodePacked(class, capacity, uint16(0), epoch, uint32(0), subject, tradeline, detail, uint64(0));
        return Meta.wrap(bytes32(packed));
    }

    function logged(Meta handedIn, uint8 status, uint32 recorder, bool byDelegate) internal pure returns (Meta) {
        bytes32 word = Meta.unwrap(handedIn) | (bytes32(uint256(status)) << 232) | (bytes32(uint256(recorder)) << 176);
        return Meta.wrap(byDelegate ? word | (bytes32(uint256(0x80)) << 240) : word);
    }

    function idOf(uint32 creditor, bytes32 tag) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(keccak256("tradeline/1/obligation"), uint256(creditor), tag));
    }

    function externalIdOf(uint64 tradeline, bytes32 tag) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(keccak256("tradeline/1/obligation-external"), uint256(tradeline), tag));
    }

    function sizeOf(uint8 class) internal pure returns (uint256) {
        if (class == OPEN) return 512;
        if (class == OBLIGATION) return 256;
        return class == SHARE ? 1200 : 192;
    }

    /// @notice Bytes that differ in every word.
    function payloadOf(uint8 class) internal pure returns (bytes memory payload) {
        payload = new bytes(sizeOf(class));
        for (uint256 i = 0; i < payload.length; i++) {
            payload[i] = bytes1(uint8(i + i / 32 + class));
        }
    }

    function entry(Meta meta_, bytes32 obligation) internal pure returns (ICreditLedger.Entry memory) {
        return ICreditLedger.Entry(meta_, obligation, COMMITMENT);
    }

    function one(Meta meta_, bytes32 obligation) internal pure returns (ICreditLedger.Entry[] memory entries) {
        entries = new ICreditLedger.Entry[](1);
        entries[0] = entry(meta_, obligation);
    }

    function payloads(ICreditLedger.Entry[] memory entries) internal pure returns (bytes memory all) {
        for (uint256 i = 0; i < entries.length; i++) {
            all = abi.encodePacked(all, payloadOf(uint8(Meta.unwrap(entries[i].meta)[0])));
        }
    }

    function write(uint32 member, Meta meta_, bytes32 obligation) internal {
        writeAll(keyOf(member), member, one(meta_, obligation));
    }

    function writeAll(address key, uint32 member, ICreditLedger.Entry[] memory entries) internal {
        uint64 next = uint64(ledger.nextSequence(member, 0));
        bytes memory all = payloads(entries);
        vm.prank(key);
        ledger.record(0, next, entries, all);
    }

    /// @notice Writing must fail with exactly this error.
    function refuse(bytes memory refusal, uint32 member, Meta meta_, bytes32 obligation) internal {
        refuseAs(refusal, keyOf(member), member, meta_, obligation);
    }

    function refuseAs(bytes memory refusal, address key, uint32 member, Meta meta_, bytes32 obligation) internal {
        uint64 next = uint64(ledger.nextSequence(member, 0));
        ICreditLedger.Entry[] memory entries = one(meta_, obligation);
        bytes memory all = payloads(entries);
        vm.prank(key);
        vm.expectRevert(refusal);
        ledger.record(0, next, entries, all);
    }

    function open(uint32 opener, uint32 sequence, uint8 capacity, uint32 counterparty) internal returns (uint64 id) {
        id = line(opener, sequence);
        write(opener, meta(OPEN, capacity, 0, counterparty, id, 0), 0);
    }

    /// @notice SELLER sells to BUYER, who has accepted.
    function trade() internal returns (uint64 id) {
        id = open(SELLER, 1, CREDITOR, BUYER);
        write(BUYER, meta(ACCEPT, DEBTOR, 0, 0, id, 0), 0);
    }

    /// @notice An invoice of SELLER on its tradeline.
    function invoice(uint64 id, bytes32 tag) internal returns (bytes32) {
        write(SELLER, meta(OBLIGATION, CREDITOR, 0, 0, id, 0), tag);
        return idOf(SELLER, tag);
    }

    /// @notice The invoice passes to a lender, from the creditor or from the holder.
    function finance(uint64 id, bytes32 obligation, uint32 from, uint8 capacity, uint32 to) internal {
        write(from, meta(ASSIGN, capacity, 0, to, id, 0), obligation);
        write(to, meta(TAKE, HOLDER, 0, 0, id, 0), obligation);
    }
}
