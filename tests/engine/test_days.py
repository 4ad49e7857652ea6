"""Signals of the calendar against dates that history books give, and against polars."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

import contention as ct
from contention.engine.days import WEEK, value_on
from contention.engine.likelihood import Likelihood
from contention.theory import load
from contention.theory.model import Theory
from tests.reference.toy import toy_scenario

THEORY = """
format: 1
theory: weekly
title: Strikes by day of the week
parameters:
  calm: {prior: {normal: [-2, 1]}}
  sunday_effect: {prior: {normal: [0, 1]}}
  season: {prior: {normal: [0, 1]}}
signals:
  sunday: {calendar: sunday}
  winter: {calendar: year_cosine}
acts:
  strike:
    by: workers
    level: country
    record: {form: strike}
    rate: {base: calm, sunday: sunday_effect, winter: season}
"""


@pytest.fixture(scope="module")
def weekly(tmp_path_factory: pytest.TempPathFactory) -> Theory:
    path = tmp_path_factory.mktemp("theories") / "weekly.yaml"
    path.write_text(THEORY)
    return load(path)


@pytest.mark.parametrize(
    ("day", "word"),
    [
        (date(1953, 6, 17), "wednesday"),  # the rising in East Germany
        (date(1956, 6, 28), "thursday"),  # Poznan
        (date(1956, 10, 23), "tuesday"),  # Budapest
        (date(1956, 11, 4), "sunday"),  # the second intervention
    ],
)
def test_days_of_the_week(day: date, word: str) -> None:
    assert [name for name in WEEK if value_on(day, name) == 1.0] == [word]


def test_the_turn_of_the_year() -> None:
    assert value_on(date(1955, 1, 1), "year_sine") == 0.0
    assert value_on(date(1955, 1, 1), "year_cosine") == 1.0
    # 2 July is day 183 of 366 in a leap year: half of it has gone by.
    assert value_on(date(1956, 7, 2), "year_cosine") == pytest.approx(-1.0)
    assert value_on(date(1956, 4, 1), "year_sine") == pytest.approx(np.sin(2 * np.pi * 91 / 366))


def test_a_rate_by_day_of_the_week_in_a_likelihood(weekly: Theory) -> None:
    scenario = toy_scenario(2, 2, 400)
    model = ct.bind(weekly, scenario)
    days = pl.date_range(scenario.start, scenario.end, eager=True)
    none = pl.DataFrame(schema=ct.load_record("eastern-bloc-1953").events.schema)
    value, slope = Likelihood(model, none).value_and_gradient(np.array([-2.0, 0.7, -0.4]))
    gone = (days.dt.ordinal_day().to_numpy() - 1) / np.where(days.dt.is_leap_year(), 366, 365)
    sunday = (days.dt.weekday() == 7).to_numpy()
    rate = np.exp(-2.0 + 0.7 * sunday - 0.4 * np.cos(2 * np.pi * gone))
    assert value == pytest.approx(-2 * rate.sum(), rel=1e-12)  # two countries, no strikes
    assert slope[1] == pytest.approx(-2 * rate[sunday].sum(), rel=1e-12)


def test_more_strikes_on_sundays_in_worlds(weekly: Theory) -> None:
    model = ct.bind(weekly, toy_scenario(2, 2, 400))
    worlds = ct.simulate(model, np.array([-2.0, 2.0, 0.0]), worlds=20, seed=3)
    on_sunday = (worlds.events["date"].dt.weekday() == 7).sum()
    # exp(2) times as many on a Sunday as on another day: 7.39 / (7.39 + 6) of all
    share, n = on_sunday / worlds.events.height, worlds.events.height
    assert abs(share - 0.552) < 4 * np.sqrt(0.25 / n)
