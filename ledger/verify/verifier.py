"""The numbered list of docs/verification.md, from top to bottom. Whatever the bytes, a report comes out."""

from collections.abc import Callable

from ledger.core.errors import TradelineError
from ledger.verify.case import Case, Missing, Refusal
from ledger.verify.policy import Policy
from ledger.verify.report import Outcome, Report, Step
from ledger.verify.steps import (
    authority,
    chain,
    complete,
    entries,
    figures,
    form,
    holder,
)
from ledger.verify.steps import policy as rules
from ledger.verify.trust import TrustRoot

_STEPS: tuple[tuple[str, str, Callable[[Case], str]], ...] = (
    ("1", "form", form.form),
    ("2", "issuer's signature", form.signature),
    ("3", "headers", chain.headers),
    ("7", "state", chain.state),
    ("5", "anchor", authority.anchor),
    ("4", "issuer", authority.issuer),
    ("4b", "entity", authority.entity),
    ("6", "time and holder", holder.holder),
    ("8", "entries open", entries.entries),
    ("9", "complete", complete.complete),
    ("10", "figures", figures.figures),
    ("11", "policy", rules.policy),
)
"""In the order of their grounds: what 4, 4b and 5 say is read from the words that 7 proves."""

STUMBLED = "this verifier failed, please report it"
"""How a reason begins that no step gave."""

_ORDER = ("1", "2", "3", "4", "4b", "5", "6", "7", "8", "9", "10", "11")


def verify(data: bytes, trust: TrustRoot, policy: Policy, now: int) -> Report:
    """The report on a dossier's bytes at `now` (seconds since 1970-01-01 UTC). Never raises, whatever the bytes."""
    case = Case(data, trust, policy, now)
    steps = {number: _run(case, number, title, check) for number, title, check in _STEPS}
    refused = any(step.outcome is Outcome.REFUSED for step in steps.values())
    return Report(tuple(steps[number] for number in _ORDER), {} if refused else case.shown)


def _run(case: Case, number: str, title: str, check: Callable[[Case], str]) -> Step:
    try:
        outcome, reason = Outcome.ESTABLISHED, check(case)
    except Missing as missing:
        outcome, reason = Outcome.NOT_ESTABLISHED, str(missing)
    except (Refusal, TradelineError, ValueError) as error:
        outcome, reason = Outcome.REFUSED, str(error)
    except (
        Exception
    ) as error:  # a mistake of this verifier: it must neither pass nor keep the rest from being told
        outcome, reason = Outcome.REFUSED, f"{STUMBLED}: {error!r}"
    header = case.headers[1] if case.headers and number not in ("1", "2", "11") else None
    return Step(
        number,
        title,
        outcome,
        reason,
        header.number if header else None,
        header.timestamp if header else None,
    )
