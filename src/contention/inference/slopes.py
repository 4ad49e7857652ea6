"""The gradient of a log posterior against differences of its values."""

from __future__ import annotations

import numpy as np
import polars as pl

from contention.inference.fitting import Fit
from contention.inference.posterior import LogPosterior

DIRECTIONS = 5
STEP = 1e-4  # of central differences, in Laplace errors


def gradient_error(fit: Fit, events: pl.DataFrame, *, seed: int = 0) -> float:
    """Return the largest relative error of slopes in random directions near a mode.

    A slope is compared with central differences of the values, in coordinates in which the
    Laplace errors are one, at points one error from the mode.

    Parameters
    ----------
    fit
        A fit.
    events
        The events it was made from.
    seed
        Seed of points and directions.
    """
    posterior = LogPosterior(fit.model, events)
    root = np.linalg.cholesky(fit.covariance)
    rng = np.random.default_rng(seed)
    worst = 0.0
    for _ in range(DIRECTIONS):
        point, direction = rng.standard_normal((2, fit.free.size))
        here = fit.free + root @ (point / np.linalg.norm(point))
        way = root @ (direction / np.linalg.norm(direction))
        ahead, _ = posterior.value_and_gradient(here + STEP * way)
        behind, _ = posterior.value_and_gradient(here - STEP * way)
        _, slope = posterior.value_and_gradient(here)
        stated, measured = float(slope @ way), (ahead - behind) / (2 * STEP)
        # Slopes are about 1 in these coordinates, so small ones are not blown up.
        worst = max(worst, abs(stated - measured) / max(abs(measured), 1.0))
    return worst
