"""What a verification found: a line for each step, and the verdict they add up to."""

from dataclasses import dataclass
from enum import Enum

from ledger.attest.canonical import Json


class Outcome(Enum):
    """How a step ends; what is missing is never passed."""

    ESTABLISHED = "established"
    NOT_ESTABLISHED = "not established"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Step:
    """One numbered step (docs/verification.md): its outcome, why, and as of which block and time where it has one."""

    number: str
    title: str
    outcome: Outcome
    reason: str
    block: int | None = None
    time: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Every step in order, and what has been established; nothing else may be shown.

    Nothing is established of a dossier that is refused.
    """

    steps: tuple[Step, ...]
    shown: dict[str, Json]

    @property
    def verdict(self) -> Outcome:
        """Refused if any step is; established only if all are."""
        outcomes = {step.outcome for step in self.steps}
        if Outcome.REFUSED in outcomes:
            return Outcome.REFUSED
        return Outcome.ESTABLISHED if outcomes == {Outcome.ESTABLISHED} else Outcome.NOT_ESTABLISHED

    def render(self) -> dict[str, Json]:
        """The report as JSON values."""
        return {
            "verdict": self.verdict.value,
            "steps": [_render(step) for step in self.steps],
            "established": self.shown,
        }


def _render(step: Step) -> Json:
    form: dict[str, Json] = {
        "step": step.number,
        "title": step.title,
        "outcome": step.outcome.value,
        "reason": step.reason,
    }
    if step.block is not None:
        form["block"] = step.block
    if step.time is not None:
        form["time"] = step.time
    return form
