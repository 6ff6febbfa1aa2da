"""What several nouns are asked in a query."""

from datetime import date
from typing import Annotated

from fastapi import Query

AsOf = Annotated[date | None, Query(description="As facts stood at the end of this day; else today (UTC).")]
KnownOn = Annotated[
    date | None, Query(description="As the chain knew it at the end of this day (UTC); else now.")
]
RulebookId = Annotated[str, Query(max_length=64, description="By its id.")]
