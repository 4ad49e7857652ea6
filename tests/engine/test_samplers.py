"""Draws against the distributions they should have, as scipy gives them.

Worlds of a theory without feedback run on both engines; the samplers of the plain engine are
also tested one by one, where their arguments are out of a world's way.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from contention.scenario.model import Scenario
from contention.theory import load
from contention.theory.model import Theory
from tests.reference import draws
from tests.reference.engine import Onset
from tests.reference.philox import Address, philox, u53
from tests.reference.simulation import World
from tests.reference.toy import toy_scenario
from tests.reference.worlds import Simulator, fast_worlds, reference_worlds

# Seeds are fixed, so a test passes or fails for good; this is the risk of a bad choice of seed.
RISK = 1e-3
HEADS = 40.0


@dataclass(frozen=True)
class Sample:
    """Worlds of the theory without feedback, and what they ran on."""

    theory: Theory
    scenario: Scenario
    worlds: list[World]

    def onsets(self, act: str) -> list[Onset]:
        """Return all onsets of an act."""
        return [onset for world in self.worlds for onset in world.onsets if onset.act == act]

    def counts(self, act: str) -> np.ndarray:
        """Return onsets of an act on every country-day of every world."""
        found = Counter(
            (w, onset.country, onset.date)
            for w, world in enumerate(self.worlds)
            for onset in world.onsets
            if onset.act == act
        )
        silent = len(self.worlds) * len(self.scenario.countries) * self.scenario.days - len(found)
        return np.array([0] * silent + list(found.values()))


@pytest.fixture(scope="module", params=[reference_worlds, fast_worlds], ids=["reference", "fast"])
def sample(request: pytest.FixtureRequest) -> Sample:
    simulate: Simulator = request.param
    theory = load(Path(__file__).parent / "theories" / "samplers.yaml")
    toy = toy_scenario(3, 3, 14)
    # The same few heads in one place of each country, so that binomial draws show one by one.
    first = np.array([name.endswith("town 1") for name in toy.places.name])
    scenario = replace(toy, strata={"workers": np.where(first, HEADS, 0.0)})
    return Sample(theory, scenario, simulate(theory, scenario, {}, worlds=60, seed=21))


def fits(found: Sequence[int] | np.ndarray, law: Sequence[float] | np.ndarray) -> float:
    """Return the p-value of counts 0, 1, ... against their probabilities.

    Neighbours are pooled until each expects at least five; what the law leaves out is the last.
    """
    total = len(found)
    observed = Counter(int(x) for x in found)
    pooled: list[list[float]] = [[0.0, 0.0]]
    for k, probability in enumerate(law):
        pooled[-1][0] += observed.pop(k, 0)
        pooled[-1][1] += total * probability
        if pooled[-1][1] >= 5.0:
            pooled.append([0.0, 0.0])
    pooled[-1][0] += sum(observed.values())
    pooled[-1][1] += max(total * (1.0 - float(np.sum(law))), 0.0)
    if pooled[-1][1] < 5.0:
        last = pooled.pop()
        pooled[-1] = [pooled[-1][0] + last[0], pooled[-1][1] + last[1]]
    have, want = np.array(pooled).T
    return float(stats.chisquare(have, want * have.sum() / want.sum()).pvalue)


@pytest.mark.parametrize(
    ("act", "mean", "wrong"), [("rare", 0.05, 0.1), ("some", 2.0, 2.3), ("many", 40.0, 41.5)]
)
def test_counts_are_poisson(sample: Sample, act: str, mean: float, wrong: float) -> None:
    counts = sample.counts(act)
    assert fits(counts, stats.poisson(mean).pmf(np.arange(120))) > RISK
    assert fits(counts, stats.poisson(wrong).pmf(np.arange(120))) < 1e-4


@pytest.mark.parametrize(("act", "mean", "shape"), [("bursts", 1.5, 0.6), ("tides", 3.0, 3.5)])
def test_counts_under_a_shock_are_negative_binomial(
    sample: Sample, act: str, mean: float, shape: float
) -> None:
    law = stats.nbinom(shape, shape / (shape + mean)).pmf(np.arange(200))
    counts = sample.counts(act)
    assert fits(counts, law) > RISK
    assert fits(counts, stats.poisson(mean).pmf(np.arange(200))) < 1e-6


def test_ignitions_and_cluster_sizes(sample: Sample) -> None:
    counts = sample.counts("wave")
    ignited = stats.binomtest(int(np.sum(counts > 0)), len(counts), 1.0 - math.exp(-0.9))
    assert ignited.pvalue > RISK
    zeta = np.arange(1, 10.0) ** -1.9
    law = 0.85 * zeta / zeta.sum() + 0.15 / 9
    assert fits(counts[counts > 0] - 1, law) > RISK
    assert fits(counts[counts > 0] - 1, zeta / zeta.sum()) < 1e-6


def test_places_are_in_proportion_to_their_weights(sample: Sample) -> None:
    places = sample.scenario.places
    communes = np.where(np.array(places.kind) == "town", 1, places.communes)
    weights = communes * (places.population / communes) ** 0.7
    for c, country in enumerate(sample.scenario.countries):
        here = np.flatnonzero(places.country == c)
        found = Counter(o.place for o in sample.onsets("wave") if o.country == country)
        have = [found[places.name[p]] for p in here]
        law = weights[here] / weights[here].sum()
        assert stats.chisquare(have, sum(have) * law).pvalue > RISK


def test_communes_are_even(sample: Sample) -> None:
    places = sample.scenario.places
    onsets = sample.onsets("wave")
    for p, name in enumerate(places.name):
        communes = [onset.commune for onset in onsets if onset.place == name]
        if places.kind[p] == "town":
            assert set(communes) == {0}
        else:
            number = int(places.communes[p])
            have = np.bincount(communes, minlength=number + 1)
            assert have[0] == 0
            assert len(have) == number + 1
            assert stats.chisquare(have[1:]).pvalue > RISK


def test_sizes_are_lognormal(sample: Sample) -> None:
    sizes = np.array([onset.size for onset in sample.onsets("crowd")], dtype=np.float64)
    # Rounding to whole heads is far below what the test can see at this median.
    z = (np.log(sizes) - math.log(20_000)) / 1.3
    assert stats.kstest(z, "norm").pvalue > RISK
    assert np.all(sizes == np.floor(sizes))


def test_traits_have_their_odds(sample: Sample) -> None:
    carried = ["national" in onset.traits for onset in sample.onsets("many")]
    chance = 1.0 / (1.0 + math.exp(-0.8))
    assert stats.binomtest(sum(carried), len(carried), chance).pvalue > RISK


def test_random_flows_are_binomial(sample: Sample) -> None:
    names = [stock.name for stock in sample.theory.stocks]
    for week, days in ((0, 7), (1, 14)):
        gone = 1.0 - math.exp(-0.15 * days)
        for name, chance in (
            ("workers", 1.0 - gone),
            ("left_slowly", gone / 3.0),
            ("left_fast", gone * 2.0 / 3.0),
        ):
            heads = np.concatenate(
                [world.stocks[week, names.index(name)] for world in sample.worlds]
            )
            assert np.all(heads == np.floor(heads))
            assert fits(heads, stats.binom(int(HEADS), chance).pmf(np.arange(41))) > RISK
    for world in sample.worlds:
        assert np.all(world.stocks.sum(axis=1) == HEADS)


def uniforms(n: int) -> list[float]:
    return [u53(*philox(5, 0, i, 0, 0, 0)[:2]) for i in range(n)]


@pytest.mark.parametrize("mean", [1e-7, 0.3, 12.0, 480.0, 3000.0])
def test_occurring_counts_invert_the_truncated_poisson_law(mean: float) -> None:
    law = stats.poisson(mean)
    for v in uniforms(40):
        k = draws.occurring_count(mean, v)
        none = law.pmf(0)
        assert (law.cdf(k) - none) / (1.0 - none) >= v - 1e-9
        if k > 1:
            assert (law.cdf(k - 1) - none) / (1.0 - none) < v + 1e-9


@pytest.mark.parametrize("shape", [0.05, 0.5, 1.0, 7.0])
def test_gamma_shocks_have_mean_one(shape: float) -> None:
    drawn = [draws.gamma(shape, Address(1, w, 7, 3, 4)) for w in range(1500)]
    assert stats.kstest(drawn, stats.gamma(shape, scale=1.0 / shape).cdf).pvalue > RISK


@pytest.mark.parametrize(("n", "p"), [(1, 0.3), (10, 0.5), (400, 0.02), (60, 0.97), (5000, 0.4)])
def test_binomial_heads(n: int, p: float) -> None:
    drawn = [draws.binomial(n, p, u) for u in uniforms(1500)]
    assert min(drawn) >= 0
    assert max(drawn) <= n
    assert fits(drawn, stats.binom(n, p).pmf(np.arange(n + 1))) > RISK


def test_binomial_heads_at_the_edges() -> None:
    assert [draws.binomial(n, p, 0.5) for n, p in ((0, 0.5), (5, 0.0), (5, 1.0))] == [0, 0, 5]
    assert list(draws.outward(2, 5)) == [2, 3, 1, 4, 0, 5]
