"""What dates, numbers and words become."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from contention.record import VOCABULARY, Word, from_frame, load
from tests.record.conftest import Maker

BLANK = {"date_precision": "", "date_low": "", "date_high": ""}


@pytest.mark.parametrize(
    ("change", "best", "precision", "low", "high"),
    [
        ({"date": "1953-05"}, (1953, 5, 1), "month", (1953, 5, 1), (1953, 5, 31)),
        ({"date": "1956-02"}, (1956, 2, 1), "month", (1956, 2, 1), (1956, 2, 29)),
        ({"date": "1955"}, (1955, 1, 1), "year", (1955, 1, 1), (1955, 12, 31)),
        (
            {"date": "1953-05", "date_low": "1953-05-15", "date_high": "1953-06-15"},
            (1953, 5, 15),
            "month",
            (1953, 5, 15),
            (1953, 6, 15),
        ),
        (
            {"date": "1953-05", "date_low": "1953-04-10"},
            (1953, 5, 1),
            "month",
            (1953, 4, 10),
            (1953, 5, 31),
        ),
        (
            {"date": "1956-10-28", "date_low": "1956-10-26"},
            (1956, 10, 28),
            "day",
            (1956, 10, 26),
            (1956, 10, 28),
        ),
        (
            {"date": "1956-10-25", "date_precision": "week"},
            (1956, 10, 25),
            "week",
            (1956, 10, 22),
            (1956, 10, 28),
        ),
        (
            {"date": "1956-10-25", "date_precision": "month"},
            (1956, 10, 25),
            "month",
            (1956, 10, 1),
            (1956, 10, 31),
        ),
        (
            {"date": "1956-10-25", "date_low": "1956-10", "date_high": "1956"},
            (1956, 10, 25),
            "day",
            (1956, 10, 1),
            (1956, 12, 31),
        ),
    ],
)
def test_dates(
    make_csv: Maker,
    change: dict[str, str],
    best: tuple[int, int, int],
    precision: str,
    low: tuple[int, int, int],
    high: tuple[int, int, int],
) -> None:
    events = load(make_csv({**BLANK, **change}), strict=True).events
    assert events["date"][0] == date(*best)
    assert events["date_precision"][0] == precision
    assert (events["date_low"][0], events["date_high"][0]) == (date(*low), date(*high))


def test_numbers_stay_exact_and_blank_is_not_zero(make_csv: Maker) -> None:
    big = str(2**53 + 1)
    rows = [
        {"participants_low": "1000.0", "participants_high": big},
        {"participants_low": "", "deaths_low": "0", "deaths_high": "0"},
        {"hour": "0", "lat": "-90", "lon": "180"},
        {"hour": "", "lat": "", "lon": ""},
    ]
    events = load(make_csv(*rows), strict=True).events
    assert events["participants_low"].to_list() == [1000, None, 1000, 1000]
    assert events["participants_high"][0] == 2**53 + 1
    assert events["deaths_low"].to_list() == [None, 0, None, None]
    assert events["hour"].to_list() == [9, 9, 0, None]
    assert events["lat"].to_list() == [51.48, 51.48, -90.0, None]


def test_lists_keep_blank_and_none_apart(make_csv: Maker) -> None:
    texts = ["", "none", " political ; economic;;political", ";"]
    events = load(make_csv(*({"demands": text} for text in texts)), strict=True).events
    assert events["demands"].to_list() == [None, [], ["political", "economic"], None]


def test_roles(make_csv: Maker) -> None:
    record = load(make_csv({"role": ""}, {"role": "aggregate"}, {"role": "part"}))
    assert record.events["id"].to_list() == ["A1"]
    assert record.set_aside["reason"].to_list() == ["aggregate", "part"]
    assert record.set_aside["row"].to_list() == [3, 4]
    assert record.problems == ()


def test_a_calendar_sets_events_outside_aside(make_csv: Maker) -> None:
    whole = {"date_precision": "", "date_low": "", "date_high": ""}
    rows = [{**whole, "date": day} for day in ("1953-02", "1953-02-28", "1953-03-01", "1953-04-02")]
    rows.append({"role": "part"})
    record = load(make_csv(*rows))
    inside = record.within(date(1953, 2, 28), date(1953, 4, 1))
    assert inside.events["id"].to_list() == ["A1", "A2", "A3"]
    assert inside.set_aside["reason"].to_list() == ["part", "outside calendar"]
    assert inside.set_aside["id"].to_list() == ["A5", "A4"]
    assert inside.events.height + inside.set_aside.height == inside.rows == 5
    assert record.events.height == 4


def test_words_of_ones_own_in_python(make_csv: Maker) -> None:
    path = make_csv({"form": "sit_in", "actor": "miners", "demands": "climate"})
    own = [
        Word("sit_in", "form", "popular", "People sit down."),
        Word("miners", "actor", "popular", "Miners."),
        Word("climate", "demand", "other", "Against warming."),
    ]
    record = load(path, strict=True, vocabulary=VOCABULARY.extended(own))
    assert record.events["form"].to_list() == ["sit_in"]
    assert record.audit().town_days.total == 1


def test_an_empty_frame_is_an_empty_record() -> None:
    empty = pl.DataFrame(schema={"date": pl.Date, "country": pl.String, "form": pl.String})
    record = from_frame(empty)
    assert (record.rows, record.events.height, record.problems) == (0, 0, ())
    assert record.audit().town_days.total == 0
    assert record.audit().town_days.largest_day is None
    assert "no events" in record.audit().text()
