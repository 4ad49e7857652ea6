"""The size of a negative binomial law around given means, by maximum likelihood."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar as _minimize  # pyright: ignore[reportUnknownVariableType]

from contention.inference.scoring.law import negative_binomial

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

minimize_scalar = cast("Any", _minimize)

LEAST = 0.01
"""Events a cell: a mean below this is taken as this, so that an event stays possible."""

MOST_PAIRS = 20_000
"""Pairs of a mean and a count that a size is estimated from, the latest ones."""

SIZES = (0.02, 400.0)
"""Sizes between which is searched; where there is nothing to learn from it is 1."""


def best_size(means: NDArray[Any], counts: NDArray[Any]) -> float:
    """Return the size k under which counts are likeliest; the variance is m + m^2 / k.

    Parameters
    ----------
    means, counts
        Of one shape, the latest cells last (in the last axis).
    """
    m = np.maximum(np.asarray(means, float), LEAST).T.ravel()[-MOST_PAIRS:]
    y = np.asarray(counts, float).T.ravel()[-MOST_PAIRS:]
    if not y.size:
        return 1.0

    def loss(log_size: float) -> float:
        return -float(negative_binomial(y, m, float(np.exp(log_size))).mean())

    found = minimize_scalar(loss, bounds=np.log(SIZES), method="bounded")
    return float(np.exp(found.x))


def draw_counts(
    rng: np.random.Generator, means: Floats, size: NDArray[Any] | float, draws: int
) -> Ints:
    """Return draws x shape of the means of negative binomial laws."""
    m = np.maximum(means, LEAST)
    k = np.broadcast_to(np.asarray(size, float), m.shape)
    return rng.poisson(rng.gamma(k, m / k, size=(draws, *m.shape))).astype(np.int64)


def draw_ahead(
    rng: np.random.Generator, means: Floats, now: Floats, counts: Ints, ahead: int, draws: int
) -> Ints:
    """Return draws x areas x cells around a mean that stays, each lead with its own size.

    Parameters
    ----------
    rng
        Where the draws come from.
    means
        Areas x cells: what was foretold for each cell of the past from the cells before it.
    now
        Areas: what is foretold for all cells ahead.
    counts
        Areas x cells of the past, of the shape of ``means``.
    ahead, draws
        How many cells and draws.
    """
    out = np.zeros((draws, now.size, ahead), dtype=np.int64)
    n = counts.shape[1]
    for lead in range(ahead):
        # From the same mean, a cell further ahead is met less well.
        kept = max(n - lead, 0)
        size = best_size(means[:, :kept], counts[:, lead:])
        out[:, :, lead] = draw_counts(rng, now, size, draws)
    return out
