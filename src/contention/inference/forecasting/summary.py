"""Draws of counts as a table: means, quantiles and probabilities of exceedance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.scenario.model import Scenario

from .areas import Areas, areas_of, stretches

Ints = NDArray[np.int64]

QUANTILES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
"""Quantiles of a summary; 0.5 is the column ``median``."""


def quantile_name(q: float) -> str:
    """Return the column of a quantile."""
    return "median" if q == 0.5 else f"q{q * 100:g}".replace(".", "_")


def summarise(
    counts: Ints, scenario: Scenario, origin: date, above: Sequence[int], *, measure: str
) -> pl.DataFrame:
    """Return one row an area and stretch of days.

    Parameters
    ----------
    counts
        Draws x places x days from the origin on.
    scenario
        Where.
    origin
        The first day.
    above
        Numbers whose exceedance is asked for: column ``above_5`` is the probability of more
        than 5.
    measure
        ``events`` or ``heads``.

    Returns
    -------
    polars.DataFrame
        ``measure, level, area, country, period, first, last, mean, sd``, the quantiles and the
        probabilities. Places and regions by weeks and over all days, the others by days too.
    """
    parts = [
        part
        for areas in areas_of(scenario)
        for part in _rows(areas, areas.add(counts), origin, above, measure)
    ]
    return pl.concat(parts)


def _rows(
    areas: Areas, counts: Ints, origin: date, above: Sequence[int], measure: str
) -> Iterator[pl.DataFrame]:
    horizon, n = counts.shape[2], len(areas.names)
    for stretch in stretches(horizon, daily=areas.level in ("total", "country")):
        added = counts[:, :, stretch.first : stretch.stop].sum(axis=2)
        first, last = stretch.dates(origin)
        quantiles = np.quantile(added, QUANTILES, axis=0)
        columns: dict[str, Any] = {
            "measure": [measure] * n,
            "level": [areas.level] * n,
            "area": list(areas.names),
            "country": list(areas.countries),
            "period": [stretch.period] * n,
            "first": [first] * n,
            "last": [last] * n,
            "mean": added.mean(axis=0),
            "sd": added.std(axis=0),
        }
        columns |= {quantile_name(q): x for q, x in zip(QUANTILES, quantiles, strict=True)}
        columns |= {f"above_{x}": (added > x).mean(axis=0) for x in above}
        yield pl.DataFrame(columns)


def long_draws(by_act: dict[str, Ints], scenario: Scenario, origin: date) -> pl.DataFrame:
    """Return the draws as rows ``draw, date, country, place, act, events``; zeros left out."""
    places = scenario.places
    names = pl.Series(places.name, dtype=pl.String)
    countries = pl.Series([scenario.countries[int(c)] for c in places.country], dtype=pl.String)
    start = (origin - date(1970, 1, 1)).days
    parts: list[pl.DataFrame] = []
    for act, counts in by_act.items():
        draw, place, day = np.nonzero(counts)
        at = place.astype(np.uint32)
        parts.append(
            pl.DataFrame(
                {
                    "draw": draw.astype(np.uint32),
                    "date": pl.Series((day + start).astype(np.int32)).cast(pl.Date),
                    "country": countries.gather(at),
                    "place": names.gather(at),
                    "act": pl.Series([act] * draw.size, dtype=pl.String),
                    "events": counts[draw, place, day],
                }
            )
        )
    return pl.concat(parts).sort("draw", "date", "country", "place", "act")
