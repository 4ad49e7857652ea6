"""Pareto-smoothed importance sampling: how far a set of weights can be trusted, and better ones.

The largest weights are replaced by quantiles of a generalised Pareto law that is fitted to them;
the shape k of that law says whether means under the weights settle down at all.

Sources: Vehtari, Simpson, Gelman, Yao and Gabry, "Pareto smoothed importance sampling", Journal of
Machine Learning Research 25 (2024); Zhang and Stephens, "A new and efficient estimation method for
the generalized Pareto distribution", Technometrics 51 (2009).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FEWEST = 5  # weights in the tail, below which no law is fitted


def smooth(log_weights: Floats) -> tuple[Floats, float]:
    """Smooth importance weights.

    Parameters
    ----------
    log_weights
        Logarithms of weights, up to a constant (draws,).

    Returns
    -------
    tuple
        Logarithms of the smoothed weights, which sum to one, and k. k is infinite where fewer
        than five weights stand out, and the weights are then only normalised.
    """
    x = log_weights - np.max(log_weights)
    n = x.size
    length = math.ceil(min(0.2 * n, 3.0 * math.sqrt(n)))
    order = np.argsort(x, kind="stable")
    cut = max(float(x[order[n - length - 1]]), math.log(np.finfo(float).tiny)) if n > length else 0
    tail = order[x[order] > cut]  # from the smallest to the largest
    if tail.size < FEWEST:
        return normalised(x), math.inf
    excess = np.exp(x[tail]) - math.exp(cut)
    k, scale = fit_pareto(excess)
    if math.isfinite(k):
        level = (np.arange(tail.size) + 0.5) / tail.size
        x[tail] = np.minimum(np.log(quantiles(level, k, scale) + math.exp(cut)), 0.0)
    return normalised(x), k


def fit_pareto(excess: Floats) -> tuple[float, float]:
    """Fit a generalised Pareto law to sorted excesses over a threshold; return k and the scale.

    The estimate is a posterior mean over a grid (Zhang and Stephens), with a weak prior that
    draws k to one half as ten observations would.
    """
    n = excess.size
    grid = 30 + int(math.sqrt(n))
    step = np.arange(1, grid + 1) - 0.5
    quartile = float(excess[int(n / 4 + 0.5) - 1])
    theta = 1.0 / float(excess[-1]) + (1.0 - np.sqrt(grid / step)) / (3.0 * quartile)
    shape = np.log1p(-theta[:, None] * excess[None, :]).mean(axis=1)
    height = n * (np.log(-theta / shape) - shape - 1.0)
    weight = np.exp(height - np.max(height))
    weight[weight < 10 * np.finfo(float).eps * weight.sum()] = 0.0
    at = float(np.sum(theta * weight) / np.sum(weight))
    k = float(np.log1p(-at * excess).mean())
    return (n * k + 5.0) / (n + 10.0), -k / at


def quantiles(level: Floats, k: float, scale: float) -> Floats:
    """Return quantiles of the generalised Pareto law."""
    if abs(k) < 1e-12:
        return -scale * np.log1p(-level)
    return scale * np.expm1(-k * np.log1p(-level)) / k


def normalised(log_weights: Floats) -> Floats:
    """Return logarithms of weights that sum to one."""
    top = float(np.max(log_weights))
    return log_weights - top - math.log(float(np.sum(np.exp(log_weights - top))))


def effective(log_weights: Floats) -> float:
    """Return Kish's effective sample size of weights."""
    weight = np.exp(log_weights - np.max(log_weights))
    return float(np.sum(weight) ** 2 / np.sum(weight**2))


def highest_k(n: int) -> float:
    """Return the k above which ``n`` draws are too few: min(1 - 1 / log10 n, 0.7)."""
    return min(1.0 - 1.0 / math.log10(max(n, 11)), 0.7)
