"""Scores of cells: CRPS, log score, interval scores, coverage and randomised ranks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from .law import log_probability

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

LEVELS = (0.5, 0.9)
"""Central intervals that are scored."""


@dataclass(frozen=True, eq=False)
class CellScores:
    """Scores of cells; every array has the shape of the actual counts. Low scores are good.

    Attributes
    ----------
    mean
        Of the draws.
    crps
        Continuous ranked probability score, estimated without bias from the draws, in events.
    log_score
        Minus the log probability of the actual count (`contention.inference.scoring.law`), nats.
    interval_50, interval_90
        Interval scores, in events.
    inside_50, inside_90
        Whether the actual count is within the interval of draws, ends included.
    pit
        Randomised rank of the actual count among the draws, 0 to 1; uniform for a true law.
    """

    mean: Floats
    crps: Floats
    log_score: Floats
    interval_50: Floats
    interval_90: Floats
    inside_50: NDArray[np.bool_]
    inside_90: NDArray[np.bool_]
    pit: Floats


def score_cells(draws: Ints, actual: Ints, *, seed: int) -> CellScores:
    """Score draws of counts against what happened.

    Parameters
    ----------
    draws
        Draws x any shape.
    actual
        Counts of that shape.
    seed
        Seed of the randomised ranks.
    """
    # Loaded late: where numba is installed it compiles kernels for five seconds.
    import scoringrules

    rules = cast("Any", scoringrules)
    forecast = np.moveaxis(draws, 0, -1).astype(float)
    happened = actual.astype(float)
    crps = rules.crps_ensemble(happened, forecast, estimator="pwm", backend="numpy")
    bounds = {level: _interval(draws, level) for level in LEVELS}
    interval = {
        # An array for one number too: the library returns a plain float for a single cell.
        level: np.reshape(
            rules.interval_score(happened, low, high, 1.0 - level, backend="numpy"),
            actual.shape,
        )
        for level, (low, high) in bounds.items()
    }
    inside = {
        level: (low <= happened) & (happened <= high) for level, (low, high) in bounds.items()
    }
    return CellScores(
        mean=draws.mean(axis=0),
        crps=np.reshape(np.asarray(crps, float), actual.shape),
        log_score=-log_probability(draws, actual),
        interval_50=np.asarray(interval[0.5], float),
        interval_90=np.asarray(interval[0.9], float),
        inside_50=inside[0.5],
        inside_90=inside[0.9],
        pit=_pit(draws, actual, seed),
    )


def _interval(draws: Ints, level: float) -> tuple[Floats, Floats]:
    """Return the central interval of draws; its ends are draws, so that they are counts."""
    tail = 0.5 * (1.0 - level)
    low, high = np.quantile(draws, [tail, 1.0 - tail], axis=0, method="inverted_cdf")
    return low.astype(float), high.astype(float)


def _pit(draws: Ints, actual: Ints, seed: int) -> Floats:
    """Return ranks between the shares of draws below and up to the actual count."""
    below, tied = (draws < actual).mean(axis=0), (draws == actual).mean(axis=0)
    uniform = np.random.default_rng(seed).random(actual.shape)
    return below + uniform * tied
