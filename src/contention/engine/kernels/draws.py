"""Samplers by inversion, so that one address gives one number."""

from __future__ import annotations

import math

from numba import njit

from .philox import normal, u53, words


@njit(cache=True, nogil=True)
def positive_poisson(rate, v):
    """Return the smallest k >= 1 whose zero-truncated Poisson cdf reaches v."""
    p = rate / math.expm1(rate) if rate < 700.0 else 0.0
    k = 1
    cdf = p
    while cdf < v and (p > 1e-300 or k < rate) and k < 100000:
        k += 1
        p *= rate / k
        cdf += p
        if p < 1e-18 and k > rate:
            break
    return k


@njit(cache=True, nogil=True)
def first_reaching(cumulative, first, last, v):
    """Return the first index in first..last-1 whose cumulative value reaches v."""
    low = first
    high = last - 1
    while low < high:
        middle = (low + high) // 2
        if cumulative[middle] >= v:
            high = middle
        else:
            low = middle + 1
    return low


@njit(cache=True, nogil=True)
def gamma_shock(shape, seed, world, day, act, level):
    """Return a gamma number with mean one (Marsaglia and Tsang 2000, doi:10.1145/358407.358414)."""
    boost = 1.0
    k = shape
    if shape < 1.0:
        w0, w1, _, _ = words(seed, 0, world, day, act, level)
        boost = u53(w0, w1) ** (1.0 / shape)
        k = shape + 1.0
    d = k - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    for j in range(1000):
        w0, w1, w2, w3 = words(seed, 1 + j, world, day, act, level)
        z = normal(w0, w1, w2, w3)
        v = (1.0 + c * z) ** 3
        if v <= 0.0:
            continue
        w0, w1, _, _ = words(seed, 1001 + j, world, day, act, level)
        if math.log(u53(w0, w1)) < 0.5 * z * z + d - d * v + d * math.log(v):
            return boost * d * v / shape
    return boost * d / shape


@njit(cache=True, nogil=True)
def binomial(n, p, v):
    """Return binomial heads by chop-down from the mode: v minus pmf(m), pmf(m+1), pmf(m-1), ..."""
    if n <= 0 or p <= 0.0:
        return 0
    if p >= 1.0:
        return n
    m = int(math.floor((n + 1) * p))
    m = min(m, n)
    top = math.exp(
        math.lgamma(n + 1.0)
        - math.lgamma(m + 1.0)
        - math.lgamma(n - m + 1.0)
        + m * math.log(p)
        + (n - m) * math.log1p(-p)
    )
    v -= top
    if v <= 0.0:
        return m
    up = m
    down = m
    p_up = top
    p_down = top
    odds = p / (1.0 - p)
    while up < n or down > 0:
        if up < n:
            p_up *= odds * (n - up) / (up + 1.0)
            up += 1
            v -= p_up
            if v <= 0.0:
                return up
        if down > 0:
            p_down *= down / (odds * (n - down + 1.0))
            down -= 1
            v -= p_down
            if v <= 0.0:
                return down
        if p_up < 1e-300 and p_down < 1e-300:
            break
    return m
