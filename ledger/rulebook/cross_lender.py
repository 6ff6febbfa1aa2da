"""The rule across lenders: what a debtor owes others late makes every lender's claim on it non-performing."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from ledger.rulebook.rules import Rules


class Answer(Enum):
    """Whether the rule holds. What cannot be read is no "no"."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Debt:
    """What a debtor owes all lenders in one currency, in minor units, and what of it is over 90 days late."""

    owed: int = 0
    late: int = 0

    def __add__(self, other: "Debt") -> "Debt":
        return Debt(self.owed + other.owed, self.late + other.late)


def cross_lender(debts: Mapping[str, Debt], complete: bool, rules: Rules) -> Answer:
    """Whether more than 20 % of what a non-retail debtor owes all banks is over 90 days late.

    Measures for the Risk Classification of Financial Assets of Commercial Banks (CBIRC and PBC order 2023 no. 1):
    all of it is then at least substandard. `debts` by currency; `complete`: it is all that is recorded.

    No exchange rate is needed: the share of the whole lies between the least and the greatest share of a
    currency. Where those are on both sides of 20 %, the answer is not known.

    >>> cross_lender({"CNY": Debt(1000, 201)}, True, Rules()), cross_lender({"CNY": Debt(1000, 200)}, True, Rules())
    (<Answer.YES: 'yes'>, <Answer.NO: 'no'>)
    >>> cross_lender({"CNY": Debt(1000, 201)}, False, Rules())
    <Answer.NOT_KNOWN: 'not known'>
    """
    over = {10_000 * debt.late > rules.prc_contagion_bp * debt.owed for debt in debts.values() if debt.owed}
    if not complete or len(over) > 1:
        return Answer.NOT_KNOWN
    return Answer.YES if over == {True} else Answer.NO
