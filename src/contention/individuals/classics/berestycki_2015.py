"""Berestycki, Nadal and Rodriguez 2015: riots as shocks, diffusion and thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np

from contention.individuals.classic import Classic, Description, Published, Result, near
from contention.individuals.figure import Axis, Lines
from contention.individuals.model import Variant
from contention.individuals.tension import Front, Society, burst, critical_shock, front, front_speed

SOCIETY = Society()
HELD = 1.5
"""Tension at which the front spreads."""
DAYS = 80


@cache
def spreading() -> Front:
    """Return the front."""
    return front(SOCIETY, tension=HELD, days=DAYS)


def simulated_threshold() -> float:
    """Return the least shock after which activity grows, by halving."""
    low, high = 0.0, 1.0
    for _ in range(16):
        middle = 0.5 * (low + high)
        course = burst(SOCIETY, shock=middle, days=0.05)
        low, high = (low, middle) if course.max() > course[0] else (middle, high)
    return high


def _expected_speed() -> float:
    """Return the mean speed of the front over its second half, with Bramson's delay.

    The place is c t - 3 / (2 k) log t, k = c / (2 D): pulled fronts approach their speed slowly.
    """
    speed = front_speed(SOCIETY, tension=HELD)
    decay = speed / (2.0 * SOCIETY.spread)
    return speed - 1.5 / decay * float(np.log(2.0)) / (DAYS / 2.0)


def measure(variant: str, seed: int) -> Mapping[str, Result]:
    """Return our values; nothing is random."""
    place = spreading().place
    peaks = {
        p: float(burst(replace(SOCIETY, feedback=p), shock=1.0).sum()) for p in (2.0, 0.0, -2.0)
    }
    shrinks = burst(SOCIETY, shock=0.95 * critical_shock(SOCIETY)).max()
    return {
        "shock": simulated_threshold(),
        "below": "no burst" if shrinks <= 1e-4 else "a burst",
        "speed": (place[DAYS] - place[DAYS // 2]) / (DAYS / 2.0),
        "feedback": "more with p > 0, less with p < 0"
        if peaks[2.0] > peaks[0.0] > peaks[-2.0]
        else "otherwise",
    }


def draw(variant: str, seed: int) -> Lines:
    """Return bursts after shocks below and above the threshold."""
    critical = critical_shock(SOCIETY)
    lines: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for times in (0.8, 1.2, 1.6, 2.0):
        course = burst(SOCIETY, shock=times * critical, days=80.0)
        lines[f"{times:g} times the threshold"] = (
            0.01 * np.arange(course.size)[::50],
            course[::50],
        )
    return Lines(
        title="A shock must be large enough",
        says="Below the threshold activity only falls, above it there is a burst.",
        x=Axis("days after the shock"),
        y=Axis("activity", log=True),
        lines=lines,
    )


CLASSIC = Classic(
    name="berestycki-2015",
    title="A model of riots dynamics: shocks, diffusion and thresholds",
    says=(
        "Rioting feeds on social tension, and tension on shocks. A riot bursts if a shock passes a "
        "threshold, and then spreads as a front."
    ),
    status="derived",
    published=(
        near(
            "shock",
            "least shock that makes a riot burst",
            critical_shock(SOCIETY),
            within=2e-3,
            where="r(v) Gamma = omega; computed",
            status="derived",
            certainty="computed",
        ),
        Published(
            "below",
            "after a shock 5 per cent smaller",
            "no burst",
            "abstract: a threshold of shocks",
            "read",
            "pattern",
        ),
        near(
            "speed",
            "speed of the front, km a day",
            _expected_speed(),
            within=0.02,
            where="2 sqrt(D (r Gamma - omega)) with Bramson's delay; computed",
            status="derived",
            certainty="computed",
        ),
        Published(
            "feedback",
            "activity with tension enhanced and inhibited",
            "more with p > 0, less with p < 0",
            "abstract of the companion paper, 2021",
            "read",
            "pattern",
        ),
    ),
    variants=(Variant("logistic", "G(u) = Gamma u (1 - u)."),),
    measure=measure,
    draw=draw,
    cites=("berestycki-2015",),
    description=Description(
        purpose="To say which shock turns tension into a riot, and how it spreads.",
        entities="A point of a line has an activity u and a tension v.",
        scheduling="Small steps of time: midpoint at one place, explicit on the line.",
        start="At rest, but for a shock to the tension or rioting at one end.",
        rules="u_t = D u_xx + r(v) G(u) - omega (u - u_b); v_t = D_v v_xx + shocks - theta (h(u) v "
        "- v_b).",
        departures=(
            "The equations are recalled; all constants are ours.",
            "The speed is our derivation for a tension that is held, not a result of the paper.",
        ),
    ),
)
