"""Milliseconds for the log-likelihood of the bloc and its gradient."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from contention.engine import Likelihood

from . import bloc
from .row import Row
from .timing import median_seconds

Floats = NDArray[np.float64]


def measure(*, quick: bool) -> list[Row]:
    """Time calls that change coefficients only, on prepared rows, and calls that walk again."""
    likelihood = Likelihood(bloc.model(), bloc.record().events)
    at = np.array(bloc.values(quick=quick))
    repeats = 20 if quick else 200
    likelihood.prepare(at)
    kept = median_seconds(
        lambda k: likelihood.value_and_gradient(changed(likelihood, at, k, shapes=False)),
        repeats=repeats,
    )
    likelihood.release()
    walked = median_seconds(
        lambda k: likelihood.value_and_gradient(changed(likelihood, at, k, shapes=True)),
        repeats=repeats // 4,
    )
    note = bloc.where(quick=quick)
    return [
        Row("log-likelihood and gradient, coefficients", 1e3 * kept, "ms", 2.0, note=note),
        Row("log-likelihood and gradient, with shapes", 1e3 * walked, "ms", 20.0, note=note),
    ]


def changed(likelihood: Likelihood, values: Floats, k: int, *, shapes: bool) -> Floats:
    """Return values moved a little, a different way each time; without ``shapes`` these stay."""
    out = values * (1.0 + 1e-4 * np.sin(np.arange(values.size) + k))
    if not shapes:
        out[likelihood.shape_index] = values[likelihood.shape_index]
    return out
