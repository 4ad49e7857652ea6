"""Records that hold a share of what happened: likelihood, signals and thinned worlds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.stats import binom

from contention.engine import Likelihood, Model, bind, recorded, simulate
from contention.foundation.errors import ContentionError
from contention.scenario.model import Covariate, Scenario
from contention.theory import load
from tests.reference.toy import toy_scenario

THEORIES = Path(__file__).parent / "theories"


def holding(scenario: Scenario, share: np.ndarray) -> Scenario:
    return replace(
        scenario, recorded=Covariate("recorded", "country", share, "share", "made up", "low")
    )


def shares(countries: int = 2, days: int = 40) -> np.ndarray:
    out = np.ones((countries, days))
    out[0, 10:] = 0.5
    out[1, 20:30] = 0.3
    return out


@pytest.fixture(scope="module")
def model() -> Model:
    return bind(load(THEORIES / "crises.yaml"), holding(toy_scenario(2, 3, 40), shares()))


@pytest.fixture(scope="module")
def events(model: Model) -> pl.DataFrame:
    return simulate(model, model.start(), worlds=1, seed=3).events


def test_slopes_are_exact(model: Model, events: pl.DataFrame) -> None:
    likelihood = Likelihood(model, events)
    values = model.start()
    _, slope = likelihood.value_and_gradient(values)
    for k in range(values.size):
        step = 1e-5 * max(1.0, abs(values[k]))
        ahead, behind = values.copy(), values.copy()
        ahead[k] += step
        behind[k] -= step
        up, _ = likelihood.value_and_gradient(ahead)
        down, _ = likelihood.value_and_gradient(behind)
        assert slope[k] == pytest.approx((up - down) / (2 * step), abs=2e-6 + 1e-5 * abs(slope[k]))


def test_a_share_of_nearly_one_changes_nothing(model: Model, events: pl.DataFrame) -> None:
    scenario = toy_scenario(2, 3, 40)
    whole = bind(model.theory, scenario)
    nearly = bind(model.theory, holding(scenario, np.full((2, 40), 1 - 1e-10)))
    at = model.start()
    wanted, _ = Likelihood(whole, events).value_and_gradient(at)
    assert Likelihood(nearly, events).value_and_gradient(at)[0] == pytest.approx(wanted, abs=1e-6)


CLUSTER = """
format: 1
theory: one
title: One cluster act
parameters:
  base: {prior: {normal: [-0.5, 1]}, of: ignitions}
  reach: {prior: {lognormal: [0.7, 0.3]}, of: exponent}
  far: {prior: {beta: [2, 8]}, of: far share}
acts:
  strike:
    by: workers
    record: {form: [strike]}
    ignite: {base: base}
    cluster: {zeta: reach, far: far, at_most: 6}
    place: {population: 0}
"""


def test_thinned_clusters_by_hand(tmp_path: Path) -> None:
    """Sum over how many onsets a day had, given how many were recorded."""
    (tmp_path / "one.yaml").write_text(CLUSTER)
    q = np.full((1, 30), 0.4)
    model = bind(load(tmp_path / "one.yaml"), holding(toy_scenario(1, 3, 30), q))
    values = np.array([-0.5, 1.6, 0.2])
    truth = simulate(model, values, worlds=1, seed=9).events
    held = recorded(model, truth, seed=9)
    assert 0 < held.height < truth.height
    likelihood = Likelihood(model, held)
    likelihood.value_and_gradient(values)
    k = np.arange(1, 7)
    law = 0.8 * k**-1.6 / np.sum(k**-1.6) + 0.2 / 6
    chance = 1 - np.exp(-np.exp(-0.5))
    by_day = held.group_by("date").len()["len"].to_list()
    counts = np.array([*by_day, *[0] * (30 - len(by_day))])
    thinned = np.array([np.sum(law * binom.pmf(n, k, 0.4)) for n in counts])
    wanted = np.sum(np.log(chance * thinned + (1 - chance) * (counts == 0)))
    assert likelihood.parts(values)["counts"] == pytest.approx(wanted, abs=1e-9)


def test_signals_feel_what_the_record_misses(model: Model, events: pl.DataFrame) -> None:
    whole = bind(model.theory, toy_scenario(2, 3, 40))
    at = model.start()
    thin, full = Likelihood(model, events), Likelihood(whole, events)
    for likelihood in (thin, full):
        likelihood.value_and_gradient(at)
    half = full.observed.recorded
    weights = thin.observed.recorded.weight
    first = (half.country == 0) & (half.ptr[-1] > 0)
    day = np.repeat(np.arange(40), np.diff(half.ptr))
    late = first & (day >= 10)
    np.testing.assert_allclose(weights[late], 2.0 * half.weight[late])
    np.testing.assert_allclose(thin.observed.recorded.seen, half.weight)


def test_the_same_onsets_stay_in_any_order(model: Model) -> None:
    many = simulate(model, model.start(), worlds=6, seed=2).events
    one = simulate(model, model.start(), worlds=1, seed=2, first_world=4).events
    kept = recorded(model, many, seed=5).filter(pl.col("world") == 4)
    assert kept["id"].to_list() == recorded(model, one, seed=5)["id"].to_list()
    share = recorded(model, many, seed=5).filter(pl.col("country") == "Alda")
    late = pl.col("date").dt.offset_by("-10d") >= model.scenario.start
    n = many.filter((pl.col("country") == "Alda") & late).height
    assert binom.cdf(share.filter(late).height, n, 0.5) == pytest.approx(0.5, abs=0.499)


def test_without_shares_everything_is_held(events: pl.DataFrame, model: Model) -> None:
    whole = bind(model.theory, toy_scenario(2, 3, 40))
    assert recorded(whole, events).equals(events)


def test_bent_clusters_are_refused() -> None:
    model = bind(load(THEORIES / "everything.yaml"), holding(toy_scenario(2, 3, 40), shares()))
    events = simulate(model, model.start(), worlds=1, seed=6).events
    first = events.group_by("act", "country", "date", maintain_order=True).first()
    with pytest.raises(ContentionError) as caught:
        Likelihood(model, first)
    assert caught.value.problems[0].code == "E025"
