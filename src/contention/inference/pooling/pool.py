"""A linear pool of a theory and of levels, with weights learnt before the origin.

One draw of a pool is one draw of one of its members, so that it stays a path over all places and
days. With n draws and a weight w, the member has w n of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.foundation.errors import ContentionError
from contention.inference.forecasting.calendars import check_origin, events_before
from contention.inference.forecasting.predict import Predicted, predict
from contention.inference.scoring.counting import count_cells
from contention.scenario.model import Scenario
from contention.theory.model import Act, Theory

from .draws import PooledDraws, shares_of_acts
from .members import FittedLevels, fit_theory, fit_to_counts
from .past_origins import plan_trials, try_members
from .weights import PRIOR, drawn_to_prior, stacked

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

LEVELS = "levels"
"""Name of the member that is no theory."""


@dataclass(frozen=True, eq=False)
class Pool:
    """What is learnt before an origin.

    Attributes
    ----------
    weight
        Of the theory; the levels have the rest.
    weeks
        Weeks that the weight was learnt from; 0 where the record is too short, or where the
        theory could not be fitted to its earlier part.
    levels
        Learnt from all days before the origin.
    """

    weight: float
    weeks: float
    levels: FittedLevels

    def worlds(self, draws: int) -> int:
        """Return how many of so many draws the theory has: one at least, and not all of several."""
        return max(min(round(self.weight * draws), draws - 1), 1)


def learn_pool(
    theory: Theory,
    scenario: Scenario,
    events: pl.DataFrame,
    counts: Ints,
    forms: tuple[str, ...],
    horizon: int,
    *,
    seed: int = 1,
    threads: int = 0,
) -> Pool:
    """Learn levels, and the weight of a theory beside them, from the days before an origin.

    Parameters
    ----------
    theory, scenario
        A theory, and where.
    events
        Events that are known at the origin.
    counts
        Those of ``forms``, places x days, up to the eve of the origin.
    forms
        Forms that are counted.
    horizon
        Days ahead.
    seed, threads
        As in `contention.simulate`.
    """
    known = counts.shape[1]
    real = counts.astype(float)
    levels = fit_to_counts(real, scenario, known, horizon)
    trials = plan_trials(known)
    if trials is None:
        return Pool(float(PRIOR[0]), 0.0, levels)
    try:
        members = (
            fit_theory(theory, scenario, events, forms, trials.split, seed=seed, threads=threads),
            fit_to_counts(real, scenario, trials.split, horizon),
        )
        log_prob, weight = try_members(members, trials, counts, horizon, seed=seed)
    except ContentionError:
        # The first part of a record may not carry a fit, or worlds of it may run away.
        return Pool(float(PRIOR[0]), 0.0, levels)
    found = drawn_to_prior(stacked(log_prob, weight), trials.weeks)
    return Pool(float(found[0]), trials.weeks, levels)


def pool_worlds(
    theory: Theory,
    scenario: Scenario,
    events: pl.DataFrame,
    *,
    origin: date,
    horizon: int,
    draws: int,
    seed: int = 1,
    threads: int = 0,
) -> tuple[Predicted, Pool]:
    """Return worlds of a pool of all acts of a theory, and what was learnt.

    Parameters
    ----------
    theory, scenario, events, origin, horizon, draws, seed, threads
        As in `contention.inference.forecasting.predict.predict`.

    Raises
    ------
    ContentionError
        I070 to I073, and what a fit raises.
    """
    check_origin(scenario, origin, horizon)
    before = events_before(events, origin).events
    known = (origin - scenario.start).days
    by_act = [_placed(before, scenario, act, known) for act in theory.acts]
    counts = np.sum(by_act, axis=0)
    forms = tuple(sorted({form for act in theory.acts for form in act.record.form}))
    pool = learn_pool(theory, scenario, before, counts, forms, horizon, seed=seed, threads=threads)
    worlds = pool.worlds(draws)
    made = predict(
        theory, scenario, events,
        origin=origin, horizon=horizon, draws=worlds, seed=seed, threads=threads,
    )  # fmt: skip
    paths = pool.levels.draws(
        known, horizon, draws=draws - worlds, seed=seed, scale=_unrecorded(scenario, known)
    )
    shares = shares_of_acts(np.stack(by_act))
    return replace(made, drawn=PooledDraws(made.drawn, paths, shares, seed)), pool


def _placed(events: pl.DataFrame, scenario: Scenario, act: Act, days: int) -> Ints:
    """Count the events of an act by place and day, whoever acts."""
    rows = events.drop("actor", strict=False)
    return count_cells(rows, scenario, act.record.form, first=scenario.start, days=days)


def _unrecorded(scenario: Scenario, known: int) -> Floats:
    """Return how many events there are for one that is recorded, by place, on the eve."""
    if scenario.recorded is None:
        return np.ones(len(scenario.places.name))
    share = scenario.recorded.values[:, min(known, scenario.recorded.values.shape[1]) - 1]
    return 1.0 / share[scenario.places.country]
