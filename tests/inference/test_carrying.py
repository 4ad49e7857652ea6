"""Coefficients carried to other shapes, on a law whose conditional law is known for every shape."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from contention.inference.carrying import Carry, make_carry
from contention.inference.gaussian import cut
from tests.inference.closed import Known

Floats = NDArray[np.float64]

D = 6


def curved() -> Known:
    """Return two shapes s and coefficients with mean m(s), quadratic, and sd exp(g s)."""

    def density(x: Floats) -> tuple[float, Floats]:
        s, c = x[:2], x[2:]
        mean, slope = middle(s)
        sd = spread(s)
        z = (c - mean) / sd
        value = -0.5 * float(s @ s) - 0.5 * float(z @ z) - float(np.sum(np.log(sd)))
        by_s = -s + (z / sd) @ slope + (z * z - 1) @ GROWTH
        return value, np.concatenate([by_s, -z / sd])

    return Known(density, np.array([0, 1]))


GROWTH = np.zeros((D, 2))
GROWTH[0, 0], GROWTH[1, 1], GROWTH[2] = 0.25, -0.2, (0.1, 0.15)


def middle(s: Floats) -> tuple[Floats, Floats]:
    mean = np.zeros(D)
    slope = np.zeros((D, 2))
    mean[0], slope[0] = s[0] + 0.4 * s[0] ** 2, (1 + 0.8 * s[0], 0.0)
    mean[3], slope[3] = 0.5 * s[0] * s[1], (0.5 * s[1], 0.5 * s[0])
    mean[4], slope[4] = -2 * s[1], (0.0, -2.0)
    return mean, slope


def spread(s: Floats) -> Floats:
    return np.exp(GROWTH @ s)


@pytest.fixture(scope="module")
def carry() -> Carry:
    hill = curved()
    mode = np.zeros(2 + D)
    precision = np.eye(2 + D)
    _, slope = middle(np.zeros(2))
    precision[:2, :2] += slope.T @ slope
    precision[2:, :2], precision[:2, 2:] = -slope, -slope.T
    made = make_carry(hill, cut(mode, np.linalg.inv(precision), np.array([0, 1])))
    assert hill.walks == 0  # rows are held at every node
    return made


def test_the_density_itself_has_the_slope_it_says() -> None:
    hill, x = curved(), np.random.default_rng(0).standard_normal(2 + D)
    _, slope = hill.value_and_gradient(x)
    for k in range(2 + D):
        h = 1e-5 * np.eye(2 + D)[k]
        assert slope[k] == pytest.approx((hill.value(x + h) - hill.value(x - h)) / 2e-5, abs=1e-6)


@pytest.mark.parametrize("s", [(0.0, 0.0), (1.2, 0.0), (-1.0, 0.8), (0.5, -1.4)])
def test_it_carries_the_law_at_the_mode_to_the_law_at_other_shapes(
    carry: Carry, s: tuple[float, float]
) -> None:
    z = np.vstack([np.zeros(D), np.eye(D)])
    shapes = np.tile(np.array(s), (1 + D, 1))
    points, jacobian = carry(shapes, z)
    mean, _ = middle(np.array(s))
    assert points[:, :2] == pytest.approx(shapes)
    assert points[0, 2:] == pytest.approx(mean, abs=0.12)
    stretched = points[1:, 2:] - points[0, 2:]
    assert np.diag(stretched) == pytest.approx(spread(np.array(s)), rel=0.1)
    assert jacobian[0] == pytest.approx(np.log(spread(np.array(s))).sum(), abs=0.1)


def test_the_jacobian_is_that_of_the_map(carry: Carry) -> None:
    for s in ((0.7, -2.0), (4.0, 3.0), (-9.0, 0.0)):
        shapes = np.tile(np.array(s), (1 + D, 1))
        points, jacobian = carry(shapes, np.vstack([np.zeros(D), np.eye(D)]))
        matrix = points[1:, 2:] - points[0, 2:]
        assert jacobian[0] == pytest.approx(np.linalg.slogdet(matrix)[1], abs=1e-9)


def test_the_way_back_is_that_of_the_map(carry: Carry) -> None:
    rng = np.random.default_rng(2)
    shapes, z = 2.0 * rng.standard_normal((50, 2)), rng.standard_normal((50, D))
    points, jacobian = carry(shapes, z)
    for there, back in zip((shapes, z, jacobian), carry.back(points), strict=True):
        assert back == pytest.approx(there, abs=1e-9)


def test_weights_of_carried_draws_are_even(carry: Carry) -> None:
    rng = np.random.default_rng(1)
    shapes, z = rng.standard_normal((2000, 2)), rng.standard_normal((2000, D))
    points, jacobian = carry(shapes, z)
    hill = curved()
    given = -0.5 * np.sum(z * z, axis=1) - 0.5 * np.sum(shapes**2, axis=1)
    log_weights = np.array([hill.value(p) for p in points]) + jacobian - given
    straight = np.hstack([shapes, z + shapes @ carry.laplace.shift.T])
    plain = np.array([hill.value(p) for p in straight]) - given
    assert np.std(log_weights) < 0.5 * np.std(plain)
    assert np.std(log_weights) < 0.6
