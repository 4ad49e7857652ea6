"""Crowds with thresholds, against plain loops and scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import norm

from contention.individuals.friends import outcomes
from contention.individuals.thresholds import (
    counted_jump,
    critical_spread,
    equilibrium,
    lone_instigator,
    no_instigator,
    spread,
)
from tests.individuals.refusals import codes

UNIFORM = np.arange(100.0)
PERTURBED = np.where(UNIFORM == 1.0, 2.0, UNIFORM)


def slow_spread(thresholds: np.ndarray) -> int:
    """Count people one by one until nobody follows."""
    joined = 0
    while (now := sum(t <= joined for t in thresholds)) != joined:
        joined = now
    return joined


def test_the_crowd_of_the_paper() -> None:
    assert spread(UNIFORM)[-1] == 100
    assert spread(UNIFORM) == list(range(101))
    assert spread(PERTURBED) == [0, 1]


def test_any_crowd_is_as_a_plain_loop_says() -> None:
    stream = np.random.default_rng(1)
    for _ in range(200):
        crowd = stream.normal(20, 15, size=60)
        assert spread(crowd)[-1] == slow_spread(crowd)


@pytest.mark.parametrize(
    ("sd", "share"),
    [
        (10, 0.770),
        (11, 1.713),
        (12, 4.021),
        (12.2, 5.479),
        (12.22, 5.976),
        (12.23, 100.0),
        (20, 99.99),
        (50, 90.49),
        (100, 65.86),
        (200, 56.20),
    ],
)
def test_equilibria_are_where_the_map_comes_to_rest(sd: float, share: float) -> None:
    found = equilibrium(mean=0.25, sd=sd / 100)
    assert 100 * found == pytest.approx(share, abs=0.006)
    r = 0.0
    for _ in range(200_000):
        after = norm.cdf((r - 0.25) / (sd / 100))
        if after - r < 1e-14:
            break
        r = after
    assert found == pytest.approx(r, abs=1e-6)


def test_the_jump_is_where_the_lower_roots_vanish() -> None:
    sd, joined = critical_spread(0.25)
    assert 100 * sd == pytest.approx(12.22209, abs=1e-5)
    assert 100 * joined == pytest.approx(6.2003, abs=1e-4)

    def roots(s: float) -> int:
        r = np.linspace(0.0, 0.5, 2_000_001)
        return int((np.diff(np.sign(norm.cdf((r - 0.25) / s) - r)) != 0).sum())

    assert roots(sd - 1e-6) > roots(sd + 1e-6)


def test_spreads_grow_with_the_mean() -> None:
    found = [critical_spread(mean)[0] for mean in (0.05, 0.25, 0.45, 0.49)]
    assert found == sorted(found)


def test_heads_move_the_jump() -> None:
    assert counted_jump(mean=0.25, people=100, rounding="nearest") == pytest.approx(0.1255)
    assert counted_jump(mean=0.25, people=100, rounding="down") == pytest.approx(0.1288)
    # With many people heads hardly matter.
    many = counted_jump(mean=0.25, people=1_000_000, rounding="nearest")
    assert many == pytest.approx(critical_spread(0.25)[0], abs=2e-4)


def test_chances_of_a_sample_are_those_of_drawn_samples() -> None:
    drawn = np.random.default_rng(2).integers(0, 100, size=(40_000, 100))
    none = (drawn > 0).all(axis=1)
    lone = ((drawn == 0).sum(axis=1) == 1) & (drawn != 1).all(axis=1)
    assert no_instigator(100) == pytest.approx(none.mean(), abs=0.01)
    assert lone_instigator(100) == pytest.approx(lone.mean(), abs=0.01)


def test_friends_of_weight_one_are_strangers() -> None:
    asked = {"friends_share": 0.3, "weight": 1.0, "crowds": 5, "seed": 1}
    assert (outcomes(UNIFORM, **asked) == 100).all()
    assert (outcomes(PERTURBED, **asked) == 1).all()


def test_all_friends_are_as_good_as_none() -> None:
    for share in (0.0, 1.0):
        ends = outcomes(UNIFORM, friends_share=share, weight=5.0, crowds=3, seed=1)
        assert (ends == 100).all()


def test_friends_break_the_chain() -> None:
    ends = outcomes(UNIFORM, friends_share=0.25, weight=3.0, crowds=300, seed=1)
    assert np.bincount(ends).argmax() == 1
    # The chance that the second person is no friend of the first is 3/4; then the first may yet
    # be joined by a friend with a threshold of 2.
    assert (ends == 1).mean() == pytest.approx(0.75 * (1 - 0.25 * 0.25), abs=0.12)


def test_friends_do_not_depend_on_how_many_crowds_are_drawn_at_once() -> None:
    asked = {"friends_share": 0.25, "weight": 3.0, "seed": 5}
    few = outcomes(UNIFORM, crowds=3, **asked)
    assert (outcomes(UNIFORM, crowds=3, **asked) == few).all()


def test_refusals() -> None:
    assert codes(lambda: spread(np.array([]))) == ("P050",)
    assert codes(lambda: spread(np.array([0.0, np.nan]))) == ("P051",)
    assert codes(lambda: equilibrium(mean=0.25, sd=0.0)) == ("P051",)
    assert codes(lambda: critical_spread(0.5)) == ("P051",)
    assert codes(lambda: critical_spread(float("nan"))) == ("P051",)
    asked = {"friends_share": 0.2, "weight": 2.0, "crowds": 1, "seed": 1}
    assert codes(lambda: outcomes(np.array([0.0]), **asked)) == ("P050",)
    assert codes(lambda: outcomes(UNIFORM, **(asked | {"friends_share": 1.2}))) == ("P052",)
    assert codes(lambda: outcomes(UNIFORM, **(asked | {"weight": 0.5}))) == ("P051",)
    assert codes(lambda: outcomes(UNIFORM, **(asked | {"seed": 2**32}))) == ("P051",)


def test_brentq_agrees_on_the_tangency() -> None:
    """Solve both conditions with another solver: F'(r) = 1 and F(r) = r."""

    def slope_at_root(sd: float) -> float:
        # Where F is steepest on the way up it has slope 1; the height there decides.
        r = 0.25 - sd * np.sqrt(-2.0 * np.log(sd * np.sqrt(2.0 * np.pi)))
        return float(norm.cdf((r - 0.25) / sd) - r)

    assert critical_spread(0.25)[0] == pytest.approx(brentq(slope_at_root, 0.05, 0.2), abs=1e-9)
