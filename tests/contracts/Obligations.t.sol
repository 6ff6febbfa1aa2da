// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICreditLedger} from "../../contracts/interfaces/ICreditLedger.sol";
import {Meta} from "../../contracts/types/Meta.sol";
import {ObligationWord} from "../../contracts/types/ObligationWord.sol";
import {Recorder} from "./support/Recorder.sol";
import {vm} from "./support/Vm.sol";

contract ObligationsTest is Recorder {
    function bits(bytes32 id) private view returns (uint256) {
        return ObligationWord.unwrap(ledger.obligationWord(id));
    }

    function notHeld(uint32 member, uint64 id, bytes32 obligation, uint8 capacity)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(
            ICreditLedger.CreditLedgerCapacityNotHeld.selector, member, id, obligation, capacity
        );
    }

    function test_AnObligationIsLoggedUnderItsId() public {
        uint64 id = trade();
        Meta handedIn = meta(OBLIGATION, CREDITOR, 0, 0, id, 0);
        vm.expectEmit();
        emit ICreditLedger.Recorded(
            id, idOf(SELLER, TAG), logged(handedIn, ACCEPTED, SELLER, false), COMMITMENT, payloadOf(OBLIGATION)
        );
        write(SELLER, handedIn, TAG);

        require(bits(idOf(SELLER, TAG)) == uint256(id) | (1 << 248), "word");
    }

    function test_AnObligationExistsOnceForEverOnWhicheverTradeline() public {
        uint64 first = trade();
        uint64 second = open(SELLER, 2, CREDITOR, BANK);
        bytes32 obligation = invoice(first, TAG);
        for (uint256 i = 0; i < 2; i++) {
            uint64 id = i == 0 ? first : second;
            refuse(
                abi.encodeWithSelector(ICreditLedger.CreditLedgerObligationExists.selector, id, obligation, first),
                SELLER,
                meta(OBLIGATION, CREDITOR, 0, 0, id, 0),
                TAG
            );
        }
    }

    function test_TheSameTagOfAnotherCreditorIsAnotherObligation() public {
        invoice(trade(), TAG);
        uint64 id = open(BUYER, 1, CREDITOR, SELLER);
        write(BUYER, meta(OBLIGATION, CREDITOR, 0, 0, id, 0), TAG);
        require(bits(idOf(BUYER, TAG)) == uint256(id) | (1 << 248), "word");
    }

    function test_OnlyTheCreditorRecordsAnObligation() public {
        uint64 id = trade();
        refuse(notHeld(BUYER, id, TAG, DEBTOR), BUYER, meta(OBLIGATION, DEBTOR, 0, 0, id, 0), TAG);
        refuse(notHeld(BUYER, id, TAG, CREDITOR), BUYER, meta(OBLIGATION, CREDITOR, 0, 0, id, 0), TAG);
        refuse(notHeld(BANK, id, TAG, CREDITOR), BANK, meta(OBLIGATION, CREDITOR, 0, 0, id, 0), TAG);
    }

    function test_TheDebtorRecordsForAnExternalCreditorAndThatIsNeverAssigned() public {
        uint64 id = open(BUYER, 1, DEBTOR, 0);
        write(BUYER, meta(OBLIGATION, DEBTOR, 0, 0, id, 0), TAG);
        bytes32 obligation = externalIdOf(id, TAG);
        require(bits(obligation) == uint256(id) | (2 << 248), "word");
        refuse(notHeld(BANK, id, TAG, DEBTOR), BANK, meta(OBLIGATION, DEBTOR, 0, 0, id, 0), TAG);
        refuse(notHeld(BUYER, id, TAG, CREDITOR), BUYER, meta(OBLIGATION, CREDITOR, 0, 0, id, 0), TAG);

        write(BUYER, meta(OPEN, DEBTOR, 0, SELLER, id, 0), 0);
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerObligationUnassignable.selector, id, obligation),
            SELLER,
            meta(ASSIGN, CREDITOR, 0, BANK, id, 0),
            obligation
        );
    }

    function test_OnlyTradersRecordObligations() public {
        uint64 id = trade();
        setRoles(SELLER, 16);
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerRoleMissing.selector, SELLER, uint16(16), uint16(3)),
            SELLER,
            meta(OBLIGATION, CREDITOR, 0, 0, id, 0),
            TAG
        );
        write(SELLER, meta(STATEMENT, CREDITOR, 0, 0, id, 0), 0);
    }

    function test_AMemberWithoutAnyRoleWritesNothing() public {
        uint64 id = trade();
        setRoles(SELLER, 0);
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerRoleMissing.selector, SELLER, uint16(0), uint16(31)),
            SELLER,
            meta(STATEMENT, CREDITOR, 0, 0, id, 0),
            0
        );
    }

    function test_AStatementNamesAnObligationOfItsTradeline() public {
        uint64 id = trade();
        uint64 other = open(SELLER, 2, CREDITOR, BANK);
        bytes32 obligation = invoice(id, TAG);
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerObligationUnknown.selector, other, obligation, id),
            SELLER,
            meta(STATEMENT, CREDITOR, 0, 0, other, 0),
            obligation
        );
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerObligationUnknown.selector, id, TAG, uint64(0)),
            SELLER,
            meta(STATEMENT, CREDITOR, 0, 0, id, 0),
            TAG
        );
    }

    function test_BothPartiesStateInTheirOwnCapacityOnly() public {
        uint64 id = trade();
        bytes32 obligation = invoice(id, TAG);
        write(SELLER, meta(STATEMENT, CREDITOR, 0, 0, id, 0), obligation);
        write(BUYER, meta(STATEMENT, DEBTOR, 0, 0, id, 0), obligation);
        write(BUYER, meta(STATEMENT, DEBTOR, 0, 0, id, 0), 0);
        refuse(
            notHeld(BUYER, id, obligation, CREDITOR), BUYER, meta(STATEMENT, CREDITOR, 0, 0, id, 0), obligation
        );
        refuse(notHeld(SELLER, id, obligation, HOLDER), SELLER, meta(STATEMENT, HOLDER, 0, 0, id, 0), obligation);
        refuse(notHeld(BANK, id, 0, HOLDER), BANK, meta(STATEMENT, HOLDER, 0, 0, id, 0), 0);
    }

    function test_AnAssignmentTakesEffectWhenItIsTaken() public {
        uint64 id = trade();
        bytes32 obligation = invoice(id, TAG);
        write(SELLER, meta(ASSIGN, CREDITOR, 0, BANK, id, 0), obligation);
        require(bits(obligation) == uint256(id) | (uint256(BANK) << 96) | (1 << 248), "proposed");
        refuse(notHeld(BANK, id, obligation, HOLDER), BANK, meta(STATEMENT, HOLDER, 0, 0, id, 0), obligation);
        write(BANK, meta(TAKE, HOLDER, 0, 0, id, 0), obligation);

        require(bits(obligation) == uint256(id) | (uint256(BANK) << 64) | (1 << 248), "taken");
        bytes32 domain = keccak256("tradeline/1/member-head");
        uint256 clock = block.number * 2 ** 64 + block.timestamp;
        bytes32 expected = keccak256(abi.encode(domain, bytes32(0), BANK, uint8(5), obligation, clock));
        require(ledger.memberHead(3, BANK) == expected, "holdings");
        write(BANK, meta(STATEMENT, HOLDER, 0, 0, id, 0), obligation);
        write(SELLER, meta(STATEMENT, CREDITOR, 0, 0, id, 0), obligation);
    }

    function test_AnAssignmentIsWithdrawnOrReplacedBeforeItIsTaken() public {
        uint64 id = trade();
        bytes32 obligation = invoice(id, TAG);
        write(SELLER, meta(ASSIGN, CREDITOR, 0, BANK, id, 0), obligation);
        write(SELLER, meta(ASSIGN, CREDITOR, 0, FUND, id, 0), obligation);
        refuse(notHeld(BANK, id, obligation, HOLDER), BANK, meta(TAKE, HOLDER, 0, 0, id, 0), obligation);
        write(SELLER, meta(ASSIGN, CREDITOR, 0, 0, id, 0), obligation);
        refuse(notHeld(FUND, id, obligation, HOLDER), FUND, meta(TAKE, HOLDER, 0, 0, id, 0), obligation);
        require(bits(obligation) == uint256(id) | (1 << 248), "as before");
    }

    function test_NothingIsPledgedTwice() public {
        uint64 id = trade();
        bytes32 obligation = invoice(id, TAG);
        finance(id, obligation, SELLER, CREDITOR, BANK);
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerObligationHeld.selector, obligation, SELLER, BANK),
            SELLER,
            meta(ASSIGN, CREDITOR, 0, FUND, id, 0),
            obligation
        );
        refuse(notHeld(BANK, id, obligation, HOLDER), BANK, meta(TAKE, HOLDER, 0, 0, id, 0), obligation);
        refuse(notHeld(FUND, id, obligation, HOLDER), FUND, meta(TAKE, HOLDER, 0, 0, id, 0), obligation);
    }

    function test_TheHolderPassesItOnAndItsAgentEnds() public {
        uint64 id = trade();
        bytes32 obligation = invoice(id, TAG);
        finance(id, obligation, SELLER, CREDITOR, BANK);
        write(BANK, meta(APPOINT, HOLDER, 0, PLATFORM, id, 0), obligation);
        write(PLATFORM, meta(STATEMENT, AGENT, 0, 0, id, 0), obligation);
        finance(id, obligation, BANK, HOLDER, FUND);

        require(bits(obligation) == uint256(id) | (uint256(FUND) << 64) | (1 << 248), "one holder, no agent");
        refuse(notHeld(PLATFORM, id, obligation, AGENT), PLATFORM, meta(STATEMENT, AGENT, 0, 0, id, 0), obligation);
        refuse(notHeld(BANK, id, obligation, HOLDER), BANK, meta(STATEMENT, HOLDER, 0, 0, id, 0), obligation);
        refuse(notHeld(BANK, id, obligation, HOLDER), BANK, meta(ASSIGN, HOLDER, 0, BANK, id, 0), obligation);
    }

    function test_OnlyAnActiveLenderIsAssignedTo() public {
        uint64 id = trade();
        bytes32 obligation = invoice(id, TAG);
        refuseAssignee(id, obligation, PLATFORM, 1, 4);
        suspend(BANK);
        refuseAssignee(id, obligation, BANK, 2, 10);
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerSubjectUnknown.selector, uint32(9)),
            SELLER,
            meta(ASSIGN, CREDITOR, 0, 9, id, 0),
            obligation
        );
    }

    function refuseAssignee(uint64 id, bytes32 obligation, uint32 subject, uint8 status, uint16 roles) private {
        refuse(
            abi.encodeWithSelector(
                ICreditLedger.CreditLedgerSubjectUnfit.selector, subject, status, roles, uint16(2)
            ),
            SELLER,
            meta(ASSIGN, CREDITOR, 0, subject, id, 0),
            obligation
        );
    }

    function test_NobodyAssignsToItselfOrToTheDebtor() public {
        uint64 id = trade();
        bytes32 obligation = invoice(id, TAG);
        uint32[2] memory subjects = [SELLER, BUYER];
        for (uint256 i = 0; i < 2; i++) {
            refuse(
                abi.encodeWithSelector(ICreditLedger.CreditLedgerSubjectIsParty.selector, subjects[i], id),
                SELLER,
                meta(ASSIGN, CREDITOR, 0, subjects[i], id, 0),
                obligation
            );
        }
    }

    function test_ATradelineItselfIsNotAssigned() public {
        uint64 id = trade();
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerObligationUnassignable.selector, id, bytes32(0)),
            SELLER,
            meta(ASSIGN, CREDITOR, 0, BANK, id, 0),
            0
        );
    }

    function test_TakingNeedsTheRoleStill() public {
        uint64 id = trade();
        bytes32 obligation = invoice(id, TAG);
        write(SELLER, meta(ASSIGN, CREDITOR, 0, BANK, id, 0), obligation);
        setRoles(BANK, 8);
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerRoleMissing.selector, BANK, uint16(8), uint16(2)),
            BANK,
            meta(TAKE, HOLDER, 0, 0, id, 0),
            obligation
        );
    }

    function testFuzz_AnObligationOfAnyTagExistsOnceAndKeepsItsTradeline(bytes32 tag, uint16 ahead) public {
        uint64 id = trade();
        bytes32 obligation = invoice(id, tag);
        require(bits(obligation) == uint256(id) | (1 << 248), "word");
        uint16 epoch = ahead == 0 ? 1 : ahead;
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerEpochAhead.selector, id, epoch, uint256(0)),
            SELLER,
            meta(OBLIGATION, CREDITOR, epoch, 0, id, 0),
            tag
        );
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerObligationExists.selector, id, obligation, id),
            SELLER,
            meta(OBLIGATION, CREDITOR, 0, 0, id, 0),
            tag
        );
    }
}
