"""The report of a verification as JSON, as `tradeline verify --json` has it."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.forms import Form, shown_as

Verdict = Literal["established", "not established", "refused"]


class StepForm(Form):
    """One numbered step (docs/verification.md)."""

    step: str
    title: str
    outcome: Verdict
    reason: str
    block: Annotated[int | None, Field(description="As of which block.")] = None
    time: Annotated[int | None, Field(description="Its time, seconds since 1970-01-01 UTC.")] = None


class ReportForm(Form):
    """Refused if any step is; established only if all are. Of the dossier, only `established` may be believed."""

    model_config = shown_as(
        {
            "verdict": "not established",
            "steps": [
                {"step": "1", "title": "form", "outcome": "established", "reason": "a dossier of version 1"},
                {
                    "step": "3",
                    "title": "headers",
                    "outcome": "not established",
                    "reason": "development chain",
                },
            ],
            "established": {"issuer": 11},
        }
    )
    verdict: Verdict
    steps: list[StepForm]
    established: dict[str, Any]
