"""Shocks, tension and fronts: against scipy's solver and the theory of fronts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from contention.individuals.tension import Society, burst, critical_shock, front, front_speed
from tests.individuals.refusals import codes

SOCIETY = Society(easing_rate=0.05)


@pytest.mark.parametrize("feedback", [-1.0, 0.0, 2.0])
def test_a_burst_solves_the_equations(feedback: float) -> None:
    society = replace(SOCIETY, feedback=feedback, background=0.01)

    def change(_: float, y: np.ndarray) -> tuple[float, float]:
        u, v = y
        readiness = 1.0 / (1.0 + np.exp(-4.0 * (v - 1.0)))
        grow = readiness * 1.0 * u * (1.0 - u) - 0.3 * (u - 0.01)
        return grow, -0.05 * ((1.0 + u) ** -feedback * v - 0.5)

    days = np.linspace(0.0, 30.0, 31)
    path = solve_ivp(change, (0, 30), (0.0101, 1.5), t_eval=days, rtol=1e-9, atol=1e-12)
    assert burst(society, shock=1.0, days=30.0)[::100] == pytest.approx(path.y[0], rel=1e-3)


def test_the_critical_shock_parts_growth_from_decay() -> None:
    critical = critical_shock(SOCIETY)
    below = burst(SOCIETY, shock=critical - 0.01, days=20.0)
    above = burst(SOCIETY, shock=critical + 0.01, days=1.0)
    assert (np.diff(below) < 0).all()
    assert above[5] > above[0]
    assert SOCIETY.readiness(0.5 + critical) * 1.0 == pytest.approx(0.3)


def test_more_tension_spreads_faster() -> None:
    speeds = [front_speed(SOCIETY, tension=v) for v in (0.5, 1.0, 1.5, 3.0)]
    assert speeds[0] == 0.0
    assert speeds == sorted(speeds)
    assert front_speed(SOCIETY, tension=1e9) == pytest.approx(2 * np.sqrt(0.7))


def test_a_front_moves_at_its_speed() -> None:
    """A pulled front approaches its speed as 3 / (2 k t) from below (Bramson)."""
    found = front(SOCIETY, tension=1.5, days=80)
    speed = front_speed(SOCIETY, tension=1.5)
    late = (found.place[80] - found.place[40]) / 40.0
    assert late < speed
    assert late == pytest.approx(speed - 1.5 / (speed / 2.0) * np.log(2.0) / 40.0, abs=0.02)
    height = 1.0 - 0.3 / SOCIETY.readiness(1.5)
    assert found.profile[0] == pytest.approx(height, abs=1e-6)


def test_a_wider_spread_is_faster_as_its_root() -> None:
    slow = front(SOCIETY, tension=1.5, days=40).place
    fast = front(replace(SOCIETY, spread=4.0), tension=1.5, days=40, cell_km=0.4).place
    assert np.diff(fast[20:]).mean() == pytest.approx(2.0 * np.diff(slow[20:]).mean(), rel=0.01)


def test_refusals() -> None:
    assert codes(lambda: critical_shock(replace(SOCIETY, calming_rate=2.0))) == ("P051",)
    assert codes(lambda: burst(replace(SOCIETY, growth_rate=0.0), shock=1.0)) == ("P051",)
    assert codes(lambda: burst(SOCIETY, shock=1.0, days=0.0)) == ("P051",)
    assert codes(lambda: front(SOCIETY, tension=0.0, days=10)) == ("P051",)
    assert codes(lambda: front(SOCIETY, tension=1.5, days=1)) == ("P051",)
    assert codes(lambda: front_speed(replace(SOCIETY, spread=-1.0), tension=1.5)) == ("P051",)
