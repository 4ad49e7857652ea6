"""The law of draws: it is one, and near the true one."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import nbinom, poisson

from contention.inference.scoring.law import log_probability, negative_binomial


@pytest.mark.parametrize(
    "draws",
    [
        np.zeros(50, dtype=np.int64),
        np.array([3] * 50 + [200] * 2),
        np.random.default_rng(1).negative_binomial(0.4, 0.02, 500),
    ],
)
def test_it_sums_to_one(draws: np.ndarray) -> None:
    y = np.arange(20_000)
    p = np.exp(log_probability(np.repeat(draws[:, None], y.size, axis=1), y))
    assert p.min() >= 0.0
    assert p.sum() == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize(
    "law", [poisson(0.05), poisson(40), nbinom(1.0, 1 / 3), nbinom(0.5, 0.5 / 8.5)]
)
def test_it_costs_little_where_the_law_is_known(law: object) -> None:
    rng = np.random.default_rng(2)
    y = np.arange(400)
    p = law.pmf(y)  # type: ignore[attr-defined]
    lost = []
    for _ in range(5):
        draws = law.rvs(1000, random_state=rng)  # type: ignore[attr-defined]
        q = log_probability(np.repeat(draws[:, None], y.size, axis=1), y)
        lost.append(np.sum(p * (np.log(np.maximum(p, 1e-300)) - q)))
    assert -1e-9 < np.mean(lost) < 0.02


def test_what_no_draw_holds_is_unlikely_but_possible() -> None:
    draws = np.zeros((1000, 1), dtype=np.int64)
    one, ten = (float(log_probability(draws, np.array([y]))[0]) for y in (1, 10))
    assert -12.0 < one < -7.0
    assert ten < one
    assert np.isfinite(ten)


def test_negative_binomial_is_that_of_scipy() -> None:
    y, k, m = np.arange(30), 1.7, 4.2
    assert negative_binomial(y, np.full(30, m), k) == pytest.approx(
        nbinom.logpmf(y, k, k / (k + m))
    )
    assert negative_binomial(y, np.full(30, m), np.inf) == pytest.approx(poisson.logpmf(y, m))
