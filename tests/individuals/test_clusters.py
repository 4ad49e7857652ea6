"""Self-exciting events: laws of clusters, rates and rescaled times."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import chisquare, kstest

from contention.individuals.clusters import borel, cluster_sizes, events, rescaled_gaps
from tests.individuals.refusals import codes

LAW = {"background_rate": 0.4, "branching": 0.6, "decay_rate": 0.5}


def test_borels_law_sums_to_one_and_has_its_mean() -> None:
    law = borel(0.6, largest=2_000)
    sizes = np.arange(1, 2_001)
    assert law.sum() == pytest.approx(1.0, abs=1e-10)
    assert (law * sizes).sum() == pytest.approx(2.5, rel=1e-9)
    assert law[2] == pytest.approx(math.exp(-1.8) * 1.8**2 / 6)


def test_cluster_sizes_follow_it() -> None:
    sizes = cluster_sizes(0.6, clusters=30_000, seed=1)
    law = borel(0.6, largest=10)
    seen = np.bincount(np.minimum(sizes, 11), minlength=12)[1:]
    expected = 30_000 * np.append(law, 1.0 - law.sum())
    assert chisquare(seen, expected).pvalue > 1e-4
    wrong = borel(0.55, largest=10)
    expected = 30_000 * np.append(wrong, 1.0 - wrong.sum())
    assert chisquare(seen, expected).pvalue < 1e-6


def test_the_mean_rate() -> None:
    days = 40_000.0
    times = events(days=days, seed=2, **LAW)
    rate = LAW["background_rate"] / (1.0 - LAW["branching"])
    error = math.sqrt(LAW["background_rate"] / (1.0 - LAW["branching"]) ** 3 / days)
    assert times.size / days == pytest.approx(rate, abs=4 * error)
    assert (np.diff(times) >= 0).all()
    assert times.min() >= 0
    assert times.max() < days


def test_rescaled_gaps_are_exponential_with_the_right_law_only() -> None:
    times = events(days=8_000.0, seed=3, **LAW)
    assert kstest(rescaled_gaps(times, **LAW), "expon").pvalue > 1e-3
    flat = LAW | {"background_rate": 1.0, "branching": 0.0}
    assert kstest(rescaled_gaps(times, **flat), "expon").pvalue < 1e-6


def test_rescaled_gaps_are_integrals_of_the_rate() -> None:
    times = np.array([0.7, 1.1, 4.0])
    found = rescaled_gaps(times, **LAW)
    grid = np.linspace(0.0, 4.0, 400_001)
    rate = np.full(grid.size, LAW["background_rate"])
    for t in times:
        rate += np.where(grid > t, 0.6 * 0.5 * np.exp(-0.5 * (grid - t)), 0.0)
    total = np.concatenate([[0.0], np.cumsum(rate[:-1]) * (grid[1] - grid[0])])
    edges = np.interp([0.0, *times], grid, total)
    assert found == pytest.approx(np.diff(edges), abs=1e-4)


def test_refusals() -> None:
    assert codes(lambda: borel(1.0, largest=3)) == ("P051",)
    assert codes(lambda: cluster_sizes(1.2, clusters=3, seed=1)) == ("P051",)
    assert codes(lambda: cluster_sizes(0.5, clusters=0, seed=1)) == ("P051",)
    assert codes(lambda: events(days=0.0, seed=1, **LAW)) == ("P051",)
    assert codes(lambda: events(days=1.0, seed=1, **(LAW | {"branching": 1.0}))) == ("P051",)
    assert codes(lambda: events(days=1.0, seed=-1, **LAW)) == ("P051",)
