"""Paths of counts around levels: lasting deviations of countries and areas, and those of a day.

The relative variance of a day, 1/k, is that of a deviation that lasts through a week (p) and of one
of the day alone (q): (1 + p)(1 + q) = 1 + 1/k. The sum of a week has p + q/7 about, which the size
of weeks tells. Deviations are gamma, those that last from one normal number for each area and path.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv as _gammaincinv  # pyright: ignore[reportUnknownVariableType]
from scipy.special import ndtr as _ndtr  # pyright: ignore[reportUnknownVariableType]

from .levels import Levels, band_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

gammaincinv, ndtr = cast("Any", _gammaincinv), cast("Any", _ndtr)

GRID = np.linspace(-6.0, 6.0, 601)
"""Normal numbers at which quantiles are worked out; the others lie between."""


def lasting_variance(levels: Levels, horizon: int) -> Floats:
    """Return p of each week ahead; 0 where nothing tells of weeks."""
    weeks = -(-horizon // 7)
    if not levels.week_size.size:
        return np.zeros(weeks)
    index = np.minimum(np.arange(weeks), levels.week_size.size - 1)
    week = 1.0 / levels.week_size[index]
    leads = np.arange(7 * weeks, dtype=np.int64)
    day = (1.0 / levels.day_size[band_of(leads)]).reshape(weeks, 7).mean(axis=1)
    return np.clip((7.0 * week - day) / 6.0, 0.0, week)


def draw_paths(levels: Levels, means: Floats, countries: Ints, *, draws: int, seed: int) -> Ints:
    """Return draws x areas x days of counts.

    Parameters
    ----------
    levels
        Sizes.
    means
        Areas x days, as `Levels.ahead` gives them.
    countries
        Country of each area.
    draws, seed
        How many, and the seed of all of them.
    """
    rng = np.random.default_rng(seed)
    areas, horizon = means.shape
    lasting = lasting_variance(levels, horizon)
    shared = rng.standard_normal((draws, int(countries.max()) + 1))[:, countries]
    normal = np.sqrt(levels.shared) * shared
    normal += np.sqrt(1.0 - levels.shared) * rng.standard_normal((draws, areas))
    out = np.zeros((draws, areas, horizon), dtype=np.int64)
    for week, p in enumerate(lasting):
        days = slice(7 * week, min(7 * week + 7, horizon))
        factor = _gamma(normal, float(p))
        for day in range(days.start, days.stop):
            rate = factor * means[:, day]
            size = levels.day_size[band_of(np.array([day]))[0]]
            q = max((1.0 + 1.0 / size) / (1.0 + p) - 1.0, 0.0)
            if q > 1e-6:
                rate = rate * rng.gamma(1.0 / q, q, size=rate.shape)
            out[:, :, day] = rng.poisson(rate)
    return out


def _gamma(normal: Floats, variance: float) -> Floats:
    """Return gamma numbers of mean 1 and a variance, of the ranks of normal ones."""
    if variance <= 1e-6:
        return np.ones_like(normal)
    quantile: Floats = gammaincinv(1.0 / variance, ndtr(GRID)) * variance
    found: Floats = np.interp(normal, GRID, quantile)
    return found
