"""Draws of the prior."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from contention.engine.model import Model

Floats = NDArray[np.float64]


def prior_draws(model: Model, n: int, *, seed: int = 0) -> Floats:
    """Return draws of the prior in natural units (n x parameters).

    Parameters
    ----------
    model
        A bound model.
    n
        Number of draws. The first draws of a seed are the same for any number.
    seed
        Seed of the draws.
    """
    out = np.empty((n, len(model.parameters)))
    for row, stream in zip(out, np.random.SeedSequence(seed).spawn(n), strict=True):
        rng = np.random.default_rng(stream)
        for k, info in enumerate(model.parameters):
            a, b = info.prior.a, info.prior.b
            match info.prior.family:
                case "normal":
                    row[k] = rng.normal(a, b)
                case "lognormal":
                    row[k] = rng.lognormal(a, b)
                case "halfnormal":
                    row[k] = abs(rng.normal(0.0, a))
                case "exponential":
                    row[k] = rng.exponential(1.0 / a)
                case "beta":
                    # 0 and 1 have no unconstrained coordinate.
                    row[k] = np.clip(rng.beta(a, b), 1e-15, 1.0 - 1e-15)
    return out
