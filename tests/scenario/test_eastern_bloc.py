"""The shipped scenario covers every recorded town and the whole population."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import contention.catalogue
from contention.scenario import Scenario, load, to_json

DATA = Path(contention.catalogue.__file__).parent / "data"

POPULATION = {
    "Hungary": 9_875_000,
    "East Germany": 18_112_000,
    "Poland": 27_450_000,
    "USSR": 199_000_000,
    "Czechoslovakia": 13_037_500,
    "Bulgaria": 7_615_000,
    "Romania": 17_475_000,
    "Yugoslavia": 17_750_000,
    "Albania": 1_390_000,
}
"""Middles of the country rows of the population table (P071, P116, P157, P174-P180)."""


@cache
def shipped() -> Scenario:
    return load(DATA / "scenarios" / "eastern-bloc-1953" / "scenario.yaml")


def test_every_recorded_town_is_a_place():
    (path,) = (DATA / "records").rglob("*.csv")
    events = pl.read_csv(path, infer_schema=False).filter(pl.col("town").is_not_null())
    recorded = set(events.select("country", "town").iter_rows())
    scenario = shipped()
    places = scenario.places
    towns = {
        (scenario.countries[country], name)
        for country, name, kind in zip(places.country, places.name, places.kind, strict=True)
        if kind == "town"
    }
    assert towns == recorded
    assert len(towns) == 316


@pytest.mark.parametrize("country", POPULATION)
def test_a_country_adds_up_to_its_row(country: str):
    scenario = shipped()
    here = scenario.places.country == scenario.countries.index(country)
    assert scenario.places.population[here].sum() == POPULATION[country]


def test_every_region_with_people_left_has_one_remainder():
    places = shipped().places
    regions = [
        (country, region)
        for country, region, kind in zip(places.country, places.region, places.kind, strict=True)
        if kind == "remainder"
    ]
    assert len(regions) == len(set(regions)) == 58
    communes = places.communes[np.array(places.kind) == "remainder"]
    assert communes.min() >= 50
    assert communes.sum() > 90_000


def test_silence_counts_most_people_live_where_nothing_was_recorded():
    places = shipped().places
    remainder = np.array(places.kind) == "remainder"
    assert 0.9 < places.population[remainder].sum() / places.population.sum() < 0.97


def test_the_strata_fit_in_the_population_everywhere():
    scenario = shipped()
    total = np.sum(list(scenario.strata.values()), axis=0)
    assert (total <= scenario.places.population * (1 + 1e-9)).all()
    assert (total > 0.99 * scenario.places.population).all()
    assert set(scenario.strata) == {
        "workers",
        "peasants",
        "students",
        "soldiers",
        "security_police",
        "prisoners",
        "officials",
        "patron_troops",
        "other",
    }


def test_stated_totals_survive_the_spreading():
    scenario = shipped()
    hungary = scenario.places.country == 0
    assert scenario.strata["soldiers"][hungary].sum() == pytest.approx(120_000, rel=1e-3)
    assert scenario.strata["workers"][hungary].sum() == pytest.approx(1_200_000, rel=1e-3)
    vorkuta = scenario.places.name.index("Vorkuta")
    assert scenario.strata["prisoners"][vorkuta] == pytest.approx(56_000)
    ussr = scenario.places.country == scenario.countries.index("USSR")
    assert scenario.strata["prisoners"][ussr].sum() == pytest.approx(2_484_262, rel=1e-3)


def test_every_number_has_a_source_and_a_confidence():
    scenario = shipped()
    assert all(scenario.places.source)
    assert set(scenario.places.confidence) == {"high", "medium", "low"}
    assert all(item.source and item.confidence for item in scenario.provenance)
    assert all(item.source and item.confidence for item in scenario.covariates)


def test_dates_covariates_and_links():
    scenario = shipped()
    assert scenario.days == 1767
    days = {shock.name: int(shock.day[0]) for shock in scenario.shocks}
    assert days["stalin_death"] == 4
    assert days["twentieth_congress"] == 1091
    wages = next(item for item in scenario.covariates if item.name == "real_wage_change").values
    assert (wages[1] != 0).sum() == 20
    border, near = scenario.links
    assert len(border.weight) == 28
    assert near.weight.max() <= 1
    assert near.weight.min() >= 2 ** (-60 / 20)


def test_the_shipped_tables_are_the_resolved_ones():
    assert len(to_json(shipped())) > 100_000
