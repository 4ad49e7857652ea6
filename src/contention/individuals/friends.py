"""Thresholds among friends: a friend's example weighs more than a stranger's (Granovetter 1978)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from contention.chance import name_hash
from contention.individuals.inputs import check_people, check_seed, in_range, probability

Floats = NDArray[np.float64]

MOST_AT_ONCE = 4_000_000  # entries of weight matrices in memory


def outcomes(
    thresholds: Floats, *, friends_share: float, weight: float, crowds: int, seed: int
) -> NDArray[np.int64]:
    """Return how many have joined in the end, in crowds that differ by who is whose friend.

    Each pair of people are friends with probability ``friends_share``. A person joins once the
    weighted share of the others who have joined reaches the person's threshold; a friend counts
    ``weight`` times.

    Parameters
    ----------
    thresholds
        For each person, in per cent of the others.
    friends_share
        0 to 1.
    weight
        Of a friend against a stranger, from 1.
    crowds
        How many crowds are drawn.
    seed
        0 to 2**32 - 1.

    Raises
    ------
    ContentionError
        P050 to P052: nobody, a weight below 1, a share that is none.
    """
    people = int(np.size(thresholds))
    check_people(people, least=2)
    probability("friends_share", friends_share)
    in_range("weight", weight, low=1.0)
    in_range("crowds", crowds, low=1)
    check_seed(seed)
    stream = np.random.Generator(np.random.Philox(key=[seed, name_hash("friends")]))
    at_once = max(1, MOST_AT_ONCE // people**2)
    found: list[NDArray[np.int64]] = []
    for first in range(0, crowds, at_once):
        count = min(at_once, crowds - first)
        pairs = np.triu(stream.random((count, people, people)) < friends_share, k=1)
        weights = 1.0 + (weight - 1.0) * (pairs | pairs.transpose(0, 2, 1))
        weights[:, np.arange(people), np.arange(people)] = 0.0
        weights /= weights.sum(axis=2, keepdims=True)
        found.append(_settled(weights, np.asarray(thresholds, dtype=np.float64) / 100.0))
    return np.concatenate(found)


def _settled(weights: Floats, thresholds: Floats) -> NDArray[np.int64]:
    """Return the number of people who have joined when nobody follows any more, by crowd."""
    joined = np.zeros(weights.shape[:2])
    while True:
        # 1e-12: a share that equals the threshold in exact numbers reaches it.
        now = (np.einsum("cij,cj->ci", weights, joined) >= thresholds - 1e-12) | (joined > 0)
        if (now == (joined > 0)).all():
            return now.sum(axis=1).astype(np.int64)
        joined = now.astype(np.float64)
