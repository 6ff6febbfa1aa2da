"""What is kept up of a member is what is read from the start: whatever is said, shared, taken, erased or taken back."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import cast

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.app.chronicle import chronicle
from ledger.app.ports import GrowingIndex
from ledger.app.running import Runnings
from ledger.attest.account import recompute
from ledger.core.grade import Relations
from ledger.core.ids import Member
from ledger.rulebook.rulebook import TRADELINE_1, TRADELINE_2_CN, TRADELINE_3
from tests.simulators.dealings import FIRST, Dealings, GrowingChain
from tests.unit.app import parties

DAYS = (FIRST, FIRST + 2, FIRST + 40, FIRST + 41, FIRST + 131, FIRST + 800)
BOOKS = (TRADELINE_1, TRADELINE_2_CN, TRADELINE_3)
OFTEN = ("open", "answer", "owe", "owe", "pay", "pay", "agree", "agree", "share", "tell")
SELDOM = ("correct", "reverse", "credit", "write_off", "dispute", "draw", "appoint", "raise_epoch", "assign")
RARE = ("assign", "take", "take", "forget", "marry", "take_back", "bank", "end")
START = ("open", "owe", "answer", "owe", "agree", "bank", "tell")


class Readers:
    """Three who read: themselves, each other, what was shared with them. Two accounts of each are kept."""

    def __init__(self, dealings: Dealings) -> None:
        self.dealings = dealings
        self.kept = {
            number: Runnings(one.desk, cast(GrowingIndex, dealings.chain), most=2)
            for number, one in dealings.people.items()
        }

    def compare(self, reader: int, subject: int, random: Random) -> bool:
        """Figures kept up with those from the start; whether there are any."""
        dealings, as_of, book = self.dealings, random.choice(DAYS), random.choice(BOOKS)
        at, relations = dealings.chain.standing(), Relations(frozenset(dealings.pairs))
        found = self.kept[reader].figures(Member(reader), Member(subject), at, relations, as_of, book)
        desk = dealings.people[reader].desk
        history = chronicle(desk, Member(reader), Member(subject), dealings.pairs).history
        told = recompute(history, as_of, book)
        assert found == told
        assert found.as_json() == told.as_json()
        return bool(told.figures)


@contextmanager
def dealing(random: Random) -> Iterator[Dealings]:
    """Four members with a vault each."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as open_vaults:
        chain = GrowingChain()
        member = contextmanager(parties.member)
        people = {
            number: open_vaults.enter_context(member(number, Path(folder), chain)) for number in range(1, 5)
        }
        yield Dealings(chain, people, random)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from((*OFTEN, *OFTEN, *SELDOM, *RARE)), max_size=40), st.integers(0, 1 << 32))
def test_kept_up_is_read_from_the_start(steps: list[str], seed: int) -> None:
    random = Random(seed)
    with dealing(random) as dealings:
        readers = Readers(dealings)
        for step in (*START, *steps):
            dealings.act(step)
            readers.compare(*random.choice([(1, 1), (2, 2), (3, 3), (3, 1), (2, 1), (4, 2)]), random)
