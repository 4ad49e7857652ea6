"""The record that ships with the package, against counts made without it."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from contention.record import Record, load

PATH = Path(str(files("contention.catalogue"))) / "data/records/eastern-bloc-1953.csv"
CROWD = {"strike", "general_strike", "demonstration", "meeting", "riot", "armed_uprising"}
CROWD |= {"council_formed", "demand_statement"}
INSTITUTIONS = {"party", "government", "security_police", "army", "soviet_army"}


@cache
def rows() -> list[dict[str, str]]:
    with PATH.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def used() -> list[dict[str, str]]:
    return [row for row in rows() if row["role"] == "event"]


@pytest.fixture(scope="module")
def record() -> Record:
    return load(PATH, strict=True)


def test_nothing_is_lost(record: Record) -> None:
    assert record.rows == len(rows()) == 1090
    assert record.events["id"].to_list() == [row["id"] for row in used()]
    assert record.problems == ()
    assert record.ignored == ()
    assert list(record.sources) == sorted({row["source"] for row in rows()})


@pytest.mark.parametrize("column", ["place", "town", "country", "form", "description", "source"])
def test_texts_are_those_of_the_file(record: Record, column: str) -> None:
    assert record.events[column].to_list() == [row[column] or None for row in used()]


@pytest.mark.parametrize(
    "column", ["hour", "participants_low", "participants_high", "deaths_low", "deaths_high"]
)
def test_numbers_are_those_of_the_file(record: Record, column: str) -> None:
    expected = [int(row[column]) if row[column] else None for row in used()]
    assert record.events[column].to_list() == expected


def test_dates_are_those_of_the_file(record: Record) -> None:
    for column in ("date_low", "date_high"):
        assert [str(day) for day in record.events[column]] == [row[column] for row in used()]
    for day, row in zip(record.events["date"], used(), strict=True):
        assert str(day).startswith(row["date"])


def test_the_audit_counts_what_is_there(record: Record) -> None:
    audit = record.audit()
    assert (audit.rows, audit.kept) == (len(rows()), len(used()))
    assert audit.set_aside == Counter(row["role"] for row in rows() if row["role"] != "event")
    assert audit.by_role == Counter(row["role"] for row in rows())
    assert audit.by_country == Counter(row["country"] for row in used())
    assert audit.by_form == Counter(row["form"] for row in used())
    actors = Counter(actor for row in used() for actor in row["actor"].split(";"))
    assert audit.by_actor == actors
    demands = Counter(demand or "not stated" for r in used() for demand in r["demands"].split(";"))
    assert audit.by_demand == demands
    assert audit.confidence == Counter(row["confidence"] for row in used())
    assert audit.precision == Counter(row["date_precision"] for row in used())
    assert str(audit.first) == min(row["date_low"] for row in used())
    assert str(audit.last) == max(row["date_high"] for row in used())
    assert audit.sources == len({row["source"] for row in rows()})


def test_the_audit_counts_what_is_stated(record: Record) -> None:
    stated = record.audit().stated
    for table, count in ((used(), "used"), (rows(), "all")):

        def number(*columns: str, table: list[dict[str, str]] = table) -> int:
            return sum(any(row[column] for column in columns) for row in table)

        counts = {name: getattr(value, count) for name, value in stated.items()}
        assert counts["hour"] == number("hour")
        assert counts["end_date"] == number("end_date")
        assert counts["town"] == number("town")
        assert counts["participants"] == number("participants_low", "participants_high")
        assert counts["deaths"] == number("deaths_low", "deaths_high")
        assert counts["deaths_zero"] == sum(row["deaths_high"] == "0" for row in table)
        assert counts["interval"] == sum(row["date_low"] < row["date_high"] for row in table)
        towns = {(row["country"], row["town"]) for row in table if row["town"]}
        assert getattr(record.audit().towns, count) == len(towns)


def test_town_days_are_the_published_ones(record: Record) -> None:
    counted = {
        (row["country"], row["town"], row["date"])
        for row in used()
        if row["form"] in CROWD
        and row["town"]
        and row["date_precision"] == "day"
        and set(row["actor"].split(";")) - INSTITUTIONS
    }
    days = Counter(day for _, _, day in counted)
    town_days = record.audit().town_days
    assert town_days.total == len(counted) == 440
    assert (town_days.largest, str(town_days.largest_day)) == (95, "1953-06-17")
    assert days["1953-06-17"] == max(days.values()) == 95
    assert town_days.by_country == Counter(country for country, _, _ in counted)
