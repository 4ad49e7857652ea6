"""Town-days of popular contention, in records and in worlds."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from contention.record import popular, town_days

DAY = date(1956, 10, 23)


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    good = {
        "country": "Hungary",
        "date": DAY,
        "date_precision": "day",
        "place": "Győr",
        "town": "Győr",
        "form": "strike",
        "actor": ["workers"],
        "role": "event",
    }
    schema = {"actor": pl.List(pl.String), "town": pl.String, "role": pl.String}
    return pl.DataFrame([{**good, **row} for row in rows], schema_overrides=schema)


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({}, True),
        ({"form": "council_formed"}, True),
        ({"date_precision": "hour"}, True),
        ({"actor": ["party", "students"]}, True),
        ({"actor": ["someone_new"]}, True),
        ({"actor": None}, True),
        ({"actor": []}, True),
        ({"form": "arrest"}, False),
        ({"form": "counter_rally"}, False),
        ({"actor": ["party", "government"]}, False),
        ({"role": "aggregate"}, False),
        ({"role": "part"}, False),
        ({"date_precision": "month"}, False),
        ({"town": None}, False),
    ],
)
def test_what_counts(change: dict[str, Any], counts: bool) -> None:
    assert popular(frame(change)).height == int(counts)


def test_a_town_counts_once_a_day() -> None:
    other = {"country": "Poland"}
    events = frame(
        {}, {"form": "riot"}, {"town": "Pécs"}, {"date": date(1956, 10, 24)}, other, other
    )
    assert town_days(events).rows() == [
        ("Hungary", DAY, 2),
        ("Hungary", date(1956, 10, 24), 1),
        ("Poland", DAY, 1),
    ]


def test_worlds_are_counted_apart_and_communes_are_towns() -> None:
    rest = {"place": "Vas, the rest", "town": None}
    events = frame(
        {"world": 0, "commune": None},
        {"world": 1, "commune": None},
        {"world": 1, "commune": 4, **rest},
        {"world": 1, "commune": 4, **rest},
        {"world": 1, "commune": 5, **rest},
        {"world": 1, "commune": 0, **rest},
    )
    assert town_days(events).rows() == [(0, "Hungary", DAY, 1), (1, "Hungary", DAY, 3)]


def test_few_columns_and_joined_actors_will_do() -> None:
    events = frame({}, {"place": "Pécs"}).select("country", "date", "place", "form")
    assert town_days(events)["n"].to_list() == [2]
    joined = frame({}, {"town": "Pécs"}).with_columns(actor=pl.Series(["party;workers", "party"]))
    assert town_days(joined)["n"].to_list() == [1]


def test_nothing_gives_an_empty_table() -> None:
    assert town_days(frame({"form": "trial"})).height == 0
