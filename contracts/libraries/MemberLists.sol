// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Heads} from "./Heads.sol";
import {LedgerStorage} from "./LedgerStorage.sol";

/// @notice The three lists of a member, of which only the heads stand in state.
library MemberLists {
    /// @param id Tradeline or obligation that the event is about.
    function append(uint8 list, uint32 member, uint8 event_, bytes32 id) internal {
        mapping(uint256 => bytes32) storage heads = LedgerStorage.state().memberHeads;
        uint256 key = LedgerStorage.pair(list, member);
        heads[key] = Heads.nextOfMember(heads[key], member, event_, id, Heads.clock());
    }
}
