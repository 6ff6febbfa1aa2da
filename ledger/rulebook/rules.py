"""The numbers of a rulebook: everything a bank might set differently, as data."""

from dataclasses import dataclass

from ledger.core.day import day_at

ANCHORS = (
    (-30, 10_000),
    (-20, 9_000),
    (0, 8_000),
    (15, 7_000),
    (22, 6_000),
    (30, 5_000),
    (60, 4_000),
    (90, 3_000),
    (120, 2_000),
)
"""Days late to centi-points."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Days, months, minutes, centi-points (1/100 point), basis points (bp), minor units: as named."""

    anchors: tuple[tuple[int, int], ...] = ANCHORS
    beyond_anchors: int = 100
    """Centi-points later than the last anchor."""
    window_months: int = 24
    dso_days: int = 90
    bucket_days: tuple[int, ...] = (15, 45, 75, 105)
    """How late a balance 1-30, 31-60, 61-90, 91+ days past due counts in bucket DBT."""
    minimum_obligations: int = 3
    minimum_counterparties: int = 2
    dispute_days: int = 30
    late_recorded_days: int = 30
    new_days: int = 90
    utc_offset_minutes: int = 0
    """The zone in which the as_of block's time is a day."""
    weekend: str = "none"
    """`none`: a due day stays where it is; `following`: a Saturday or Sunday is the Monday after (business_day.py)."""
    eu_days: int = 90
    eu_amount_minor: int = 50_000
    """EUR 500: Regulation (EU) 2018/171, article 2, for other than retail exposures."""
    eu_share_bp: int = 100
    prc_days: tuple[int, int, int] = (90, 270, 360)
    """More than so many days overdue: substandard, doubtful, loss (Measures in force since 2023-07-01)."""
    prc_contagion_bp: int = 2_000
    """More than so much of the debt over 90 days late: all of it is non-performing."""
    ifrs_days: tuple[int, int] = (30, 90)
    """IFRS 9, 5.5.11 (more than 30 days: stage 2) and B5.5.37 (90 days: stage 3)."""

    def day_at(self, second: int) -> int:
        """The day of a second since 1970-01-01 UTC, at the offset."""
        return day_at(second + 60 * self.utc_offset_minutes)


@dataclass(frozen=True, slots=True)
class LaterRules(Rules):
    """What `tradeline-2` adds. All numbers of a class are hashed, so that those of `tradeline-1` stay as they are."""

    eu_retail_amount_minor: int = 10_000
    """EUR 100: Regulation (EU) 2018/171, article 1, for retail exposures."""
    eu_factoring_days: int = 90
    """EBA/GL/2016/07, paragraph 23(d), as amended by EBA/GL/2026/05: no receivable past due more than so many days."""
    status_months: int = 60
    """Characters of the status string: one a calendar month, the last that of as_of."""
    vintage_default_days: int = 90
    """More than so many days past due, an obligation has defaulted in its vintage."""
    vintage_cohort_months: int = 3
    vintage_step_months: int = 3


@dataclass(frozen=True, slots=True)
class CoverageRules(LaterRules):
    """What `tradeline-3` adds."""

    coverage_months: int = 24
    """Calendar months that have ended, of which the coverage of bank-confirmed money is told."""
