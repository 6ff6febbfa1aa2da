// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {vm} from "./Vm.sol";

/// @notice Reads one file of golden vectors.
abstract contract Vector {
    string internal json;

    constructor(string memory file) {
        json = vm.readFile(string.concat("tests/vectors/", file));
    }

    function element(string memory list, uint256 index) internal pure returns (string memory) {
        return string.concat(list, "[", vm.toString(index), "]");
    }

    function has(string memory path) internal view returns (bool) {
        return vm.keyExistsJson(json, path);
    }

    function number(string memory path) internal view returns (uint256) {
        return vm.parseJsonUint(json, path);
    }

    function number(string memory object, string memory field) internal view returns (uint256) {
        return vm.parseJsonUint(json, string.concat(object, field));
    }

    function word(string memory object, string memory field) internal view returns (bytes32) {
        return vm.parseJsonBytes32(json, string.concat(object, field));
    }
}
