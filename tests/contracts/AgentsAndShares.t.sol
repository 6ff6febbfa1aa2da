// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICreditLedger} from "../../contracts/interfaces/ICreditLedger.sol";
import {Meta} from "../../contracts/types/Meta.sol";
import {ObligationWord} from "../../contracts/types/ObligationWord.sol";
import {TradelineWord} from "../../contracts/types/TradelineWord.sol";
import {Recorder} from "./support/Recorder.sol";
import {vm} from "./support/Vm.sol";

contract AgentsAndSharesTest is Recorder {
    function agents(uint64 id) private view returns (uint256) {
        return TradelineWord.unwrap(ledger.tradelineWord(id)) >> 96;
    }

    function appoint(uint32 member, uint8 capacity, uint64 id, uint16 slot, uint32 agent) private {
        write(member, meta(APPOINT, capacity, 0, agent, id, slot), 0);
    }

    function refuseStatement(uint32 agent, uint64 id, bytes32 obligation) private {
        refuse(
            abi.encodeWithSelector(
                ICreditLedger.CreditLedgerCapacityNotHeld.selector, agent, id, obligation, AGENT
            ),
            agent,
            meta(STATEMENT, AGENT, 0, 0, id, 0),
            obligation
        );
    }

    function test_EachSideAppointsTwoAgents() public {
        uint64 id = trade();
        admit(6, 4);
        admit(7, 4);
        appoint(SELLER, CREDITOR, id, 0, PLATFORM);
        appoint(SELLER, CREDITOR, id, 1, FUND);
        appoint(BUYER, DEBTOR, id, 0, 6);
        appoint(BUYER, DEBTOR, id, 1, 7);

        require(agents(id) == PLATFORM | (uint256(FUND) << 32) | (6 << 64) | (7 << 96), "slots");
        uint32[4] memory all = [PLATFORM, FUND, 6, 7];
        for (uint256 i = 0; i < 4; i++) {
            write(all[i], meta(STATEMENT, AGENT, 0, 0, id, 0), 0);
        }
    }

    function test_AnAppointmentIsLoggedWithStatusAndSlot() public {
        uint64 id = trade();
        Meta handedIn = meta(APPOINT, DEBTOR, 0, PLATFORM, id, 1);
        vm.expectEmit();
        emit ICreditLedger.Recorded(id, 0, logged(handedIn, ACCEPTED, BUYER, false), COMMITMENT, payloadOf(APPOINT));
        write(BUYER, handedIn, 0);
    }

    function test_AnAgentWritesOnlyWhereAndWhileItIsAppointed() public {
        uint64 id = trade();
        refuseStatement(PLATFORM, id, 0);
        appoint(SELLER, CREDITOR, id, 0, PLATFORM);
        write(PLATFORM, meta(STATEMENT, AGENT, 0, 0, id, 0), 0);
        uint64 other = open(SELLER, 2, CREDITOR, BANK);
        refuseStatement(PLATFORM, other, 0);
        appoint(SELLER, CREDITOR, id, 0, 0);
        require(agents(id) == 0, "ended");
        refuseStatement(PLATFORM, id, 0);
    }

    function test_AnAgentWithoutTheRoleWritesNothing() public {
        uint64 id = trade();
        appoint(SELLER, CREDITOR, id, 0, PLATFORM);
        setRoles(PLATFORM, 2);
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerRoleMissing.selector, PLATFORM, uint16(2), uint16(4)),
            PLATFORM,
            meta(STATEMENT, AGENT, 0, 0, id, 0),
            0
        );
    }

    function test_OnlyAnActiveSettlementAgentIsAppointed() public {
        uint64 id = trade();
        refuse(
            abi.encodeWithSelector(
                ICreditLedger.CreditLedgerSubjectUnfit.selector, BANK, uint8(1), uint16(10), uint16(4)
            ),
            SELLER,
            meta(APPOINT, CREDITOR, 0, BANK, id, 0),
            0
        );
        suspend(PLATFORM);
        refuse(
            abi.encodeWithSelector(
                ICreditLedger.CreditLedgerSubjectUnfit.selector, PLATFORM, uint8(2), uint16(4), uint16(4)
            ),
            SELLER,
            meta(APPOINT, CREDITOR, 0, PLATFORM, id, 0),
            0
        );
    }

    function test_NoPartyIsAnAgentOfTheOther() public {
        uint64 id = trade();
        bytes32 obligation = invoice(id, TAG);
        finance(id, obligation, SELLER, CREDITOR, FUND);
        setRoles(BUYER, 5);
        setRoles(SELLER, 5);
        refuseParty(SELLER, CREDITOR, BUYER, id, 0);
        refuseParty(BUYER, DEBTOR, SELLER, id, 0);
        refuseParty(FUND, HOLDER, BUYER, id, obligation);
        refuseParty(FUND, HOLDER, FUND, id, obligation);
    }

    function refuseParty(uint32 member, uint8 capacity, uint32 agent, uint64 id, bytes32 obligation) private {
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerSubjectIsParty.selector, agent, id),
            member,
            meta(APPOINT, capacity, 0, agent, id, 0),
            obligation
        );
    }

    function test_PartiesAppointForTheTradelineHoldersForTheObligation() public {
        uint64 id = trade();
        bytes32 obligation = invoice(id, TAG);
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerObligationUnexpected.selector, id, obligation),
            SELLER,
            meta(APPOINT, CREDITOR, 0, PLATFORM, id, 0),
            obligation
        );
        finance(id, obligation, SELLER, CREDITOR, BANK);
        write(BANK, meta(APPOINT, HOLDER, 0, PLATFORM, id, 0), obligation);
        uint256 word = ObligationWord.unwrap(ledger.obligationWord(obligation));
        require(word == uint256(id) | (uint256(BANK) << 64) | (uint256(PLATFORM) << 128) | (1 << 248), "word");
        write(PLATFORM, meta(STATEMENT, AGENT, 0, 0, id, 0), obligation);
        refuseStatement(PLATFORM, id, 0);
        write(BANK, meta(APPOINT, HOLDER, 0, 0, id, 0), obligation);
        refuseStatement(PLATFORM, id, obligation);
    }

    function test_ThereAreTwoSlotsASideAndOneForTheHolder() public {
        uint64 id = trade();
        bytes32 obligation = invoice(id, TAG);
        finance(id, obligation, SELLER, CREDITOR, BANK);
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerSlotUnknown.selector, id, uint16(2), uint16(2)),
            SELLER,
            meta(APPOINT, CREDITOR, 0, PLATFORM, id, 2),
            0
        );
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerSlotUnknown.selector, id, uint16(1), uint16(1)),
            BANK,
            meta(APPOINT, HOLDER, 0, PLATFORM, id, 1),
            obligation
        );
    }

    function share(uint32 member, uint8 capacity, uint16 epoch, uint32 to, uint64 id, bytes32 obligation) private {
        write(member, meta(SHARE, capacity, epoch, to, id, 1), obligation);
    }

    function test_AShareNamesItsRecipientAndThatOnesKey() public {
        uint64 id = trade();
        Meta handedIn = meta(SHARE, CREDITOR, 0, BUYER, id, 3);
        vm.expectEmit();
        emit ICreditLedger.Recorded(id, 0, logged(handedIn, ACCEPTED, SELLER, false), COMMITMENT, payloadOf(SHARE));
        write(SELLER, handedIn, 0);
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerSubjectUnknown.selector, uint32(0)),
            SELLER,
            meta(SHARE, CREDITOR, 0, 0, id, 1),
            0
        );
    }

    function test_APartysShareOfTheNextKeyBeginsItsEpoch() public {
        uint64 id = trade();
        share(SELLER, CREDITOR, 1, BUYER, id, 0);
        require(ledger.tradelineWord(id).epoch() == 1, "by the creditor");
        share(BUYER, DEBTOR, 2, SELLER, id, 0);
        require(ledger.tradelineWord(id).epoch() == 2, "by the debtor");
        share(SELLER, CREDITOR, 1, BUYER, id, 0);
        require(ledger.tradelineWord(id).epoch() == 2, "an older key may still be shared");
        write(SELLER, meta(OBLIGATION, CREDITOR, 2, 0, id, 0), TAG);
        require(ObligationWord.unwrap(ledger.obligationWord(idOf(SELLER, TAG))) >> 160 == 2 | (1 << 88), "epoch 2");
    }

    function refuseEpoch(uint32 member, Meta meta_, bytes32 obligation, uint64 id, uint16 epoch) private {
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerEpochAhead.selector, id, epoch, uint256(0)),
            member,
            meta_,
            obligation
        );
    }

    function test_NothingElseRunsAheadOfTheEpoch() public {
        uint64 id = trade();
        bytes32 obligation = invoice(id, TAG);
        finance(id, obligation, SELLER, CREDITOR, BANK);
        refuseEpoch(SELLER, meta(SHARE, CREDITOR, 2, BUYER, id, 1), 0, id, 2);
        refuseEpoch(SELLER, meta(SHARE, CREDITOR, 1, BUYER, id, 1), obligation, id, 1);
        refuseEpoch(BANK, meta(SHARE, HOLDER, 1, FUND, id, 1), obligation, id, 1);
        refuseEpoch(BANK, meta(SHARE, HOLDER, 1, FUND, id, 1), 0, id, 1);
        refuseEpoch(SELLER, meta(STATEMENT, CREDITOR, 1, 0, id, 0), 0, id, 1);
    }

    function test_AHolderSharesItsObligationsKeyOnly() public {
        uint64 id = trade();
        bytes32 obligation = invoice(id, TAG);
        finance(id, obligation, SELLER, CREDITOR, BANK);
        share(BANK, HOLDER, 0, FUND, id, obligation);
        refuse(
            abi.encodeWithSelector(
                ICreditLedger.CreditLedgerCapacityNotHeld.selector, BANK, id, bytes32(0), HOLDER
            ),
            BANK,
            meta(SHARE, HOLDER, 0, FUND, id, 1),
            0
        );
    }

    function test_ASuspendedMemberIsStillSharedWith() public {
        uint64 id = trade();
        suspend(BUYER);
        share(SELLER, CREDITOR, 0, BUYER, id, 0);
    }
}
