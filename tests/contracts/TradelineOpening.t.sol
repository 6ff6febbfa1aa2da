// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICreditLedger} from "../../contracts/interfaces/ICreditLedger.sol";
import {Meta} from "../../contracts/types/Meta.sol";
import {TradelineWord} from "../../contracts/types/TradelineWord.sol";
import {Recorder} from "./support/Recorder.sol";
import {vm} from "./support/Vm.sol";

contract TradelineOpeningTest is Recorder {
    function bits(uint64 id) private view returns (uint256) {
        return TradelineWord.unwrap(ledger.tradelineWord(id));
    }

    function memberHead(bytes32 before, uint32 member, uint8 event_, uint64 id) private view returns (bytes32) {
        uint256 clock = block.number * 2 ** 64 + block.timestamp;
        bytes32 domain = keccak256("tradeline/1/member-head");
        return keccak256(abi.encode(domain, before, member, event_, id, clock));
    }

    function test_OpeningProposesToTheOtherSide() public {
        Meta handedIn = meta(OPEN, CREDITOR, 0, BUYER, line(SELLER, 1), 0);
        vm.expectEmit();
        emit ICreditLedger.Recorded(
            line(SELLER, 1), 0, logged(handedIn, PROPOSED, SELLER, false), COMMITMENT, payloadOf(OPEN)
        );
        write(SELLER, handedIn, 0);

        uint64 id = line(SELLER, 1);
        require(bits(id) == SELLER | (uint256(BUYER) << 32) | (1 << 64) | (1 << 88), "word");
        require(ledger.pendingTradeline(SELLER, BUYER) == id, "pending");
        require(ledger.memberHead(1, SELLER) == memberHead(0, SELLER, 1, id), "opener's tradelines");
        require(ledger.memberHead(2, BUYER) == memberHead(0, BUYER, 3, id), "counterparty's claims");
        require(ledger.memberHead(1, BUYER) == 0 && ledger.memberHead(2, SELLER) == 0, "nobody else's");
    }

    function test_ADebtorMayOpenToo() public {
        uint64 id = open(BUYER, 7, DEBTOR, SELLER);
        require(bits(id) == SELLER | (uint256(BUYER) << 32) | (1 << 64) | (2 << 88), "word");
        write(SELLER, meta(ACCEPT, CREDITOR, 0, 0, id, 0), 0);
        require(ledger.tradelineWord(id).status() == ACCEPTED, "accepted by the creditor");
    }

    function test_AcceptingPutsItOnTheOthersTradelines() public {
        uint64 id = open(SELLER, 1, CREDITOR, BUYER);
        nextBlock();
        Meta handedIn = meta(ACCEPT, DEBTOR, 0, 0, id, 0);
        vm.expectEmit();
        emit ICreditLedger.Recorded(id, 0, logged(handedIn, ACCEPTED, BUYER, false), COMMITMENT, payloadOf(ACCEPT));
        write(BUYER, handedIn, 0);

        require(ledger.memberHead(1, BUYER) == memberHead(0, BUYER, 2, id), "tradelines");
        require(ledger.pendingTradeline(SELLER, BUYER) == 0, "answered");
    }

    function test_DecliningIsAnEntryAndMayBeThoughtOver() public {
        uint64 id = open(SELLER, 1, CREDITOR, BUYER);
        bytes32 proposed = ledger.memberHead(2, BUYER);
        write(BUYER, meta(DECLINE, DEBTOR, 0, 0, id, 0), 0);
        require(ledger.tradelineWord(id).status() == DECLINED, "declined");
        require(ledger.memberHead(2, BUYER) == memberHead(proposed, BUYER, 4, id), "claims");

        write(BUYER, meta(ACCEPT, DEBTOR, 0, 0, id, 0), 0);
        require(ledger.tradelineWord(id).status() == ACCEPTED, "accepted");
    }

    function test_EntriesOnADeclinedTradelineStayPossible() public {
        uint64 id = open(SELLER, 1, CREDITOR, BUYER);
        write(BUYER, meta(DECLINE, DEBTOR, 0, 0, id, 0), 0);
        bytes32 obligation = invoice(id, TAG);
        write(SELLER, meta(STATEMENT, CREDITOR, 0, 0, id, 0), obligation);
    }

    function test_OneProposalAtATimeForEachPair() public {
        uint64 id = open(SELLER, 1, CREDITOR, BUYER);
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerProposalPending.selector, SELLER, BUYER, id),
            SELLER,
            meta(OPEN, CREDITOR, 0, BUYER, line(SELLER, 2), 0),
            0
        );
        open(SELLER, 3, CREDITOR, BANK);
        open(BUYER, 1, CREDITOR, SELLER);
        write(BUYER, meta(DECLINE, DEBTOR, 0, 0, id, 0), 0);
        uint64 second = open(SELLER, 2, CREDITOR, BUYER);
        write(BUYER, meta(ACCEPT, DEBTOR, 0, 0, id, 0), 0);
        require(ledger.pendingTradeline(SELLER, BUYER) == second, "a late acceptance answers its own proposal only");
    }

    function test_OnlyTheOtherSideAnswers() public {
        uint64 id = open(SELLER, 1, CREDITOR, BUYER);
        refuse(notHeld(SELLER, id, CREDITOR), SELLER, meta(ACCEPT, CREDITOR, 0, 0, id, 0), 0);
        refuse(notHeld(SELLER, id, DEBTOR), SELLER, meta(ACCEPT, DEBTOR, 0, 0, id, 0), 0);
        refuse(notHeld(BANK, id, DEBTOR), BANK, meta(DECLINE, DEBTOR, 0, 0, id, 0), 0);
    }

    function notHeld(uint32 member, uint64 id, uint8 capacity) private pure returns (bytes memory) {
        return abi.encodeWithSelector(
            ICreditLedger.CreditLedgerCapacityNotHeld.selector, member, id, bytes32(0), capacity
        );
    }

    function test_WhatIsAnsweredIsNotAnsweredAgain() public {
        uint64 id = trade();
        bytes memory refusal =
            abi.encodeWithSelector(ICreditLedger.CreditLedgerTradelineStatus.selector, id, ACCEPTED, PROPOSED);
        refuse(refusal, BUYER, meta(ACCEPT, DEBTOR, 0, 0, id, 0), 0);
        refuse(refusal, BUYER, meta(DECLINE, DEBTOR, 0, 0, id, 0), 0);
        uint64 declined = open(SELLER, 2, CREDITOR, BUYER);
        write(BUYER, meta(DECLINE, DEBTOR, 0, 0, declined, 0), 0);
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerTradelineStatus.selector, declined, DECLINED, PROPOSED),
            BUYER,
            meta(DECLINE, DEBTOR, 0, 0, declined, 0),
            0
        );
    }

    function test_AnAnswerAndAnOpeningNameNoObligation() public {
        uint64 id = open(SELLER, 1, CREDITOR, BUYER);
        bytes32 obligation = invoice(id, TAG);
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerObligationUnexpected.selector, id, obligation),
            BUYER,
            meta(ACCEPT, DEBTOR, 0, 0, id, 0),
            obligation
        );
        refuse(
            abi.encodeWithSelector(
                ICreditLedger.CreditLedgerObligationUnexpected.selector, line(SELLER, 2), obligation
            ),
            SELLER,
            meta(OPEN, CREDITOR, 0, BANK, line(SELLER, 2), 0),
            obligation
        );
    }

    function test_ATradelineHasItsOpenersNumber() public {
        uint64[3] memory ids = [line(BUYER, 1), line(SELLER, 0), uint64(0)];
        for (uint256 i = 0; i < 3; i++) {
            refuse(
                abi.encodeWithSelector(ICreditLedger.CreditLedgerTradelineNotOwn.selector, SELLER, ids[i]),
                SELLER,
                meta(OPEN, CREDITOR, 0, BUYER, ids[i], 0),
                0
            );
        }
    }

    function test_ATradelineIsOpenedOnce() public {
        uint64 id = trade();
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerTradelineExists.selector, id, ACCEPTED, CREDITOR),
            SELLER,
            meta(OPEN, CREDITOR, 0, BANK, id, 0),
            0
        );
    }

    function test_NobodyTradesWithItselfOrWithAStranger() public {
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerSubjectIsParty.selector, SELLER, line(SELLER, 1)),
            SELLER,
            meta(OPEN, CREDITOR, 0, SELLER, line(SELLER, 1), 0),
            0
        );
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerSubjectUnknown.selector, uint32(9)),
            SELLER,
            meta(OPEN, CREDITOR, 0, 9, line(SELLER, 1), 0),
            0
        );
    }

    function test_ANewTradelineBeginsWithEpoch0() public {
        refuse(
            abi.encodeWithSelector(
                ICreditLedger.CreditLedgerEpochAhead.selector, line(SELLER, 1), uint16(1), uint256(0)
            ),
            SELLER,
            meta(OPEN, CREDITOR, 1, BUYER, line(SELLER, 1), 0),
            0
        );
    }

    function test_OnlyTradersOpen() public {
        refuse(
            abi.encodeWithSelector(ICreditLedger.CreditLedgerRoleMissing.selector, PLATFORM, uint16(4), uint16(3)),
            PLATFORM,
            meta(OPEN, CREDITOR, 0, BUYER, line(PLATFORM, 1), 0),
            0
        );
    }

    function test_AnExternalPartyIsNobody() public {
        uint64 id = open(SELLER, 1, CREDITOR, 0);
        require(bits(id) == SELLER | (uint256(EXTERNAL) << 64) | (1 << 88), "word");
        require(ledger.memberHead(1, SELLER) == memberHead(0, SELLER, 1, id), "opener's tradelines");
        refuse(notHeld(BUYER, id, DEBTOR), BUYER, meta(ACCEPT, DEBTOR, 0, 0, id, 0), 0);
        write(SELLER, meta(STATEMENT, CREDITOR, 0, 0, id, 0), 0);
    }

    function test_AnExternalPartyThatJoinsIsProposedTo() public {
        uint64 id = open(SELLER, 1, CREDITOR, 0);
        bytes32 opened = ledger.memberHead(1, SELLER);
        bytes32 head = ledger.head(id);
        Meta handedIn = meta(OPEN, CREDITOR, 0, BUYER, id, 0);
        write(SELLER, handedIn, 0);

        require(bits(id) == SELLER | (uint256(BUYER) << 32) | (1 << 64) | (1 << 88), "word");
        require(ledger.memberHead(1, SELLER) == memberHead(opened, SELLER, 1, id), "opener's tradelines");
        require(ledger.memberHead(2, BUYER) == memberHead(0, BUYER, 3, id), "claims");
        require(ledger.head(id) != head, "the head goes on");
        write(BUYER, meta(ACCEPT, DEBTOR, 0, 0, id, 0), 0);
    }

    function test_OnlyInItsOwnCapacityDoesTheOpenerNameTheParty() public {
        uint64 id = open(SELLER, 1, CREDITOR, 0);
        bytes memory refusal =
            abi.encodeWithSelector(ICreditLedger.CreditLedgerTradelineExists.selector, id, EXTERNAL, CREDITOR);
        refuse(refusal, SELLER, meta(OPEN, DEBTOR, 0, BUYER, id, 0), 0);
        refuse(refusal, SELLER, meta(OPEN, CREDITOR, 0, 0, id, 0), 0);
    }

    function test_TheDebtorOfAnExternalCreditorLinksToo() public {
        uint64 id = open(BUYER, 1, DEBTOR, 0);
        require(bits(id) == (uint256(BUYER) << 32) | (uint256(EXTERNAL) << 64) | (2 << 88), "word");
        write(BUYER, meta(OPEN, DEBTOR, 0, SELLER, id, 0), 0);
        require(bits(id) == SELLER | (uint256(BUYER) << 32) | (1 << 64) | (2 << 88), "linked");
    }
}
