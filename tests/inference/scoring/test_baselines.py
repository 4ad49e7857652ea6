"""Baselines: what they foretell of series whose law is known."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from scipy.optimize import minimize

from contention.individuals.clusters import events
from contention.inference.scoring.baselines import (
    Conflictology,
    Hawkes,
    LastValue,
    RecentMean,
    Seasonal,
    baselines_for,
)
from contention.inference.scoring.baselines.dispersion import best_size
from contention.inference.scoring.baselines.hawkes import Excitation, fit_excitation, simulate
from contention.inference.scoring.baselines.recent_mean import running_mean
from contention.inference.scoring.cells import Series

MONDAY = date(2020, 1, 6)


def series(daily: np.ndarray, days: int = 1, start: date = MONDAY) -> Series:
    return Series(daily, start + timedelta(daily.shape[1]), days)  # type: ignore[arg-type]


def test_the_size_is_recovered() -> None:
    rng = np.random.default_rng(1)
    means = rng.uniform(0.5, 8.0, (20, 400))
    counts = rng.negative_binomial(1.5, 1.5 / (1.5 + means))
    assert best_size(means, counts) == pytest.approx(1.5, rel=0.1)


def test_the_running_mean_by_hand() -> None:
    found = running_mean(np.array([[2, 4, 0, 6]]), 2)
    assert found.tolist() == [[0.0, 2.0, 3.0, 2.0, 3.0]]


def test_last_value_and_recent_mean_stand_on_the_last_cells() -> None:
    rng = np.random.default_rng(2)
    daily = rng.poisson(3.0, (2, 280))
    daily[0, -7:] = [0, 0, 0, 0, 0, 0, 9]
    last = LastValue().cell_draws(series(daily), 2, draws=4000, seed=1)
    assert last.shape == (4000, 2, 2)
    assert last[:, 0].mean() == pytest.approx(9.0, abs=0.5)
    mean = RecentMean("m", 7).cell_draws(series(daily), 2, draws=4000, seed=1)
    assert mean[:, 0].mean() == pytest.approx(9.0 / 7.0, abs=0.15)
    weekly = RecentMean("m", 4).cell_draws(series(daily, 7), 1, draws=4000, seed=1)
    assert weekly[:, 1, 0].mean() == pytest.approx(daily[1, -28:].sum() / 4.0, rel=0.05)


def test_the_spread_grows_with_the_lead_where_counts_wander() -> None:
    rng = np.random.default_rng(3)
    level = np.exp(np.cumsum(rng.normal(0.0, 0.2, (10, 400)), axis=1).clip(-1.5, 1.5) + 2.0)
    daily = rng.poisson(level)
    found = LastValue().cell_draws(series(daily), 20, draws=3000, seed=1)
    assert found[:, :, 19].var(axis=0).mean() > 1.5 * found[:, :, 0].var(axis=0).mean()


def test_conflictology_is_recent_history() -> None:
    daily = np.concatenate([np.full((1, 60), 99), np.arange(28)[None]], axis=1)
    found = Conflictology(28).cell_draws(series(daily), 3, draws=4000, seed=1)
    assert set(found.ravel().tolist()) == set(range(28))
    assert found.mean() == pytest.approx(13.5, abs=0.3)


def test_seasonal_finds_the_days_of_the_week() -> None:
    rng = np.random.default_rng(4)
    weekday = np.arange(300) % 7
    daily = rng.poisson(np.where(weekday == 5, 6.0, 1.0), (6, 300))
    found = Seasonal().cell_draws(series(daily), 14, draws=4000, seed=1).mean(axis=(0, 1))
    saturday = (np.arange(300, 314) % 7) == 5
    assert found[saturday] == pytest.approx(6.0, rel=0.15)
    assert found[~saturday] == pytest.approx(1.0, rel=0.25)


def test_seasonal_finds_the_season_after_a_year() -> None:
    rng = np.random.default_rng(5)
    days = np.arange(7 * 150)
    rate = 2.0 * np.exp(1.0 * np.sin(2 * np.pi * days / 365.25))
    daily = rng.poisson(rate, (8, days.size))
    # 56 days of a rising level lag behind it; the season makes up for that.
    rising = daily[:, : 365 * 2 + 45]
    truth = 2.0 * np.exp(np.sin(2 * np.pi * (rising.shape[1] + 3) / 365.25)) * 7
    found = Seasonal().cell_draws(series(rising, 7, date(2020, 1, 1)), 1, draws=4000, seed=1).mean()
    lagging = rising[:, -56:].mean() * 7
    assert abs(found - truth) < 0.5 * abs(lagging - truth)


def test_hawkes_recovers_a_simulated_cluster_process() -> None:
    """The clusters of the classic, in days: background 0.5 a day, branching 0.6."""
    times = [
        events(background_rate=0.5, branching=0.6, decay_rate=0.2, days=5000.0, seed=seed)
        for seed in (1, 2, 3)
    ]
    daily = np.array([np.bincount(t.astype(int), minlength=5000)[:5000] for t in times])
    found = fit_excitation(daily)
    assert found.branching.mean() == pytest.approx(0.6, abs=0.08)
    assert found.base.mean() == pytest.approx(0.5, abs=0.12)


def test_hawkes_is_at_the_maximum_of_its_likelihood() -> None:
    rng = np.random.default_rng(6)
    truth = Excitation(np.array([0.4]), np.array([0.5]), np.array([0.5]), np.zeros(1))
    daily = simulate(truth, np.zeros((1, 1), dtype=np.int64), 600, draws=1, seed=1)[0]
    del rng

    def loss(x: np.ndarray, fade: float) -> float:
        base, branching = np.exp(x)
        pull, value = 0.0, 0.0
        for count in daily[0]:
            rate = base + branching * pull
            value += count * np.log(rate) - rate
            pull = fade * pull + (1 - fade) * count
        return -value

    found = fit_excitation(daily)
    best = minimize(loss, np.log([0.3, 0.3]), args=(float(found.fade[0]),), method="Nelder-Mead")
    assert found.log_likelihood[0] == pytest.approx(-best.fun, abs=0.05)
    assert (found.base[0], found.branching[0]) == pytest.approx(tuple(np.exp(best.x)), rel=0.1)


def test_hawkes_draws_have_the_mean_of_the_closed_form() -> None:
    """E y(h) follows from E pull(h + 1) = (d + (1 - d) n) E pull(h) + (1 - d) mu."""
    law = Excitation(np.array([0.7]), np.array([0.6]), np.array([0.8]), np.zeros(1))
    daily = np.array([[5, 0, 3, 12]])
    found = simulate(law, daily, 40, draws=60_000, seed=2).mean(axis=0)[0]
    pull, expected = 0.0, []
    for count in daily[0]:
        pull = 0.8 * pull + 0.2 * count
    for _ in range(40):
        expected.append(0.7 + 0.6 * pull)
        pull = (0.8 + 0.2 * 0.6) * pull + 0.2 * 0.7
    assert found == pytest.approx(expected, rel=0.03)
    assert expected[-1] == pytest.approx(0.7 / 0.4, rel=0.05)  # mu / (1 - n)


@pytest.mark.parametrize("days", [1, 7])
@pytest.mark.parametrize("length", [7, 15, 200])
def test_every_baseline_copes_with_short_and_empty_pasts(days: int, length: int) -> None:
    daily = np.zeros((3, length), dtype=np.int64)
    daily[1] = 2
    for baseline in baselines_for(days):
        found = baseline.cell_draws(series(daily, days), 4, draws=50, seed=1)
        assert found.shape == (50, 3, 4)
        assert found.min() >= 0
        again = baseline.cell_draws(series(daily, days), 4, draws=50, seed=1)
        assert (found == again).all()


def test_names_are_their_own() -> None:
    for days in (1, 7):
        names = [baseline.name for baseline in baselines_for(days)]
        assert len(set(names)) == len(names)
        assert isinstance(baselines_for(days)[-1], Hawkes)
