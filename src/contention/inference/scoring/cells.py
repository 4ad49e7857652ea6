"""Cells: an area (a place or a region) over a day or a week, and how counts fall into them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from contention.scenario.model import Scenario

Ints = NDArray[np.int64]

Level = Literal["place", "region"]


@dataclass(frozen=True)
class Cells:
    """What one number is foretold for.

    Parameters
    ----------
    level
        ``place`` or ``region``; a region is named together with its country where several
        countries have one of that name.
    days
        Days of a cell: 1, or 7. Weeks are counted from the origin on, and back from it.
    """

    level: Level = "place"
    days: Literal[1, 7] = 1

    def areas(self, scenario: Scenario) -> tuple[str, ...]:
        """Return the names of the areas, in order."""
        places = scenario.places
        if self.level == "place":
            return _unique(places.name, [scenario.countries[c] for c in places.country])
        keys = self._regions(scenario)
        return _unique([region for _, region in keys], [scenario.countries[c] for c, _ in keys])

    def by_area(self, scenario: Scenario, counts: Ints) -> Ints:
        """Sum counts (... x places x days) over the places of each area."""
        if self.level == "place":
            return counts
        keys = self._regions(scenario)
        places = scenario.places
        index = np.array(
            [keys.index((int(c), r)) for c, r in zip(places.country, places.region, strict=True)]
        )
        out = np.zeros((*counts.shape[:-2], len(keys), counts.shape[-1]), dtype=np.int64)
        for area in range(len(keys)):
            out[..., area, :] = counts[..., index == area, :].sum(axis=-2)
        return out

    def ahead(self, counts: Ints) -> Ints:
        """Sum counts by day from an origin on (... x days) into cells; a part is left out."""
        n = counts.shape[-1] // self.days
        whole = counts[..., : n * self.days]
        return whole.reshape(*counts.shape[:-1], n, self.days).sum(axis=-1)

    def back(self, counts: Ints) -> Ints:
        """Sum counts by day up to an origin (... x days) into cells that end there."""
        n = counts.shape[-1] // self.days
        whole = counts[..., counts.shape[-1] - n * self.days :]
        return whole.reshape(*counts.shape[:-1], n, self.days).sum(axis=-1)

    def _regions(self, scenario: Scenario) -> list[tuple[int, str]]:
        places = scenario.places
        pairs = zip((int(c) for c in places.country), places.region, strict=True)
        return list(dict.fromkeys(pairs))


def _unique(names: tuple[str, ...] | list[str], countries: list[str]) -> tuple[str, ...]:
    twice = {name for name in names if list(names).count(name) > 1}
    return tuple(
        f"{name} ({country})" if name in twice else name
        for name, country in zip(names, countries, strict=True)
    )


@dataclass(frozen=True, eq=False)
class Series:
    """Counts of areas up to an origin, all that a baseline looks at.

    Attributes
    ----------
    daily
        Areas x days up to the eve of the origin.
    origin
        The first day to be foretold.
    days
        Days of a cell.
    """

    daily: Ints
    origin: date
    days: Literal[1, 7]

    @property
    def cells(self) -> Ints:
        """Areas x cells; the last one ends on the eve of the origin."""
        return Cells(days=self.days).back(self.daily)

    def starts(self, ahead: int) -> list[date]:
        """Return the first days of the cells of the past and of so many cells ahead."""
        n = self.daily.shape[1] // self.days
        return [self.origin + timedelta(self.days * k) for k in range(-n, ahead)]
