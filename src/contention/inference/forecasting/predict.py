"""Fit a theory to the days before an origin and draw the days from it on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from time import perf_counter

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.binding import bind
from contention.foundation.errors import ContentionError, Problem
from contention.inference.fitting import Fit, fit
from contention.scenario.model import Scenario
from contention.theory.model import Theory

from .calendars import Before, check_origin, events_before, scenario_until
from .worlds import Worlds, draw_worlds

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Predicted:
    """Worlds of the days ahead, and the fit behind them.

    Attributes
    ----------
    fit
        Of the theory to the days before the origin.
    before
        What of the record was read.
    drawn
        The worlds.
    fit_seconds, draw_seconds
        Wall times.
    """

    fit: Fit = field(repr=False)
    before: Before
    drawn: Worlds = field(repr=False)
    fit_seconds: float
    draw_seconds: float


def predict(
    theory: Theory,
    scenario: Scenario,
    events: pl.DataFrame,
    *,
    origin: date,
    horizon: int,
    draws: int,
    seed: int = 1,
    threads: int = 0,
) -> Predicted:
    """Fit a theory to the days before an origin and draw worlds of the days from it on.

    Nothing of the origin or later is read: neither events, nor covariates, recorded shares and
    dated shocks of the scenario.

    Parameters
    ----------
    theory
        A theory.
    scenario
        Where and when; the days ahead may lie beyond its calendar.
    events
        Events in canonical columns.
    origin
        The first day foretold.
    horizon
        Days foretold.
    draws
        Worlds, each from a draw of the Laplace posterior of its own.
    seed, threads
        As in `contention.simulate`.

    Raises
    ------
    ContentionError
        I070 to I073, and what a fit raises.
    """
    check_origin(scenario, origin, horizon)
    if draws < 1:
        problem = Problem("I073", f"{draws} worlds", "1 world or more", "--worlds")
        raise ContentionError(problem)
    before = events_before(events, origin)
    began = perf_counter()
    known = bind(theory, scenario_until(scenario, origin, 0))
    fitted = fit(known, before.events, starts=1, seed=seed)
    between = perf_counter()
    ahead = bind(theory, scenario_until(scenario, origin, horizon))
    drawn = draw_worlds(
        fitted, ahead, before.events, origin, draws=draws, seed=seed, threads=threads
    )
    ended = perf_counter()
    return Predicted(fitted, before, drawn, between - began, ended - between)


def counts_of_forms(predicted: Predicted, forms: Sequence[str], *, seed: int) -> Ints:
    """Return draws x places x days of the recorded events of some forms.

    Where the scenario says which share of events is recorded, each is kept with that share.

    Of an act that stands for other forms too, each onset is kept with the share of the wanted
    forms among its events before the origin (all forms alike where it had none).
    """
    rng = np.random.default_rng(seed)
    form = predicted.before.events["form"]
    by_act = predicted.drawn.by_act()
    total: Ints = np.zeros_like(next(iter(by_act.values())))
    for act in predicted.drawn.model.acts:
        wanted = [f for f in act.record.form if f in forms]
        if not wanted:
            continue
        counts = by_act[act.name]
        if len(wanted) < len(act.record.form):
            every = int(form.is_in(list(act.record.form)).sum())
            mine = int(form.is_in(wanted).sum())
            share = mine / every if every else len(wanted) / len(act.record.form)
            counts = rng.binomial(counts, share)
        total += counts
    scenario = predicted.drawn.model.scenario
    if scenario.recorded is not None:
        ahead = scenario.recorded.values[:, -total.shape[2] :]
        total = rng.binomial(total, ahead[scenario.places.country][None])
    return np.asarray(total, dtype=np.int64)
