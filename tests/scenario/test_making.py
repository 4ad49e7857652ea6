"""Scenarios made from records: places with and without events, people, and the level."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import contention as ct
from contention.foundation import gazetteer
from contention.foundation.errors import ContentionError
from contention.scenario.making.levels import cell_name
from tests.record.importers.layouts import ACLED, acled, write

TOWNS = {
    "Borna": ("Sachsen", "51.12", "12.49"),
    "Dresden": ("Sachsen", "51.05", "13.74"),
    "Köln": ("Nordrhein-Westfalen", "50.94", "6.96"),
    "Rostock": ("Mecklenburg-Vorpommern", "54.09", "12.14"),
}

THEORY = """
format: 1
theory: own-past
title: Protest follows protest nearby
says: A test.
parameters:
  base: {prior: {normal: [-12, 3]}, of: "protests"}
  size: {prior: {normal: [1, 1]}, of: "population"}
  pull: {prior: {normal: [0, 1]}, of: "protest nearby"}
signals:
  near_past: {of: [protest], reach: near, memory: 7 days}
stocks:
  people: {stratum: people}
acts:
  protest:
    by: civilians
    record: {form: [demonstration]}
    rate: {base: base}
    place: {population: size, near_past: pull}
    size: {lognormal: {median: 200, spread: 1}, missing: 200, at_most: people}
