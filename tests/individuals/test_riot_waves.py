"""Waves of riots: against an epidemic at one place, sums that are kept, parameters recovered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from contention.individuals.classics.bonnasse_gahot_2018 import GUESS, TRUTH, invented_sites
from contention.individuals.riot_waves import Sites, recover, simulated_counts, wave
from tests.individuals.refusals import codes

ALONE = Sites(np.zeros(1), np.zeros(1), np.array([600.0]))


def test_one_place_is_an_epidemic() -> None:
    law = replace(TRUTH, contact_rate=0.03, susceptible_share=0.05)

    def change(_: float, y: np.ndarray) -> tuple[float, float, float]:
        caught = law.contact_rate * y[1] * y[0]
        return caught - law.calming_rate * y[0], -caught, y[0]

    start = (law.spark, 0.05 * 600.0, 0.0)
    days = np.arange(0, 31)
    path = solve_ivp(change, (0, 30), start, t_eval=days, rtol=1e-9, atol=1e-9)
    assert wave(ALONE, law, days=30)[:, 0] == pytest.approx(np.diff(path.y[2]), rel=1e-5)


def test_places_out_of_reach_stay_calm() -> None:
    sites = Sites(np.array([0.0, 1e7]), np.zeros(2), np.array([600.0, 600.0]))
    found = wave(sites, TRUTH, days=20)
    assert found[:, 1].max() < 1e-6
    assert found[:, 0].sum() > 10.0


def test_events_are_the_susceptible_who_were_caught() -> None:
    """Over a long time the rioting of all equals the spark and all who were caught, over omega."""
    sites = invented_sites()
    found = wave(sites, TRUTH, days=300).sum()
    most = (TRUTH.spark + TRUTH.susceptible_share * sites.people.sum()) / TRUTH.calming_rate
    assert 0.5 * most < found < most


def test_the_wave_leaves_its_place_of_origin() -> None:
    sites = invented_sites()
    peaks = wave(sites, TRUTH, days=44).argmax(axis=0)
    order = np.argsort(sites.distances[0])
    assert peaks[order[1:12]].mean() + 3 < peaks[order[-12:]].mean()


def test_parameters_are_recovered() -> None:
    """Errors are of the right size: 20 riots, five parameters, distances in standard errors."""
    sites = invented_sites()
    expected = wave(sites, TRUTH, days=44)
    names = ("calming_rate", "contact_rate", "susceptible_share", "spark", "reach_km")
    off = []
    for world in range(4):
        counts = simulated_counts(expected, seed=11, world=world)
        found = recover(sites, counts, start=GUESS)
        off.append(
            [
                np.log(getattr(found.contagion, name) / getattr(TRUTH, name)) / error
                for name, error in zip(names, found.log_errors, strict=True)
            ]
        )
    scaled = np.array(off)
    assert np.abs(scaled).max() < 4.0
    # With errors ten times too large or small this could not be.
    assert 0.4 < np.sqrt((scaled**2).mean()) < 2.0


def test_counts_have_the_mean_and_the_address() -> None:
    expected = wave(invented_sites(), TRUTH, days=44)
    counts = simulated_counts(expected, seed=1)
    assert counts.sum() == pytest.approx(expected.sum(), abs=4 * np.sqrt(expected.sum()))
    assert (counts == simulated_counts(expected, seed=1)).all()
    assert (counts != simulated_counts(expected, seed=1, world=1)).any()


def test_refusals() -> None:
    nowhere = Sites(np.empty(0), np.empty(0), np.empty(0))
    assert codes(lambda: wave(nowhere, TRUTH, days=3)) == ("P050",)
    assert codes(lambda: wave(ALONE, replace(TRUTH, calming_rate=0.0), days=3)) == ("P051",)
    assert codes(lambda: wave(ALONE, TRUTH, days=0)) == ("P051",)
    assert codes(lambda: simulated_counts(np.ones((1, 1)), seed=-1)) == ("P051",)
