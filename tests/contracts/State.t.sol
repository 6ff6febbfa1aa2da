// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestationStorage} from "../../contracts/libraries/AttestationStorage.sol";
import {KeyIds} from "../../contracts/libraries/KeyIds.sol";
import {LedgerStorage} from "../../contracts/libraries/LedgerStorage.sol";
import {RegistryStorage} from "../../contracts/libraries/RegistryStorage.sol";
import {ActionWord} from "../../contracts/types/ActionWord.sol";
import {AnchorWord, AnchorWordLibrary} from "../../contracts/types/AnchorWord.sol";
import {ConsentWord, ConsentWordLibrary} from "../../contracts/types/ConsentWord.sol";
import {KeyWord, KeyWordLibrary} from "../../contracts/types/KeyWord.sol";
import {MemberWord, MemberWordLibrary} from "../../contracts/types/MemberWord.sol";
import {ObligationWord, ObligationWordLibrary} from "../../contracts/types/ObligationWord.sol";
import {QuorumWord, QuorumWordLibrary} from "../../contracts/types/QuorumWord.sol";
import {TradelineWord, TradelineWordLibrary} from "../../contracts/types/TradelineWord.sol";
import {Vector} from "./support/Vector.sol";
import {vm} from "./support/Vm.sol";

/// @notice The golden vectors of state, which the Python code reads as well (tests/vectors/state.json): this contract keeps
/// the three layouts in its own storage and looks where each word stands.
contract StateTest is Vector {
    bytes32 private constant MARK = keccak256("a word");
    uint256 private seen;

    constructor() Vector("state.json") {}

    function test_TheNamespacesBeginWhereTheVectorsSay() public view {
        require(RegistryStorage.BASE == base("MemberRegistry"), "members");
        require(LedgerStorage.BASE == base("CreditLedger"), "ledger");
        require(AttestationStorage.BASE == base("AttestationRegistry"), "attestations");
    }

    /// @dev The names hold dots, so they are quoted.
    function base(string memory name) private view returns (bytes32) {
        return word(string.concat(".namespaces['tradeline.storage.", name), "']");
    }

    function test_EveryWordStandsAtTheSlotOfTheVectors() public {
        for (uint256 i = 0; has(element(".slots", i)); i++) {
            string memory slot = element(".slots", i);
            string memory key = string.concat(slot, ".key");
            bytes32 name = keccak256(bytes(vm.parseJsonString(json, string.concat(slot, ".word"))));
            require(putInLedger(name, key) || putInRegistry(name, key) || putInAttestations(name, key), "unknown word");
            bytes32 place = word(slot, ".slot");
            require(uint256(vm.load(address(this), place)) << 224 == uint256(MARK) << 224, "slot");
            seen++;
            vm.store(address(this), place, 0);
        }
        require(seen == 23, "the vectors were read");
    }

    function is_(bytes32 name, string memory text) private pure returns (bool) {
        return name == keccak256(bytes(text));
    }

    function putInLedger(bytes32 name, string memory key) private returns (bool) {
        LedgerStorage.Layout storage $ = LedgerStorage.state();
        uint256 mark = uint256(MARK);
        if (is_(name, "tradeline")) $.tradelines[uint64(number(key, ".tradeline"))] = TradelineWord.wrap(mark);
        else if (is_(name, "head")) $.heads[uint64(number(key, ".tradeline"))].value = MARK;
        else if (is_(name, "obligation")) $.obligations[word(key, ".obligation")] = ObligationWord.wrap(mark);
        else if (is_(name, "member_head")) $.memberHeads[pair(key, ".list", ".member")] = MARK;
        else if (is_(name, "lane")) $.lanes[pair(key, ".member", ".lane")] = mark;
        else if (is_(name, "pending")) $.pending[pair(key, ".opener", ".counterparty")] = uint64(mark);
        else if (is_(name, "successor")) $.successor.ledger = address(uint160(mark));
        else return false;
        return true;
    }

    function pair(string memory key, string memory high, string memory low) private view returns (uint256) {
        return LedgerStorage.pair(uint32(number(key, high)), uint32(number(key, low)));
    }

    function putInRegistry(bytes32 name, string memory key) private returns (bool) {
        RegistryStorage.Layout storage $ = RegistryStorage.state();
        uint256 mark = uint256(MARK);
        if (is_(name, "member")) $.members[uint32(number(key, ".member"))] = MemberWord.wrap(mark);
        else if (is_(name, "identity_tag")) $.identityTags[uint32(number(key, ".member"))] = MARK;
        else if (is_(name, "identity_commitment")) $.identityCommitments[uint32(number(key, ".member"))] = MARK;
        else if (is_(name, "member_by_tag")) $.membersByTag[word(key, ".tag")] = uint32(mark);
        else if (is_(name, "key")) $.keys[word(key, ".key_id")] = KeyWord.wrap(mark);
        else if (is_(name, "related")) $.related[relation(key)] = mark;
        else if (is_(name, "generations")) $.generations[series(key)] = mark;
        else if (is_(name, "registrar")) $.registrars[vm.parseJsonAddress(json, string.concat(key, ".address"))] = mark;
        else if (is_(name, "quorum")) $.quorum = QuorumWord.wrap(mark);
        else if (is_(name, "member_count")) $.memberCount = mark;
        else if (is_(name, "action")) $.actions[word(key, ".action")] = ActionWord.wrap(mark);
        else if (is_(name, "approval")) $.approvals[approval(key)] = mark;
        else if (is_(name, "reserved")) $.reserved[word(key, ".key_id")] = uint32(mark);
        else return false;
        return true;
    }

    function relation(string memory key) private view returns (uint256) {
        uint32 smaller = uint32(number(key, ".smaller"));
        uint32 larger = uint32(number(key, ".larger"));
        require(RegistryStorage.pairKey(smaller, larger) == RegistryStorage.pairKey(larger, smaller), "either order");
        return RegistryStorage.pairKey(larger, smaller);
    }

    function series(string memory key) private view returns (uint256) {
        return RegistryStorage.seriesKey(uint32(number(key, ".member")), uint8(number(key, ".purpose")));
    }

    function approval(string memory key) private view returns (bytes32) {
        address registrar = vm.parseJsonAddress(json, string.concat(key, ".registrar"));
        return RegistryStorage.approvalKey(word(key, ".action"), registrar);
    }

    function putInAttestations(bytes32 name, string memory key) private returns (bool) {
        AttestationStorage.Layout storage $ = AttestationStorage.state();
        uint256 mark = uint256(MARK);
        if (is_(name, "anchor")) {
            bytes32 anchor = AttestationStorage.anchorKey(uint32(number(key, ".issuer")), word(key, ".digest"));
            $.anchors[anchor] = AnchorWord.wrap(mark);
        } else if (is_(name, "rulebook")) {
            $.rulebooks[word(key, ".rulebook")] = mark;
        } else if (is_(name, "consent")) {
            $.consents[word(key, ".commitment")] = ConsentWord.wrap(mark);
        } else {
            return false;
        }
        return true;
    }

    function test_EveryWordHasTheBitsOfTheVectors() public {
        for (uint256 i = 0; has(element(".words", i)); i++) {
            string memory item = element(".words", i);
            string memory fields = string.concat(item, ".fields");
            bytes32 name = keccak256(bytes(vm.parseJsonString(json, string.concat(item, ".layout"))));
            require(uint256(word(item, ".word")) == made(name, fields), "bits");
            seen++;
        }
        require(seen >= 10, "the vectors were read");
    }

    function made(bytes32 name, string memory fields) private view returns (uint256) {
        if (is_(name, "TradelineWord")) return tradeline(fields);
        if (is_(name, "ObligationWord")) return obligation(fields);
        if (is_(name, "SuccessorWord")) return successor(fields);
        if (is_(name, "MemberWord")) return member(fields);
        if (is_(name, "KeyWord")) return key_(fields);
        if (is_(name, "QuorumWord")) return quorum(fields);
        if (is_(name, "ActionWord")) return action(fields);
        if (is_(name, "AnchorWord")) return anchored(fields);
        require(is_(name, "ConsentWord"), "unknown layout");
        return consent(fields);
    }

    function tradeline(string memory of_) private view returns (uint256) {
        uint32 creditor = uint32(number(of_, ".creditor"));
        uint32 debtor = uint32(number(of_, ".debtor"));
        uint8 openedAs = uint8(number(of_, ".opened_as"));
        uint8 status = uint8(number(of_, ".status"));
        TradelineWord made_ = openedAs == 1
            ? TradelineWordLibrary.make(creditor, 1, debtor, status)
            : TradelineWordLibrary.make(debtor, 2, creditor, status);
        made_ = made_.withEpoch(uint16(number(of_, ".epoch")));
        made_ = made_.withAgent(1, 0, uint32(number(of_, ".creditor_agent_0")));
        made_ = made_.withAgent(1, 1, uint32(number(of_, ".creditor_agent_1")));
        made_ = made_.withAgent(2, 0, uint32(number(of_, ".debtor_agent_0")));
        return TradelineWord.unwrap(made_.withAgent(2, 1, uint32(number(of_, ".debtor_agent_1"))));
    }

    function obligation(string memory of_) private view returns (uint256) {
        uint64 id = uint64(number(of_, ".tradeline"));
        bool assignable = number(of_, ".owed_to") == 1;
        ObligationWord made_ = ObligationWordLibrary.make(id, uint16(number(of_, ".epoch")), assignable);
        made_ = made_.withAssignee(uint32(number(of_, ".holder"))).taken();
        made_ = made_.withAssignee(uint32(number(of_, ".assignee")));
        return ObligationWord.unwrap(made_.withAgent(uint32(number(of_, ".holder_agent"))));
    }

    function successor(string memory of_) private view returns (uint256) {
        return uint256(uint160(vm.parseJsonAddress(json, string.concat(of_, ".address"))))
            | (number(of_, ".frozen_at") << 160);
    }

    function member(string memory of_) private view returns (uint256) {
        MemberWord made_ = MemberWordLibrary.make(0, number(of_, ".admitted_at"));
        made_ = made_.withStatus(uint8(number(of_, ".status")), number(of_, ".status_since"));
        made_ = made_.withRoles(uint16(number(of_, ".roles")));
        return MemberWord.unwrap(made_.withRekeyedAt(number(of_, ".rekeyed_at")));
    }

    function key_(string memory of_) private view returns (uint256) {
        KeyWord made_ = KeyWordLibrary.make(
            uint32(number(of_, ".member")),
            uint8(number(of_, ".purpose")),
            uint16(number(of_, ".scope")),
            uint16(number(of_, ".generation")),
            number(of_, ".since")
        );
        made_ = made_.withUntil(number(of_, ".until"));
        return KeyWord.unwrap(made_.withCompromisedSince(number(of_, ".compromised_since")));
    }

    function quorum(string memory of_) private view returns (uint256) {
        return QuorumWord.unwrap(
            QuorumWordLibrary.make(
                uint32(number(of_, ".threshold")),
                uint32(number(of_, ".count")),
                uint40(number(of_, ".delay")),
                uint32(number(of_, ".changes"))
            )
        );
    }

    function action(string memory of_) private view returns (uint256) {
        ActionWord made_ = ActionWord.wrap(number(of_, ".approvals")).withApprovedAt(number(of_, ".approved_at"));
        if (vm.parseJsonBool(json, string.concat(of_, ".done"))) made_ = made_.done();
        if (vm.parseJsonBool(json, string.concat(of_, ".vetoed"))) made_ = made_.vetoed();
        return ActionWord.unwrap(made_);
    }

    function anchored(string memory of_) private view returns (uint256) {
        bool batch = vm.parseJsonBool(json, string.concat(of_, ".batch"));
        AnchorWord made_ = AnchorWordLibrary.make(number(of_, ".anchored_at"), batch);
        made_ = made_.withRevokedAt(number(of_, ".revoked_at"));
        return AnchorWord.unwrap(made_.withSupersededAt(number(of_, ".superseded_at")));
    }

    function consent(string memory of_) private view returns (uint256) {
        ConsentWord made_ = ConsentWordLibrary.make(uint32(number(of_, ".member")), number(of_, ".given_at"));
        return ConsentWord.unwrap(made_.withWithdrawnAt(number(of_, ".withdrawn_at")));
    }

    function keyId(uint8 purpose, bytes calldata publicKey) external pure returns (bytes32) {
        require(KeyIds.isKnown(purpose) && KeyIds.isWellFormed(purpose, publicKey), "form");
        return KeyIds.ofKey(purpose, publicKey);
    }

    function test_EveryKeyIdIsThatOfTheVectors() public view {
        uint256 read = 0;
        for (uint256 i = 0; has(element(".key_ids", i)); i++) {
            string memory item = element(".key_ids", i);
            bytes memory publicKey = vm.parseJsonBytes(json, string.concat(item, ".public"));
            require(this.keyId(uint8(number(item, ".purpose")), publicKey) == word(item, ".id"), "id");
            read++;
        }
        require(read >= 5, "the vectors were read");
    }
}
