"""Samplers of the contract, each from uniform numbers or words of its address."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tests.reference.philox import Address, u53

Floats = NDArray[np.float64]


def occurring_count(mean: float, v: float) -> int:
    """Return the smallest k >= 1 with F(k) >= v, F Poisson truncated to k >= 1.

    The probabilities are taken from logarithms, so that a mean of thousands does no harm.
    """
    log_mean = math.log(mean)
    log_mass = math.log(-math.expm1(-mean))
    k, reached = 1, 0.0
    while True:
        term = math.exp(k * log_mean - mean - math.lgamma(k + 1) - log_mass)
        reached += term
        # Past the mean with nothing left to add: rounding kept F below v.
        if reached >= v or (k > mean and term < 1e-18):
            return k
        k += 1


def cluster_probabilities(exponent: float, far: float, largest: int) -> Floats:
    """Return the cluster law on 1..largest."""
    zeta = zeta_probabilities(exponent, largest)
    return (1.0 - far) * zeta + far / largest


def zeta_probabilities(exponent: float, largest: int) -> Floats:
    """Return the zeta law truncated to 1..largest."""
    weights = np.arange(1.0, largest + 1.0) ** -exponent
    return weights / weights.sum()


def cluster_size(exponent: float, far: float, largest: int, words: tuple[int, ...]) -> int:
    """Return the number of onsets of an ignition."""
    v = u53(words[0], words[1])
    if u53(words[2], words[3]) < far:
        return 1 + math.floor(v * largest)
    reached = np.cumsum(zeta_probabilities(exponent, largest))
    return min(int(np.searchsorted(reached, v, side="left")) + 1, largest)


def chosen(weights: Floats, v: float) -> int:
    """Return the first index whose cumulative weight exceeds v times the sum."""
    reached = np.cumsum(weights)
    return min(int(np.searchsorted(reached, v * reached[-1], side="right")), len(weights) - 1)


def normal(words: tuple[int, ...]) -> float:
    """Return a standard normal number (Box and Muller)."""
    radius = math.sqrt(-2.0 * math.log(u53(words[0], words[1])))
    return radius * math.cos(2.0 * math.pi * u53(words[2], words[3]))


def gamma(shape: float, address: Address) -> float:
    """Return a gamma number of mean one (Marsaglia and Tsang)."""
    boosted = shape if shape >= 1.0 else shape + 1.0
    factor = 1.0
    if shape < 1.0:
        first = address.words(0)
        factor = u53(first[0], first[1]) ** (1.0 / shape)
    d = boosted - 1.0 / 3.0
    attempt = 0
    while True:
        z = normal(address.words(1 + attempt))
        v = (1.0 + z / math.sqrt(9.0 * d)) ** 3
        if v > 0.0:
            accept = address.words(1001 + attempt)
            log_u = math.log(u53(accept[0], accept[1]))
            if log_u < z * z / 2.0 + d - d * v + d * math.log(v):
                return d * v * factor / shape
        attempt += 1


def binomial(n: int, p: float, u: float) -> int:
    """Return a binomial number by chop-down from the mode, the upper side first."""
    if n == 0 or p <= 0.0:
        return 0
    if p >= 1.0:
        return n
    mode = min(math.floor((n + 1) * p), n)

    def mass(k: int) -> float:
        log_choose = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
        return math.exp(log_choose + k * math.log(p) + (n - k) * math.log1p(-p))

    left = u
    for k in outward(mode, n):
        left -= mass(k)
        if left <= 0.0:
            return k
    return mode


def outward(mode: int, n: int) -> Iterator[int]:
    """Yield mode, mode + 1, mode - 1, mode + 2, ... as far as they lie in 0..n."""
    yield mode
    for step in range(1, n + 1):
        if mode + step <= n:
            yield mode + step
        if mode - step >= 0:
            yield mode - step
