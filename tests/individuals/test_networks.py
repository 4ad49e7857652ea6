"""Networks built in place: ties are mutual, and degrees are what they should be."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chisquare, poisson

from contention.individuals import Address
from contention.individuals.networks import (
    Network,
    from_pairs,
    hierarchy,
    random_network,
    scale_free,
    small_world,
    villages,
)
from tests.individuals.refusals import codes

AT = Address(seed=4, world=0)

BUILT = {
    "random": lambda: random_network(2_000, mean_ties=4.0, address=AT),
    "small world": lambda: small_world(500, each_side=3, rewired_share=0.2, address=AT),
    "villages": lambda: villages(510, village_size=25, far_prob=0.002, address=AT),
    "scale free": lambda: scale_free(500, each=3, address=AT),
    "hierarchy": lambda: hierarchy(500, branches=4, level_prob=0.01, address=AT),
}


def matrix(network: Network) -> np.ndarray:
    """Return how many ties there are between each two people."""
    people = network.people
    who = np.repeat(np.arange(people), network.ties)
    return np.bincount(who * people + network.contacts, minlength=people**2).reshape(people, -1)


@pytest.mark.parametrize("name", BUILT)
def test_ties_are_mutual_and_with_others(name: str) -> None:
    network = BUILT[name]()
    between = matrix(network)
    assert (between == between.T).all()
    assert between.sum() == network.contacts.size
    if name != "hierarchy":  # where a random tie may join a person of a level to itself: not here
        assert np.trace(between) == 0


def test_degrees_of_a_random_network_are_poisson() -> None:
    ties = random_network(20_000, mean_ties=4.0, address=AT).ties
    assert ties.mean() == 4.0
    seen = np.bincount(np.minimum(ties, 11), minlength=12)
    expected = 20_000 * np.append(poisson.pmf(np.arange(11), 4.0), poisson.sf(10, 4.0))
    assert chisquare(seen, expected).pvalue > 1e-4


def test_a_ring_without_rewiring_knows_its_neighbours() -> None:
    network = small_world(20, each_side=2, rewired_share=0.0, address=AT)
    for i in range(20):
        mine = set(network.contacts[network.offsets[i] : network.offsets[i + 1]].tolist())
        assert mine == {(i + step) % 20 for step in (-2, -1, 1, 2)}


def test_a_share_of_ties_is_rewired() -> None:
    between = matrix(small_world(1_000, each_side=3, rewired_share=0.2, address=AT))
    ring = sum(np.trace(between[:, np.roll(np.arange(1_000), -s)]) for s in (1, 2, 3))
    assert 1.0 - ring / 3_000 == pytest.approx(0.2, abs=0.03)


def test_villagers_all_know_each_other() -> None:
    network = villages(50, village_size=10, far_prob=0.0, address=AT)
    assert (network.ties == 9).all()
    far = villages(1_000, village_size=10, far_prob=0.01, address=AT)
    assert far.ties.mean() == pytest.approx(9 + 0.01 * 990, rel=0.01)


def test_attachment_makes_hubs() -> None:
    ties = scale_free(20_000, each=3, address=AT).ties
    assert ties.mean() == pytest.approx(6.0, abs=0.01)
    assert ties.min() >= 3
    # Degrees k follow 2 m (m + 1) / (k (k + 1) (k + 2)): half have exactly m ties, m = 3 -> 0.4.
    assert (ties == 3).mean() == pytest.approx(0.4, abs=0.02)
    assert ties.max() > 150


def test_a_tree_has_one_leader_for_each() -> None:
    network = hierarchy(1 + 4 + 16 + 64, branches=4, level_prob=0.0, address=AT)
    assert network.contacts.size == 2 * 84
    assert network.ties.tolist() == [4] + [5] * 20 + [1] * 64


def test_other_worlds_have_other_networks() -> None:
    one = random_network(1_000, mean_ties=4.0, address=Address(1, 0)).contacts
    two = random_network(1_000, mean_ties=4.0, address=Address(1, 1)).contacts
    assert (one != two).any()
    again = random_network(1_000, mean_ties=4.0, address=Address(1, 0)).contacts
    assert (one == again).all()


def test_refusals() -> None:
    none = np.empty(0, dtype=np.int32)
    assert codes(lambda: from_pairs(3, none, none)) == ("P053",)
    assert codes(lambda: from_pairs(0, none, none)) == ("P050",)
    assert codes(lambda: random_network(0, mean_ties=4.0, address=AT)) == ("P050",)
    assert codes(lambda: random_network(10, mean_ties=0.0, address=AT)) == ("P053",)
    assert codes(lambda: random_network(10, mean_ties=-1.0, address=AT)) == ("P051",)
    assert codes(lambda: small_world(5, each_side=3, rewired_share=0.0, address=AT)) == ("P050",)
    assert codes(lambda: small_world(9, each_side=0, rewired_share=0.0, address=AT)) == ("P053",)
    assert codes(lambda: small_world(9, each_side=1, rewired_share=1.5, address=AT)) == ("P052",)
    assert codes(lambda: villages(9, village_size=1, far_prob=0.0, address=AT)) == ("P053",)
    assert codes(lambda: villages(9, village_size=3, far_prob=-0.1, address=AT)) == ("P052",)
    assert codes(lambda: scale_free(3, each=3, address=AT)) == ("P050",)
    assert codes(lambda: scale_free(3, each=0, address=AT)) == ("P053",)
    assert codes(lambda: hierarchy(1, branches=2, level_prob=0.0, address=AT)) == ("P050",)
    assert codes(lambda: hierarchy(9, branches=0, level_prob=0.0, address=AT)) == ("P053",)
