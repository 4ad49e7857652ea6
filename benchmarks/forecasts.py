"""A record of 20,000 events: from its file to a posterior, and a forecast by 2,000 worlds."""

from __future__ import annotations

import tempfile
import time
from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl

import contention as ct
from contention.inference.forecasting.calendars import scenario_until
from contention.inference.forecasting.worlds import draw_worlds
from contention.inference.pooling.draws import PooledDraws
from contention.inference.pooling.pool import learn_pool
from contention.inference.scoring.counting import count_cells

from .child import call_in_child, peak_memory_gb
from .row import Row
from .synthetic import Extent, made_events, made_scenario

FULL = {"countries": 1, "side": 20, "days": 1400, "events": 20_000, "worlds": 2000}
SMALL = {"countries": 1, "side": 5, "days": 120, "events": 300, "worlds": 20}
HORIZON = 28


def measure(*, quick: bool) -> list[Row]:
    """Import, fit and forecast in a process of its own, on two threads."""
    extent = SMALL if quick else FULL
    found = call_in_child("benchmarks.forecasts", "forecast", extent)
    size = f"{extent['events']:,} events, {extent['side'] ** 2} places, {extent['days']:,} days"
    return [
        Row("forecast: a table imported", found["import"], "s", note=size),
        Row("forecast: a scenario made of it", found["scenario"], "s"),
        Row("forecast: default fitted (Laplace)", found["fit"], "s"),
        Row("forecast: weights of the pool learnt", found["pool"], "s"),
        Row("forecast: import to posterior", found["posterior"], "s", 60.0),
        Row(f"forecast: 28 days, {extent['worlds']:,} worlds", found["draw"], "s", 5.0),
        Row("forecast: the same, time of processors", found["draw_cpu"], "s"),
        Row("forecast: peak memory", found["peak_gb"], "GB"),
    ]


def forecast(*, worlds: int, **extent: int) -> dict[str, float]:
    """Return the seconds of the parts, and the peak memory; kernels are compiled before."""
    small = {k: v for k, v in SMALL.items() if k != "worlds"}
    _measured(Extent(**small), SMALL["worlds"])
    return _measured(Extent(**extent), worlds)


def _measured(extent: Extent, worlds: int) -> dict[str, float]:
    grid = made_scenario(extent, seed=1)
    events = made_events(grid, extent, seed=2)
    places = pl.DataFrame(
        {"town": grid.places.name, "latitude": grid.places.lat, "longitude": grid.places.lon}
    )
    table = events.select("date", "country", "town", "form").join(places, on="town")
    populations = pl.DataFrame({"name": grid.places.name, "population": grid.places.population})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table.write_csv(folder / "events.csv")
        populations.write_csv(folder / "populations.csv")
        begun = time.perf_counter()
        ct.import_events(
            [folder / "events.csv"],
            source="table",
            columns={"date": "date", "country": "country", "town": "town", "type": "form",
                     "lat": "latitude", "lon": "longitude"},
            near_duplicates="keep",
        ).write(folder / "record.parquet")  # fmt: skip
        read = time.perf_counter()
        ct.scenario_from_record(
            folder / "record.parquet",
            level="place",
            output=folder / "made",
            population=folder / "populations.csv",
        )
        made = time.perf_counter()
        scenario = ct.load_scenario(str(folder / "made" / "scenario.yaml"))
        record = ct.load_record(str(folder / "made" / "record.parquet"))
        theory = ct.load_theory("default")
        fitted = ct.fit(ct.bind(theory, scenario), record, starts=1)
        alone = time.perf_counter()
        days = scenario.days
        forms = tuple(form for act in theory.acts for form in act.record.form)
        counts = count_cells(record.events, scenario, forms, first=scenario.start, days=days)
        pool = learn_pool(theory, scenario, record.events, counts, forms, HORIZON, threads=2)
        done = time.perf_counter()
        busy = time.process_time()
        origin = scenario.end + timedelta(days=1)
        ahead = ct.bind(theory, scenario_until(scenario, origin, HORIZON))
        mine = pool.worlds(worlds)
        drawn = draw_worlds(fitted, ahead, record.events, origin, draws=mine, seed=1, threads=2)
        paths = pool.levels.draws(days, HORIZON, draws=worlds - mine, seed=1)
        shares = np.full((len(theory.acts), paths.shape[1]), 1.0 / len(theory.acts))
        total = float(PooledDraws(drawn, paths, shares, 1).counts().sum()) / worlds
        ended = time.perf_counter()
    return {
        "import": read - begun,
        "scenario": made - read,
        "fit": alone - made,
        "pool": done - alone,
        "weight": pool.weight,
        "posterior": done - begun,
        "draw": ended - done,
        "draw_cpu": time.process_time() - busy,
        "events": float(record.events.height),
        "places": float(len(scenario.places.name)),
        "mean": total,
        "tried": float(drawn.tried),
        "peak_gb": peak_memory_gb(),
    }
