"""Blocks cover the record once, and great episodes follow the rule that is printed."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

import contention as ct
from contention.inference.ranking.blocks import FEWEST, GAP, LONGEST, Block, blocks_of
from tests.reference.toy import toy_scenario

START = date(1953, 3, 1)
DAYS = 900


def events(rows: list[tuple[str, int, int]]) -> pl.DataFrame:
    """Return strikes in so many towns of a country on a day of the calendar."""
    made = [
        (country, f"{country} {town}", START + timedelta(day), "strike", ["workers"])
        for country, day, towns in rows
        for town in range(towns)
    ]
    schema = {
        "country": pl.String,
        "town": pl.String,
        "date": pl.Date,
        "form": pl.String,
        "actor": pl.List(pl.String),
    }
    return pl.DataFrame(made, schema=schema, orient="row")


def blocks(rows: list[tuple[str, int, int]], days: int = DAYS) -> tuple[Block, ...]:
    return blocks_of(toy_scenario(3, 8, days), events(rows))


def test_every_country_day_is_held_out_once() -> None:
    found = blocks([("Alda", 10, 6), ("Alda", 200, 1), ("Bera", 12, 9), ("Bera", 30, 2)])
    held = np.sum([block.mask for block in found], axis=0)
    assert held.shape == (3, DAYS)
    assert np.all(held == 1)
    assert sum(block.town_days for block in found) == 18


def test_a_run_is_great_by_its_greatest_day() -> None:
    found = blocks([("Alda", 10, 1), ("Alda", 30, 5), ("Bera", 12, 4)])
    great = [block for block in found if block.great]
    assert [(b.country, b.first, b.last, b.town_days) for b in great] == [
        ("Alda", START + timedelta(10), START + timedelta(30), 6)
    ]
    assert int(great[0].mask.sum()) == 21
    assert great[0].name == "Alda 1953-03"


def test_longer_gaps_part_runs_and_countries_do_not_join() -> None:
    joined = blocks([("Alda", 10, 5), ("Alda", 10 + GAP, 5)])
    parted = blocks([("Alda", 10, 5), ("Alda", 11 + GAP, 5)])
    apart = blocks([("Alda", 10, 5), ("Bera", 11, 5)])
    assert [sum(b.great for b in found) for found in (joined, parted, apart)] == [1, 2, 2]


@pytest.mark.parametrize("days", [40, 900, 1767])
def test_the_rest_is_held_out_in_parts_of_equal_length(days: int) -> None:
    rest = [block for block in blocks([("Alda", 3, 5)], days) if not block.great]
    lengths = {(block.last - block.first).days + 1 for block in rest}
    assert max(lengths) - min(lengths) <= 1
    assert max(lengths) <= LONGEST
    assert len(rest) >= FEWEST
    assert not any(block.mask[0, 3] for block in rest)


def test_the_great_episodes_of_the_eastern_bloc() -> None:
    scenario = ct.load_scenario("eastern-bloc-1953")
    found = blocks_of(scenario, ct.load_record("eastern-bloc-1953").events)
    assert [block.name for block in found if block.great] == [
        "East Germany 1953-05",
        "Czechoslovakia 1953-06",
        "USSR 1956-03",
        "Poland 1956-06",
        "Hungary 1956-10",
        "Poland 1956-10",
    ]
    assert sum(block.great for block in found) < len(found) == 11


def test_a_run_over_most_of_the_calendar_is_held_out_in_parts() -> None:
    found = blocks([("Alda", day, 8) for day in range(36)], days=40)
    assert not any(block.great for block in found)
    assert len(found) == FEWEST
    assert len({block.name for block in found}) == FEWEST
    # A shorter one stands alone.
    assert (
        sum(block.great for block in blocks([("Alda", day, 8) for day in range(18)], days=40)) == 1
    )
