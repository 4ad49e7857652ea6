"""The likeliest size of negative binomial laws, with weights."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar as _minimize  # pyright: ignore[reportUnknownVariableType]
from scipy.special import gammaln as _gammaln  # pyright: ignore[reportUnknownVariableType]

Floats = NDArray[np.float64]

minimize_scalar, gammaln = cast("Any", _minimize), cast("Any", _gammaln)

SIZES = (0.02, 400.0)
"""Sizes that are searched."""

MOST = 40_000
"""Pairs that a size is learnt from, the latest ones."""


def likeliest_size(mean: Floats, y: Floats, weight: Floats) -> float:
    """Return the size k under which counts are likeliest; the variance is m + m^2 / k.

    Parameters
    ----------
    mean, y, weight
        Means above 0, counts (or counts divided by a share), weights; the latest last.
    """
    mean, y, weight = mean[-MOST:], y[-MOST:], weight[-MOST:]
    some = y > 0.0
    seen, of_seen = y[some], weight[some]

    def loss(log_size: float) -> float:
        # Most areas are quiet on most days: only those with events need the gamma function.
        k = float(np.exp(log_size))
        value = np.dot(of_seen, gammaln(seen + k) - gammaln(k))
        value += np.dot(weight, k * np.log(k / (k + mean)))
        value -= np.dot(of_seen, seen * np.log(k + mean[some]))
        return -float(value)

    found = minimize_scalar(loss, bounds=np.log(SIZES), method="bounded")
    return float(np.exp(found.x))
