"""Networks of people, built in place from a seed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from contention.chance import name_hash
from contention.individuals.inputs import check_people, check_ties, in_range, probability
from contention.individuals.kernels import networks as kernels
from contention.individuals.model import Address

RANDOM = name_hash("network:random")
SMALL_WORLD = name_hash("network:small world")
SCALE_FREE = name_hash("network:scale free")
VILLAGES = name_hash("network:villages")


class Network(NamedTuple):
    """Who knows whom: contacts of person i are ``contacts[offsets[i]:offsets[i + 1]]``.

    Attributes
    ----------
    offsets
        int64, people + 1.
    contacts
        int32, two entries for each tie.
    """

    offsets: NDArray[np.int64]
    contacts: NDArray[np.int32]

    @property
    def people(self) -> int:
        """How many people there are."""
        return self.offsets.size - 1

    @property
    def ties(self) -> NDArray[np.int64]:
        """How many ties each person has."""
        return np.diff(self.offsets)


def from_pairs(people: int, left: NDArray[np.int32], right: NDArray[np.int32]) -> Network:
    """Return the network of pairs of people who know each other.

    Raises
    ------
    ContentionError
        P050: nobody. P053: no tie.
    """
    check_people(people)
    check_ties(left.size)
    offsets = np.empty(people + 1, dtype=np.int64)
    contacts = np.empty(2 * left.size, dtype=np.int32)
    kernels.lay_out(people, left.size, left, right, offsets, contacts)
    return Network(offsets, contacts)


def random_network(people: int, *, mean_ties: float, address: Address) -> Network:
    """Return a random network: ties fall on pairs of people at random, so degrees are Poisson.

    Parameters
    ----------
    people
        From 2.
    mean_ties
        Mean number of ties of a person.
    address
        Which world.

    Raises
    ------
    ContentionError
        P050: fewer than two people. P051: a mean that is no number. P053: no tie.
    """
    check_people(people, least=2)
    in_range("mean_ties", mean_ties, low=0.0)
    left, right = _ends(round(people * mean_ties / 2.0))
    check_ties(left.size)
    kernels.random_ends(people, address.seed, address.world, RANDOM, left, right)
    return from_pairs(people, left, right)


def small_world(people: int, *, each_side: int, rewired_share: float, address: Address) -> Network:
    """Return a ring of neighbours with a share of ties rewired at random (Watts, Strogatz 1998).

    Raises
    ------
    ContentionError
        P050: too few people for these neighbours. P052: a share that is none. P053: no tie.
    """
    check_ties(each_side)
    check_people(people, least=2 * each_side + 1)
    probability("rewired_share", rewired_share)
    left, right = _ends(people * each_side)
    kernels.ring_ends(
        people, each_side, rewired_share, address.seed, address.world, SMALL_WORLD, left, right
    )
    return from_pairs(people, left, right)


def villages(people: int, *, village_size: int, far_prob: float, address: Address) -> Network:
    """Return villages in which all know each other, with random ties between villages.

    Parameters
    ----------
    people, village_size
        The last village takes the rest.
    far_prob
        Probability of a tie for each pair of people of different villages; the number of such
        ties is its mean.
    address
        Which world.

    Raises
    ------
    ContentionError
        P050 to P053: too few people, a probability that is none, no tie.
    """
    check_people(people, least=2)
    in_range("village_size", village_size, low=1)
    probability("far_prob", far_prob)
    near_left: list[NDArray[np.int32]] = []
    near_right: list[NDArray[np.int32]] = []
    sizes: list[int] = []
    for first in range(0, people, village_size):
        size = min(village_size, people - first)
        a, b = np.triu_indices(size, k=1)
        near_left.append((a + first).astype(np.int32))
        near_right.append((b + first).astype(np.int32))
        sizes.append(size)
    within = sum(size * (size - 1) // 2 for size in sizes)
    far = round(far_prob * (people * (people - 1) // 2 - within))
    left, right = _ends(far)
    if far:
        # A few of these fall within a village and double a tie there.
        kernels.random_ends(people, address.seed, address.world, VILLAGES, left, right)
    return from_pairs(
        people, np.concatenate([*near_left, left]), np.concatenate([*near_right, right])
    )


def scale_free(people: int, *, each: int, address: Address) -> Network:
    """Return a network grown by attachment to the well connected (Barabasi and Albert 1999).

    Raises
    ------
    ContentionError
        P050: too few people. P053: no tie.
    """
    check_ties(each)
    check_people(people, least=each + 1)
    left, right = _ends(each * (each + 1) // 2 + each * max(people - each - 1, 0))
    kernels.attached_ends(people, each, address.seed, address.world, SCALE_FREE, left, right)
    return from_pairs(people, left, right)


def hierarchy(people: int, *, branches: int, level_prob: float, address: Address) -> Network:
    """Return a tree of leaders and followers, with random ties between people of a level.

    Parameters
    ----------
    people
        From 2; the first person is the top.
    branches
        Followers of each leader.
    level_prob
        Probability of a tie for each pair of the same level; their number is its mean.
    address
        Which world.

    Raises
    ------
    ContentionError
        P050 to P053: too few people, no branch, a probability that is none, no tie.
    """
    check_people(people, least=2)
    check_ties(branches)
    probability("level_prob", level_prob)
    below = np.arange(1, people, dtype=np.int32)
    left, right = [(below - 1) // np.int32(branches)], [below]
    first, size, level = 1, branches, 0
    while first < people:
        size = min(size, people - first)
        count = round(level_prob * (size * (size - 1) // 2))
        if count and size > 1:
            a, b = _ends(count)
            purpose = name_hash(f"network:level {level}")
            kernels.random_ends(size, address.seed, address.world, purpose, a, b)
            left.append(a + np.int32(first))
            right.append(b + np.int32(first))
        first, size, level = first + size, size * branches, level + 1
    return from_pairs(people, np.concatenate(left), np.concatenate(right))


def _ends(ties: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    return np.empty(ties, dtype=np.int32), np.empty(ties, dtype=np.int32)
