"""The effect of a lever on one number of the worlds, from pairs of worlds."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import stdtrit  # pyright: ignore[reportUnknownVariableType]

Floats = NDArray[np.float64]

EFFECT_SCHEMA = {
    "quantity": pl.String,
    "label": pl.String,
    "without": pl.Float64,
    "with": pl.Float64,
    "effect": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "error": pl.Float64,
    "world_low": pl.Float64,
    "world_high": pl.Float64,
    "variance_ratio": pl.Float64,
}

EffectRow = tuple[str, str, float, float, float, *tuple[float | None, ...]]


def effect_row(name: str, label: str, without: Floats, pulled: Floats) -> EffectRow:
    """Return one row of `EFFECT_SCHEMA`.

    Parameters
    ----------
    name, label
        The quantity.
    without, pulled
        Its numbers in the two worlds of each pair.

    Notes
    -----
    The interval of the mean is that of Student's t with n - 1 degrees of freedom; with one pair
    there is none.
    """
    gap = pulled - without
    n, mean = gap.size, float(gap.mean())
    low: float | None = None
    high: float | None = None
    error: float | None = None
    if n > 1:
        error = float(gap.std(ddof=1)) / math.sqrt(n)
        reach = float(stdtrit(n - 1, 0.975)) * error  # pyright: ignore[reportUnknownArgumentType]
        low, high = mean - reach, mean + reach
    one, other = (float(x) for x in np.quantile(gap, (0.025, 0.975)))
    means = (float(without.mean()), float(pulled.mean()))
    return (name, label, *means, mean, low, high, error, one, other, ratio(without, pulled))


def ratio(without: Floats, pulled: Floats) -> float | None:
    """Return the variance of the mean effect in pairs over that in worlds that share nothing.

    0 where no pair differs, None for a single pair.
    """
    gap = pulled - without
    if not gap.any():
        return 0.0
    if gap.size < 2:
        return None
    apart = float(without.var(ddof=1) + pulled.var(ddof=1))
    return float(gap.var(ddof=1)) / apart if apart > 0 else 0.0
