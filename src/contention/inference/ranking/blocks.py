"""Blocks of country-days to hold out: the great episodes of a record, and the rest in parts.

The rule. In each country, days of popular contention that lie at most `GAP` days apart are one
run. A run is a *great episode* if on one of its days there was contention in at least
`GREAT_TOWNS` places (as for great risings); it is held out alone, from its first day to its last.
A run over more than half of the calendar is no exception and stands for nothing: its days count
among the others. All other country-days are held out in parts of the calendar of equal length, of
at most `LONGEST` days and at least `FEWEST` parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.inference.popular import WHERE, popular_events
from contention.inference.risings import GREAT_TOWNS
from contention.scenario.model import Scenario

GAP = 30
"""Days: runs of contention that are farther apart are two. On the record of the Eastern bloc any
number from 14 to 30 gives the same six great episodes."""

LONGEST = 366
"""Days of the longest part of the calendar."""

FEWEST = 4
"""Least number of parts of the calendar."""

DEFINITION = (
    f"Held out, one at a time: each great episode (days of popular contention of a country at most "
    f"{GAP} days apart, with at least {GREAT_TOWNS} places on one of them), from its first day to "
    "its last, unless that is more than half of the calendar; and what is left of all countries in "
    "parts of the calendar of equal length."
)
"""The rule, in the words that reports print."""


@dataclass(frozen=True)
class Block:
    """Country-days that are held out together.

    Attributes
    ----------
    name
        ``Hungary 1956-10`` for a great episode, ``1953-03 to 1954-02`` for the rest of a time.
    country
        Of a great episode; empty for a part of the calendar.
    first, last
        Its days.
    town_days
        Towns with popular contention, added up over its days.
    mask
        Its country-days (countries x days).
    """

    name: str
    country: str
    first: date
    last: date
    town_days: int
    mask: NDArray[np.bool_] = field(repr=False)

    @property
    def great(self) -> bool:
        """Whether it is a great episode."""
        return bool(self.country)


def blocks_of(scenario: Scenario, events: pl.DataFrame) -> tuple[Block, ...]:
    """Return the blocks of a record: great episodes by their first day, then the rest.

    Every country-day is in exactly one block.

    Parameters
    ----------
    scenario
        Gives countries and days.
    events
        Events in canonical columns.
    """
    days = _town_days(scenario, events)
    counts = np.zeros((len(scenario.countries), scenario.days), dtype=np.int64)
    for country, day, n in days.iter_rows():
        counts[scenario.countries.index(country), (day - scenario.start).days] = n
    free = np.ones(counts.shape, dtype=bool)
    found: list[Block] = []
    for country, first, last in _great_runs(days):
        a, b = (first - scenario.start).days, (last - scenario.start).days + 1
        if 2 * (b - a) > scenario.days:
            continue
        mask = np.zeros(counts.shape, dtype=bool)
        mask[scenario.countries.index(country), a:b] = True
        free &= ~mask
        name = f"{country} {first:%Y-%m}"
        found.append(Block(name, country, first, last, int(counts[mask].sum()), mask))
    form = "%Y-%m" if scenario.days > 31 * FEWEST else "%Y-%m-%d"
    parts = max(FEWEST, -(-scenario.days // LONGEST))
    edges = np.linspace(0, scenario.days, parts + 1).astype(int).tolist()
    for a, b in pairwise(edges):
        mask = np.zeros(counts.shape, dtype=bool)
        mask[:, a:b] = free[:, a:b]
        if not mask.any():
            continue
        first, last = scenario.start + timedelta(a), scenario.start + timedelta(b - 1)
        name = f"{first:{form}} to {last:{form}}"
        found.append(Block(name, "", first, last, int(counts[mask].sum()), mask))
    return tuple(found)


def _town_days(scenario: Scenario, events: pl.DataFrame) -> pl.DataFrame:
    """Return country, date and number of towns, inside the scenario."""
    within = pl.col("date").is_between(scenario.start, scenario.end)
    known = pl.col("country").is_in(list(scenario.countries))
    return (
        popular_events(events)
        .filter(within & known)
        .group_by("country", "date")
        .agg(n=pl.col(WHERE).n_unique())
        .sort("country", "date")
    )


def _great_runs(days: pl.DataFrame) -> Iterator[tuple[str, date, date]]:
    apart = pl.col("date").diff().dt.total_days().over("country").fill_null(GAP + 1) > GAP
    runs = (
        days.with_columns(run=apart.cum_sum())
        .group_by("run", "country")
        .agg(first=pl.col("date").min(), last=pl.col("date").max(), most=pl.col("n").max())
        .filter(pl.col("most") >= GREAT_TOWNS)
        .sort("first", "country")
    )
    yield from runs.select("country", "first", "last").iter_rows()
