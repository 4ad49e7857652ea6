"""How many events no source saw, from the overlaps of those that some saw.

With two sources, Chapman's estimator. With more, Poisson log-linear models of the counts of each
pattern of sources (Fienberg 1972): the log of the expected count is a + sum of b_i over the
sources i of the pattern + sum of c_ij over the pairs of them that a model lets hang together. The
pattern of no source has expectation exp(a). All sets of up to three pairs (two of three sources)
are fitted, and averaged by exp(-BIC / 2).

What it cannot see: an event that was hidden from all sources alike, and three sources that copy one
another. Both make the number too low, so that it is best read as a lower bound.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, combinations

import numpy as np
from numpy.typing import NDArray

from contention.inference.intervals import WIDE

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_PAIRS = 3
"""Pairs of sources that one model lets hang together, at most."""

RIDGE = 0.1
"""Inverse variance of coefficients: what no event tells of stays finite."""

STEPS = 60


@dataclass(frozen=True, eq=False)
class Unseen:
    """Events that no source saw.

    Attributes
    ----------
    seen
        Events that some source saw.
    events, low, high
        Events that none saw, and the 95 per cent interval.
    model
        The pairs of sources (by number) that the likeliest model lets hang together.
    weight
        Share of that model among all.
    """

    seen: int
    events: float
    low: float
    high: float
    model: tuple[tuple[int, int], ...]
    weight: float

    @property
    def share(self) -> tuple[float, float, float]:
        """Share of all events that some source saw, and its interval."""
        n = float(self.seen)
        return n / (n + self.events), n / (n + self.high), n / (n + self.low)


def chapman(first: int, second: int, both: int) -> tuple[float, float]:
    """Return the estimated number of all events and its standard error, from two sources.

    (n1 + 1)(n2 + 1) / (m + 1) - 1, with variance
    (n1 + 1)(n2 + 1)(n1 - m)(n2 - m) / ((m + 1)^2 (m + 2)) (Chapman 1951; Seber 1970).

    Examples
    --------
    >>> chapman(200, 150, 50)[0].__round__(1)
    594.1
    """
    n1, n2, m = float(first), float(second), float(both)
    total = (n1 + 1) * (n2 + 1) / (m + 1) - 1
    variance = (n1 + 1) * (n2 + 1) * (n1 - m) * (n2 - m) / ((m + 1) ** 2 * (m + 2))
    return total, float(np.sqrt(variance))


def unseen_events(seen: NDArray[np.bool_]) -> Unseen:
    """Estimate how many events no source saw.

    Parameters
    ----------
    seen
        Events x sources, each event by at least one, each source with at least one event.
    """
    n = seen.shape[0]
    if seen.shape[1] == 2:
        first, second = (int(k) for k in seen.sum(axis=0))
        total, error = chapman(first, second, int(seen.all(axis=1).sum()))
        missed = max(total - n, 0.0)
        # On the log scale the interval stays above none (Chao 1987).
        spread = np.exp(WIDE * np.sqrt(np.log1p((error / max(missed, 1e-9)) ** 2)))
        return Unseen(n, missed, float(missed / spread), float(missed * spread), (), 1.0)
    return _averaged(n, _patterns(seen), seen.shape[1])


def _patterns(seen: NDArray[np.bool_]) -> Ints:
    """Return the number of events of each pattern of sources, 1 to 2^k - 1."""
    k = seen.shape[1]
    code = np.zeros(seen.shape[0], dtype=np.int64)
    for i in range(k):
        code += seen[:, i].astype(np.int64) << i
    return np.bincount(code, minlength=2**k)[1:]


def _averaged(n: int, counts: Ints, k: int) -> Unseen:
    models = list(_models(k))
    found = [_fit(counts, k, pairs) for pairs in models]
    bic = np.array([-2.0 * value + size * np.log(n) for _, _, value, size in found])
    weight = np.exp(-0.5 * (bic - bic.min()))
    weight /= weight.sum()
    middle = np.array([a for a, *_ in found])
    error = np.array([e for _, e, *_ in found])
    # Quantiles of the mixture of normal laws of log(expected unseen events).
    rng = np.random.default_rng(1)
    draws = rng.choice(len(models), 20_000, p=weight)
    log_unseen = middle[draws] + error[draws] * rng.standard_normal(draws.size)
    low, high = np.exp(np.quantile(log_unseen, [0.025, 0.975]))
    best = int(np.argmax(weight))
    events = float(np.exp(np.sum(weight * middle)))
    return Unseen(n, events, float(low), float(high), models[best], float(weight[best]))


def _models(k: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """Yield the sets of pairs that hang together; one fewer than the patterns can tell at most."""
    pairs = list(combinations(range(k), 2))
    most = min(MOST_PAIRS, len(pairs), 2**k - 1 - (k + 1))
    # The model of all pairs of three sources has as many numbers as patterns: nothing tests it.
    most = min(most, 2) if k == 3 else most
    yield from chain.from_iterable(combinations(pairs, r) for r in range(most + 1))


def _fit(
    counts: Ints, k: int, pairs: tuple[tuple[int, int], ...]
) -> tuple[float, float, float, int]:
    """Return log of the unseen, its error, log likelihood and number of coefficients."""
    x = _design(k, pairs)
    y = counts.astype(float)
    ridge = RIDGE * np.diag(np.r_[0.0, np.ones(x.shape[1] - 1)])
    b = np.zeros(x.shape[1])
    b[0] = np.log(y.mean() + 0.5)
    for _ in range(STEPS):
        mean = np.exp(np.clip(x @ b, -30.0, 30.0))
        slope = x.T @ (y - mean) - ridge @ b
        step = np.linalg.solve((x * mean[:, None]).T @ x + ridge, slope)
        b = b + np.clip(step, -2.0, 2.0)
        if np.abs(step).max() < 1e-9:
            break
    mean = np.exp(np.clip(x @ b, -30.0, 30.0))
    covariance = np.linalg.inv((x * mean[:, None]).T @ x + ridge)
    value = float(np.sum(y * np.log(mean) - mean))
    return float(b[0]), float(np.sqrt(covariance[0, 0])), value, x.shape[1]


def _design(k: int, pairs: tuple[tuple[int, int], ...]) -> Floats:
    """Return patterns x coefficients: one, each source, each pair."""
    x = np.ones((2**k - 1, 1 + k + len(pairs)))
    for pattern in range(1, 2**k):
        bits = [(pattern >> i) & 1 for i in range(k)]
        x[pattern - 1, 1:] = [*bits, *(bits[i] * bits[j] for i, j in pairs)]
    return x
