"""The pool of a theory and levels: weights, levels, paths, and nothing of later days."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl
import pytest

import contention as ct
from contention.inference.forecasting.predict import predict
from contention.inference.pooling.draws import shares_of_acts
from contention.inference.pooling.forecaster import PoolForecaster
from contention.inference.pooling.levels import CENTRE, LEAST, Levels, fit_levels
from contention.inference.pooling.memories import means_before, weekdays
from contention.inference.pooling.past_origins import Trials, plan_trials, try_members
from contention.inference.pooling.paths import draw_paths, lasting_variance
from contention.inference.pooling.pool import learn_pool
from contention.inference.pooling.sizes import likeliest_size
from contention.inference.pooling.weights import PRIOR, drawn_to_prior, stacked
from contention.inference.scoring.law import negative_binomial
from contention.inference.scoring.past import make_past
from tests.inference.forecasting.test_forecast import (
    DEFAULT,
    EVENTS,
    FORMS,
    ORIGIN,
    SCENARIO,
    START,
)

ONE = np.zeros(1, dtype=np.int64)


def levels(day_size: float = 1e6, week_size: tuple[float, ...] = (), shared: float = 0.0) -> Levels:
    size = np.full(6, day_size)
    return Levels(np.tile(CENTRE, (6, 1)), np.ones(7), size, np.array(week_size), shared)


def test_means_over_memories_are_those_of_the_days_before() -> None:
    counts = np.random.default_rng(1).poisson(2.0, (3, 40)).astype(float)
    found = means_before(counts)
    assert found.shape == (3, 41, 5)
    assert found[1, 30, :3].tolist() == pytest.approx(
        [counts[1, 29], counts[1, 23:30].mean(), counts[1, 2:30].mean()]
    )
    assert found[1, 5, 3] == pytest.approx(counts[1, :5].mean())  # as many as there are
    assert found[:, 30, 4] == pytest.approx(counts[:, 2:30].mean())
    assert not found[:, 0].any()


def test_weekdays_are_found_where_they_are_and_kept_even_where_not() -> None:
    rng = np.random.default_rng(2)
    weekday = np.arange(700) % 7
    even = weekdays(rng.poisson(20.0, 700).astype(float), weekday)
    assert np.abs(even - 1.0).max() < 0.05
    monday = weekdays(rng.poisson(20.0 * np.where(weekday == 0, 2.0, 1.0)).astype(float), weekday)
    assert monday[0] == pytest.approx(2.0 * 7.0 / 8.0, rel=0.1)
    assert (weekdays(np.arange(21.0), weekday[:21]) == 1.0).all()


def test_the_size_of_weighted_counts_is_the_one_that_a_search_of_the_law_finds() -> None:
    rng = np.random.default_rng(3)
    mean = rng.gamma(2.0, 1.0, 3000)
    y = rng.poisson(rng.gamma(1.7, mean / 1.7)).astype(float)
    weight = rng.random(3000)
    grid = np.geomspace(0.5, 5.0, 400)
    total = [float(np.dot(weight, negative_binomial(y, mean, k))) for k in grid]
    assert likeliest_size(mean, y, weight) == pytest.approx(grid[int(np.argmax(total))], rel=0.01)


def test_levels_learn_which_memory_tells() -> None:
    rng = np.random.default_rng(4)
    # Each area has a level of its own that stays: long memories tell, the last day does not.
    rate = rng.gamma(1.0, 3.0, 40)
    steady = rng.poisson(rate[:, None], (40, 300)).astype(float)
    found = fit_levels(steady, np.zeros(40, dtype=np.int64), 0, 1).coefficients[0]
    assert found[2] + found[3] > 0.55 > 0.15 > found[0]
    # A walk: only the last day tells.
    walk = np.exp(np.cumsum(rng.normal(0.0, 0.4, (40, 300)), axis=1))
    walk = rng.poisson(20.0 * walk / walk.mean(axis=1, keepdims=True)).astype(float)
    found = fit_levels(walk, np.zeros(40, dtype=np.int64), 0, 1).coefficients[0]
    assert found[0] > 0.5


def test_levels_never_foretell_more_than_was_seen() -> None:
    rise = np.rint(np.exp(0.3 * np.arange(20)))[None].repeat(5, axis=0)
    found = fit_levels(rise, np.zeros(5, dtype=np.int64), 0, 14)
    assert (found.coefficients.sum(axis=1) <= 1.0 + 1e-9).all()
    assert found.ahead(rise, 0, 14).max() <= rise.max()
    assert (found.ahead(np.zeros((5, 20)), 0, 14) == LEAST).all()


def test_paths_have_the_mean_and_the_variance_of_days_and_of_weeks() -> None:
    mean = np.full((1, 7), 4.0)
    law = levels(2.0, (5.0,))
    found = draw_paths(law, mean, ONE, draws=200_000, seed=5)[:, 0]
    assert found.mean() == pytest.approx(4.0, rel=0.01)
    assert found.var(axis=0) == pytest.approx(4.0 + 16.0 / 2.0, rel=0.05)
    p = float(lasting_variance(law, 7)[0])
    q = (1.0 + 0.5) / (1.0 + p) - 1.0
    week = 28.0 + 28.0**2 * (p + (1.0 + p) * q / 7.0)
    assert found.sum(axis=1).var() == pytest.approx(week, rel=0.05)
    # as the size of weeks says, but for a term of p q
    assert week == pytest.approx(28.0 + 28.0**2 / 5.0, rel=0.05)


def test_a_shared_deviation_moves_the_areas_of_a_country_together() -> None:
    mean = np.full((3, 7), 40.0)
    countries = np.array([0, 0, 1])
    law = levels(3.0, (3.0,), shared=0.8)
    sums = draw_paths(law, mean, countries, draws=4000, seed=6).sum(axis=2).T
    correlation = np.corrcoef(sums)
    assert correlation[0, 1] > 0.6
    assert abs(correlation[0, 2]) < 0.1


def test_a_better_member_gets_the_weight_as_weeks_go_by() -> None:
    rng = np.random.default_rng(7)
    good = rng.normal(-1.0, 0.3, 4000)
    found = stacked(np.stack([good, good - 1.0]), np.ones(4000))
    assert found[0] > 0.99
    # of two laws that are right half the time each, both stay
    turns = np.where(np.arange(4000) % 2 == 0, -1.0, -4.0)
    assert stacked(np.stack([turns, -5.0 - turns]), np.ones(4000)) == pytest.approx(
        [0.5, 0.5], abs=0.02
    )
    assert drawn_to_prior(np.array([1.0, 0.0]), 0.0) == pytest.approx(PRIOR)
    heavy = [drawn_to_prior(np.array([1.0, 0.0]), weeks)[0] for weeks in (1.0, 4.0, 12.0)]
    assert heavy == pytest.approx([0.4, 0.625, 0.8125])


def test_stacked_weights_are_no_worse_than_any_on_a_grid() -> None:
    rng = np.random.default_rng(8)
    log_prob, weight = rng.normal(-2.0, 1.0, (2, 300)), rng.random(300)
    best = max(
        float(weight @ np.log(w * np.exp(log_prob[0]) + (1 - w) * np.exp(log_prob[1])))
        for w in np.linspace(0.001, 0.999, 999)
    )
    w = stacked(log_prob, weight)
    mine = float(weight @ np.log(w @ np.exp(log_prob)))
    assert mine >= best - 1e-3


def test_past_origins_lie_in_the_last_half_of_a_record() -> None:
    assert plan_trials(7) is None
    short, long = plan_trials(13), plan_trials(1000)
    assert short is not None and long is not None
    assert (short.split, short.days) == (7, (7, 8, 9, 10, 11, 12))
    assert long.split == 1000 - 84 and len(long.days) == 12
    assert long.weeks == 12.0


class Constant:
    def __init__(self, value: int) -> None:
        self.value = value

    def draws(self, day: int, horizon: int, *, draws: int, seed: int) -> np.ndarray:
        return np.full((draws, 2, horizon), self.value)


def test_members_are_tried_on_days_and_weeks() -> None:
    counts = np.ones((2, 40), dtype=np.int64)
    trials = Trials(20, (20, 30), 20 / 7)
    log_prob, weight = try_members((Constant(1), Constant(5)), trials, counts, 10, seed=1)
    # 2 places x 2 origins x (7 days and 1 week)
    assert log_prob.shape == (2, 32) and weight.sum() == pytest.approx(4.0)
    assert (log_prob[0] > log_prob[1]).all()


def test_the_shares_of_acts_are_those_of_the_last_days() -> None:
    counts = np.zeros((2, 2, 200), dtype=np.int64)
    counts[0, 0, -50:], counts[1, 1, -50:] = 4, 4
    counts[1, 0, :50] = 9  # long ago
    found = shares_of_acts(counts)
    assert found.sum(axis=0) == pytest.approx(1.0)
    assert found[0, 0] > 0.95 and found[1, 1] > 0.95


def past(events: pl.DataFrame):
    return make_past(events, SCENARIO, ORIGIN, forms=FORMS)


def test_a_pool_reads_nothing_of_the_days_ahead_and_draws_whole_paths() -> None:
    mine = PoolForecaster(DEFAULT, threads=1)
    found = mine.draws(past(EVENTS), 8, draws=60, seed=3)
    later = EVENTS.with_columns(
        date=pl.when(pl.col("date") >= ORIGIN)
        .then(pl.col("date") + pl.duration(days=3))
        .otherwise("date")
    ).with_columns(date_low="date", date_high="date")
    np.testing.assert_array_equal(found, mine.draws(past(later), 8, draws=60, seed=3))
    assert found.shape == (60, len(SCENARIO.places.name), 8)
    fewer = EVENTS.filter(pl.col("date") < ORIGIN - timedelta(days=3))
    assert not np.array_equal(found, mine.draws(past(fewer), 8, draws=60, seed=3))


def test_a_record_too_young_to_try_anything_gets_the_prior_weights() -> None:
    day = 7
    young = make_past(EVENTS, SCENARIO, START + timedelta(days=day), forms=FORMS)
    pool = learn_pool(DEFAULT, young.scenario, young.record, young.counts, FORMS, 3)
    assert (pool.weight, pool.weeks) == (PRIOR[0], 0.0)
    assert [pool.worlds(n) for n in (2, 100, 1000)] == [1, 25, 250]


def test_a_forecast_has_its_parts_in_the_shares_it_states() -> None:
    record = replace(ct.load_record("usa-2020"), events=EVENTS)
    found = ct.forecast(DEFAULT, SCENARIO, record, start=ORIGIN, horizon=10, worlds=80, threads=1)
    assert found.pool is not None
    mine = found.pool.worlds(80)
    assert found.weights == {"default": mine / 80, "levels": 1 - mine / 80}
    alone = predict(
        DEFAULT, SCENARIO, EVENTS, origin=ORIGIN, horizon=10, draws=mine, threads=1
    ).drawn
    np.testing.assert_array_equal(found.counts[:mine], alone.counts())
    by_act = found.predicted.drawn.by_act()
    np.testing.assert_array_equal(np.sum(list(by_act.values()), axis=0), found.counts)
    protest = found.predicted.drawn.counts(("protest",))
    np.testing.assert_array_equal(protest, by_act["protest"])
    heads = found.predicted.drawn.heads(("protest",))
    assert ((heads > 0) <= (protest > 0)).all() and heads[mine:].sum() > 0
    theory = ct.forecast(
        DEFAULT, SCENARIO, record, start=ORIGIN, horizon=10, worlds=mine, threads=1, pool=False
    )
    assert theory.weights == {"default": 1.0}
    np.testing.assert_array_equal(theory.counts, alone.counts())
