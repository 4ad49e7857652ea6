"""Score forecasters from one origin after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.foundation.errors import ContentionError, Problem
from contention.scenario.model import Scenario

from .baselines import CellForecaster
from .cells import Cells, Series
from .counting import count_cells
from .past import make_past
from .protocol import Forecaster, Past
from .scores import score_cells

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Task:
    """What is foretold and scored, the same for all origins and forecasters.

    Attributes
    ----------
    events
        Events of the record.
    scenario
        Where and when.
    cells
        Areas and days of a cell.
    horizon
        Days ahead; whole cells.
    forms
        Forms that are counted.
    draws, seed
        Draws of each forecast; seed of everything random.
    """

    events: pl.DataFrame
    scenario: Scenario
    cells: Cells
    horizon: int
    forms: tuple[str, ...]
    draws: int
    seed: int

    def past(self, origin: date) -> Past:
        """Return what is known at an origin."""
        return make_past(self.events, self.scenario, origin, forms=self.forms)

    def actual(self, origin: date) -> Ints:
        """Return areas x cells: what happened from an origin on."""
        counts = count_cells(
            self.events, self.scenario, self.forms, first=origin, days=self.horizon
        )
        return self.cells.ahead(self.cells.by_area(self.scenario, counts))


def forecast(task: Task, forecaster: Forecaster | CellForecaster, past: Past) -> Ints:
    """Return draws x areas x cells of a forecaster.

    Raises
    ------
    ContentionError
        I076: it returns counts of another shape, or below zero.
    """
    seed = seed_of(task.seed, past.origin, forecaster.name)
    ahead = task.horizon // task.cells.days
    areas = len(task.cells.areas(task.scenario))
    if isinstance(forecaster, CellForecaster):
        daily = task.cells.by_area(task.scenario, past.counts)
        series = Series(daily=daily, origin=past.origin, days=task.cells.days)
        found = forecaster.cell_draws(series, ahead, draws=task.draws, seed=seed)
    else:
        counts = forecaster.draws(past, task.horizon, draws=task.draws, seed=seed)
        _check(forecaster.name, counts, (len(task.scenario.places.name), task.horizon))
        found = task.cells.ahead(task.cells.by_area(task.scenario, counts))
    _check(forecaster.name, found, (areas, ahead))
    return found


def score_origin(task: Task, forecaster: Forecaster | CellForecaster, past: Past) -> pl.DataFrame:
    """Return one row a cell: ``model, origin, start, lead, area, actual`` and its scores.

    Parameters
    ----------
    task
        What is foretold.
    forecaster
        Who foretells.
    past
        What is known; its origin is the first day ahead.
    """
    draws = forecast(task, forecaster, past)
    actual = task.actual(past.origin)
    # One set of uniform numbers for all forecasters: their ranks differ by their laws alone.
    scores = score_cells(draws, actual, seed=seed_of(task.seed, past.origin, "pit"))
    areas = task.cells.areas(task.scenario)
    ahead = actual.shape[1]
    starts = [past.origin + timedelta(task.cells.days * k) for k in range(ahead)]
    return pl.DataFrame(
        {
            "model": [forecaster.name] * actual.size,
            "origin": [past.origin] * actual.size,
            "start": starts * len(areas),
            "lead": list(range(1, ahead + 1)) * len(areas),
            "area": np.repeat(np.array(areas, dtype=object), ahead).tolist(),
            "actual": actual.ravel(),
            **{name: values.ravel() for name, values in vars(scores).items()},
        }
    )


def seed_of(seed: int, origin: date, name: str) -> int:
    """Return the seed of a forecaster at an origin: the same whatever else is scored."""
    address = f"{seed}/{origin.isoformat()}/{name}".encode()
    return int.from_bytes(blake2b(address, digest_size=4).digest(), "little")


def origins_between(first: date, last: date, step: int) -> tuple[date, ...]:
    """Return origins from a day to another, both included, every so many days."""
    return tuple(first + timedelta(k) for k in range(0, (last - first).days + 1, step))


def check_origins(origins: Sequence[date], task: Task) -> None:
    """Refuse origins before which no cell lies, or whose days ahead leave the calendar.

    Raises
    ------
    ContentionError
        I077.
    """
    scenario, horizon = task.scenario, task.horizon
    first = scenario.start + timedelta(task.cells.days)
    last = scenario.end - timedelta(horizon - 1)
    wrong = [origin for origin in origins if not first <= origin <= last]
    if wrong or not origins:
        raise ContentionError(
            Problem(
                "I077",
                f"the origin {wrong[0]}" if wrong else "no origin",
                f"origins from {first} to {last}",
                "--origins",
                f"the calendar runs from {scenario.start} to {scenario.end}, and {horizon} days "
                "from each origin on are scored",
            )
        )


def _check(name: str, counts: Ints, shape: tuple[int, int]) -> None:
    if counts.shape[1:] != shape or counts.dtype.kind not in "iu" or (counts < 0).any():
        raise ContentionError(
            Problem(
                "I076",
                f"counts of shape {counts.shape} and type {counts.dtype} by {name}",
                f"whole numbers from 0, of shape draws x {shape[0]} x {shape[1]}",
                f"forecaster {name}",
                "return one count for each draw, area and day ahead",
            )
        )
