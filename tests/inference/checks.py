"""Independent checks of a likelihood, used on the one that ships and on spoilt ones.

Each names what it finds wrong and returns it; a test asserts that nothing, or something, is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import stats

from contention.engine import Likelihood, Model, simulate
from contention.engine.parameters import ParameterInfo
from contention.inference.fitting import fit
from contention.inference.posterior import LogPosterior
from tests.reference.likelihood import log_likelihood

Floats = NDArray[np.float64]


def slope_along(posterior: LogPosterior, free: Floats, way: Floats, h: float = 1e-3) -> float:
    """Return the derivative along a direction from four values, to fourth order."""

    def value(step: float) -> float:
        return posterior.value_and_gradient(free + step * way)[0]

    return (8 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12 * h)


def wrong_slopes(posterior: LogPosterior, free: Floats, some: Iterable[int]) -> list[str]:
    """Return the parameters whose slope is not that of the values around."""
    _, gradient = posterior.value_and_gradient(free)
    found: list[str] = []
    for k in some:
        slope = slope_along(posterior, free, np.eye(free.size)[k])
        if not np.isclose(gradient[k], slope, rtol=1e-5, atol=1e-4):
            found.append(posterior.model.names[k])
    return found


def wrong_height(model: Model, events: pl.DataFrame, values: Floats) -> float:
    """Return by how much the log-likelihood differs from that of the slow engine."""
    named = dict(zip(model.names, map(float, values), strict=True))
    slow = log_likelihood(model.theory, model.scenario, named, events)["total"]
    fast, _ = Likelihood(model, events).value_and_gradient(values)
    return abs(fast - slow)


def ranks(model: Model, *, records: int, seed: int) -> Floats:
    """Return where the truth lies in posteriors of simulated records (records x parameters).

    Parameters are drawn from the prior, a world from them, and the world is fitted. Ranks in the
    Laplace approximation are even on 0 to 1 if simulation and likelihood are of one theory.
    """
    rng = np.random.default_rng(seed)
    out: list[Floats] = []
    for number in range(records):
        truth = np.array([_from_prior(info, rng) for info in model.parameters])
        world = simulate(model, truth, worlds=1, seed=seed, first_world=number, threads=1)
        fitted = fit(model, world.events, starts=1)
        miss = model.coordinates.free(truth) - fitted.free
        out.append(stats.norm.cdf(miss / np.sqrt(np.diag(fitted.covariance))))
    return np.array(out)


def uneven(found: Floats) -> Floats:
    """Return the probability of ranks as uneven as these, for each parameter.

    Ranks are tested as they are, for a truth that lies to one side, and as squares of normal
    scores, for one that lies too far out at either.
    """
    plain = [stats.kstest(column, "uniform").pvalue for column in found.T]
    scores = stats.norm.ppf(np.clip(found, 1e-12, 1 - 1e-12))
    wide = stats.chi2(found.shape[0]).sf(np.sum(scores**2, axis=0))
    return np.minimum(1.0, 2 * np.minimum(plain, wide))


def _from_prior(info: ParameterInfo, rng: np.random.Generator) -> float:
    a, b = info.prior.a, info.prior.b
    drawn = rng.normal(a, b)
    return float(np.exp(drawn)) if info.prior.family == "lognormal" else float(drawn)
