"""Recent level, day of the week, time of the year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize as _minimize  # pyright: ignore[reportUnknownVariableType]

from contention.inference.scoring.baselines.dispersion import LEAST, best_size, draw_counts
from contention.inference.scoring.baselines.recent_mean import running_mean
from contention.inference.scoring.cells import Series

Floats = NDArray[np.float64]
minimize = cast("Any", _minimize)

LEVEL_DAYS = 56
"""Days over which the level of an area is the mean: whole weeks, and not yet a season."""

RIDGE = 1.0
"""Inverse variance of the coefficients: a pattern that few events show is taken for small."""

YEAR = 365.25


@dataclass(frozen=True)
class Seasonal:
    """A negative binomial law whose mean is a level times a pattern of weekday and season.

    The log mean is log(level) + x b: the level of the area is its mean over the last 56 days
    (drawn towards the mean of all areas as if one cell of it had been seen), x holds one, days
    of the week for cells of a day, and, once a year has passed, sine and cosine of the year. All
    areas share b and the size; both make the past likeliest.
    """

    name: str = "seasonal-nb"

    def cell_draws(self, series: Series, ahead: int, *, draws: int, seed: int) -> NDArray[np.int64]:
        """Return draws x areas x cells."""
        counts = series.cells
        width = LEVEL_DAYS // series.days
        level = running_mean(counts, width)
        seen = np.minimum(np.arange(level.shape[1], dtype=np.int64), width)
        overall = level.mean(axis=0)
        level = np.maximum((level * seen + overall) / (seen + 1.0), LEAST)
        x = _pattern(series, ahead)
        first = min(width, counts.shape[1] // 2)
        past = slice(first, counts.shape[1])
        b, size = _fit(level[:, past], x[past], counts[:, past])
        means = level[:, -1:] * np.exp(x[counts.shape[1] :] @ b)
        return draw_counts(np.random.default_rng(seed), means, size, draws)


def _pattern(series: Series, ahead: int) -> Floats:
    """Return (cells of the past and ahead) x columns."""
    starts = series.starts(ahead)
    columns = [np.ones(len(starts))]
    if series.days == 1:
        weekday = np.array([day.weekday() for day in starts])
        columns += [(weekday == k) - 1.0 / 7.0 for k in range(7)]
    if series.daily.shape[1] > YEAR:
        angle = 2.0 * np.pi * np.array([day.timetuple().tm_yday for day in starts]) / YEAR
        columns += [np.sin(angle), np.cos(angle)]
    return np.column_stack(columns)


def _fit(level: Floats, x: Floats, counts: NDArray[np.int64]) -> tuple[Floats, float]:
    """Return coefficients and size, each given the other, twice over."""
    b, size = np.zeros(x.shape[1]), 1.0
    if not counts.size:
        return b, size
    y = counts.astype(float)
    for _ in range(3):
        size = best_size(level * np.exp(x @ b), y)

        def loss(b: Floats, size: float = size) -> tuple[float, Floats]:
            mean = level * np.exp(np.clip(x @ b, -20.0, 20.0))
            value = np.sum((y + size) * np.log(size + mean) - y * np.log(mean))
            slope = (size * (mean - y) / (size + mean)).sum(axis=0) @ x
            return float(value + 0.5 * RIDGE * b @ b), slope + RIDGE * b

        b = np.asarray(minimize(loss, b, jac=True, method="L-BFGS-B").x)
    return b, best_size(level * np.exp(x @ b), y)
