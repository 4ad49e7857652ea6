"""When one person can tip a network: Watts 2002, in the limit of a large random network.

A person joins once a share ``threshold`` of the neighbours has. On a random network with Poisson
degrees of mean z, those whom a single neighbour tips are the *vulnerable*: degree at most
1 / threshold. A cascade spreads where they form a giant cluster.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtrc, gammaln, pdtr

from contention.individuals.inputs import in_range, positive
from contention.individuals.solving import root

Floats = NDArray[np.float64]


def most_ties(threshold: float) -> int:
    """Return the largest degree at which one neighbour is enough."""
    in_range("threshold", threshold, low=0.0, high=1.0, open_low=True)
    return int(np.floor(1.0 / threshold + 1e-9))


def spread_number(mean_ties: float, *, threshold: float) -> float:
    """Return how many vulnerable neighbours a vulnerable neighbour leads to.

    ``z P(Pois(z) <= k - 2)`` with k the largest vulnerable degree; cascades need more than 1.

    Examples
    --------
    >>> round(spread_number(3.0, threshold=0.18), 3)
    1.942
    """
    positive("mean_ties", mean_ties)
    return float(mean_ties * pdtr(most_ties(threshold) - 2, mean_ties))


def window(threshold: float) -> tuple[float, float]:
    """Return the least and the greatest mean number of ties with global cascades.

    Raises
    ------
    ContentionError
        P051: at this threshold there are none at any number of ties.

    Examples
    --------
    >>> [round(edge, 4) for edge in window(0.18)]
    [1.0207, 5.7647]
    """
    ties = np.linspace(1e-3, 3.0 * most_ties(threshold) + 10.0, 20_001)
    last = most_ties(threshold) - 2
    above = np.flatnonzero(ties * pdtr(last, ties) > 1.0)
    if above.size == 0:
        in_range("threshold", threshold, low=0.0, high=0.25, open_low=True)

    def gap(z: float) -> float:
        return spread_number(z, threshold=threshold) - 1.0

    low = root(gap, float(ties[above[0] - 1]), float(ties[above[0]]))
    high = root(gap, float(ties[above[-1]]), float(ties[above[-1] + 1]))
    return low, high


def cascade_share(mean_ties: float, *, threshold: float, first: float = 1e-6) -> float:
    """Return the share that joins in a global cascade, from a vanishing share of first people.

    The tree recursion of Gleeson and Cahalane 2007: q is the chance that a neighbour has joined.
    """
    positive("mean_ties", mean_ties)
    degrees = np.arange(1.0, mean_ties + 12.0 * np.sqrt(mean_ties) + 20.0)
    law = np.exp(degrees * np.log(mean_ties) - mean_ties - gammaln(degrees + 1.0))
    counts = degrees.astype(np.int64)  # scipy wants whole numbers of trials
    needed = np.ceil(threshold * degrees - 1e-9)
    q = first
    for _ in range(100_000):
        among = np.asarray(bdtrc(needed - 1.0, counts - 1, q))
        now = first + (1.0 - first) * float(degrees * law / mean_ties @ np.nan_to_num(among))
        if abs(now - q) < 1e-12:
            break
        q = now
    return first + (1.0 - first) * float(law @ np.asarray(bdtrc(needed - 1.0, counts, q)))
