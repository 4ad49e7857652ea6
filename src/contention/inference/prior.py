"""Draws of the prior."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import numpy as np
from numpy.typing import NDArray

from contention.engine.model import Model
from contention.theory.model import Prior

Floats = NDArray[np.float64]


def prior_stream(model: Model, *, seed: int = 0) -> Iterator[Floats]:
    """Yield draws of the prior in natural units, without end; each has a seed of its own."""
    for k in count():
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(k,)))
        yield np.array([_drawn(info.prior, rng) for info in model.parameters])


def _drawn(prior: Prior, rng: np.random.Generator) -> float:
    match prior.family:
        case "normal":
            return rng.normal(prior.a, prior.b)
        case "lognormal":
            return rng.lognormal(prior.a, prior.b)
        case "halfnormal":
            return abs(rng.normal(0.0, prior.a))
        case "exponential":
            return rng.exponential(1.0 / prior.a)
        case "beta":
            # 0 and 1 have no unconstrained coordinate.
            return float(np.clip(rng.beta(prior.a, prior.b), 1e-15, 1.0 - 1e-15))
