"""Stated sizes: lognormal, and no larger than the people who are left on the day."""

from __future__ import annotations

import math
from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import stats

from contention.engine import Likelihood, Model, bind, simulate
from contention.scenario.model import Scenario
from contention.theory import load
from tests.reference.toy import toy_scenario

THEORY = """
format: 1
theory: strikes
title: Strikes that nobody ends
parameters:
  strike_size: {prior: {lognormal: [8, 1]}, unit: person, of: "median size of a strike"}
  spread: {prior: {lognormal: [0, 0.3]}, of: "sd of the log size"}
stocks:
  workers: {stratum: workers}
  on_strike: {of: workers}
acts:
  strike:
    by: workers
    record: {form: [strike]}
    rate: {base: -14}
    place: {population: 1}
    size: {lognormal: {median: strike_size, spread: spread}, missing: 300, at_most: workers}
    moves: {from: workers, to: on_strike}
"""


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return toy_scenario(2, 3, 40)


@pytest.fixture(scope="module")
def model(scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Model:
    path: Path = tmp_path_factory.mktemp("theory") / "strikes.yaml"
    path.write_text(THEORY, encoding="utf-8")
    return bind(load(path), scenario)


@pytest.fixture(scope="module")
def drawn(model: Model) -> pl.DataFrame:
    return simulate(model, model.start(), worlds=200, seed=3).events


def strikes(drawn: pl.DataFrame, scenario: Scenario, *told: tuple[int, int]) -> pl.DataFrame:
    """Return strikes in the first town, by day and size."""
    like = drawn.head(1).drop("world")
    town = scenario.places.name[0]
    day = [scenario.start + timedelta(days=d) for d, _ in told]
    sizes = pl.Series([size for _, size in told])
    country = scenario.countries[0]
    return pl.concat([like] * len(told)).with_columns(
        pl.lit(country).alias("country"),
        pl.lit(town).alias("place"),
        pl.lit(town).alias("town"),
        *(pl.Series(name, day) for name in ("date", "date_low", "date_high")),
        *(sizes.alias(name) for name in ("participants_low", "participants_high")),
    )


def test_all_who_are_left_count_upwards(
    model: Model, drawn: pl.DataFrame, scenario: Scenario
) -> None:
    workers = float(scenario.strata["workers"][0])
    first = int(0.6 * workers)
    left = workers - first
    few, most = int(0.3 * left), math.ceil(0.9 * left)
    law = stats.lognorm(1.0, scale=math.exp(8.0))

    def sizes(*told: tuple[int, int]) -> float:
        events = strikes(drawn, scenario, *told)
        return Likelihood(model, events).parts(model.start())["sizes"]

    def exactly(size: int) -> float:
        return math.log(law.cdf(size + 0.5) - law.cdf(size - 0.5))

    upwards = math.log(law.sf(most - 0.5))
    assert sizes((1, first)) == pytest.approx(exactly(first), rel=1e-9)
    assert sizes((1, first), (2, few)) == pytest.approx(exactly(first) + exactly(few), rel=1e-9)
    both = exactly(first) + upwards
    assert sizes((1, first), (2, most)) == pytest.approx(both, rel=1e-9)
    # more than are left, as records state it
    assert sizes((1, first), (2, int(1.5 * left))) == pytest.approx(both, rel=1e-9)
    # the same size on a day on which everybody was at work
    assert sizes((1, most)) == pytest.approx(exactly(most), rel=1e-9)
    # when all are out, a size says nothing
    everyone = sizes((1, math.ceil(workers)))
    assert sizes((1, math.ceil(workers)), (2, 5)) == pytest.approx(everyone, rel=1e-12)


def test_the_score_has_mean_zero_at_the_truth(model: Model, drawn: pl.DataFrame) -> None:
    values = model.start()
    slopes = np.array(
        [
            Likelihood(model, events).value_and_gradient(values)[1]
            for events in drawn.partition_by("world", include_key=False)
        ]
    )
    error = slopes.std(axis=0) / math.sqrt(len(slopes))
    assert np.all(error > 0.0)
    assert np.all(np.abs(slopes.mean(axis=0)) < 3.5 * error)


def test_the_value_alone_is_the_value(model: Model, drawn: pl.DataFrame) -> None:
    likelihood = Likelihood(model, drawn.filter(pl.col("world") == 0))
    values = model.start() * 1.1
    assert likelihood.value(values) == likelihood.value_and_gradient(values)[0]
