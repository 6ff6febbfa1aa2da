// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Heads} from "./Heads.sol";
import {Meta} from "../types/Meta.sol";

/// @notice Logs an entry and rolls the head on, from one copy of the payload.
/// @dev Assembly because it is measured: what the compiler writes for `emit Recorded(...)`,
/// `keccak256(payload)` and `Heads.next` copies the payload twice and costs 600 gas more an entry. Both forms
/// give the same log and the same head: the tests compare them, `Heads.next` is the definition. The buffer
/// lies behind the free memory pointer and is used again by the next entry, so that memory does not grow with
/// the batch.
library Journal {
    bytes32 private constant RECORDED = keccak256("Recorded(uint64,bytes32,bytes32,bytes32,bytes)");
    bytes32 private constant HEAD = keccak256("tradeline/1/head");

    /// @param meta As logged; it names the tradeline.
    /// @param payloads Holds the entry's payload at `offset`, `size` bytes long; that it does is the caller's
    /// to see.
    /// @return next The tradeline's head after the entry.
    function append(
        bytes32 head,
        Meta meta,
        bytes32 obligation,
        bytes32 commitment,
        bytes calldata payloads,
        uint256 offset,
        uint256 size
    ) internal returns (bytes32 next) {
        (bytes32 topic, bytes32 domain, uint256 tradeline) = (RECORDED, HEAD, meta.tradeline());
        uint256 clock = Heads.clock();
        assembly ("memory-safe") {
            // Data of the log (Solidity ABI): meta, commitment, offset of the payload, its length, the
            // payload padded to words.
            let data := mload(0x40)
            mstore(data, meta)
            mstore(add(data, 0x20), commitment)
            mstore(add(data, 0x40), 0x60)
            mstore(add(data, 0x60), size)
            mstore(add(add(data, 0x80), size), 0)
            calldatacopy(add(data, 0x80), add(payloads.offset, offset), size)
            log3(data, add(0x80, and(add(size, 0x1f), not(0x1f))), topic, tradeline, obligation)

            // The payload's hash goes where the head's preimage (abi.encode of seven words) wants it, over
            // what was logged.
            let payloadHash := keccak256(add(data, 0x80), size)
            mstore(data, domain)
            mstore(add(data, 0x20), head)
            mstore(add(data, 0x40), meta)
            mstore(add(data, 0x60), obligation)
            mstore(add(data, 0x80), commitment)
            mstore(add(data, 0xa0), payloadHash)
            mstore(add(data, 0xc0), clock)
            next := keccak256(data, 0xe0)
        }
    }
}
