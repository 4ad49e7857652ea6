"""Classics as theory files, against what is known of them in closed form.

Each runs on the plain engine and on the one that ships; the second gets more worlds.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import chisquare, kstest

from contention.catalogue import find
from contention.scenario.model import DatedShock, Scenario
from contention.theory import load
from contention.theory.model import Theory
from tests.reference.simulation import World
from tests.reference.toy import toy_scenario
from tests.reference.worlds import Simulator, fast_worlds, reference_worlds

HAWKES = {"background": 0.3, "branching": 0.6, "memory_halflife": 2.0}

both_engines = pytest.mark.parametrize(
    ("simulate", "effort"), [(reference_worlds, 1), (fast_worlds, 10)], ids=["reference", "fast"]
)


def theory(name: str) -> Theory:
    return load(find("theory", name))


def daily(scenario: Scenario, world: World) -> np.ndarray:
    """Return onsets a day."""
    days = [(onset.date - scenario.start).days for onset in world.onsets]
    return np.bincount(np.array(days, dtype=np.int64), minlength=scenario.days)


@both_engines
def test_hawkes_mean_rate(simulate: Simulator, effort: int) -> None:
    scenario = toy_scenario(1, 1, 2500)
    worlds = simulate(theory("hawkes"), scenario, HAWKES, worlds=3 * effort, seed=11)
    settled = np.concatenate([daily(scenario, world)[100:] for world in worlds])
    n = HAWKES["branching"]
    rate = HAWKES["background"] / (1.0 - n)
    # The count of a long stretch has the variance mean / (1 - n)^2 (Hawkes 1971).
    error = math.sqrt(rate / (1.0 - n) ** 2 / len(settled))
    assert settled.mean() == pytest.approx(rate, abs=3.5 * error)
    # Self-excitation shows: without it the variance of a day would be the mean.
    assert settled.var() > 1.1 * rate


@both_engines
def test_rescaled_residuals_are_exponential(simulate: Simulator, effort: int) -> None:
    scenario = toy_scenario(1, 1, 2500)
    worlds = simulate(theory("hawkes"), scenario, HAWKES, worlds=effort, seed=12)
    counts = [daily(scenario, world) for world in worlds]
    n, background = HAWKES["branching"], HAWKES["background"]
    gaps = rescaled_gaps(counts, background, n)
    assert len(gaps) > 1000
    assert kstest(gaps, "expon").pvalue > 1e-3
    # With the right mean rate but no memory they are not exponential: the test can fail.
    assert kstest(rescaled_gaps(counts, background / (1.0 - n), 0.0), "expon").pvalue < 1e-6


def rescaled_gaps(counts: list[np.ndarray], background: float, branching: float) -> np.ndarray:
    """Return the expected onsets between one onset and the next, in each world.

    Within a day the rate does not change, so onsets fall on it uniformly.
    """
    stream = np.random.default_rng(0)
    decay = 2.0 ** (-1.0 / HAWKES["memory_halflife"])
    gaps: list[np.ndarray] = []
    for world in counts:
        memory, elapsed, times = 0.0, 0.0, [0.0]
        for count in world:
            rate = background + branching * (1.0 - decay) * memory
            times += [elapsed + rate * u for u in sorted(stream.random(count))]
            elapsed += rate
            memory = decay * memory + count
        gaps.append(np.diff(times))
    return np.concatenate(gaps)


@both_engines
def test_cluster_sizes_follow_the_borel_law(simulate: Simulator, effort: int) -> None:
    countries, n = 6, 0.5
    alone = DatedShock(
        "death",
        day=np.full(countries, 2),
        country=np.arange(countries),
        value=np.ones(countries),
        source="invented",
    )
    scenario = replace(toy_scenario(countries, 1, 100), shocks=(alone,))
    worlds = simulate(theory("borel"), scenario, {"branching": n}, worlds=60 * effort, seed=13)
    sizes: list[int] = []
    for world in worlds:
        found = Counter(onset.country for onset in world.onsets)
        sizes += [1 + found[country] for country in scenario.countries]
        assert all((onset.date - scenario.start).days >= 2 for onset in world.onsets)
    assert chisquare(*binned(sizes, borel(n, 6))).pvalue > 1e-3
    # Sizes of the next law along do not fit it: the test can fail.
    assert chisquare(*binned(sizes, borel(0.7, 6))).pvalue < 1e-6


def borel(n: float, largest: int) -> list[float]:
    """Return P(size = k) for k = 1..largest (Borel 1942)."""
    return [
        math.exp(-n * k + (k - 1) * math.log(n * k) - math.lgamma(k + 1))
        for k in range(1, largest + 1)
    ]


def binned(sizes: list[int], law: list[float]) -> tuple[list[float], list[float]]:
    """Return observed and expected numbers of 1, 2, ... and more."""
    found = Counter(min(size, len(law) + 1) for size in sizes)
    chances = [*law, 1.0 - sum(law)]
    return [found[k] for k in range(1, len(law) + 2)], [len(sizes) * chance for chance in chances]


@both_engines
def test_final_size_of_an_epidemic(simulate: Simulator, effort: int) -> None:
    """Solve the final size equation of the epidemic in steps of a day.

    S(t+1) = S(t) exp(-contact I(t) / S(0)), and of the infected the share q = 1 - exp(-recovery)
    recovers in a day, so that the sum of I(t) over all days is R(infinity) / q, where
    R(infinity) = S(0) + I(0) - S(infinity). Hence
    log(S(infinity) / S(0)) = -(contact / q) R(infinity) / S(0).
    """
    assert effort >= 1
    scenario = toy_scenario(2, 2, 700, strata={"susceptible": 0.5, "infected": 0.0005})
    values = {"contact": 0.4, "recovery": 0.25}
    (world,) = simulate(theory("sir"), scenario, values, worlds=1, seed=14)
    for country in range(2):
        inside = scenario.places.country == country
        susceptible = float(scenario.strata["susceptible"][inside].sum())
        infected = float(scenario.strata["infected"][inside].sum())
        number = values["contact"] / -math.expm1(-values["recovery"])

        def gap(
            left: float, s: float = susceptible, i: float = infected, r: float = number
        ) -> float:
            return math.log(left / s) + r * (s + i - left) / s

        expected = brentq(gap, 1e-6 * susceptible, 0.99 * susceptible, xtol=1e-9, rtol=1e-14)
        left, ill, recovered = world.stocks[-1][:, country]
        # The last thousandth of a head at each place recovers at once, so that the sum of I(t)
        # falls short by up to 0.001 / q a place: some 1e-7 of the log of those left.
        precision = 3e-7
        assert left == pytest.approx(expected, rel=precision)
        assert ill == pytest.approx(0.0, abs=1e-6)
        assert left + recovered == pytest.approx(susceptible + infected, rel=precision)


@both_engines
@pytest.mark.parametrize(("name", "rioters"), [("uniform", 100.0), ("gap", 1.0)])
def test_granovetters_hundred_people(
    simulate: Simulator, effort: int, name: str, rioters: float
) -> None:
    assert effort >= 1
    one_place = toy_scenario(1, 1, 120, remainders=0)
    people = {f"person{i}": np.ones(1) for i in range(100)}
    scenario = replace(one_place, strata=people)
    (world,) = simulate(theory(f"granovetter-{name}"), scenario, {}, worlds=1, seed=15)
    assert world.stocks[-1][-1, 0] == rioters
    assert world.stocks[-1].sum() == 100.0
    if name == "uniform":
        # One person a day: the threshold of the next is met by whoever joined today.
        assert [int(week[-1, 0]) for week in world.stocks[:3]] == [7, 14, 21]
