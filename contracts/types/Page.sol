// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Authority} from "./Authority.sol";
import {TradelineWord} from "./TradelineWord.sol";

/// @notice Who writes, and the tradeline that is written to: consecutive entries on one tradeline read and
/// store its state once.
/// @param stamp What the contract adds to every meta of the batch.
/// @param tradeline 0 before the first entry.
/// @param stored The word as it stands in state; `word` and `head` are ahead of it.
struct Page {
    Authority by;
    uint256 stamp;
    uint64 tradeline;
    TradelineWord stored;
    TradelineWord word;
    bytes32 head;
    bytes32 headSlot;
}
