"""Thresholds: each person joins once enough others have (Granovetter 1978).

With F the share of people whose threshold is at most r, the share who have joined moves as
``r(t+1) = F(r(t))`` and rests at the first crossing of the 45-degree line from above.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from contention.individuals.inputs import all_numbers, check_people, in_range, no_people, positive
from contention.individuals.solving import root

Floats = NDArray[np.float64]


def spread(thresholds: Floats) -> list[int]:
    """Return how many have joined after each step, until nobody follows.

    Parameters
    ----------
    thresholds
        For each person, how many others must have joined before that person does.

    Returns
    -------
    list of int
        Starts at 0 people; the last entry is the equilibrium.

    Raises
    ------
    ContentionError
        P050: nobody. P051: a threshold that is no number.

    Examples
    --------
    >>> import numpy as np
    >>> spread(np.arange(100.0))[-1]
    100
    >>> spread(np.array([0.0, *np.maximum(np.arange(1.0, 100.0), 2.0)]))[-1]
    1
    """
    people = np.sort(np.asarray(thresholds, dtype=np.float64))
    if people.size == 0:
        no_people()
    all_numbers("thresholds", people)
    joined = [0]
    while True:
        now = int(np.searchsorted(people, joined[-1], side="right"))
        if now == joined[-1]:
            return joined
        joined.append(now)


def normal_share(share_joined: Floats | float, *, mean: float, sd: float) -> Floats:
    """Return F of normal thresholds: below 0 they act as 0, above 1 they are never met."""
    return np.asarray(ndtr((np.asarray(share_joined) - mean) / sd), dtype=np.float64)


def equilibrium(*, mean: float, sd: float) -> float:
    """Return the share that joins when thresholds are normal, by the continuous F.

    Counting heads of a finite crowd moves the jump (to sd 12.55 or 12.88 for 100 people, by how
    heads are rounded), so the continuous law is used.

    Parameters
    ----------
    mean, sd
        Of the thresholds, as shares of the crowd.

    Raises
    ------
    ContentionError
        P051: a spread that is not above zero.

    Examples
    --------
    >>> round(100 * equilibrium(mean=0.25, sd=0.12), 3)
    4.021
    """
    positive("sd", sd)
    return first_crossing(lambda r: normal_share(r, mean=mean, sd=sd))


def first_crossing(law: Callable[[Floats], Floats], *, points: int = 20_001) -> float:
    """Return the smallest share r with law(r) = r, where the law starts at or above 0."""
    grid = np.linspace(0.0, 1.0, points)
    gap = law(grid) - grid
    below = np.flatnonzero(gap <= 0.0)
    if below.size == 0:
        return 1.0
    first = int(below[0])
    if first == 0 or gap[first] == 0.0:
        return float(grid[first])

    def height(r: float) -> float:
        return float(law(np.array([r]))[0] - r)

    return root(height, float(grid[first - 1]), float(grid[first]))


def critical_spread(mean: float) -> tuple[float, float]:
    """Return the spread at which the lower equilibrium vanishes, and the share joined there.

    At the jump F touches the 45-degree line: with z = (r - mean) / s, phi(z) = s and
    Phi(z) = mean + s z.

    Parameters
    ----------
    mean
        Mean threshold as a share, above 0 and below 1/2.

    Examples
    --------
    >>> sd, joined = critical_spread(0.25)
    >>> round(100 * sd, 4), round(100 * joined, 4)
    (12.2221, 6.2003)
    """
    in_range("mean", mean, low=0.0, high=0.5, open_low=True, open_high=True)

    def gap(z: float) -> float:
        return float(ndtr(z)) - mean - z * _phi(z)

    z = root(gap, -38.0, 0.0)
    return _phi(z), mean + z * _phi(z)


def no_instigator(people: int, *, of: int = 100) -> float:
    """Return the chance that a sample from thresholds 0..of-1 holds no threshold of 0."""
    return (1.0 - 1.0 / of) ** people


def lone_instigator(people: int, *, of: int = 100) -> float:
    """Return the chance that a sample holds one threshold of 0 and none of 1."""
    return people / of * (1.0 - 2.0 / of) ** (people - 1)


def _phi(z: float) -> float:
    return float(np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi))


def counted_jump(*, mean: float, people: int, rounding: Literal["nearest", "down"]) -> float:
    """Return the spread at which a crowd that is counted in whole heads jumps, to 1/10000.

    The crowd moves as ``n(t+1) = round(N F(n(t) / N))``, so small steps are lost and the jump
    comes later than with the continuous law.

    Parameters
    ----------
    mean
        Mean threshold as a share.
    people
        N.
    rounding
        To the nearest whole head, or down.
    """
    in_range("mean", mean, low=0.0, high=0.5, open_low=True, open_high=True)
    check_people(people)
    whole = np.rint if rounding == "nearest" else np.floor
    for step in range(int(10_000 * critical_spread(mean)[0]), 10_000):
        joined = 0.0
        while True:
            share = normal_share(joined / people, mean=mean, sd=step / 10_000)
            now = float(whole(people * share))
            if now == joined:
                break
            joined = now
        if joined > 0.9 * people:
            return step / 10_000
    return 1.0
