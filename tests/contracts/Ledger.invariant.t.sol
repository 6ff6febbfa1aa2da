// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Market} from "./support/Market.sol";

/// @dev Stands here because the test runner drives only contracts of a test file.
contract OpenMarket is Market {}

/// @notice What holds whatever members do, in any order. The market itself refuses, after each attempt, an entry that stands
/// against the model, an obligation that is logged twice, and a lane position that works twice.
contract LedgerInvariantTest {
    OpenMarket private market;

    function setUp() public {
        market = new OpenMarket();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(market);
    }

    function invariant_NoEntryWithoutItsHeadAndNothingRecordedChanges() public view {
        market.requireLines();
    }

    function invariant_NoObligationTwiceAndNoTwoHolders() public view {
        market.requireDebts();
    }

    function invariant_EachLanePositionOnceAndEveryListWhole() public view {
        market.requireMembers();
    }

    /// @dev Positive control: a market in which nothing stands, or nothing is refused, would prove nothing.
    function test_InTheMarketEveryClassStandsAndMuchIsRefused() public {
        for (uint256 i = 0; i < 1500; i++) {
            uint256 seed = uint256(keccak256(abi.encode("control", i)));
            if (i % 40 == 0) market.changeMember(seed);
            if (i % 3 == 0) market.tryAnything(seed);
            else market.tryWhatMayStand(seed);
            if (i % 7 == 0) market.waitABlock();
        }
        for (uint256 class = 1; class <= 9; class++) {
            require(market.standing(class) != 0, "a class that never stands");
        }
        require(market.refused() != 0, "nothing is refused");
        market.requireLines();
        market.requireDebts();
        market.requireMembers();
    }
}
