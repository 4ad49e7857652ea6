"""Bent laws against quantiles of laws that are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from contention.inference.bending import KNOTS, bend_along, bent_t

SCORES = np.linspace(-3.5, 3.5, 71)


def test_a_normal_line_is_not_bent() -> None:
    bend = bend_along(lambda t: (5.0 - 0.5 * t * t, -t))
    errors, slope = bend(SCORES)
    # beyond four errors it falls straight on, which moves the last quantiles a little
    assert errors == pytest.approx(SCORES, abs=0.02)
    middle = np.abs(SCORES) < 2
    assert slope[middle] == pytest.approx(np.zeros(middle.sum()), abs=1e-3)


@pytest.mark.parametrize("n", [1, 2, 10])
def test_the_line_of_a_rare_rate_has_its_quantiles(n: int) -> None:
    # v = log rate, density exp(n v - e^v), mode log n, Laplace error 1 / sqrt n
    root = np.sqrt(n)

    def line(t: float) -> tuple[float, float]:
        v = np.log(n) + t / root
        return n * v - np.exp(v), (n - np.exp(v)) / root

    known = (stats.loggamma(n).ppf(stats.norm.cdf(SCORES)) - np.log(n)) * root
    errors, slope = bend_along(line)(SCORES)
    assert errors == pytest.approx(known, abs=0.03, rel=0.02)
    assert abs(known[0] - SCORES[0]) > 0.9  # it does bend
    h = 1e-4
    ahead, _ = bend_along(line)(SCORES + h)
    behind, _ = bend_along(line)(SCORES - h)
    assert np.median(np.abs((ahead - behind) / (2 * h) - np.exp(slope))) < 1e-3


def test_beyond_the_last_knots_maps_rise_and_stay_bounded() -> None:
    def line(t: float) -> tuple[float, float]:  # another hill, far higher, at 20
        return -0.5 * t * t + 100 * np.exp(-0.5 * (t - 20) ** 2) + 3 * max(t - 3, 0) ** 2, 5.0 * t

    errors, slope = bend_along(line)(np.linspace(-9, 9, 181))
    assert np.all(np.diff(errors) > 0)
    assert np.all(np.isfinite(slope))
    assert np.max(np.abs(errors)) < 30


def test_points_where_the_target_is_no_number_draw_nothing() -> None:
    def line(t: float) -> tuple[float, float]:
        return (float("nan"), float("nan")) if t > 2 else (-0.5 * t * t, -t)

    errors, _ = bend_along(line)(SCORES)
    assert np.max(errors) < KNOTS[-2]
    assert np.min(errors) < -3


def test_draws_have_the_density_that_is_told() -> None:
    rng = np.random.default_rng(0)
    covariance = np.array([[1.0, 0.6], [0.6, 2.0]])

    def line(t: float) -> tuple[float, float]:
        return 2 * t - 2 * np.exp(t), 2 - 2 * np.exp(t)

    law = bent_t(np.array([1.0, -1.0]), covariance, [line, lambda t: (-0.5 * t * t, -t)])
    points, density = law.draw(200_000, rng)
    assert law.log_density(points[:500]) == pytest.approx(density[:500], abs=1e-8)
    # the mean of 1 / density over draws inside a box is the area of the box
    low, high = np.array([0.0, -2.0]), np.array([1.5, 0.5])
    inside = np.all((points > low) & (points < high), axis=1)
    area = np.exp(-density) * inside
    error = np.std(area) / np.sqrt(area.size)
    assert np.mean(area) == pytest.approx(np.prod(high - low), abs=4 * error)
    assert error < 0.02