"""


def germany(tmp_path: Path, *extra: dict[str, str]) -> Path:
    rows = [
        acled(
            event_id_cnty=f"G{n}", location=town, admin1=region, admin2=f"Kreis {town}",
            latitude=lat, longitude=lon, country="Germany", event_date=f"2021-01-{n + 1:02}",
        )
        for n, (town, (region, lat, lon)) in enumerate(TOWNS.items())
    ]  # fmt: skip
    done = ct.import_events(write(tmp_path / "g.csv", ACLED, *rows, *extra))
    return done.write(tmp_path / "g.parquet")[0]


def made(tmp_path: Path, level: str, **options: Any) -> Any:
    return ct.scenario_from_record(
        germany(tmp_path), level=level, output=tmp_path / "out", **options
    )


@pytest.mark.parametrize("level", ["admin1", "admin2", "place", "grid:50km"])
def test_every_level_loads_and_binds_and_takes_its_record(level: str, tmp_path: Path) -> None:
    result = made(tmp_path, level)
    scenario = ct.load_scenario(tmp_path / "out" / "scenario.yaml")
    assert len(scenario.places.name) == result.counts["places"]
    record = ct.load_record(tmp_path / "out" / "record.parquet", strict=True)
    towns = set(record.events["town"].drop_nulls())
    assert towns <= set(scenario.places.name)
    assert record.events["town"].null_count() == 0
    path = tmp_path / "theory.yaml"
    path.write_text(THEORY)
    model = ct.bind(ct.load_theory(path), scenario)
    assert model.names == ("base", "size", "pull")


def test_regions_without_events_are_there(tmp_path: Path) -> None:
    result = made(tmp_path, "admin1")
    assert result.counts == {
        "places": 16, "with_events": 3, "without_events": 13, "unplaced": 0,
    }  # fmt: skip
    names = set(result.places["name"])
    # the record's own names stand in the place of those of the gazetteer
    assert {"Sachsen", "Nordrhein-Westfalen", "Bavaria"} <= names
    assert not names & {"Saxony", "North Rhine-Westphalia"}


def test_populations_of_the_user_come_first(tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text('state,popsize\nSachsen,"4,055,274"\nBavaria,12691568\n')
    result = made(tmp_path, "admin1", population=table)
    people = dict(result.places.select("name", "population").rows())
    assert people["Sachsen"] == 4_055_274
    assert people["Bavaria"] == 12_691_568
    source = dict(result.places.select("name", "source").rows())
    assert source["Sachsen"] == "people.csv"
    assert "GeoNames" in source["Nordrhein-Westfalen"]
    total = gazetteer.countries()["DE"].population
    assert abs(sum(people.values()) / total - 1) < 0.1


def test_towns_without_events_are_remainders(tmp_path: Path) -> None:
    result = made(tmp_path, "place")
    rest = result.places.filter(pl.col("kind") == "remainder")
    assert rest.height == 16
    known = gazetteer.towns().filter((pl.col("country") == "DE") & ~pl.col("part"))
    # Borna, of fewer than 20,000 people, Dresden and Rostock stand under their own names
    names = set(result.places["name"]) & set(known["name"])
    assert rest["communes"].sum() == known.height - len(names)


def test_small_towns_get_the_assumed_number_and_a_note(tmp_path: Path) -> None:
    hamlet = acled(event_id_cnty="H", location="Hamlet", country="Germany", admin1="Sachsen")
    record = germany(tmp_path, hamlet)
    result = ct.scenario_from_record(record, level="place", output=tmp_path / "out")
    row = result.places.filter(pl.col("name") == "Hamlet").row(0, named=True)
    assert (row["population"], row["confidence"]) == (5000, "low")
    assert any("assumed" in note for note in result.notes)


def test_events_of_a_wider_area_stay_without_a_place(tmp_path: Path) -> None:
    wide = acled(event_id_cnty="W", geo_precision="3", country="Germany", admin1="Sachsen")
    record = germany(tmp_path, wide)
    result = ct.scenario_from_record(record, level="place", output=tmp_path / "out")
    assert result.counts["unplaced"] == 1
    assert result.events.filter(pl.col("id") == "W")["town"].to_list() == [None]
    result = ct.scenario_from_record(record, level="admin1", output=tmp_path / "out")
    assert result.counts["unplaced"] == 0


def test_an_unknown_country_is_said_to_have_no_empty_places(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", ACLED, acled())
    record, _ = ct.import_events(path).write(tmp_path / "a.parquet")
    result = ct.scenario_from_record(record, level="admin1", output=tmp_path / "out")
    assert result.counts["places"] == 1
    assert any("Barania" in note for note in result.notes)
    assert ct.load_scenario(tmp_path / "out" / "scenario.yaml").days == 1


def test_districts_without_events_are_said_to_be_missing(tmp_path: Path) -> None:
    assert any("districts" in note for note in made(tmp_path, "admin2").notes)


def test_the_calendar_can_be_cut(tmp_path: Path) -> None:
    result = made(tmp_path, "admin1", start=date(2021, 1, 2), end=date(2021, 1, 3))
    assert result.events.height == 2
    scenario = ct.load_scenario(tmp_path / "out" / "scenario.yaml")
    assert (scenario.start, scenario.end) == (date(2021, 1, 2), date(2021, 1, 3))


def test_a_cell_is_as_large_as_it_says() -> None:
    rng = np.random.default_rng(1)
    points = pl.DataFrame({"lat": rng.uniform(-60, 70, 4000), "lon": rng.uniform(-179, 179, 4000)})
    named = points.with_columns(name=cell_name(50.0))
    middle = named["name"].str.split(" ").list.eval(pl.element().cast(pl.Float64))
    lat, lon = middle.list.get(0).to_numpy(), middle.list.get(1).to_numpy()
    north = np.abs(points["lat"].to_numpy() - lat) * 111.2
    east = np.abs(points["lon"].to_numpy() - lon) * 111.2 * np.cos(np.radians(lat))
    assert north.max() < 25.7
    assert east.max() < 25.7
    assert max(north.max(), east.max()) > 24


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"level": "county"}, "S070"),
        ({"level": "grid:0km"}, "S070"),
        ({"level": "admin1", "population": "missing.csv"}, "F101"),
    ],
)
def test_refusals(options: dict[str, str], code: str, tmp_path: Path) -> None:
    with pytest.raises(ContentionError) as caught:
        ct.scenario_from_record(germany(tmp_path), output=tmp_path / "out", **options)  # pyright: ignore
    assert caught.value.codes == (code,)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "name,population\nSachsen,0\n"])
def test_a_wrong_table_of_populations(text: str, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text(text)
    with pytest.raises(ContentionError) as caught:
        made(tmp_path, "admin1", population=table)
    assert caught.value.codes == ("S072",)


def test_a_record_without_regions_says_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("date,country,form\n2021-01-01,Germany,riot\n")
    with pytest.raises(ContentionError) as caught:
        ct.scenario_from_record(path, level="admin1", output=tmp_path / "out")
    assert caught.value.codes == ("S071",)


def test_countries_are_known_by_the_names_of_the_sources() -> None:
    names = {
        "Myanmar (Burma)": "MM",
        "Democratic Republic of Congo": "CD",
        "DR Congo (Zaire)": "CD",
        "Russia (Soviet Union)": "RU",
        "United States": "US",
        "Turkey": "TR",
        "Barania": None,
    }
    assert {name: gazetteer.country_code(name) for name in names} == names


def test_the_verb(contention_verb: Callable[..., Any], tmp_path: Path) -> None:
    germany(tmp_path)
    outcome = contention_verb("scenario", "from-record", "g.parquet", "--level", "admin1", "--json")
    assert outcome["places"] == 16
    assert contention_verb("check", outcome["scenario"], "--json")["items"][0]["places"] == 16


@pytest.fixture
def contention_verb(tmp_path: Path, monkeypatch: Any, capfd: Any) -> Callable[..., Any]:
    import json

    from contention.cli.app import run

    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> Any:
        capfd.readouterr()
        assert run(words) == 0
        return json.loads(capfd.readouterr().out)

    return call


def test_another_way_is_refused(tmp_path: Path, capfd: Any) -> None:
    from contention.cli.app import run

    assert run(("scenario", "from-scratch", "x.parquet")) == 2
    assert "S073" in capfd.readouterr().err


def test_places_are_linked_by_their_usual_distance(tmp_path: Path) -> None:
    made(tmp_path, "admin2")
    text = (tmp_path / "out" / "scenario.yaml").read_text()
    # Borna to Dresden 87 km twice, Köln to Borna 386 km, Rostock to Borna 331 km
    half = float(text.partition("half_km: ")[2].partition("}")[0])
    assert half == pytest.approx((87 + 331) / 2, rel=0.02)
