"""The versions of the definitions of docs/rulebook.md: a change of meaning is a new version, and so a new hash."""

from collections.abc import Mapping

FIRST: Mapping[str, int] = {
    "ageing": 1,
    "bucket_dbt": 1,
    "concentration": 1,
    "dbt": 1,
    "default.eu_90": 2,
    "default.ifrs9": 2,
    "default.prc": 2,
    "dispute": 2,
    "dso": 1,
    "evidence": 2,
    "grade": 2,
    "on_time": 1,
    "promptness": 1,
    "scope": 2,
    "turnover": 1,
}
"""Those of `tradeline-1`."""

SECOND: Mapping[str, int] = {
    **FIRST,
    "default.eu_90": 3,
    "default.eu_90_retail": 1,
    "default.eu_factoring": 1,
    "default.prc": 3,
    "dispute": 3,
    "roll_rates": 1,
    "scope": 3,
    "status": 1,
    "utilisation": 1,
    "vintages": 1,
}
"""Those of `tradeline-2`."""

THIRD: Mapping[str, int] = {**SECOND, "coverage": 1, "scope": 4}
"""Those of `tradeline-3`."""

SCORECARDS: Mapping[str, str] = {
    "sba-7a-1": "0x31fd442d0691de4ffb366aa5596e8d8c3804dcf941dd500b9df6b160b52bbacc",
}
"""The scorecards of rulebooks from `tradeline-2` on, each with the hash of its table (docs/scorecard.md)."""
