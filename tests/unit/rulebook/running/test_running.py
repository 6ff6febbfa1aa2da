"""What is kept up refuses what does not fit what stands, and stays as it was."""

from dataclasses import replace

import pytest

from ledger.core.account import Turned
from ledger.core.errors import Misuse
from ledger.core.history import Side
from ledger.core.ids import Member, TradelineId
from ledger.rulebook.running.running import Running
from ledger.rulebook.worked import facility

LINE = facility(limits=[(0, 1_000)], drawdowns=[(10, 400)])
DRAWN_MORE = facility(limits=[(0, 1_000)], drawdowns=[(10, 500)])


def test_a_facility_that_does_not_stand_is_not_replaced_and_none_stands_twice() -> None:
    running = Running(29)
    running.replace_line(None, LINE)
    before = running.figures()
    assert before.figures
    with pytest.raises(Misuse, match="does not stand as it is to be replaced"):
        running.replace_line(DRAWN_MORE, None)
    with pytest.raises(Misuse, match="stands twice"):
        running.replace_line(None, DRAWN_MORE)
    assert running.figures() == before
    running.replace_line(LINE, DRAWN_MORE)
    assert running.line(LINE.side, LINE.tradeline) == DRAWN_MORE
    assert running.figures() != before


def test_what_is_said_of_another_account_is_refused() -> None:
    running, account = Running(59), TradelineId(Member(7), 8)
    word = Turned(Side.PAYS, account, Member(3), "EUR", 30, 100)
    with pytest.raises(Misuse, match="of another account"):
        running.tell(account, (word, replace(word, tradeline=TradelineId(Member(7), 9))))
    assert running.told(account) == ()
    running.tell(account, (word,))
    assert running.told(account) == (word,)
