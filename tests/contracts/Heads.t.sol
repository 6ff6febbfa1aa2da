// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICreditLedger} from "../../contracts/interfaces/ICreditLedger.sol";
import {Heads} from "../../contracts/libraries/Heads.sol";
import {Journal} from "../../contracts/libraries/Journal.sol";
import {Meta, MetaLibrary} from "../../contracts/types/Meta.sol";
import {TradelineWordLibrary} from "../../contracts/types/TradelineWord.sol";
import {Vector} from "./support/Vector.sol";
import {Vm, vm} from "./support/Vm.sol";

/// @notice The golden vectors of heads, which the Python code reads as well (tests/vectors/heads.json).
contract HeadsTest is Vector {
    constructor() Vector("heads.json") {}

    /// @dev External, so that the payload lies in calldata as it does in the ledger.
    function journal(bytes32 head, Meta meta, bytes32 obligation, bytes32 commitment, bytes calldata payload)
        external
        returns (bytes32)
    {
        return Journal.append(head, meta, obligation, commitment, payload, 0, payload.length);
    }

    /// @dev External, because within one call the compiler takes number and time of the block for constant.
    function clock() external view returns (uint256) {
        return Heads.clock();
    }

    function test_EveryTradelineHeadIsThatOfTheVectors() public {
        vm.chainId(number(".place.chain_id"));
        address ledger = vm.parseJsonAddress(json, ".place.ledger");
        uint256 seen = 0;
        for (uint256 i = 0; has(element(".tradelines", i)); i++) {
            string memory line = element(".tradelines", i);
            uint32 creditor = uint32(number(line, ".creditor"));
            uint32 debtor = uint32(number(line, ".debtor"));
            bytes32 head = Heads.start(ledger, uint64(number(line, ".tradeline")), creditor, debtor);
            require(head == word(line, ".head0"), "head0");
            for (uint256 j = 0; has(element(string.concat(line, ".entries"), j)); j++) {
                head = follow(head, element(string.concat(line, ".entries"), j));
                seen++;
            }
        }
        require(seen >= 40, "the vectors were read");
    }

    function follow(bytes32 head, string memory entry) private returns (bytes32 next) {
        Meta meta = Meta.wrap(word(entry, ".meta"));
        bytes32 obligation = word(entry, ".obligation");
        bytes32 commitment = word(entry, ".commitment");
        bytes memory payload = vm.parseJsonBytes(json, string.concat(entry, ".payload"));
        setClock(entry);
        require(Meta.unwrap(completed(entry)) == Meta.unwrap(meta), "meta");

        vm.recordLogs();
        next = this.journal(head, meta, obligation, commitment, payload);
        requireLogged(vm.getRecordedLogs()[0], meta, obligation, commitment, payload);
        require(next == word(entry, ".head"), "head");
        require(
            next == Heads.next(head, meta, obligation, commitment, keccak256(payload), number(entry, ".clock")),
            "definition"
        );
    }

    function completed(string memory entry) private view returns (Meta) {
        bool byDelegate = vm.parseJsonBool(json, string.concat(entry, ".delegate"));
        uint256 stamp = MetaLibrary.stamp(byDelegate, uint32(number(entry, ".recorder")));
        uint8 status = uint8(number(entry, ".status"));
        return Meta.wrap(word(entry, ".handed_in")).complete(stamp, TradelineWordLibrary.make(1, 1, 2, status));
    }

    /// @dev What `emit Recorded(...)` would have written.
    function requireLogged(
        Vm.Log memory log,
        Meta meta,
        bytes32 obligation,
        bytes32 commitment,
        bytes memory payload
    ) private pure {
        require(log.topics.length == 3, "topics");
        require(log.topics[0] == ICreditLedger.Recorded.selector, "event");
        require(log.topics[1] == bytes32(uint256(meta.tradeline())), "tradeline");
        require(log.topics[2] == obligation, "obligation");
        require(keccak256(log.data) == keccak256(abi.encode(meta, commitment, payload)), "data");
    }

    function test_EveryMemberHeadIsThatOfTheVectors() public {
        uint256 seen = 0;
        for (uint256 i = 0; has(element(".members", i)); i++) {
            string memory member = element(".members", i);
            bytes32[4] memory heads;
            for (uint256 j = 0; has(element(string.concat(member, ".events"), j)); j++) {
                string memory event_ = element(string.concat(member, ".events"), j);
                setClock(event_);
                uint256 list = number(event_, ".list");
                heads[list] = Heads.nextOfMember(
                    heads[list],
                    uint32(number(member, ".member")),
                    uint8(number(event_, ".event")),
                    word(event_, ".id"),
                    this.clock()
                );
                require(heads[list] == word(event_, ".head"), "head");
                seen++;
            }
        }
        require(seen >= 5, "the vectors were read");
    }

    function setClock(string memory entry) private {
        vm.roll(number(entry, ".block"));
        vm.warp(number(entry, ".timestamp"));
        require(this.clock() == number(entry, ".clock"), "clock");
    }

    function testFuzz_TheJournalLogsAndRollsOnAsDefined(
        bytes32 head,
        bytes32 meta,
        bytes32 obligation,
        bytes32 commitment,
        bytes calldata payload
    ) public {
        vm.recordLogs();
        bytes32 next = this.journal(head, Meta.wrap(meta), obligation, commitment, payload);
        requireLogged(vm.getRecordedLogs()[0], Meta.wrap(meta), obligation, commitment, payload);
        bytes32 expected =
            Heads.next(head, Meta.wrap(meta), obligation, commitment, keccak256(payload), Heads.clock());
        require(next == expected, "head");
    }
}
