"""Forms that several nouns share: how a number, a day, a digest and a block are written in JSON."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ledger.app.ports import Standing
from ledger.core.entry import Clock

MemberNumber = Annotated[int, Field(ge=1, le=0xFFFFFFFF, description="A member's number.", examples=[7])]
MemberNamed = Annotated[
    int, Field(strict=True, ge=1, le=0xFFFFFFFF, description="A member's number.", examples=[7])
]
"""The same in a JSON body, where a number is no text."""
Digest = Annotated[
    str,
    Field(pattern="^0x[0-9a-f]{64}$", description="32 bytes in hexadecimal.", examples=["0x" + "5f" * 32]),
]
Amount = Annotated[
    str, Field(description="A decimal number with the currency's decimals.", examples=["1200.00"])
]
IsoDay = Annotated[date, Field(description="YYYY-MM-DD.", examples=["2026-06-30"])]
Sealed = Annotated[int, Field(description="Entries that this node has no key for: they are in no figure.")]


class Form(BaseModel):
    """A JSON object with these members and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def shown_as(example: dict[str, Any]) -> ConfigDict:
    """The configuration of a form with an example for OpenAPI."""
    return ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [example]})


class Moment(Form):
    """When the chain knew it."""

    block: Annotated[int, Field(description="Number of the block.")]
    time: Annotated[int, Field(description="Its time, seconds since 1970-01-01 UTC.")]

    @classmethod
    def of(cls, clock: Clock) -> "Moment":
        return cls(block=clock.number, time=clock.time)


class Known(Moment):
    """As of which block an answer is, and how final that block is by the engine's own rule."""

    hash: Annotated[str, Field(pattern="^0x[0-9a-f]{64}$", description="The block's.")]
    finality: Annotated[
        Literal["none", "probabilistic", "immediate"],
        Field(description="none: it may still go, as every block of a development chain."),
    ]

    @classmethod
    def at(cls, standing: Standing) -> "Known":
        return cls(
            block=standing.number,
            time=standing.time,
            hash=f"0x{standing.hash.hex()}",
            finality=standing.finality.value,
        )


KNOWN = {"block": 4711, "time": 1_782_864_000, "hash": "0x" + "b1" * 32, "finality": "immediate"}
"""As examples show it."""


class FaultForm(Form):
    """One thing that is wrong: where (a line, an XPath, a place in the request), which rule, found and expected."""

    file: str
    where: str
    field: str
    rule: str
    found: str
    expected: str
