"""Scores against closed forms and sums written out."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kstest, nbinom

from contention.inference.scoring.scores import score_cells


def test_crps_is_the_sum_over_counts() -> None:
    """CRPS of a law of counts: the sum over n of (F(n) - 1{y <= n})^2."""
    law = nbinom(2.0, 0.4)
    draws = law.rvs((40_000, 3), random_state=np.random.default_rng(3))
    actual = np.array([0, 4, 15])
    n = np.arange(200)
    exact = [np.sum((law.cdf(n) - (y <= n)) ** 2) for y in actual]
    found = score_cells(draws, actual, seed=1)
    assert found.crps == pytest.approx(exact, abs=0.03)
    assert found.log_score == pytest.approx(-law.logpmf(actual), abs=0.06)


def test_crps_has_no_bias_from_few_draws() -> None:
    rng = np.random.default_rng(4)
    law = nbinom(2.0, 0.4)
    actual = law.rvs(20_000, random_state=rng)
    n = np.arange(200)
    exact = np.mean([np.sum((law.cdf(n) - (y <= n)) ** 2) for y in actual[:2000]])
    found = score_cells(law.rvs((10, 20_000), random_state=rng), actual, seed=1).crps.mean()
    assert found == pytest.approx(exact, abs=0.04)


def test_intervals_by_hand() -> None:
    draws = np.arange(1, 101)[:, None]  # 5 per cent below 6, 5 per cent above 95
    for actual, inside, expected in ((50, True, 90.0), (3, False, 90.0 + 2.0 / 0.1 * 2.0)):
        found = score_cells(draws, np.array([actual]), seed=1)
        assert bool(found.inside_90[0]) is inside
        assert found.interval_90[0] == pytest.approx(expected)


def test_ranks_of_a_true_law_are_uniform_and_of_a_narrow_one_are_not() -> None:
    rng = np.random.default_rng(5)
    size, n = 0.6, 4000
    actual = rng.negative_binomial(size, 0.3, n)
    true = score_cells(rng.negative_binomial(size, 0.3, (500, n)), actual, seed=1)
    assert kstest(true.pit, "uniform").pvalue > 0.01
    mean = size * 0.7 / 0.3
    narrow = score_cells(rng.poisson(mean, (500, n)), actual, seed=1)
    assert kstest(narrow.pit, "uniform").pvalue < 1e-6
    assert true.log_score.mean() < narrow.log_score.mean()
    assert true.crps.mean() < narrow.crps.mean()
