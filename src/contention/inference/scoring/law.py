"""A law of counts from draws of it, by one rule for every forecaster.

A log score asks for the probability of what happened, and draws give none where none fell. The
rule, with n draws of mean m and variance v:

- each draw x spreads evenly over the whole numbers within a tenth of it, so that draws below 10
  stay where they are;
- n / 10 draws more are shared out as the negative binomial law of mean m + 1 / (2 n) and variance
  v (Poisson where v is no larger);
- one draw more is shared out as the geometric law of mean m + 1, so that nothing is ruled out;

    p(y) = (sum over draws of 1{|y - x| <= x/10} / (1 + 2 floor(x/10)) + (n/10) g(y) + h(y))
           / (1.1 n + 1)

It sums to one (but for numbers below zero, of which there are none) and is the same for all.
`verification/smoothing_of_draws.py` says what it costs: with 1,000 draws about 0.01 nats a cell
where the law itself is known.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln as _gammaln  # pyright: ignore[reportUnknownVariableType]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

gammaln = cast("Any", _gammaln)

NEAR = 10
"""A draw stands for the counts within this fraction of it."""

SHARE = 0.1
"""Weight of the negative binomial law, in draws a draw."""


def log_probability(draws: Ints, actual: Ints) -> Floats:
    """Return the log probability of counts under the law of draws.

    Parameters
    ----------
    draws
        Draws x any shape.
    actual
        Counts of that shape.
    """
    n = draws.shape[0]
    reach = draws // NEAR
    hit = np.abs(draws - actual) <= reach
    kernel = np.where(hit, 1.0 / (1.0 + 2.0 * reach), 0.0).sum(axis=0)
    mean = draws.mean(axis=0) + 0.5 / n
    tail = np.exp(negative_binomial(actual, mean, _size(mean, draws.var(axis=0))))
    inside = np.log(np.maximum(kernel + SHARE * n * tail, 1e-300))
    wide = -np.log(mean + 2.0) + actual * np.log1p(-1.0 / (mean + 2.0))
    return np.logaddexp(inside, wide) - np.log((1.0 + SHARE) * n + 1.0)


def negative_binomial(y: NDArray[Any], mean: NDArray[Any], size: NDArray[Any] | float) -> Floats:
    """Return log probabilities of the negative binomial law; a size of infinity is Poisson.

    The variance is mean + mean^2 / size.
    """
    y, mean = np.asarray(y, float), np.asarray(mean, float)
    size = np.broadcast_to(np.asarray(size, float), np.broadcast_shapes(y.shape, mean.shape))
    k = np.where(np.isfinite(size), size, 1.0)
    over = (
        gammaln(y + k)
        - gammaln(k)
        + k * np.log(k / (k + mean))
        + y * np.log(np.maximum(mean, 1e-300) / (k + mean))
    )
    plain = y * np.log(np.maximum(mean, 1e-300)) - mean
    return np.where(np.isfinite(size), over, plain) - gammaln(y + 1.0)


def _size(mean: Floats, variance: Floats) -> Floats:
    excess = variance - mean
    with np.errstate(divide="ignore", invalid="ignore"):
        size = mean**2 / excess
    # A size above a million is Poisson to every figure that is printed.
    return np.where((excess > 0.0) & (size < 1e6), size, np.inf)
