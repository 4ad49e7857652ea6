"""The members of a pool: a theory, and levels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.binding import bind
from contention.inference.fitting import Fit, fit
from contention.inference.forecasting.calendars import events_before, scenario_until
from contention.inference.forecasting.predict import Predicted, counts_of_forms
from contention.inference.forecasting.worlds import draw_worlds
from contention.scenario.model import Scenario
from contention.theory.model import Theory

from .levels import Levels, fit_levels
from .paths import draw_paths

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class FittedTheory:
    """A theory, fitted to the days before one of the calendar.

    Attributes
    ----------
    theory, scenario
        What was fitted, and where.
    fit
        To the days before.
    events
        All that is known; of it, a draw reads what lies before its day.
    forms
        Forms that are counted.
    threads
        Threads of the worlds; 0 takes one for each core.
    """

    theory: Theory
    scenario: Scenario
    fit: Fit
    events: pl.DataFrame
    forms: tuple[str, ...]
    threads: int = 0

    def draws(self, day: int, horizon: int, *, draws: int, seed: int) -> Ints:
        """Return draws x places x days, from a day of the calendar on."""
        origin = self.scenario.start + timedelta(days=day)
        before = events_before(self.events, origin)
        ahead = bind(self.theory, scenario_until(self.scenario, origin, horizon))
        drawn = draw_worlds(
            self.fit, ahead, before.events, origin, draws=draws, seed=seed, threads=self.threads
        )
        return counts_of_forms(Predicted(self.fit, before, drawn, 0.0, 0.0), self.forms, seed=seed)


def fit_theory(
    theory: Theory,
    scenario: Scenario,
    events: pl.DataFrame,
    forms: tuple[str, ...],
    day: int,
    *,
    seed: int,
    threads: int,
) -> FittedTheory:
    """Fit a theory to the days before one of the calendar."""
    origin = scenario.start + timedelta(days=day)
    known = bind(theory, scenario_until(scenario, origin, 0))
    found = fit(known, events_before(events, origin).events, starts=1, seed=seed)
    return FittedTheory(theory, scenario, found, events, forms, threads)


@dataclass(frozen=True, eq=False)
class FittedLevels:
    """Levels, learnt from the days before one of the calendar.

    Attributes
    ----------
    levels
        What was learnt.
    counts
        Places x days that are known; of them, a draw reads what lies before its day.
    countries
        Country of each place.
    first_weekday
        Weekday of the first day, 0 is Monday.
    """

    levels: Levels
    counts: Floats
    countries: Ints
    first_weekday: int

    def draws(
        self, day: int, horizon: int, *, draws: int, seed: int, scale: Floats | None = None
    ) -> Ints:
        """Return draws x places x days, from a day of the calendar on; means times a scale."""
        means = self.levels.ahead(self.counts[:, :day], self.first_weekday, horizon)
        if scale is not None:
            means = means * scale[:, None]
        return draw_paths(self.levels, means, self.countries, draws=draws, seed=seed)


def fit_to_counts(counts: Floats, scenario: Scenario, day: int, horizon: int) -> FittedLevels:
    """Learn levels from the counts before a day."""
    countries, first = scenario.places.country, scenario.start.weekday()
    found = fit_levels(counts[:, :day], countries, first, horizon)
    return FittedLevels(found, counts, countries, first)
