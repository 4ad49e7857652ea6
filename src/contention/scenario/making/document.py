"""The YAML of a scenario made from a record."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from contention.scenario.making.levels import Level


def write_document(
    name: str,
    countries: list[str],
    places: pl.DataFrame,
    level: Level,
    first: date,
    last: date,
    *,
    holidays: bool,
) -> str:
    """Return the YAML of a scenario whose tables stand beside it.

    Parameters
    ----------
    name
        Its name.
    countries
        Its countries, in order.
    places
        The places table.
    level
        What is a place.
    first, last
        The calendar.
    holidays
        Whether a table of them stands beside it.
    """
    half = _spacing(places)
    what = {"admin1": "regions", "admin2": "districts", "place": "towns"}.get(level.kind)
    title = f"{what or f'cells of {level.km:g} km'} of a record, {first.year} to {last.year}"
    bloc = ", ".join(countries[:3]) + (" and others" if len(countries) > 3 else "")
    lines = [
        "# Made from a record by `contention scenario from-record`.",
        "format: 1",
        f"scenario: {name}",
        f"title: {_quoted(title.capitalize())}",
        f"bloc: {_quoted(bloc)}",
        f"calendar: {{start: {first}, end: {last}}}",
        f"countries: [{', '.join(_quoted(name) for name in countries)}]",
        "places: places.csv",
        "strata: strata.csv",
    ]
    if half is not None:
        # Three halvings leave an eighth; beyond six nothing is left to see.
        near = f"near: {{level: place, distance: {{range_km: {6 * half:g}, half_km: {half:g}}}}}"
        lines += ["links:", f"  {near}"]
    if holidays:
        unit = "1 on a public holiday, else 0"
        part = f"holiday: {{level: country, table: holidays.csv, unit: {_quoted(unit)}}}"
        lines += ["covariates:", f"  {part}"]
    return "\n".join(lines) + "\n"


def _spacing(places: pl.DataFrame) -> float | None:
    """Return the median distance from a town to the nearest other one, in km."""
    towns = places.filter(pl.col("kind") == "town")
    if towns.height < 2:
        return None
    lat, lon = np.radians(towns["lat"].to_numpy()), np.radians(towns["lon"].to_numpy())
    points = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    nearest = np.empty(len(points))
    for start in range(0, len(points), 512):
        block = points[start : start + 512] @ points.T
        block[np.arange(len(block)), np.arange(start, start + len(block))] = -1.0
        nearest[start : start + 512] = block.max(axis=1)
    km = np.arccos(np.clip(nearest, -1.0, 1.0)) * 6371.0
    return max(round(float(np.median(km)), 1), 1.0)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
