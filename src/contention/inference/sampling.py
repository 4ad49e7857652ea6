"""Draws of the posterior: coefficients by NUTS, shapes by importance weights.

Shapes (half-lives, scales, rates of flows) cost a walk through the record, coefficients do not
once the rows of the shapes are kept. So NUTS draws coefficients c from p(c | modal shapes), where
a gradient is cheap. Each draw then gets two candidates s for its shapes from a bent t around their
Laplace marginal q (`bending`), its coefficients are carried to them by an affine map T
(`carrying`), and

    weight = p(s, T c) |dT / dc| / (q(s) p(modal shapes, c))

makes a pair a draw of the joint posterior. One candidate is drawn by the weights of both, and
their mean is the weight of the draw: it is more even than the weight of one. Where the weights are
too uneven even so, two more are tried. The weights are Pareto-smoothed, and each chain is resampled
by them in its order. The only error beyond that of NUTS is that of the weights, which effective
size and Pareto k measure; `verification/joint_nuts.py` sets it against NUTS over everything.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.model import Model
from contention.record.frames import events_of

from .bending import bent_shapes
from .carrying import make_carry
from .draws import Posterior, Weights
from .fitting import Fit, fit
from .gaussian import Approximation, Gaussian, cut
from .nuts import Chains, check_sampler
from .parallel_chains import Asked, run_chains
from .pareto import effective, highest_k, smooth
from .posterior import LogPosterior
from .trust import check_posterior
from .weighing import Progress, values

Floats = NDArray[np.float64]

CANDIDATES = 2  # shapes that are tried for each draw of the coefficients
ROUNDS = 4  # times that as many are tried again, where the weights are still too uneven


def posterior(
    model: Model,
    record: object,
    *,
    draws: int = 1000,
    chains: int = 4,
    seed: int = 0,
    fitted: Fit | None = None,
    threads: int = 0,
    progress: Progress | None = None,
) -> Posterior:
    """Draw from the posterior of a model on a record.

    Parameters
    ----------
    model
        A bound model.
    record
        A record, or its events as polars.
    draws
        Draws that each chain keeps.
    chains
        Number of chains, two or more.
    seed
        Seed of everything drawn. The same seed gives the same draws for any number of threads.
    fitted
        The model's fit to the record; else it is made.
    threads
        Threads; 0 takes one for each core.
    progress
        Called with a stage, what is done of it and its whole.

    Returns
    -------
    Posterior
        Draws in natural units, with their diagnostics.

    Raises
    ------
    ContentionError
        I021: chains disagree, say too little, or diverge. I022: the weights of the shapes are
        too uneven. I023: nutpie is not installed. I001 and I002, as in `fit`.
    """
    check_sampler()
    events = events_of(record)
    begun = fitted if fitted is not None else fit(model, record, seed=seed)

    found = draw(
        model,
        events,
        begun,
        draws=draws,
        chains=chains,
        seed=seed,
        threads=threads or os.cpu_count() or 1,
        others=begun.others,
        progress=progress,
    )
    check_posterior(found)
    return found


def draw(
    model: Model,
    events: pl.DataFrame,
    fitted: Approximation,
    *,
    draws: int,
    chains: int,
    seed: int,
    threads: int,
    others: Sequence[Approximation] = (),
    progress: Progress | None = None,
) -> Posterior:
    """Draw from the posterior as `posterior` does, and never refuse.

    Some of the chains start at the coefficients of ``others``, further modes of the posterior.
    """

    def make() -> LogPosterior:
        return LogPosterior(model, events)

    hill = make()
    laplace = cut(fitted.free, fitted.covariance, hill.shapes)
    starts = [mode.free[laplace.coefficients] for mode in others]
    asked = Asked(model, events, laplace, starts, draws, seed)
    run = run_chains(asked, chains, threads=threads, progress=progress)
    points, heights, weights = _with_shapes(
        make, hill, laplace, run, seed=seed, threads=threads, progress=progress
    )
    flat = points.reshape(-1, points.shape[2])
    natural = np.array([model.coordinates.natural(row) for row in flat])
    prior = np.array([model.coordinates.log_prior(row)[0] for row in flat])
    return Posterior(
        model=model,
        theory=model.theory.name,
        names=model.names,
        draws=natural.reshape(points.shape),
        log_posterior=heights,
        log_likelihood=heights - prior.reshape(heights.shape),
        run=replace(run, points=np.zeros((chains, draws, 0))),  # the draws hold them
        weights=weights,
        seed=seed,
    )


def _with_shapes(
    make: Callable[[], LogPosterior],
    hill: LogPosterior,
    laplace: Gaussian,
    run: Chains,
    *,
    seed: int,
    threads: int,
    progress: Progress | None,
) -> tuple[Floats, Floats, Weights | None]:
    """Give every draw shapes of its own; return points, their heights and the weights used."""
    chains, draws, width = run.points.shape
    flat = run.points.reshape(-1, width)
    carry = make_carry(hill, laplace)
    if not laplace.shapes.size:
        points, _ = carry(np.zeros((flat.shape[0], 0)), flat)
        return points.reshape(chains, draws, -1), run.heights, None
    rng = np.random.default_rng([seed, 2])
    law, every = bent_shapes(hill, carry), np.tile(flat, (CANDIDATES, 1))
    tried: list[tuple[Floats, Floats, Floats]] = []  # points, heights, gains
    while True:
        shapes, density = law.draw(every.shape[0], rng)
        points, jacobian = carry(shapes, every)
        heights = values(make, points, threads=threads, progress=progress)
        gains = (heights + jacobian - density).reshape(CANDIDATES, -1) - run.heights.ravel()
        tried.append((points, heights, gains))
        points, heights, gains = (np.concatenate(x) for x in zip(*tried, strict=True))
        mean = np.logaddexp.reduce(gains, axis=0) - np.log(gains.shape[0])
        log_weights, k = smooth(mean)
        if k <= highest_k(mean.size) or len(tried) == ROUNDS:
            break
    # the largest sum with a Gumbel number is a draw by the weights
    taken = np.argmax(gains + rng.gumbel(size=gains.shape), axis=0) * flat.shape[0]
    taken += np.arange(flat.shape[0])
    points, heights = points[taken], heights[taken]
    log_weights = log_weights.reshape(chains, draws)
    chosen: NDArray[np.int64] = np.array([resample(row, rng) for row in log_weights])
    at = np.concatenate([row + draws * c for c, row in enumerate(chosen)])
    names = tuple(hill.model.names[int(i)] for i in laplace.shapes)
    weights = Weights(shapes=names, ess=effective(log_weights.ravel()), k=k, chosen=chosen)
    return points[at].reshape(chains, draws, -1), heights[at].reshape(chains, draws), weights


def resample(log_weights: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return as many positions as there are weights, in order, each as often as its weight asks.

    Systematic resampling: one uniform number for all, so that counts differ from their
    expectation by less than one.
    """
    n = log_weights.size
    total = np.cumsum(np.exp(log_weights - np.max(log_weights)))
    ticks = (np.arange(n) + rng.random()) / n
    return np.minimum(np.searchsorted(total / total[-1], ticks), n - 1)
