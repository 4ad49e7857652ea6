"""Areas and stretches of days that a forecast is added up over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from contention.scenario.model import Scenario

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Areas:
    """Areas of one level: ``of`` gives the area of each place."""

    level: str
    names: tuple[str, ...]
    countries: tuple[str, ...]
    of: Ints

    def add(self, counts: Ints) -> Ints:
        """Add draws x places x days up to draws x areas x days."""
        out = np.zeros((counts.shape[0], len(self.names), counts.shape[2]), dtype=np.int64)
        if self.level == "place":
            return counts
        for k in range(len(self.names)):
            out[:, k] = counts[:, self.of == k].sum(axis=1)
        return out


def areas_of(scenario: Scenario) -> tuple[Areas, ...]:
    """Return the levels of a scenario: total, countries, regions, places.

    Countries are left out where there is one, and regions where each is a place of its own.
    """
    places, countries = scenario.places, scenario.countries
    n = len(places.name)
    found = [Areas("total", ("total",), ("",), np.zeros(n, dtype=np.int64))]
    if len(countries) > 1:
        found.append(Areas("country", countries, countries, places.country))
    keys = [(int(c), r) for c, r in zip(places.country, places.region, strict=True)]
    regions = sorted(set(keys))
    if len(regions) < n and len(regions) > len(countries):
        index = {key: k for k, key in enumerate(regions)}
        of = np.array([index[key] for key in keys], dtype=np.int64)
        names = tuple(region for _, region in regions)
        found.append(Areas("region", names, tuple(countries[c] for c, _ in regions), of))
    mine = tuple(countries[int(c)] for c in places.country)
    found.append(Areas("place", places.name, mine, np.arange(n)))
    return tuple(found)


@dataclass(frozen=True)
class Stretch:
    """Days from ``first`` to ``stop`` (not included), counted from the origin."""

    period: str
    first: int
    stop: int

    def dates(self, origin: date) -> tuple[date, date]:
        """Return the first and the last day."""
        return origin + timedelta(days=self.first), origin + timedelta(days=self.stop - 1)


def stretches(horizon: int, *, daily: bool) -> list[Stretch]:
    """Return the whole horizon, its weeks (the last may be short), and its days if wanted."""
    found = [Stretch("all", 0, horizon)]
    found += [Stretch("week", k, min(k + 7, horizon)) for k in range(0, horizon, 7)]
    if daily:
        found += [Stretch("day", k, k + 1) for k in range(horizon)]
    return found
