"""The records of Germany and the United States agree with what their compilers publish."""

from __future__ import annotations

import polars as pl
import pytest

import contention as ct


@pytest.mark.parametrize(("name", "rows"), [("germany-2014", 6802), ("usa-2020", 4904)])
def test_every_row_is_sound(name: str, rows: int) -> None:
    record = ct.load_record(name, strict=True)
    assert record.events.height == rows
    assert record.audit().kept == rows


@pytest.mark.parametrize(("name", "places"), [("germany-2014", 16), ("usa-2020", 51)])
def test_towns_are_places_of_the_scenario(name: str, places: int) -> None:
    scenario = ct.load_scenario(name)
    events = ct.load_record(name).events
    assert len(scenario.places.name) == places
    assert set(events["town"].drop_nulls()) <= set(scenario.places.name)
    assert events["date"].min() == scenario.start
    assert events["date_high"].max() <= scenario.end  # pyright: ignore


def test_germany_has_the_published_counts() -> None:
    events = ct.load_record("germany-2014").events
    by_year = dict(events["date"].dt.year().value_counts().sort("date").rows())
    published = {2014: 493, 2015: 1539, 2016: 3998, 2017: 888}
    # duplicates are gone: at most 148 rows share day, place and description
    assert sum(published.values()) - sum(by_year.values()) <= 148
    for year, rows in published.items():
        assert 0 <= rows - by_year[year] <= 0.03 * rows
    forms = dict(events["form"].value_counts().rows())
    for form, rows in {"demonstration": 541, "assault": 1004, "arson": 296}.items():
        assert abs(forms[form] - rows) <= 0.05 * rows
    assert ct.load_scenario("germany-2014").places.population.sum() == 81_197_537


def test_the_united_states_have_sizes_where_the_source_has() -> None:
    events = ct.load_record("usa-2020").events
    sized = events.filter(pl.col("participants_low").is_not_null())
    # the compilers count 2,710 sizes among 5,032 rows, 567 of them a 200 that stands for hundreds
    assert 0.95 * 2710 <= sized.height <= 2710 + 120
    hundreds = sized.filter(
        (pl.col("participants_low") == 200) & (pl.col("participants_high") == 999)
    )
    assert hundreds.height > 200
    assert events["lat"].null_count() < 0.1 * events.height
