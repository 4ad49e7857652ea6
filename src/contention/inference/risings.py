"""Great risings of a country, found by one rule in a record and in simulated worlds.

A *great day* of a country is a day with popular contention in at least `GREAT_TOWNS` of its
places. A *great rising* begins on a great day that follows at least
`QUIET_DAYS` days without one in the same country. *Waiting times* are the days between the
beginnings of successive risings anywhere in the bloc.
"""

from __future__ import annotations

import polars as pl

GREAT_TOWNS = 5
"""Places that make a day great. Poznan, 28 June 1956, has 7 with the towns around it."""

QUIET_DAYS = 60
"""Days without a great day that part two risings of one country."""

DEFINITION = (
    f"A rising begins in a country on the first day with contention in at least {GREAT_TOWNS} "
    f"of its places, after {QUIET_DAYS} days without such a day there. A waiting "
    "time runs to the next beginning anywhere in the bloc."
)
"""The rule, in the words that reports print."""


def great_risings(town_days: pl.DataFrame) -> pl.DataFrame:
    """Find the beginnings of great risings.

    Parameters
    ----------
    town_days
        One row for each world, country, place and day of contention (columns ``world``,
        ``country``, ``where``, ``date``).

    Returns
    -------
    pl.DataFrame
        Columns ``world``, ``country``, ``date``, ``places`` (how many on that day) and
        ``waited`` (days since the beginning before it in the same world; null for the first),
        in order of world and date.
    """
    great = (
        town_days.group_by("world", "country", "date")
        .agg(places=pl.col("where").n_unique())
        .filter(pl.col("places") >= GREAT_TOWNS)
        .sort("world", "country", "date")
    )
    quiet = pl.col("date").diff().dt.total_days().over("world", "country")
    beginnings = great.filter(quiet.is_null() | (quiet > QUIET_DAYS))
    return beginnings.sort("world", "date", "country").with_columns(
        waited=pl.col("date").diff().dt.total_days().over("world")
    )
