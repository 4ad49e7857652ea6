"""Onsets that come together: the Dirichlet-multinomial law, its slopes, and the urn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.optimize import approx_fprime
from scipy.stats import dirichlet_multinomial, multinomial

import contention.engine as fast
from contention.engine.likelihood import Likelihood
from contention.theory import load
from tests.reference.records import SCHEMA, gappy_record
from tests.reference.shorten import values_at
from tests.reference.toy import toy_scenario
from tests.reference.worlds import reference_worlds

THEORY = load(Path(__file__).parent / "theories" / "bunched.yaml")
SCENARIO = toy_scenario(2, 3, 40)


def some_record() -> pl.DataFrame:
    values = values_at(THEORY, SCENARIO)
    (world,) = reference_worlds(THEORY, SCENARIO, values, worlds=1, seed=3)
    return gappy_record(THEORY, SCENARIO, world.onsets, seed=1)


@pytest.fixture(scope="module")
def likelihood() -> Likelihood:
    return Likelihood(fast.bind(THEORY, SCENARIO), some_record())


def test_slopes_by_differences(likelihood: Likelihood) -> None:
    named = values_at(THEORY, SCENARIO, seed=2, width=0.5)
    at = np.array([named[p.name] for p in likelihood.model.parameters])
    _, slope = likelihood.value_and_gradient(at)
    found = approx_fprime(at, lambda x: likelihood.value_and_gradient(x)[0], 1e-6)
    np.testing.assert_allclose(slope, found, rtol=2e-4, atol=2e-3)


def test_kept_rows_give_the_same(likelihood: Likelihood) -> None:
    at = likelihood.model.start()
    whole, slope = likelihood.value_and_gradient(at)
    assert likelihood.prepare(at)
    kept, kept_slope = likelihood.value_and_gradient(at)
    likelihood.release()
    free = np.setdiff1d(np.arange(at.size), likelihood.shape_index)
    assert kept == pytest.approx(whole, rel=1e-12)
    np.testing.assert_allclose(kept_slope[free], slope[free], rtol=1e-9, atol=1e-9)


def one_day(counts: list[int]) -> pl.DataFrame:
    """Return strikes of one day in the towns of the first country."""
    names = SCENARIO.places.name
    towns = [names[k] for k, n in enumerate(counts) for _ in range(n)]
    day = SCENARIO.start
    return pl.DataFrame(
        [
            {"form": "strike", "country": SCENARIO.countries[0], "town": town, "date": day,
             "date_low": day, "date_high": day}
            for town in towns
        ],
        schema=SCHEMA,
    )  # fmt: skip


def placing(bunching: float, counts: list[int]) -> float:
    acts = tuple(
        replace(act, bunching=bunching) if act.name == "strike" else act for act in THEORY.acts
    )
    model = fast.bind(replace(THEORY, acts=acts), SCENARIO)
    return Likelihood(model, one_day(counts)).parts(model.start())["placing"]


def test_law_of_a_day_is_dirichlet_multinomial() -> None:
    places = SCENARIO.places
    mine = np.flatnonzero(places.country == 0)
    communes = np.maximum(places.communes[mine], 1)
    weight = communes * np.sqrt(places.population[mine] / communes)
    share = weight / weight.sum()
    counts = [4, 0, 2]
    n = np.append(counts, np.zeros(len(mine) - 3)).astype(int)
    orders = multinomial.logpmf(n, 6, share) - float(np.sum(n * np.log(share)))
    law = dirichlet_multinomial.logpmf(n, 3.0 * share, 6) - orders
    assert placing(3.0, counts) == pytest.approx(law, rel=1e-9)
    # Far apart, onsets are placed one by one.
    assert placing(1e9, counts) == pytest.approx(float(np.sum(n * np.log(share))), abs=1e-5)


def test_urn_gathers_onsets() -> None:
    """Of two onsets of a day the second shares the place of the first more often by 1 / (b + 1)."""
    model = fast.bind(THEORY, SCENARIO)
    worlds = fast.simulate(model, model.start(), worlds=200, seed=5)
    strikes = worlds.events.filter(pl.col("act") == "strike").filter(
        pl.len().over("world", "date", "country") > 1
    )
    pairs = strikes.group_by("world", "date", "country", maintain_order=True).agg(
        same=pl.col("place").get(0) == pl.col("place").get(1)
    )
    places = SCENARIO.places
    communes = np.maximum(places.communes, 1)
    weight = communes * np.sqrt(places.population / communes)
    alike = [
        float(np.sum((weight[places.country == c] / weight[places.country == c].sum()) ** 2))
        for c in range(2)
    ]
    expected = np.array([1 / 3 + 2 / 3 * x for x in alike])
    by = pairs["country"].to_list()
    expected_all = np.array([expected[SCENARIO.countries.index(c)] for c in by])
    error = np.sqrt(np.sum(expected_all * (1 - expected_all))) / len(by)
    assert len(by) > 500
    assert abs(float(pairs["same"].mean()) - expected_all.mean()) < 4 * error  # type: ignore[arg-type]
