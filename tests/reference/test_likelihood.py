"""The plain log-likelihood and log-prior against scipy, on theories small enough to write out."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy import stats

from contention.scenario.model import Scenario
from contention.theory.model import (
    Act,
    Cluster,
    Parameter,
    Prior,
    Selector,
    Shock,
    Size,
    Term,
    Theory,
)
from tests.reference.likelihood import ignition, log_density, log_likelihood
from tests.reference.records import SCHEMA
from tests.reference.toy import toy_scenario


def one_act(act: Act, names: tuple[str, ...], shocks: tuple[Shock, ...] = ()) -> Theory:
    """Return a theory of one act."""
    parameters = tuple(Parameter(name, Prior("normal", 0.0, 1.0)) for name in names)
    return Theory("one", "One act", "", (), ("crowd",), parameters, (), (), (act,), shocks=shocks)


def plain(level: str = "country", **more: Any) -> Act:
    """Return a plain act with a constant rate and, at place level, a pull of persons."""
    place = (Term(("pull",), "population"),) if level == "place" else ()
    rate = (Term(("base",)),)
    return Act(
        "strike",
        "workers",
        Selector(("strike",)),
        "crowd",
        level,
        "plain",
        rate,
        place=place,
        **more,
    )  # pyright: ignore[reportArgumentType]


def row(scenario: Scenario, country: str, first: int, last: int, **more: Any) -> dict[str, Any]:
    """Return a row dated to an interval of the calendar's days."""
    days = {"date_low": first, "date_high": last, "date": first}
    dates: dict[str, date] = {k: scenario.start + timedelta(days=d) for k, d in days.items()}
    return {"country": country, "form": "strike", "actor": [], "role": "event", **dates, **more}


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SCHEMA)


def test_counts_over_intervals_are_poisson() -> None:
    scenario = toy_scenario(2, 1, 5)
    record = frame(
        row(scenario, "Alda", 1, 1),
        row(scenario, "Alda", 1, 2),
        row(scenario, "Bera", 4, 8),  # only its first day is inside: it counts there in full
        row(scenario, "Bera", 9, 9),  # outside
        row(scenario, "Zeta", 1, 1),  # no such country
        {**row(scenario, "Alda", 2, 2), "form": "march"},
        {**row(scenario, "Alda", 2, 2), "role": "aggregate"},
    )
    base = -0.7
    parts = log_likelihood(one_act(plain(), ("base",)), scenario, {"base": base}, record)
    assert parts["counts"] == pytest.approx(3.0 * base - 10.0 * math.exp(base), rel=1e-12)
    assert parts["total"] == parts["counts"]


def test_placing_and_sizes() -> None:
    scenario = toy_scenario(1, 2, 4)
    size = Size(median=100.0, spread=0.8, missing=50.0)
    act = plain("place", size=size)
    town = scenario.places.name[0]
    record = frame(
        row(scenario, "Alda", 0, 1, town=town, participants_low=50, participants_high=200),
        row(scenario, "Alda", 2, 2, town="Nowhere", participants_high=300),
        row(scenario, "Alda", 3, 3, participants_low=0),
    )
    values = {"base": -9.0, "pull": 0.8}
    parts = log_likelihood(one_act(act, ("base", "pull")), scenario, values, record)
    places = scenario.places
    weights = [
        float(places.communes[p] * (places.population[p] / places.communes[p]) ** 0.8)
        for p in range(len(places.name))
    ]
    mean = math.exp(-9.0) * sum(weights)
    assert parts["counts"] == pytest.approx(3.0 * math.log(mean) - 4.0 * mean, rel=1e-12)
    # Of the three rows only the first is at a known place; its interval weighs one in all.
    assert parts["placing"] == pytest.approx(math.log(weights[0] / sum(weights)), rel=1e-12)
    law = stats.lognorm(0.8, scale=100.0)
    stated = [(50, 200), (300, 300), (1, 1)]  # a size of 0 is taken as 1, and 1 means up to 1.5
    sizes = sum(
        math.log(law.cdf(high + 0.5) - (law.cdf(low - 0.5) if low > 1 else 0.0))
        for low, high in stated
    )
    assert parts["sizes"] == pytest.approx(sizes, rel=1e-9)


