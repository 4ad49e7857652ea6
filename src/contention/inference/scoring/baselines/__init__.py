"""What any forecast has to beat: laws of counts that know no mechanism."""

from __future__ import annotations

from .cells_ahead import CellForecaster
from .conflictology import Conflictology
from .hawkes import Hawkes
from .last_value import LastValue
from .recent_mean import RecentMean
from .seasonal import Seasonal

__all__ = [
    "CellForecaster",
    "Conflictology",
    "Hawkes",
    "LastValue",
    "RecentMean",
    "Seasonal",
    "baselines_for",
]


def baselines_for(days: int) -> tuple[CellForecaster, ...]:
    """Return the baselines of cells of so many days (1 or 7)."""
    if days == 7:
        return (LastValue(), RecentMean("mean-4-weeks", 4), Conflictology(12), Seasonal(), Hawkes())
    recent = (RecentMean("mean-7-days", 7), RecentMean("mean-28-days", 28))
    return (LastValue(), *recent, Conflictology(28), Seasonal(), Hawkes())
