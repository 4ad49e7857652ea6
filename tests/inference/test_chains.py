"""Diagnostics of chains against ArviZ, and on chains that are known to be bad."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from contention.inference.chains import bulk_size, mean_error, r_hat, tail_size
from tests.inference import oracle

Floats = NDArray[np.float64]


def remembering(phi: float, draws: int, *, chains: int = 4, seed: int = 0) -> Floats:
    """Return chains of x(t) = phi x(t - 1) + noise, from their steady state on."""
    noise = np.random.default_rng(seed).standard_normal((chains, draws))
    out = np.empty_like(noise)
    out[:, 0] = noise[:, 0] / math.sqrt(1 - phi * phi)
    for t in range(1, draws):
        out[:, t] = phi * out[:, t - 1] + noise[:, t]
    return out


@pytest.mark.parametrize("phi", [-0.6, 0.0, 0.5, 0.95, 0.99])
@pytest.mark.parametrize("draws", [100, 101, 1000])
def test_all_are_those_of_arviz(phi: float, draws: int) -> None:
    x = remembering(phi, draws, seed=draws) ** 3
    assert r_hat(x) == pytest.approx(oracle.r_hat(x), rel=1e-9)
    assert bulk_size(x) == pytest.approx(oracle.size(x, "bulk"), rel=1e-9)
    assert tail_size(x) == pytest.approx(oracle.size(x, "tail"), rel=1e-9)
    assert mean_error(x) == pytest.approx(oracle.mean_error(x), rel=1e-9)


@pytest.mark.parametrize("phi", [0.0, 0.5, 0.9])
def test_sizes_are_those_of_theory(phi: float) -> None:
    x = remembering(phi, 20_000, seed=3)
    expected = x.size * (1 - phi) / (1 + phi)
    assert bulk_size(x) == pytest.approx(expected, rel=0.1)
    sd = 1 / math.sqrt(1 - phi * phi)
    assert mean_error(x) == pytest.approx(sd / math.sqrt(expected), rel=0.1)


def test_chains_apart_or_of_other_width_are_seen() -> None:
    x = remembering(0.0, 1000)
    assert r_hat(x) < 1.01
    apart = x + np.array([0.0, 0.0, 0.0, 0.5])[:, None]
    assert r_hat(apart) > 1.02
    assert bulk_size(apart) < 200
    wider = x * np.array([1.0, 1.0, 1.0, 2.0])[:, None]
    assert r_hat(wider) > 1.02  # by folding alone: their middles agree
    drifting = x + np.linspace(0, 2, 1000)
    assert r_hat(drifting) > 1.1  # by splitting alone: all chains do the same


def test_what_never_varies() -> None:
    flat = np.ones((2, 100))
    assert math.isnan(r_hat(flat))
    assert bulk_size(flat) == 200
    stuck = np.ones((2, 100)) * np.array([1.0, 2.0])[:, None]
    assert r_hat(stuck) == math.inf
