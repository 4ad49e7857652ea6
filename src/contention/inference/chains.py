"""Whether chains agree and how much they say: rank-normalised split R-hat, bulk and tail sizes.

Sources: Vehtari, Gelman, Simpson, Carpenter and Bürkner, "Rank-normalization, folding, and
localization: an improved R-hat for assessing convergence of MCMC", Bayesian Analysis 16 (2021);
Geyer, "Practical Markov chain Monte Carlo", Statistical Science 7 (1992).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri as _ndtri  # pyright: ignore[reportUnknownVariableType]
from scipy.stats import rankdata as _rankdata  # pyright: ignore[reportUnknownVariableType]

Floats = NDArray[np.float64]

# scipy has no types here.
rankdata = cast("Callable[[Floats], Floats]", _rankdata)
ndtri = cast("Callable[[Floats], Floats]", _ndtri)


def r_hat(draws: Floats) -> float:
    """Return R-hat of one quantity: the larger of bulk and folded, rank-normalised, split.

    Parameters
    ----------
    draws
        Draws (chains x draws).

    Returns
    -------
    float
        1 where the halves of all chains agree in place and in width; NaN if nothing varies.
    """
    halves = split(draws)
    folded = np.abs(halves - np.median(halves))
    return max(_plain_r_hat(normal_ranks(halves)), _plain_r_hat(normal_ranks(folded)))


def bulk_size(draws: Floats) -> float:
    """Return the effective sample size for the middle of one quantity (chains x draws)."""
    return _size(normal_ranks(split(draws)))


def tail_size(draws: Floats) -> float:
    """Return the effective sample size for the 5 and 95 per cent quantiles, the lesser of both."""
    below = [(draws <= np.quantile(draws, level)).astype(float) for level in (0.05, 0.95)]
    return min(_size(split(indicator)) for indicator in below)


def mean_error(draws: Floats) -> float:
    """Return the Monte Carlo standard error of the mean of one quantity (chains x draws)."""
    return float(np.std(draws, ddof=1)) / math.sqrt(_size(split(draws)))


def split(draws: Floats) -> Floats:
    """Cut every chain in two halves; a middle draw is left out."""
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, draws.shape[1] - half :]])


def normal_ranks(draws: Floats) -> Floats:
    """Replace draws by normal scores of their ranks over all chains."""
    rank: Floats = rankdata(draws.ravel()).reshape(draws.shape)
    return ndtri((rank - 0.375) / (draws.size + 0.25))


def _plain_r_hat(draws: Floats) -> float:
    n = draws.shape[1]
    if not np.any(np.ptp(draws, axis=1)):
        return math.inf if np.ptp(draws) else math.nan
    between = n * float(draws.mean(axis=1).var(ddof=1))
    within = float(draws.var(axis=1, ddof=1).mean())
    return math.sqrt((between / within + n - 1) / n)


def _size(draws: Floats) -> float:
    """Return the effective sample size of chains by Geyer's initial monotone sequence."""
    chains, n = draws.shape
    total = chains * n
    if np.ptp(draws) == 0.0:
        return float(total)
    covariance = _autocovariance(draws)
    within = float(np.mean(covariance[:, 0])) * n / (n - 1)
    spread = within * (n - 1) / n
    if chains > 1:
        spread += float(np.var(draws.mean(axis=1), ddof=1))
    rho = 1.0 - (within - covariance.mean(axis=0)) / spread
    rho[0] = 1.0
    reached = (n - 1) // 2  # covariances at the last lags rest on one or two products
    pairs = rho[: 2 * reached].reshape(-1, 2).sum(axis=1)
    stop = int(np.argmax(pairs <= 0.0)) if np.any(pairs <= 0.0) else reached - 1
    # twice the sum of the pairs, and once the even lag of the pair that ends the sequence
    tau = -1.0 + 2.0 * float(np.sum(np.minimum.accumulate(pairs[:stop])))
    tau += max(float(rho[2 * stop]), 0.0)
    return total / max(tau, 1.0 / math.log10(total))


def _autocovariance(draws: Floats) -> Floats:
    """Return the autocovariance of every chain at all lags, divided by the number of draws."""
    n = draws.shape[1]
    centred = draws - draws.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft(centred, n=2 * n, axis=1)
    return np.fft.irfft(np.abs(spectrum) ** 2, n=2 * n, axis=1)[:, :n] / n
