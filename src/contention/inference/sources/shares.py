"""Shares recorded by period, from the overlaps of sources, ready for a scenario or a fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.foundation.errors import ContentionError, Problem
from contention.inference.detection import Period

from .captures import Captures
from .loglinear import Unseen, unseen_events

Floats = NDArray[np.float64]

FEWEST = 5
"""Events that two sources saw, at least, before a period says anything."""


@dataclass(frozen=True, eq=False)
class SourceShares:
    """Shares recorded by period.

    Attributes
    ----------
    periods
        Country and days.
    unseen
        What no source saw, one a period.
    sources
        Sources with events, one tuple a period.
    """

    periods: tuple[Period, ...]
    unseen: tuple[Unseen, ...]
    sources: tuple[tuple[str, ...], ...]

    @property
    def share(self) -> Floats:
        """Shares, one a period."""
        return np.array([found.share[0] for found in self.unseen])

    def table(self) -> pl.DataFrame:
        """Return one row a period: events recorded and in all, the share, and 95 per cent."""
        return pl.DataFrame(
            [
                {
                    "country": period.country,
                    "from": period.first,
                    "until": period.last,
                    "recorded": found.seen,
                    "total": found.seen + found.events,
                    "total_low": found.seen + found.low,
                    "total_high": found.seen + found.high,
                    "share": found.share[0],
                    "share_low": found.share[1],
                    "share_high": found.share[2],
                    "sources": len(names),
                    "together": "; ".join(f"{names[i]} and {names[j]}" for i, j in found.model),
                }
                for period, found, names in zip(
                    self.periods, self.unseen, self.sources, strict=True
                )
            ]
        )

    def priors(self) -> tuple[Period, ...]:
        """Return the periods with beta priors of these means and spreads, for `detect`."""
        out: list[Period] = []
        for period, found in zip(self.periods, self.unseen, strict=True):
            share, low, high = found.share
            sd = max((high - low) / 3.919928, 1e-3)
            weight = max(share * (1.0 - share) / sd**2 - 1.0, 2.0)
            prior = (max(share * weight, 0.5), max((1.0 - share) * weight, 0.5))
            out.append(Period(period.country, period.first, period.last, prior))
        return tuple(out)

    def recorded(self) -> pl.DataFrame:
        """Return the table ``recorded`` of a scenario; a value holds until the next one."""
        return pl.DataFrame(
            {
                "country": [period.country for period in self.periods],
                "from": [period.first for period in self.periods],
                "value": self.share,
                "source": [f"overlaps of {len(names)} sources" for names in self.sources],
                "confidence": ["low"] * len(self.periods),
            }
        )


def source_shares(captures: Captures, periods: Sequence[Period]) -> SourceShares:
    """Estimate the share recorded in each period from the overlaps of its sources.

    Within a period, each source sees an event with a chance of its own; over periods these
    chances, and the sources themselves, may change. Sources without an event in a period are left
    out of it.

    Parameters
    ----------
    captures
        Which source saw which event.
    periods
        Stretches of days of a country, or of all (``*``).

    Raises
    ------
    ContentionError
        I078: no period, or one with fewer than two sources or too few events that two of them saw.
    """
    if not periods:
        raise ContentionError(_too_little("no period", "sources"))
    found: list[Unseen] = []
    names: list[tuple[str, ...]] = []
    problems: list[Problem] = []
    for period in periods:
        inside = pl.col("date").is_between(period.first, period.last)
        if period.country != "*":
            inside = inside & (pl.col("country") == period.country)
        seen = captures.seen[captures.events.select(inside=inside)["inside"].to_numpy()]
        have = seen.any(axis=0)
        overlaps = int((seen.sum(axis=1) > 1).sum())
        where = f"{period.country}, {period.first} to {period.last}"
        if have.sum() < 2 or overlaps < FEWEST:
            told = f"{int(have.sum())} sources and {overlaps} events that two of them saw"
            problems.append(_too_little(told, where))
            continue
        found.append(unseen_events(seen[:, have]))
        names.append(tuple(np.array(captures.sources)[have].tolist()))
    if problems:
        raise ContentionError(problems)
    return SourceShares(tuple(periods), tuple(found), tuple(names))


def _too_little(found: str, where: str) -> Problem:
    return Problem(
        "I078",
        found,
        f"periods with two sources or more and {FEWEST} events that two of them saw",
        where,
        "take longer periods, or group sources",
    )