@pytest.mark.parametrize("base", [-2.0, 0.3])
def test_shocks_of_plain_acts_are_negative_binomial(base: float) -> None:
    scenario = toy_scenario(1, 1, 3)
    theory = one_act(plain(), ("base", "k"), (Shock(("strike",), "k"),))
    record = frame(*(row(scenario, "Alda", 1, 1) for _ in range(4)), row(scenario, "Alda", 2, 2))
    counts = [0, 4, 1]

    def expected(k: float) -> float:
        law = stats.nbinom(k, k / (k + math.exp(base)))
        return float(sum(law.logpmf(n) + math.lgamma(n + 1) for n in counts))

    for k in (0.4, 3.0):
        found = log_likelihood(theory, scenario, {"base": base, "k": k}, record)["total"]
        assert found == pytest.approx(expected(k), rel=1e-10)


def test_clusters() -> None:
    scenario = toy_scenario(1, 3, 3)  # three towns and two remainders: clusters of 1 to 5
    cluster = Cluster(exponent=2.0, far_share=0.1)
    act = Act(
        "strike",
        "workers",
        Selector(("strike",)),
        "crowd",
        "place",
        "cluster",
        (Term(("base",)),),
        cluster=cluster,
        place=(Term((1.0,), "population"),),
    )
    record = frame(*(row(scenario, "Alda", 1, 1) for _ in range(3)), row(scenario, "Alda", 0, 1))
    base = -1.2
    found = log_likelihood(one_act(act, ("base",)), scenario, {"base": base}, record)
    zeta = np.arange(1, 6.0) ** -2.0
    log_law = np.log(0.9 * zeta / zeta.sum() + 0.1 / 5)
    rate = math.exp(base)
    ignited = math.log(1.0 - math.exp(-rate))
    part = 1 / 182  # of the row of two days; three dated onsets: 1 against 1 + 30 + 150
    expected = (1 - part) * -rate + part * (ignited + log_law[0])
    expected += ignited + part * log_law[2] + (1 - part) * log_law[3]
    assert found["counts"] == pytest.approx(expected - rate, rel=1e-12)


def test_ignitions_under_a_shock_tend_to_those_without() -> None:
    for n in (0.0, 0.4, 1.0):
        assert ignition(n, 0.3, -1.0, 1e9) == pytest.approx(ignition(n, 0.3, -1.0, None), rel=1e-7)
    assert ignition(0.0, 0.3, 0.0, 2.0) == pytest.approx(-2.0 * math.log(1.15))


LAWS: dict[str, tuple[Prior, Any, Callable[[float], float]]] = {
    "normal": (Prior("normal", 0.5, 2.0), stats.norm(0.5, 2.0), lambda u: u),
    "lognormal": (Prior("lognormal", 0.5, 0.4), stats.lognorm(0.4, scale=math.exp(0.5)), math.exp),
    "halfnormal": (Prior("halfnormal", 1.5), stats.halfnorm(scale=1.5), math.exp),
    "exponential": (Prior("exponential", 3.0), stats.expon(scale=1.0 / 3.0), math.exp),
    "beta": (Prior("beta", 2.0, 5.0), stats.beta(2.0, 5.0), lambda u: 1.0 / (1.0 + math.exp(-u))),
}


@pytest.mark.parametrize("family", LAWS)
def test_priors_in_unconstrained_coordinates(family: str) -> None:
    """The density of u is that of x(u) times dx/du, up to a constant."""
    prior, law, natural = LAWS[family]

    def expected(u: float) -> float:
        slope = (natural(u + 1e-6) - natural(u - 1e-6)) / 2e-6
        return float(law.logpdf(natural(u))) + math.log(slope)

    gaps = [log_density(prior, natural(u)) - expected(u) for u in (-1.3, -0.2, 0.4, 1.1)]
    assert gaps == pytest.approx([gaps[0]] * 4, abs=1e-8)
