"""Smoothed weights against ArviZ and against laws whose tails are known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from contention.inference.pareto import (
    effective,
    fit_pareto,
    highest_k,
    normalised,
    quantiles,
    smooth,
)
from tests.inference import oracle


@pytest.mark.skipif(not oracle.OLD, reason="ArviZ 1.3 estimates the tail in another way")
@pytest.mark.parametrize("draws", [50, 200, 2001])
@pytest.mark.parametrize("freedom", [2, 3, 10])
def test_smoothing_is_that_of_arviz(draws: int, freedom: int) -> None:
    log_weights = 0.8 * np.random.default_rng(draws + freedom).standard_t(freedom, draws)
    theirs, k = oracle.smooth(log_weights)
    ours, own_k = smooth(log_weights)
    assert own_k == pytest.approx(k, abs=1e-10)
    assert ours == pytest.approx(theirs - math.log(np.sum(np.exp(theirs))), abs=1e-10)
    assert np.sum(np.exp(ours)) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("k", [-0.3, 0.2, 0.6, 1.2])
def test_k_is_that_of_the_law_that_drew_the_tail(k: float) -> None:
    level = (np.arange(20_000) + 0.5) / 20_000
    excess = quantiles(level, k, 2.0)
    # the law itself, in the words of a textbook: P(X > x) = (1 + k x / scale) ** (-1 / k)
    assert (1 + k * excess / 2.0) ** (-1 / k) == pytest.approx(1 - level, abs=1e-12)
    found, scale = fit_pareto(excess)
    assert found == pytest.approx(k, abs=0.02)
    assert scale == pytest.approx(2.0, rel=0.02)


def test_weights_of_importance_draws_have_the_k_of_theory() -> None:
    # exponential with rate b drawn with rate 1: weights w ~ exp((1 - b) x), tail index 1 / (1 - b)
    x = np.random.default_rng(1).exponential(size=40_000)
    for b in (0.2, 0.5, 0.8):
        _, k = smooth((1 - b) * x)
        assert k == pytest.approx(1 - b, abs=0.08)


def test_too_few_that_stand_out() -> None:
    even, k = smooth(np.zeros(100))
    assert k == math.inf
    assert even == pytest.approx(np.full(100, -math.log(100)))
    _, k = smooth(np.random.default_rng(0).standard_normal(8))
    assert k == math.inf


def test_sizes_and_limits() -> None:
    assert effective(np.zeros(50)) == pytest.approx(50)
    assert effective(np.log([1.0, 1.0, 0.0 + 1e-300])) == pytest.approx(2)
    assert effective(np.log(np.array([3.0, 1.0])) + 700) == pytest.approx(1.6)
    assert highest_k(4000) == 0.7
    assert highest_k(100) == pytest.approx(0.5)
    assert np.exp(normalised(np.array([1000.0, 1000.0]))) == pytest.approx([0.5, 0.5])
