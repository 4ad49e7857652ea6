"""Participation on networks: the kernel against a matrix, and the sign of weak ties."""

from __future__ import annotations

import numpy as np
import pytest

from contention.individuals import Address, run
from contention.individuals.classics.siegel_2009 import CLASSES, effect
from contention.individuals.participation import NETWORKS, PARTICIPATION, network_of
from contention.individuals.settings import resolve
from tests.individuals.refusals import codes


@pytest.mark.parametrize("network", NETWORKS)
def test_the_kernel_is_a_matrix(network: str) -> None:
    settings = resolve(
        PARTICIPATION, variant=network, settings={"people": 200, "motive_mean": 0.62}
    )
    address = Address(5, 0)
    people = PARTICIPATION.begin(settings, address)
    ties = network_of(settings, address)
    who = np.repeat(np.arange(200), ties.ties)
    matrix = np.zeros((200, 200))
    np.add.at(matrix, (who, ties.contacts), 1.0)
    degree = matrix.sum(axis=1)
    cost = np.ones(200)
    motive = people.motive.copy()
    expected = []
    for _ in range(40):
        active = (motive > cost).astype(float)
        expected.append(active.sum())
        near = np.divide(matrix @ active, degree, out=np.zeros(200), where=degree > 0)
        cost = 0.5 * cost + 0.5 * (1.0 - near)
    seen = np.zeros((40, 1))
    PARTICIPATION.walk(people, np.zeros((40, 0)), 5, 0, 0, seen)
    assert seen[:, 0].tolist() == expected
    assert expected[-1] > expected[0]


@pytest.mark.parametrize("network", NETWORKS)
def test_weak_ties_change_their_sign(network: str) -> None:
    assert effect(network, CLASSES["weak"], 3) < 0.0
    assert effect(network, CLASSES["strong"], 3) > 0.0


def test_only_those_with_a_motive_above_one_begin() -> None:
    found = run(PARTICIPATION, steps=1, worlds=20, settings={"motive_mean": 0.6}, seed=1)
    share = found.data["active"].to_numpy()[:, 0].mean() / 1_000
    assert share == pytest.approx(0.0548, abs=0.006)  # P(N(0.6, 0.25) > 1)


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"people": 0}, "P004"),
        ({"network": "village green"}, "P005"),
        ({"network": "small-world", "ties_each": 0}, "P053"),
        ({"network": "small-world", "people": 10, "ties_each": 6}, "P050"),
        ({"network": "village", "village_size": 1, "weak_ties": 0.0}, "P053"),
        ({"network": "hierarchy", "branches": 0}, "P053"),
        ({"weak_ties": 1.5}, "P004"),
        ({"inertia": -0.1}, "P004"),
    ],
)
def test_refusals(settings: dict[str, float], code: str) -> None:
    assert codes(lambda: run(PARTICIPATION, steps=1, settings=settings)) == (code,)
