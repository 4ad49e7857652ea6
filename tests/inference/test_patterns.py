"""Worlds against a record, on histories small enough to count by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from contention.inference.patterns import Comparison, compare
from contention.inference.risings import GREAT_TOWNS, QUIET_DAYS
from contention.record import SCHEMA, Record, from_frame, load

START = date(1953, 6, 1)


@dataclass(frozen=True)
class Drawn:
    """Worlds of a test."""

    events: pl.DataFrame
    worlds: int
    ended: tuple[int, ...] = ()


def rows(*events: dict[str, Any]) -> pl.DataFrame:
    """Return events in canonical columns; ``day`` counts from `START`."""
    table: list[dict[str, Any]] = []
    for number, event in enumerate(events):
        when = START + timedelta(days=event.get("day", 0))
        table.append(
            {
                "id": f"e{number}",
                "date": when,
                "date_low": when,
                "date_high": when,
                "date_precision": "day",
                "country": event.get("country", "Poland"),
                "place": event.get("town"),
                "town": event.get("town"),
                "lat": 52.0,
                "lon": 20.0,
                "actor": ["workers"],
                "form": event.get("form", "strike"),
                "participants_low": event.get("size"),
                "participants_high": event.get("size"),
                "role": "event",
                "source": "test",
                "demands": ["economic"],
            }
        )
    return pl.DataFrame(table, schema_overrides={k: v for k, v in SCHEMA.items() if k in table[0]})


def worlds(*histories: pl.DataFrame | None) -> Drawn:
    """Return worlds; None is a world in which nothing happened."""
    frames = [
        history.with_columns(world=pl.lit(world, pl.Int64), commune=pl.lit(None, pl.Int64))
        for world, history in enumerate(histories)
        if history is not None
    ]
    return Drawn(pl.concat(frames), len(histories))


def record(*events: dict[str, Any]) -> Record:
    return from_frame(rows(*events), name="test")


def pattern(found: Comparison, name: str) -> dict[str, Any]:
    return found.patterns.row(by_predicate=pl.col("pattern") == name, named=True)


def rising(day: int, country: str, towns: int = GREAT_TOWNS) -> list[dict[str, Any]]:
    return [{"day": day, "country": country, "town": f"{country} {k}"} for k in range(towns)]


def test_town_days_count_a_town_once_a_day() -> None:
    twice = [{"town": "Halle"}, {"town": "Halle", "form": "riot"}, {"town": "Jena"}]
    ours = record(*twice, {"town": "Halle", "day": 1}, {"town": "Halle", "form": "arrest"})
    found = compare(worlds(rows({"town": "Halle"})), ours)
    assert pattern(found, "town_days")["record"] == 3
    assert pattern(found, "largest_day")["record"] == 2
    assert pattern(found, "days_with_contention")["record"] == 2
    assert pattern(found, "towns_touched")["record"] == 2


def test_worlds_without_events_count_as_nothing() -> None:
    one = rows({"town": "Halle"}, {"town": "Jena"})
    found = compare(worlds(one, None, None, None), record({"town": "Halle"}))
    total = pattern(found, "town_days")
    assert total["median"] == 0
    assert total["high"] == pytest.approx(np.quantile([2, 0, 0, 0], 0.975))
    assert found.worlds == 4


def test_worlds_that_ran_away_are_left_out() -> None:
    loud = rows(*({"town": f"t{k}"} for k in range(40)))
    four = worlds(rows({"town": "Halle"}), loud, rows({"town": "Halle"}, {"town": "Jena"}), None)
    found = compare(replace(four, ended=(1,)), record({"town": "Halle"}))
    same = compare(
        worlds(rows({"town": "Halle"}), rows({"town": "Halle"}, {"town": "Jena"}), None),
        record({"town": "Halle"}),
    )
    assert found.patterns.equals(same.patterns)
    assert found.series.equals(same.series)
    assert (found.worlds, found.drawn, found.ran_away) == (3, 4, (1,))


def test_worlds_that_all_ran_away_are_compared_as_far_as_they_go() -> None:
    two = replace(worlds(rows({"town": "Halle"}), rows({"town": "Jena"})), ended=(0, 1))
    found = compare(two, record({"town": "Halle"}))
    assert (found.worlds, found.drawn, found.ran_away) == (2, 2, (0, 1))
    assert pattern(found, "town_days")["median"] == 1


def test_inside_means_the_central_95_per_cent() -> None:
    many = [rows(*({"town": f"t{k}"} for k in range(1 + n % 9))) for n in range(90)]
    inside = compare(worlds(*many), record(*({"town": f"t{k}"} for k in range(5))))
    outside = compare(worlds(*many), record(*({"town": f"t{k}"} for k in range(12))))
    assert pattern(inside, "town_days")["inside"] is True
    assert pattern(outside, "town_days")["inside"] is False
    assert (pattern(outside, "town_days")["low"], pattern(outside, "town_days")["high"]) == (1, 9)


def test_countries_of_worlds_and_record_both_appear() -> None:
    one = rows({"town": "Sofia", "country": "Bulgaria"})
    found = compare(worlds(one), record({"town": "Halle", "country": "East Germany"}))
    assert pattern(found, "town_days[Bulgaria]")["record"] == 0
    assert pattern(found, "town_days[East Germany]")["median"] == 0


def test_communes_of_a_remainder_are_places_but_no_towns() -> None:
    one = rows({"town": None}, {"town": None}).with_columns(
        place=pl.lit("rest of Łódź"), commune=pl.Series([1, 2])
    )
    drawn = Drawn(one.with_columns(world=pl.lit(0, pl.Int64)), 1)
    found = compare(drawn, record({"town": "Halle"}), towns=10)
    assert pattern(found, "town_days")["median"] == 2
    share = pattern(found, "towns_touched_share")
    assert (share["record"], share["median"]) == (0.1, 0)


def test_the_weekly_series_begins_on_mondays_and_holds_quantiles() -> None:
    histories = [rows(*({"town": f"t{k}", "day": 9} for k in range(n + 1))) for n in range(4)]
    found = compare(
        worlds(*histories), record({"town": "Halle", "day": 2}, {"town": "Jena", "day": 16})
    )
    assert found.series["week"].to_list() == [START + timedelta(days=7 * k) for k in range(3)]
    assert found.series["record"].to_list() == [1, 0, 1]
    expected = np.quantile([1, 2, 3, 4], [0.025, 0.25, 0.5, 0.75, 0.975])
    names = ["q025", "q25", "median", "q75", "q975"]
    assert [found.series[name][1] for name in names] == pytest.approx(expected)


def test_risings_need_enough_towns_and_a_quiet_spell() -> None:
    events = [
        *rising(0, "Poland"),
        *rising(QUIET_DAYS, "Poland"),
        *rising(30, "Hungary"),
        *rising(40, "Romania", GREAT_TOWNS - 1),
        *rising(2 * QUIET_DAYS + 1, "Poland"),
    ]
    found = compare(worlds(rows(*events), None), record(*events))
    assert found.waiting["found"] == [30, 2 * QUIET_DAYS + 1 - 30]
    assert found.waiting["worlds"] == found.waiting["found"]
    assert [r["country"] for r in found.waiting["risings"]] == ["Poland", "Hungary", "Poland"]
    assert pattern(found, "great_risings")["record"] == 3
    assert pattern(found, "great_risings")["median"] == 1.5


def test_a_history_without_two_risings_has_no_waiting_time() -> None:
    found = compare(worlds(rows({"town": "Halle"})), record({"town": "Halle"}))
    assert pattern(found, "waiting_median") == {
        "pattern": "waiting_median",
        "label": "Days between great risings, median",
        **dict.fromkeys(("record", "low", "median", "high", "inside")),
    }


def test_sizes_are_masked_as_the_record_states_them() -> None:
    # The record states every riot and no strike, so simulated strikes must not count.
    ours = record({"town": "a", "form": "riot", "size": 400}, {"town": "b"}, {"town": "c"})
    one = rows(
        {"town": "a", "form": "riot", "size": 100},
        *({"town": f"t{k}", "form": "strike", "size": 90_000} for k in range(20)),
    )
    found = compare(worlds(one), ours)
    median = pattern(found, "size_median")
    assert (median["record"], median["median"]) == (400, 100)
    panel = found.sizes.panels[0]
    assert (panel["events"], panel["stated"]) == (3, 1)
    assert sum(panel["record"]) == pytest.approx(1)
    assert panel["median"][4] == 1


def test_forms_without_simulated_sizes_are_left_out() -> None:
    ours = record(
        {"town": "a", "form": "riot", "size": 400}, {"town": "b", "form": "meeting", "size": 7}
    )
    one = rows({"town": "a", "form": "riot", "size": 100}, {"town": "b", "form": "meeting"})
    found = compare(worlds(one), ours)
    assert pattern(found, "size_median")["record"] == 400
    assert found.sizes.panels[0]["events"] == 1


def test_partly_stated_forms_weigh_by_their_share() -> None:
    ours = record(
        {"town": "a", "form": "riot", "size": 10},
        {"town": "b", "form": "strike", "size": 10},
        *({"town": f"c{k}", "form": "strike"} for k in range(9)),
    )
    one = rows(
        {"town": "a", "form": "riot", "size": 50},
        *({"town": f"t{k}", "form": "strike", "size": 5_000} for k in range(5)),
    )
    # One riot weighs 1, five strikes a tenth each: the median size is the riot's.
    assert pattern(compare(worlds(one), ours), "size_median")["median"] == 50


def test_worlds_counted_from_a_later_number_compare_alike() -> None:
    history = rows({"town": "Halle"}, {"town": "Jena"})
    late = Drawn(history.with_columns(world=pl.lit(50, pl.Int64)), 1)
    early = compare(worlds(history), record({"town": "Halle"}))
    assert compare(late, record({"town": "Halle"})).patterns.equals(early.patterns)


def test_continued_worlds_compare_from_their_first_day() -> None:
    ours = record({"town": "Halle"}, {"town": "Jena", "day": 10})
    found = compare(
        worlds(rows({"town": "Jena", "day": 12})), ours, start=START + timedelta(days=5)
    )
    assert pattern(found, "town_days")["record"] == 1


def test_a_world_equal_to_the_record_has_its_numbers() -> None:
    shipped = files("contention.catalogue") / "data" / "records" / "eastern-bloc-1953.csv"
    real = load(Path(str(shipped)))
    found = compare(worlds(real.events), real)
    counts = found.patterns.filter(~pl.col("pattern").str.starts_with("size"))
    assert counts["record"].to_list() == counts["median"].to_list()
    assert found.patterns["inside"].drop_nulls().sum() >= counts.height
    assert pattern(found, "town_days")["record"] == 440
    assert pattern(found, "largest_day")["record"] == 95
    assert found.waiting["found"] == [16, 992, 115, 115, 1]
    assert found.waiting["record"] == [1107, 115, 2]
    assert found.waiting["found"][1] + found.waiting["found"][2] == found.waiting["record"][0]


def test_the_json_holds_what_the_contract_names() -> None:
    history = rows({"town": "Halle", "size": 20})
    value = compare(worlds(history), record({"town": "Halle", "size": 30})).to_json()
    named = {"drawn", "joint", "patterns", "ran_away", "series", "sizes", "waiting", "worlds"}
    assert named == set(value)
    assert set(value["patterns"][0]) == {
        "pattern",
        "label",
        "record",
        "low",
        "median",
        "high",
        "inside",
    }
    assert set(value["series"]) == {
        "weeks",
        "record",
        "q025",
        "q25",
        "median",
        "q75",
        "q975",
    }
    assert value["series"]["weeks"] == ["1953-06-01"]
