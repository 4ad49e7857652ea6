"""Public holidays: in scenarios made from records, in signals, and beyond the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import contention as ct
from contention.engine.days import calendar_covariates
from contention.inference.forecasting.calendars import scenario_until
from contention.inference.scoring.past import known_scenario
from contention.scenario.making.holidays import public_holidays
from contention.scenario.model import HOLIDAY, Scenario
from tests.reference.toy import toy_scenario


def days_off(scenario: Scenario, country: int = 0) -> set[date]:
    (found,) = [c for c in scenario.covariates if c.name == HOLIDAY]
    return {scenario.start + timedelta(int(k)) for k in np.flatnonzero(found.values[country])}


def test_the_shipped_records_have_the_holidays_of_their_countries() -> None:
    germany = days_off(ct.load_scenario("germany-2014"))
    # Good Friday, Easter Monday, Ascension and Whit Monday of 2014, Unity Day, Christmas
    known = [(4, 18), (4, 21), (5, 29), (6, 9), (10, 3), (12, 25), (12, 26)]
    assert {date(2014, *day) for day in known} <= germany
    assert sum(day.year == 2014 for day in germany) == 9
    # a holiday of all on the anniversary of 1517, once
    assert date(2017, 10, 31) in germany and date(2016, 10, 31) not in germany
    assert date(2020, 11, 26) in days_off(ct.load_scenario("usa-2020"))  # Thanksgiving


def test_steps_are_one_on_the_day_and_nought_on_the_day_after() -> None:
    table = public_holidays(["Germany"], date(2014, 12, 20), date(2014, 12, 28)).table
    shown = table.filter(pl.col("from") < date(2015, 1, 3)).select("from", "value")
    assert shown.rows() == [
        (date(2014, 12, 25), 1),
        (date(2014, 12, 26), 1),
        (date(2014, 12, 27), 0),
        (date(2015, 1, 1), 1),
        (date(2015, 1, 2), 0),
    ]


@pytest.mark.parametrize(
    ("country", "first"), [("Barania", date(2020, 1, 1)), ("Hungary", date(1900, 1, 1))]
)
def test_unknown_countries_and_times_are_named(country: str, first: date) -> None:
    found = public_holidays([country, "Germany"], first, first + timedelta(30))
    assert any(country in note for note in found.notes)
    assert not found.table.filter(pl.col("country") == country).height


def test_a_signal_reads_the_holidays_of_its_country_or_none() -> None:
    theory = ct.load_theory("rhythm")
    bare = toy_scenario(2, 2, 400)
    assert HOLIDAY not in {c.name for c in bare.covariates}
    found = {c.name: c.values for c in calendar_covariates(theory, bare)}["calendar holiday"]
    assert found.shape == (2, 400) and not found.any()
    germany = ct.load_scenario("germany-2014")
    found = {c.name: c.values for c in calendar_covariates(theory, germany)}["calendar holiday"]
    assert found.shape == (1, germany.days)
    assert found[0, (date(2014, 5, 1) - germany.start).days] == 1.0
    assert found[0, (date(2014, 5, 2) - germany.start).days] == 0.0


def test_holidays_are_known_in_advance_and_other_covariates_are_not() -> None:
    germany = ct.load_scenario("germany-2014")
    (holiday,) = germany.covariates
    other = replace(holiday, name="other", values=holiday.values[:, : germany.days])
    both = replace(germany, covariates=(holiday, other))
    eve = date(2014, 12, 24)
    christmas = slice((eve - germany.start).days + 1, (eve - germany.start).days + 3)
    ahead, held = scenario_until(both, eve, 7).covariates
    assert ahead.values.shape == held.values.shape == (1, (eve - germany.start).days + 7)
    assert ahead.values[0, christmas].tolist() == [1.0, 1.0]
    assert held.values[0, christmas].tolist() == [0.0, 0.0]
    ahead, held = known_scenario(both, eve).covariates
    assert ahead.values[0, christmas].tolist() == [1.0, 1.0]
    assert held.values[0, christmas].tolist() == [0.0, 0.0]


def test_forecasts_from_the_end_of_a_calendar_know_the_holidays_ahead() -> None:
    germany = ct.load_scenario("germany-2014")
    beyond = scenario_until(germany, germany.end + timedelta(1), 500)
    assert date(2017, 12, 25) in days_off(beyond)
    (found,) = beyond.covariates
    assert found.values.shape == (1, germany.days + 500)


def test_a_scenario_from_a_record_states_its_holidays(tmp_path: Path) -> None:
    record = tmp_path / "r.parquet"
    events = ct.load_record("germany-2014").events.filter(pl.col("date") < date(2014, 3, 1))
    events.with_columns(region=pl.col("town")).write_parquet(record)
    made = ct.scenario_from_record(record, level="place", output=tmp_path / "out")
    assert not [note for note in made.notes if "holiday" in note]
    scenario = ct.load_scenario(tmp_path / "out" / "scenario.yaml")
    assert date(2014, 5, 1) in days_off(scenario)
    (noted,) = [p for p in scenario.provenance if p.item.startswith(HOLIDAY)]
    assert "PyPI" in noted.source
