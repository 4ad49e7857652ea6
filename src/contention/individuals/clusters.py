"""Events that bring further events: the Hawkes process as clusters (Hawkes and Oakes 1974).

``lambda(t) = mu + sum over earlier events of n g(t - t_i)``, g an exponential density. Each event
of the background starts a cluster, in which every event has Poisson(n) successors of its own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from contention.chance import name_hash
from contention.individuals.inputs import check_seed, in_range, positive

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def borel(branching: float, *, largest: int) -> Floats:
    """Return P(size = 1), ..., P(size = largest): ``exp(-n s) (n s)^(s-1) / s!``.

    Examples
    --------
    >>> borel(0.5, largest=3).round(4).tolist()
    [0.6065, 0.1839, 0.0837]
    """
    in_range("branching", branching, low=0.0, high=1.0, open_low=True, open_high=True)
    s = np.arange(1.0, largest + 1.0)
    return np.exp(-branching * s + (s - 1.0) * np.log(branching * s) - gammaln(s + 1.0))


def cluster_sizes(branching: float, *, clusters: int, seed: int) -> Ints:
    """Return the sizes of clusters that are followed generation by generation.

    Raises
    ------
    ContentionError
        P051: a branching ratio outside of 0..1, fewer than one cluster.
    """
    in_range("branching", branching, low=0.0, high=1.0, open_low=True, open_high=True)
    in_range("clusters", clusters, low=1)
    check_seed(seed)
    stream = _stream(seed, "sizes")
    sizes = np.ones(clusters, dtype=np.int64)
    living = np.ones(clusters, dtype=np.int64)
    alive = np.arange(clusters)
    while alive.size:
        living = stream.poisson(branching * living)
        sizes[alive] += living
        alive, living = alive[living > 0], living[living > 0]
    return sizes


def events(
    *, background_rate: float, branching: float, decay_rate: float, days: float, seed: int
) -> Floats:
    """Return the times of events in 0..days, sorted; nothing happened before.

    Parameters
    ----------
    background_rate
        mu, events a day.
    branching
        n, successors of an event; below 1.
    decay_rate
        Of g, 1/day.
    days
        Length of the record.
    seed
        0 to 2**32 - 1.

    Raises
    ------
    ContentionError
        P051.
    """
    positive("background_rate", background_rate)
    in_range("branching", branching, low=0.0, high=1.0, open_high=True)
    positive("decay_rate", decay_rate)
    positive("days", days)
    check_seed(seed)
    stream = _stream(seed, "events")
    born = stream.uniform(0.0, days, size=stream.poisson(background_rate * days))
    found = [born]
    while born.size:
        parents = np.repeat(born, stream.poisson(branching, size=born.size))
        born = parents + stream.exponential(1.0 / decay_rate, size=parents.size)
        born = born[born < days]
        found.append(born)
    return np.sort(np.concatenate(found))


def rescaled_gaps(
    times: Floats, *, background_rate: float, branching: float, decay_rate: float
) -> Floats:
    """Return the expected number of events between one event and the next.

    If the process has these parameters they are independent and exponential with mean 1.
    """
    gaps = np.diff(times, prepend=0.0)
    excited = 0.0
    rescaled = np.empty(times.size)
    for k, gap in enumerate(gaps):
        faded = excited * np.exp(-decay_rate * gap)
        rescaled[k] = background_rate * gap + branching * (excited - faded)
        excited = faded + 1.0
    return rescaled


def _stream(seed: int, purpose: str) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=[seed, name_hash(f"clusters:{purpose}")]))
