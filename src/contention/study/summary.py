"""The lines at the end of a study: each theory's worlds beside the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from contention.study.fits import StoredFit
    from contention.study.worlds import StoredWorlds


@dataclass(frozen=True)
class Range:
    """A number of the record beside the worlds' median and central 95 per cent."""

    record: float | None
    low: float | None
    median: float | None
    high: float | None

    def __str__(self) -> str:
        """Return ``median [low to high]`` in whole numbers, with a dash for the word."""
        return f"{_whole(self.median)} [{_whole(self.low)}–{_whole(self.high)}]"


@dataclass(frozen=True)
class Row:
    """One theory.

    Parameters
    ----------
    theory
        Its name.
    log_posterior
        At the mode.
    town_days, largest_day
        Town-days of popular contention in all, and towns on the largest day.
    inside, patterns
        How many of the patterns of the record lie in the worlds' central 95 per cent.
    drawn, ran_away
        Worlds that were simulated, and how many of them ran away.
    seconds
        Fit and simulation, writing apart.
    """

    HEADS: ClassVar[tuple[str, ...]] = (
        "theory",
        "log post.",
        "town-days",
        "largest day",
        "inside",
        "time",
    )

    theory: str
    log_posterior: float
    town_days: Range
    largest_day: Range
    inside: int
    patterns: int
    drawn: int
    ran_away: int
    seconds: float

    def cells(self) -> tuple[str, ...]:
        """Return the row as text, one cell for each of `HEADS`."""
        return (
            self.theory,
            f"{self.log_posterior:,.1f}",
            str(self.town_days),
            str(self.largest_day),
            f"{self.inside}/{self.patterns}",
            f"{self.seconds:.0f} s",
        )

    def recorded(self) -> tuple[str, str]:
        """Return the record's town-days and largest day as text."""
        return _whole(self.town_days.record), _whole(self.largest_day.record)


def summarise(fit: StoredFit, worlds: StoredWorlds, comparison: dict[str, Any]) -> Row:
    """Return the row of one theory."""
    patterns: dict[str, dict[str, Any]] = {row["pattern"]: row for row in comparison["patterns"]}
    judged = [row["inside"] for row in patterns.values() if row["inside"] is not None]
    return Row(
        theory=fit.theory,
        log_posterior=fit.log_posterior,
        town_days=_range(patterns.get("town_days", {})),
        largest_day=_range(patterns.get("largest_day", {})),
        inside=sum(judged),
        patterns=len(judged),
        drawn=worlds.worlds,
        ran_away=len(worlds.ended),
        seconds=fit.seconds + worlds.seconds,
    )


def _range(row: dict[str, Any]) -> Range:
    return Range(*(row.get(key) for key in ("record", "low", "median", "high")))


def _whole(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}"
