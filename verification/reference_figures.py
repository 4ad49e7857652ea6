"""Reproduce the reference figures that come with the data of germany-2014 and usa-2020.

    python verification/reference_figures.py FOLDER

FOLDER holds ``arvig-germany-2014`` and ``blm-usa-2020`` as their compilers give them. Each of their
notes states a mean absolute error and a mean log score, in nats a cell, of the mean of the last
weeks (or days) with negative-binomial dispersion; not which duplicates, which weeks and which
floor of the mean. So every reading of the note is computed, and the nearest is marked; none of
them was searched for beyond this table. The size of the law is the likeliest on the training
cells. Writes verification/results/reference-figures.csv.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import numpy as np
import polars as pl

from contention.inference.scoring.baselines.dispersion import best_size
from contention.inference.scoring.baselines.recent_mean import running_mean
from contention.inference.scoring.law import negative_binomial

OUT = Path(__file__).parent / "results" / "reference-figures.csv"

FLOORS = (0.01, 0.05)
"""Least mean of a cell, in events: the note does not say what stands for a mean of zero."""

LEARNT = ("whole windows", "the second cell on")
"""Training cells from which the size of the law is learnt."""

ALL, THREE = "all forms", "arson, assault, demonstration"

STATED = {
    ("germany-2014", ALL): (1.74, 1.98),
    ("germany-2014", THREE): (0.90, 1.25),
    ("usa-2020", "all forms"): (1.44, 0.92),
}
"""MAE and nats a cell, as the notes state them."""


def grid(events: pl.DataFrame, areas: list[str], first: date, cells: int, days: int) -> np.ndarray:
    """Return areas x cells of the rows of ``area`` and ``date``."""
    out = np.zeros((len(areas), cells), dtype=np.int64)
    index = {area: k for k, area in enumerate(areas)}
    for area, day in events.select("area", "date").iter_rows():
        cell = (day - first).days // days
        if area in index and 0 <= cell < cells:
            out[index[area], cell] += 1
    return out


def figures(
    counts: np.ndarray, width: int, test: int, floor: float, learnt: str
) -> tuple[float, ...]:
    """Return cells, MAE, nats and size of the mean of the last cells."""
    begin = width if learnt == LEARNT[0] else 1
    means = np.maximum(running_mean(counts, width)[:, :-1], floor)
    size = best_size(means[:, begin:test], counts[:, begin:test])
    y, m = counts[:, test:], means[:, test:]
    nats = -float(negative_binomial(y, m, size).mean())
    return y.size, float(np.abs(y - m).mean()), nats, size


def germany(folder: Path) -> Iterator[dict[str, object]]:
    """Yield every reading of weekly counts by Land."""
    raw = pl.read_csv(folder / "arvig.csv", infer_schema=False)
    raw = raw.with_columns(pl.col("date").str.to_date(), area=pl.col("state"))
    areas = sorted(raw["area"].unique())
    three = pl.col("category_en").str.contains("arson|assault|demonstration")
    kept = {
        "whole rows": raw.unique(),
        "place, day, description": raw.unique(["date", "location", "description"]),
    }
    starts = {"Mondays": date(2013, 12, 30), "from 1 January 2014": date(2014, 1, 1)}
    for (dropped, events), (weeks, first), begins, ends, forms, floor, learnt in product(
        kept.items(),
        starts.items(),
        ("week that holds 1 October", "first week after it"),
        ("last whole week of 2015", "week that holds 31 December"),
        (ALL, THREE),
        FLOORS,
        LEARNT,
    ):
        test = (date(2015, 10, 1) - first).days // 7
        aligned = first + timedelta(7 * test) == date(2015, 10, 1)
        test += begins.startswith("first") and not aligned
        cells = (date(2016, 1, 1) - first).days // 7
        cells += ends.endswith("December") and first + timedelta(7 * cells) < date(2016, 1, 1)
        rows = events.filter(three) if forms == THREE else events
        found = figures(grid(rows, areas, first, cells, 7), 4, test, floor, learnt)
        reading = f"duplicates by {dropped}; weeks {weeks}; test {begins} to {ends}"
        yield row("germany-2014", forms, f"{reading}; size from {learnt}", floor, found)


def usa(folder: Path) -> Iterator[dict[str, object]]:
    """Yield every reading of daily counts by state."""
    rows = pl.read_csv(folder / "ccc_blm.csv", infer_schema=False)
    rows = rows.with_columns(
        pl.col("date").str.to_date(strict=False),
        area=pl.col("city_st").str.extract(r", ([A-Z]{2})$"),
    ).drop_nulls("date")
    cities = pl.read_csv(folder / "derived_ccc_cityday.csv", infer_schema=False)
    cities = cities.with_columns(
        pl.col("date").str.to_date(strict=False), area=pl.col("state")
    ).drop_nulls("date")
    states = sorted(pl.read_csv(folder / "state_pop.csv")["state"])
    units = {"rows": rows, "rows, duplicates dropped": rows.unique(), "city-days": cities}
    areas = {
        "50 states, DC and Puerto Rico": states,
        "50 states and DC": [name for name in states if name != "PR"],
    }
    first, test, end = date(2020, 5, 26), date(2020, 6, 8), date(2020, 6, 28)
    for (unit, events), (which, names), floor, learnt in product(
        units.items(), areas.items(), FLOORS, LEARNT
    ):
        counts = grid(events, names, first, (end - first).days + 1, 1)
        found = figures(counts, 7, (test - first).days, floor, learnt)
        yield row("usa-2020", ALL, f"{unit}; {which}; size from {learnt}", floor, found)


def row(
    data: str, forms: str, reading: str, floor: float, found: tuple[float, ...]
) -> dict[str, object]:
    """Return one line of the table."""
    cells, mae, nats, size = found
    stated_mae, stated_nats = STATED[data, forms]
    return {
        "data": data,
        "forms": forms,
        "reading": reading,
        "least_mean": floor,
        "cells": int(cells),
        "size": round(size, 3),
        "mae": round(mae, 3),
        "nats": round(nats, 3),
        "stated_mae": stated_mae,
        "stated_nats": stated_nats,
        "off": round(abs(mae - stated_mae) + abs(nats - stated_nats), 3),
    }


def main() -> None:
    """Compute all readings, print the nearest, and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    table = pl.DataFrame([*germany(folder / "arvig-germany-2014"), *usa(folder / "blm-usa-2020")])
    # One reading of a record must serve all its figures.
    keys = ["data", "reading", "least_mean"]
    total = table.group_by(keys).agg(off_in_all=pl.col("off").sum().round(3))
    table = table.join(total, on=keys, how="left").with_columns(
        nearest=pl.col("off_in_all") == pl.col("off_in_all").min().over("data")
    )
    table = table.sort("data", "forms", "off_in_all", "reading", "least_mean")
    table.write_csv(OUT)
    for found in table.filter("nearest").iter_rows(named=True):
        print(
            f"{found['data']}, {found['forms']}: MAE {found['mae']} and {found['nats']} nats a cell"
            f" (stated {found['stated_mae']} and {found['stated_nats']}), {found['cells']} cells"
        )
        print(f"  {found['reading']}; least mean {found['least_mean']}; size {found['size']}")
    print(f"{table.height} readings in {OUT.name}")


if __name__ == "__main__":
    main()
