"""Where events lie, week by week, as the map needs them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from contention.inference.popular import popular_events
from contention.report.files import StudyFiles, read_events

FORCE = ("police_fire", "army_deployed", "foreign_intervention")
"""Forms of armed force against contention."""


@dataclass(frozen=True)
class Layer:
    """One history on the map.

    ``places`` are (name, country, lat, lon); ``crowd`` and ``force`` list (week, place, count).
    """

    key: str
    label: str
    places: list[tuple[str, str, float, float]]
    crowd: list[tuple[int, int, int]]
    force: list[tuple[int, int, int]]


def layers(study: StudyFiles, weeks: Sequence[date]) -> list[Layer]:
    """Return the record, where the study holds it, and the world with the median total."""
    found: list[Layer] = []
    if study.record is not None:
        found.append(_layer("record", "The record", study.record, weeks))
    simulated = read_events(study.main)
    if simulated is not None and not simulated.is_empty():
        world = _median_world(simulated, study.main.numbers)
        own = simulated.filter(pl.col("world") == world)
        found.append(_layer("world", f"World {world} (median total)", own, weeks))
    return [layer for layer in found if layer.crowd]


def _median_world(simulated: pl.DataFrame, numbers: Sequence[int]) -> int:
    days = popular_events(simulated).select("world", "where", "date").unique()
    totals = np.zeros(max(len(numbers), 1), dtype=np.int64)
    counts = days.group_by("world").len()
    rows = np.searchsorted(numbers, counts["world"].to_numpy().astype(np.int64))
    totals[rows] = counts["len"].to_numpy()
    return numbers[int(np.argsort(totals, kind="stable")[(len(totals) - 1) // 2])]


def _layer(key: str, label: str, events: pl.DataFrame, weeks: Sequence[date]) -> Layer:
    week = ((pl.col("date") - weeks[0]).dt.total_days() // 7).alias("week")
    seen = events.with_columns(week).filter(
        pl.col("lat").is_not_null(),
        pl.col("lon").is_not_null(),
        pl.col("week") >= 0,
        pl.col("week") < len(weeks),
    )
    crowd = popular_events(seen)
    crowd = crowd.unique(["where", "date"], keep="first", maintain_order=True)
    force = seen.filter(
        pl.col("role") == "event", pl.col("form").is_in(FORCE), pl.col("town").is_not_null()
    )
    force = force.unique(["country", "town", "date"], keep="first", maintain_order=True)
    index: dict[tuple[str, str, float, float], int] = {}
    rows = [_rows(table, index) for table in (crowd, force)]
    return Layer(key, label, list(index), rows[0], rows[1])


def _rows(
    events: pl.DataFrame, index: dict[tuple[str, str, float, float], int]
) -> list[tuple[int, int, int]]:
    """Return (week, place, town-days), adding places to the index as they come."""
    named = events.with_columns(name=pl.coalesce("town", "place").fill_null("unknown place"))
    columns = ("name", "country", "lat", "lon", "week")
    counted = named.group_by(columns).len().sort(columns)
    rows: list[tuple[int, int, int]] = []
    for name, country, lat, lon, week, number in counted.iter_rows():
        place = index.setdefault((name, country, round(lat, 2), round(lon, 2)), len(index))
        rows.append((int(week), place, int(number)))
    return sorted(rows)
