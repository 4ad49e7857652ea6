"""Turnout as news: what is learnt, and what the first cycle looks like."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.stats import norm

from contention.individuals.mondays import CYCLES, LEIPZIG, Public, turnouts
from tests.individuals.refusals import codes

SURE = replace(Public(), noise=0.0, people=100_000_000)


def test_the_dates_are_mondays() -> None:
    assert all(week.monday.weekday() == 0 for week in LEIPZIG)
    assert turnouts(Public(), seed=1).mondays == tuple(week.monday for week in LEIPZIG)
    assert sum(CYCLES) == 42
    assert LEIPZIG[2].monday == date(1989, 10, 9)


def test_the_first_turnout_is_that_of_the_mixture() -> None:
    p = SURE
    weight = p.precision / (p.precision + p.private_precision)
    felt = weight * p.believed + (1 - weight) * p.dissatisfied + p.learning / p.precision
    share = p.extremists + (1 - p.extremists) * norm.cdf(felt)
    assert turnouts(p, seed=1).people[0] / p.people == pytest.approx(share, rel=0.01)


def test_without_surprise_nothing_grows() -> None:
    calm = replace(SURE, believed=SURE.dissatisfied, learning=0.0)
    first = turnouts(calm, seed=1).people[: CYCLES[0]]
    assert np.ptp(first) / first[0] < 1e-3


def test_the_public_learns_the_truth() -> None:
    long = turnouts(replace(SURE, learning=0.0, turnout_precision=100.0), seed=1)
    share = SURE.extremists + (1 - SURE.extremists) * norm.cdf(SURE.dissatisfied)
    assert long.people[6] / SURE.people == pytest.approx(share, rel=0.01)


def test_extremists_tell_nobody_anything() -> None:
    """Ten times the extremists bring their own turnout, and no more of the others."""
    few = turnouts(SURE, seed=1).people[: CYCLES[0]] / SURE.people
    many = turnouts(replace(SURE, extremists=0.005), seed=1).people[: CYCLES[0]] / SURE.people
    moderates = [(few - 0.0005) / 0.9995, (many - 0.005) / 0.995]
    assert moderates[1] == pytest.approx(moderates[0], rel=0.01)


def test_growth_and_cycles() -> None:
    found = np.array([turnouts(Public(), seed=2, world=k).people for k in range(30)])
    growth = found[:, 2] / found[:, 0]
    assert ((growth > 9) & (growth < 70)).all()
    assert (found[:, 4] / found[:, 3] < found[:, 1] / found[:, 0]).all()
    peaks = np.array([turnouts(Public(), seed=2, world=k).peaks for k in range(30)])
    assert (peaks[:, 1:].max(axis=1) < peaks[:, 0]).mean() > 0.8


def test_without_concessions_later_cycles_do_not_shrink() -> None:
    """The fading is made by concessions: say so, and show it."""
    held = turnouts(replace(SURE, conceded=0.0), seed=1).peaks
    assert held[1] > 0.9 * held[0]


def test_refusals() -> None:
    assert codes(lambda: turnouts(replace(Public(), people=0), seed=1)) == ("P050",)
    assert codes(lambda: turnouts(replace(Public(), precision=0.0), seed=1)) == ("P051",)
    assert codes(lambda: turnouts(replace(Public(), extremists=1.5), seed=1)) == ("P051",)
    assert codes(lambda: turnouts(Public(), seed=-1)) == ("P051",)
