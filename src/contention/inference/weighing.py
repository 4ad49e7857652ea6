"""Importance sampling around Laplace modes, with its error, effective size and Pareto k.

    log of the integral of p = log mean of p(x) / q(x) over draws x of q

The density q is a mixture of a bent law around each mode that is known (`proposal`).

Draws are independent, one walk each. Many coefficients to one draw of the shapes would save walks
but make weights of a group depend on each other, and keeping rows for the group costs two walks
and its evaluations half a dozen more: for the same time the error is the same, and independent
weights have a plain error, effective size and Pareto k.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock, local

import numpy as np
from numpy.typing import NDArray

from .gaussian import Approximation
from .pareto import effective, highest_k, smooth
from .proposal import Valued, around, draw_from

Floats = NDArray[np.float64]
Progress = Callable[[str, int, int], None]

FEWEST = 100.0
"""Least effective sample size: the error of the log of the integral is then about 0.1."""

MOST = 8
"""How many times draws are made at most."""

BLOCK = 25  # points that a thread takes at once


@dataclass(frozen=True)
class Weighted:
    """Importance draws of a density and what they say of its integral.

    Attributes
    ----------
    log_integral, se
        Log of the integral, and its Monte Carlo standard error (on the log scale).
    laplace
        The Laplace approximation of the same, summed over the modes.
    ess
        Effective sample size of the smoothed weights.
    k
        Pareto k of the weights.
    points, log_weights
        Draws in unconstrained coordinates and their smoothed weights, which sum to one.
    """

    log_integral: float
    se: float
    laplace: float
    ess: float
    k: float
    points: Floats = field(repr=False)
    log_weights: Floats = field(repr=False)

    @property
    def draws(self) -> int:
        """Number of draws."""
        return self.points.shape[0]

    @property
    def trusted(self) -> bool:
        """Whether effective size and Pareto k allow to use the integral."""
        return self.ess >= FEWEST and self.k <= highest_k(self.draws)


def weigh(
    make: Callable[[], Valued],
    modes: Sequence[Approximation],
    *,
    draws: int = 2000,
    worth: float = 0.0,
    seed: int = 0,
    threads: int = 1,
    progress: Progress | None = None,
) -> Weighted:
    """Integrate a density by importance sampling, and say how well; never refuses.

    Parameters
    ----------
    make
        Makes the log density; called once for every thread.
    modes
        Laplace approximations of it, one or more; each gives draws in proportion to its mass.
    draws
        Importance draws.
    worth
        As many draws are made again, up to `MOST` times in all, until they can be trusted and
        their effective sample size is this.
    seed
        Seed of the draws.
    threads
        Threads that evaluate the density. The draws do not depend on them.
    progress
        Called with a stage, what is done of it and its whole.
    """
    hill = make()
    rng = np.random.default_rng(seed)
    laws = [around(hill, mode, rng) for mode in modes]
    laplace = float(np.logaddexp.reduce([law.log_mass for law in laws]))
    points, log_weights = np.zeros((0, modes[0].free.size)), np.zeros(0)
    while True:
        more, density = draw_from(laws, draws, rng)
        heights = values(make, more, threads=threads, progress=progress, stage="evidence")
        points = np.concatenate([points, more])
        log_weights = np.concatenate([log_weights, heights - density])
        found = _weighted(points, log_weights, laplace)
        enough = found.trusted and found.ess >= worth
        if enough or not worth or found.draws >= MOST * draws:
            return found


def _weighted(points: Floats, log_weights: Floats, laplace: float) -> Weighted:
    """Say what log weights, not yet smoothed, are worth."""
    n, top = log_weights.size, float(np.max(log_weights))
    if top == -math.inf:  # no draw met the density
        nothing = np.full(n, -math.log(n))
        return Weighted(-math.inf, math.inf, laplace, 0.0, math.inf, points, nothing)
    weight = np.exp(log_weights - top)
    mean = float(np.mean(weight))
    smoothed, k = smooth(log_weights)
    return Weighted(
        log_integral=top + math.log(mean),
        se=float(np.std(weight, ddof=1)) / (mean * math.sqrt(n)),
        laplace=laplace,
        ess=effective(smoothed),
        k=k,
        points=points,
        log_weights=smoothed,
    )


def values(
    make: Callable[[], Valued],
    points: Floats,
    *,
    threads: int,
    progress: Progress | None = None,
    stage: str = "weights",
) -> Floats:
    """Return the log density of points (draws x n); minus infinity where it is no number."""
    n = points.shape[0]
    out = np.empty(n)
    own, lock, done = local(), Lock(), 0

    def block(first: int) -> None:
        nonlocal done
        if not hasattr(own, "hill"):
            own.hill = make()
            if not own.hill.shapes.size:
                own.hill.hold(points[0])  # nothing needs a walk
        with np.errstate(all="ignore"):
            for i in range(first, min(first + BLOCK, n)):
                out[i] = own.hill.value(points[i])
        with lock:
            done += 1
            if progress is not None:
                progress(stage, min(done * BLOCK, n), n)

    firsts = range(0, n, BLOCK)
    if threads <= 1:
        for first in firsts:
            block(first)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(block, firsts))
    return np.where(np.isnan(out), -np.inf, out)
