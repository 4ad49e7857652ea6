"""The plain filter of hidden episodes against a sum over every path of states.

The sum shares nothing with the filter: it is written out for one small theory, from counts that
stand here as tables.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy.special import logsumexp, zeta
from scipy.stats import poisson

from contention.scenario.model import Scenario
from contention.theory.model import (
    Act,
    Cluster,
    ClusterLaw,
    Episode,
    Parameter,
    Prior,
    Selector,
    Signal,
    Size,
    Term,
    Theory,
)
from tests.reference.likelihood import filtered, log_likelihood
from tests.reference.records import SCHEMA
from tests.reference.simulation import simulate
from tests.reference.toy import toy_scenario

DAYS = 10
MOST = 4
# By country and day. Two of the marches of Bera are one row of two days.
STRIKES = np.array([[0, 0, 1, 3, 0, 1, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 2, 0, 4, 0]])
MARCHES = np.array([[0, 2, 0, 1, 4, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0.5, 0.5, 0, 3, 2, 0]])
VALUES = {
    "calm_strikes": -2.5,
    "open": 1.4,
    "reach": 2.2,
    "wide": 1.1,
    "far": 0.2,
    "calm_marches": -1.0,
    "bold": 0.9,
    "spread": 0.15,
    "onset": -2.0,
    "push": 0.6,
    "calming[Alda]": -1.2,
    "calming[Bera]": -0.4,
}


def theory() -> Theory:
    names = dict.fromkeys(name.partition("[")[0] for name in VALUES)
    parameters = tuple(
        Parameter(name, Prior("normal", 0.0, 1.0), by="country" if name == "calming" else "")
        for name in names
    )
    strike = Act(
        name="strike",
        by="workers",
        record=Selector(("strike",)),
        phase="crowd",
        level="place",
        process="cluster",
        rate=(Term(("calm_strikes",)), Term(("open",), "crisis")),
        cluster=Cluster("reach", 0.0, MOST, ClusterLaw("wide", "far")),
        place=(Term((1.0,), "population"),),
    )
    march = Act(
        name="march",
        by="workers",
        record=Selector(("march",)),
        phase="crowd",
        level="place",
        process="plain",
        rate=(Term(("calm_marches",)), Term(("spread",), "unrest"), Term(("bold",), "crisis")),
        place=(Term((1.0,), "population"),),
        per="country",
    )
    crisis = Episode(
        name="crisis",
        enter=(Term(("onset",)), Term(("push",), "unrest")),
        leave=(Term(("calming",)),),
    )
    return Theory(
        name="hidden",
        title="A hidden state",
        says="",
        cites=(),
        phases=("crowd",),
        parameters=parameters,
        signals=(Signal("unrest", "acts", ("march",)),),
        stocks=(),
        acts=(strike, march),
        episodes=(crisis,),
    )


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return toy_scenario(2, 2, DAYS)


@pytest.fixture(scope="module")
def record(scenario: Scenario) -> pl.DataFrame:
    rows: list[dict[str, Any]] = []

    def add(country: int, form: str, first: int, last: int) -> None:
        low, high = (scenario.start + timedelta(days=day) for day in (first, last))
        rows.append(
            {"country": scenario.countries[country], "form": form, "actor": [], "role": "event",
             "date": low, "date_low": low, "date_high": high}
        )  # fmt: skip

    for form, counts in (("strike", STRIKES), ("march", MARCHES)):
        for country, day in np.argwhere(counts >= 1):
            for _ in range(int(counts[country, day])):
                add(int(country), form, int(day), int(day))
    add(1, "march", 4, 5)
    return pl.DataFrame(rows, schema=SCHEMA)


def day_in_state(country: int, day: int, state: int) -> float:
    """Return the log probability of the counts of a country-day, with factorials left out."""
    v = VALUES
    before = MARCHES[country, day - 1] if day else 0.0
    mean = math.exp(v["calm_marches"] + v["spread"] * before + v["bold"] * state)
    n = MARCHES[country, day]
    found = n * math.log(mean) - mean
    if n == int(n):
        assert found == pytest.approx(poisson(mean).logpmf(n) + math.lgamma(n + 1))
    rate = math.exp(v["calm_strikes"] + v["open"] * state)
    k = STRIKES[country, day]
    if k == 0:
        return found - rate
    s, far = (v["wide"], v["far"]) if state else (v["reach"], 0.0)
    below = zeta(s, 1) - zeta(s, MOST + 1)  # Hurwitz: the sum of j^-s from 1 to MOST
    return (
        found + math.log(1.0 - math.exp(-rate)) + math.log((1 - far) * k**-s / below + far / MOST)
    )


def paths(country: int, days: int, watched: np.ndarray) -> tuple[np.ndarray, list[tuple[int, ...]]]:
    """Return the log probability of every path of states together with the record."""
    name = ("Alda", "Bera")[country]
    leave = 1.0 - math.exp(-math.exp(VALUES[f"calming[{name}]"]))
    found: list[float] = []
    states = list(itertools.product((0, 1), repeat=days))
    table = [
        [day_in_state(country, t, s) if watched[country, t] else 0.0 for s in (0, 1)]
        for t in range(days)
    ]
    for path in states:
        total, state = 0.0, 0
        for t, then in enumerate(path):
            before = MARCHES[country, t - 1] if t else 0.0
            enter = 1.0 - math.exp(-math.exp(VALUES["onset"] + VALUES["push"] * before))
            moves = leave if state else enter
            total += math.log(moves if then != state else 1.0 - moves) + table[t][then]
            state = then
        found.append(total)
    return np.array(found), states


WATCHED = {
    "all": np.ones((2, DAYS), dtype=bool),
    "some": np.arange(2 * DAYS).reshape(2, DAYS) % 3 != 1,
}


@pytest.mark.parametrize("watched", WATCHED.values(), ids=WATCHED)
def test_the_filter_sums_over_all_paths(
    scenario: Scenario, record: pl.DataFrame, watched: np.ndarray
) -> None:
    expected = sum(float(logsumexp(paths(c, DAYS, watched)[0])) for c in range(2))
    parts = log_likelihood(theory(), scenario, VALUES, record, watched)
    assert parts["counts"] == pytest.approx(expected, rel=1e-12)
    # The sum is over paths that differ: no single one is nearly all of it.
    assert max(paths(0, DAYS, watched)[0]) < logsumexp(paths(0, DAYS, watched)[0]) - 0.5


@pytest.mark.parametrize("days", [1, 4, 7, DAYS])
def test_states_of_the_eve(scenario: Scenario, record: pl.DataFrame, days: int) -> None:
    found = filtered(theory(), scenario, VALUES, record, days)
    for country in range(2):
        logs, states = paths(country, days, WATCHED["all"])
        ends = np.array([path[-1] for path in states])
        weights = np.exp(logs - logsumexp(logs))
        assert found[country] == pytest.approx(weights[ends == 1].sum(), rel=1e-12)


def test_nothing_is_known_on_the_first_eve(scenario: Scenario, record: pl.DataFrame) -> None:
    assert not np.any(filtered(theory(), scenario, VALUES, record, 0))


def test_sizes_count_as_far_as_their_days_are_watched(scenario: Scenario) -> None:
    plain = theory()
    sized = replace(plain.acts[1], size=Size(median=100.0, spread=0.8, missing=50.0))
    first, last = scenario.start, scenario.start + timedelta(days=3)
    row = {"country": "Alda", "form": "march", "actor": [], "role": "event",
           "date": first, "date_low": first, "date_high": last, "participants_low": 70}  # fmt: skip
    record = pl.DataFrame([row], schema=SCHEMA)
    full = replace(plain, acts=(plain.acts[0], sized))
    whole = log_likelihood(full, scenario, VALUES, record)["sizes"]
    watched = WATCHED["all"].copy()
    watched[0, 1:] = False
    part = log_likelihood(full, scenario, VALUES, record, watched)["sizes"]
    assert part == pytest.approx(whole / 4.0, rel=1e-12)


def test_drawn_worlds_spend_the_expected_time_inside(scenario: Scenario) -> None:
    """Against the closed form of a chain of two states that starts calm."""
    long = toy_scenario(2, 2, 70)
    values = {**VALUES, "push": 0.0, "onset": -3.0}
    worlds = [simulate(theory(), long, values, 5, world) for world in range(60)]
    enter = 1.0 - math.exp(-math.exp(-3.0))
    for country, name in enumerate(long.countries):
        leave = 1.0 - math.exp(-math.exp(values[f"calming[{name}]"]))
        days = np.arange(1, 71)
        expected = enter / (enter + leave) * (1.0 - (1.0 - enter - leave) ** days)
        found = np.array([world.inside[:, country].sum() for world in worlds])
        error = found.std() / math.sqrt(len(found))
        assert found.mean() == pytest.approx(expected.sum(), abs=3.0 * error)
        # A chain that is never left would spend far longer inside: the test can fail.
        assert found.mean() < (1.0 - (1.0 - enter) ** days).sum() - 10.0 * error
