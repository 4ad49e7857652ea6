"""Each source: its layout is found, its quirks are read, and its codes are honoured."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import contention as ct
from contention.record.importers.sources import SOURCES
from tests.record.importers.layouts import (
    ACLED,
    CCC,
    MASS,
    UCDP,
    acled,
    as_csv,
    ccc,
    gdelt,
    mass,
    ucdp,
    write,
)


def one(done: ct.Import) -> dict[str, Any]:
    (row,) = done.events.to_dicts()
    return row


def read_acled(tmp_path: Path, *rows: dict[str, str]) -> ct.Import:
    return ct.import_events(write(tmp_path / "acled.csv", ACLED, *rows))


def read_ucdp(tmp_path: Path, *rows: dict[str, str]) -> ct.Import:
    return ct.import_events(write(tmp_path / "ucdp.csv", UCDP, *rows))


def read_mass(tmp_path: Path, *rows: dict[str, str]) -> ct.Import:
    return ct.import_events(write(tmp_path / "mass.csv", MASS, *rows))


def read_ccc(tmp_path: Path, *rows: dict[str, str]) -> ct.Import:
    return ct.import_events(write(tmp_path / "ccc.csv", CCC, *rows))


def read_gdelt(tmp_path: Path, *rows: str) -> ct.Import:
    path = tmp_path / "20210201.export.CSV"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return ct.import_events(path)


def test_each_source_is_known_by_its_layout(tmp_path: Path) -> None:
    found = {
        read_acled(tmp_path, acled()).source,
        read_ucdp(tmp_path, ucdp()).source,
        read_mass(tmp_path, mass()).source,
        read_ccc(tmp_path, ccc()).source,
        read_gdelt(tmp_path, gdelt()).source,
    }
    assert found == set(SOURCES)


def test_every_event_is_sound_for_the_record(tmp_path: Path) -> None:
    for done in (
        read_acled(tmp_path, acled(), acled(event_id_cnty="BAR2", time_precision="3")),
        read_ucdp(tmp_path, ucdp(), ucdp(id="2", date_prec="4", date_end="2021-02-20")),
        read_mass(tmp_path, mass(stateresponse1="arrests", location="Alphaville, Betatown")),
        read_ccc(tmp_path, ccc()),
        read_gdelt(tmp_path, gdelt(), gdelt(id="2", geo="1", place="Barania")),
    ):
        path, _ = done.write(tmp_path / "record.parquet")
        record = ct.load_record(path, strict=True)
        assert record.problems == ()
        assert record.events.height == done.events.height


def test_acled_actors_and_tags(tmp_path: Path) -> None:
    row = one(
        read_acled(
            tmp_path,
            acled(assoc_actor_1="Labor Group (Barania)", tags="crowd size=about 300"),
        )
    )
    assert row["actor"] == ["workers"]
    assert (row["participants_low"], row["participants_high"]) == (225, 375)
    assert (row["form"], row["town"], row["region"]) == ("demonstration", "Alphaville", "North")
    assert row["deaths_high"] == 0


def test_acled_of_old_years(tmp_path: Path) -> None:
    columns = [name for name in ACLED if name not in ("admin3", "timestamp", "sub_event_type")]
    row = acled(event_date="31 January 2017", event_type="Riots/Protests", inter1="6")
    path = tmp_path / "old.csv"
    path.write_text(as_csv(columns, [row], upper=True), encoding="utf-8-sig")
    found = one(ct.import_events(path))
    assert found["form"] == "demonstration"
    assert found["date"] == date(2017, 1, 31)
    assert found["actor"] == ["civilians"]


@pytest.mark.parametrize(
    ("level", "low", "high", "precision"),
    [
        ("1", date(2021, 1, 31), date(2021, 1, 31), "day"),
        ("2", date(2021, 1, 28), date(2021, 2, 3), "week"),
        ("3", date(2021, 1, 1), date(2021, 1, 31), "month"),
    ],
)
def test_acled_time_precision(
    level: str, low: date, high: date, precision: str, tmp_path: Path
) -> None:
    row = one(read_acled(tmp_path, acled(time_precision=level)))
    assert (row["date_low"], row["date_high"], row["date_precision"]) == (low, high, precision)


@pytest.mark.parametrize(
    ("level", "reach", "town"),
    [("1", "town", "Alphaville"), ("2", "district", None), ("3", "region", None)],
)
def test_acled_geo_precision(level: str, reach: str, town: str | None, tmp_path: Path) -> None:
    row = one(read_acled(tmp_path, acled(geo_precision=level)))
    assert (row["place_precision"], row["town"]) == (reach, town)
    assert row["place"] == "Alphaville"


def test_acled_leaves_out_what_is_no_contention(tmp_path: Path) -> None:
    done = read_acled(
        tmp_path,
        acled(),
        acled(event_id_cnty="B2", event_type="Strategic developments", sub_event_type="Other"),
        acled(event_id_cnty="B3", event_type="Festivals", sub_event_type="Parade"),
    )
    assert done.dropped == {"type left out": 1, "unknown type": 1}
    assert done.unknown == {"Festivals: Parade": 1}


def test_gdelt_takes_protests_and_joins_their_rows(tmp_path: Path) -> None:
    done = read_gdelt(
        tmp_path,
        gdelt(),
        gdelt(id="1002", url="https://example.org/b"),
        gdelt(id="1003", root="19", code="190", base="190"),
        gdelt(id="1004", code="1431", base="143", kind="LAB", actor="WORKER"),
    )
    assert (done.rows_in, done.kept) == (4, 2)
    assert done.dropped == {"near-duplicate": 1, "not a protest": 1}
    assert set(done.events["form"]) == {"demonstration", "strike"}
    assert done.events["country"].unique().to_list() == ["Barania"]
    assert done.events["region"].unique().to_list() == ["North"]


@pytest.mark.parametrize(
    ("geo", "place", "town", "region"),
    [
        ("4", "Alphaville, North, Barania", "Alphaville", "North"),
        ("3", "Chicago, Illinois, United States", "Chicago", "Illinois"),
        ("5", "North, Barania", None, "North"),
        ("1", "Barania", None, None),
    ],
)
def test_gdelt_places(
    geo: str, place: str, town: str | None, region: str | None, tmp_path: Path
) -> None:
    row = one(read_gdelt(tmp_path, gdelt(geo=geo, place=place)))
    assert (row["town"], row["region"]) == (town, region)
    assert row["country"] == place.split(", ")[-1]


def test_gdelt_of_version_1_has_58_columns(tmp_path: Path) -> None:
    fields = gdelt().split("\t")
    # version 1 has no second-order divisions: columns 40, 48 and 56 of version 2
    old = [value for number, value in enumerate(fields) if number not in (39, 47, 55)]
    assert len(old) == 58
    row = one(read_gdelt(tmp_path, "\t".join(old)))
    assert (row["lat"], row["source"]) == (51.1, "https://example.org/a")


def test_ucdp_numbers_and_precision(tmp_path: Path) -> None:
    row = one(read_ucdp(tmp_path, ucdp(date_prec="3", date_end="2021-02-06", where_prec="4")))
    assert (row["deaths_low"], row["deaths_high"]) == (2, 5)
    assert (row["date_low"], row["date_high"]) == (date(2021, 1, 31), date(2021, 2, 6))
    assert (row["date_precision"], row["town"], row["place_precision"]) == ("week", None, "region")
    assert (row["form"], row["actor"], row["confidence"]) == ("clash", ["army"], "high")


def test_ucdp_at_sea_is_dropped(tmp_path: Path) -> None:
    done = read_ucdp(tmp_path, ucdp(), ucdp(id="2", where_prec="7"))
    assert done.dropped == {"international waters or airspace": 1}


def test_ucdp_sides_without_a_government(tmp_path: Path) -> None:
    row = one(read_ucdp(tmp_path, ucdp(type_of_violence="3", side_a="Front")))
    assert (row["form"], row["actor"]) == ("attack", ["armed_group"])


def test_mass_mobilization_sizes_demands_and_empty_years(tmp_path: Path) -> None:
    done = read_mass(tmp_path, mass(), mass(id="10", protest="0", startday=""))
    row = one(done)
    assert (row["participants_low"], row["participants_high"]) == (51, 500)
    assert (row["actor"], row["demands"]) == (["students"], ["economic"])
    assert (row["date"], row["end_date"]) == (date(2021, 1, 31), date(2021, 2, 2))
    assert done.dropped == {"year without a protest": 1}


def test_mass_mobilization_class_of_size_stands_in(tmp_path: Path) -> None:
    row = one(read_mass(tmp_path, mass(participants=".", participants_category="100-999")))
    assert (row["participants_low"], row["participants_high"]) == (100, 999)


def test_several_towns_become_several_events(tmp_path: Path) -> None:
    done = read_mass(
        tmp_path, mass(location="Alphaville, Betatown and Gammaburg", participants="900")
    )
    assert (done.rows_in, done.kept, done.events.height) == (1, 1, 3)
    assert done.events["town"].to_list() == ["Alphaville", "Betatown", "Gammaburg"]
    assert done.events["participants_low"].to_list() == [300] * 3
    assert done.events["participants_high"].to_list() == [900] * 3
    assert done.changed == {"split over several towns": 1}


def test_national_level_is_no_town(tmp_path: Path) -> None:
    row = one(read_mass(tmp_path, mass(location="national level")))
    assert (row["town"], row["place_precision"]) == (None, "country")


def test_responses_become_rows_over_the_days_of_the_protest(tmp_path: Path) -> None:
    done = read_mass(tmp_path, mass(stateresponse1="arrests", stateresponse2="shootings"))
    answers = done.events.filter(pl.col("type") == "state response")
    assert set(answers["form"]) == {"arrest", "police_fire"}
    assert answers["date_high"].to_list() == [date(2021, 2, 2)] * 2
    assert answers["actor"].to_list() == [["government"]] * 2
    assert done.kept == 1


def test_ccc_words_before_the_numbers_of_the_coders(tmp_path: Path) -> None:
    done = read_ccc(
        tmp_path,
        ccc(),
        ccc(locality="Shelbyville", size_low="150", size_high="250", size_text="hundreds"),
        ccc(locality="Ogdenville", size_text="200 people"),
        ccc(locality="Online", online="1"),
    )
    sizes = dict(zip(done.events["town"], done.events["participants_low"], strict=True))
    assert sizes == {"Springfield": 200, "Shelbyville": 150, "Ogdenville": 200}
    high = dict(zip(done.events["town"], done.events["participants_high"], strict=True))
    assert high == {"Springfield": 999, "Shelbyville": 250, "Ogdenville": 200}
    assert done.dropped == {"online only": 1}


def test_ccc_sheets_and_tables_by_city(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(
        "Date,CityTown,StateTerritory,EventType,EstimateLow,EstimateHigh,EstimateText\n"
        "6/1/2020,Springfield,IL,strike,40,60,\n",
        encoding="utf-8",
    )
    row = one(ct.import_events(sheet))
    assert (row["date"], row["form"], row["region"]) == (date(2020, 6, 1), "strike", "IL")
    city = tmp_path / "city.csv"
    city.write_text(
        'id,date,city_st,location,size,size_str\n,2020-06-01,"Springfield, IL",Square,200.0,\n',
        encoding="utf-8",
    )
    row = one(ct.import_events(city))
    assert (row["town"], row["region"], row["participants_low"]) == ("Springfield", "IL", 200)
