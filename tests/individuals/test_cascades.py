"""Cascades on random networks, against a plain loop, counting and theory."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import poisson

from contention.individuals import Address, run
from contention.individuals.cascade_model import CASCADE, begin_on
from contention.individuals.cascades import cascade_share, most_ties, spread_number, window
from contention.individuals.networks import random_network
from tests.individuals.refusals import codes


def slow_cascade(offsets: np.ndarray, contacts: np.ndarray, joined: set[int], share: float) -> int:
    """Look at everybody again and again until nobody joins."""
    while True:
        new = {
            i
            for i in range(offsets.size - 1)
            if i not in joined
            and (mine := contacts[offsets[i] : offsets[i + 1]]).size
            and sum(int(c) in joined for c in mine) >= share * mine.size - 1e-9
        }
        if not new:
            return len(joined)
        joined = joined | new


@pytest.mark.parametrize("mean_ties", [1.5, 4.0])
def test_the_kernel_is_a_plain_loop(mean_ties: float) -> None:
    for world in range(6):
        address = Address(3, world)
        network = random_network(300, mean_ties=mean_ties, address=address)
        crowd = begin_on(network, threshold=0.18, first=1, address=address)
        first = {int(crowd.order[0])}
        seen = np.zeros((100, 2))
        CASCADE.walk(crowd, np.zeros((100, 0)), 3, world, 0, seen)
        assert seen[-1, 0] == slow_cascade(network.offsets, network.contacts, first, 0.18)
        assert seen[:, 1].sum() + 1 == seen[-1, 0]


def test_the_window_of_the_paper() -> None:
    assert most_ties(0.18) == 5
    low, high = window(0.18)
    assert (low, high) == pytest.approx((1.0207, 5.7647), abs=5e-5)
    for edge in (low, high):
        assert edge * poisson.cdf(3, edge) == pytest.approx(1.0, abs=1e-9)


def test_cascades_occur_inside_of_the_window_only() -> None:
    def often(mean_ties: float) -> float:
        settings = {"mean_ties": mean_ties, "people": 10_000}
        found = run(CASCADE, steps=300, worlds=60, settings=settings, seed=1)
        return float((found.data["joined"][:, -1] > 500).mean())

    low, high = window(0.18)
    assert often(low - 0.2) == 0.0
    assert often(high + 1.0) == 0.0
    assert often(0.5 * (low + high)) > 0.5


@pytest.mark.parametrize("mean_ties", [1.5, 3.0, 5.0])
def test_a_global_cascade_reaches_whom_theory_says(mean_ties: float) -> None:
    settings = {"mean_ties": mean_ties, "people": 20_000}
    found = run(CASCADE, steps=300, worlds=20, settings=settings, seed=2)
    share = found.data["joined"].to_numpy()[:, -1] / 20_000
    assert share[share > 0.05].mean() == pytest.approx(
        cascade_share(mean_ties, threshold=0.18), abs=0.01
    )


def test_outside_of_the_window_theory_says_nobody() -> None:
    assert cascade_share(0.9, threshold=0.18) < 1e-4
    assert cascade_share(6.5, threshold=0.18) < 1e-4
    assert spread_number(6.5, threshold=0.18) < 1.0


def test_worlds_do_not_depend_on_threads_or_parts() -> None:
    asked = {"steps": 60, "settings": {"people": 2_000}, "seed": 9}
    whole = run(CASCADE, worlds=8, threads=1, **asked).data["joined"].to_numpy()
    assert (run(CASCADE, worlds=8, threads=3, **asked).data["joined"].to_numpy() == whole).all()
    part = run(CASCADE, worlds=3, first_world=5, **asked).data["joined"].to_numpy()
    assert (part == whole[5:]).all()


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"people": 0}, "P004"),
        ({"people": 1}, "P050"),
        ({"mean_ties": 0}, "P053"),
        ({"mean_ties": -1}, "P004"),
        ({"threshold": 1.2}, "P004"),
        ({"people": 10, "first": 11}, "P050"),
    ],
)
def test_refusals(settings: dict[str, float], code: str) -> None:
    assert codes(lambda: run(CASCADE, steps=1, settings=settings)) == (code,)


def test_refusals_of_equations() -> None:
    assert codes(lambda: window(0.0)) == ("P051",)
    assert codes(lambda: window(0.9)) == ("P051",)  # at this threshold nobody is vulnerable
    assert codes(lambda: spread_number(-1.0, threshold=0.18)) == ("P051",)
