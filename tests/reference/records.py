"""Records made from simulated worlds, with the gaps that real records have."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from contention.scenario.model import Scenario
from contention.theory.model import Act, Theory
from tests.reference.engine import Onset

SCHEMA: dict[str, Any] = {
    "id": pl.String,
    "date": pl.Date,
    "date_precision": pl.String,
    "date_low": pl.Date,
    "date_high": pl.Date,
    "end_date": pl.Date,
    "hour": pl.Int8,
    "country": pl.String,
    "place": pl.String,
    "town": pl.String,
    "lat": pl.Float64,
    "lon": pl.Float64,
    "actor": pl.List(pl.String),
    "form": pl.String,
    "demands": pl.List(pl.String),
    "participants_low": pl.Int64,
    "participants_high": pl.Int64,
    "deaths_low": pl.Int64,
    "deaths_high": pl.Int64,
    "role": pl.String,
    "description": pl.String,
    "source": pl.String,
    "confidence": pl.String,
}


def gappy_record(
    theory: Theory, scenario: Scenario, onsets: list[Onset], seed: int
) -> pl.DataFrame:
    """Return onsets as a record with intervals, missing sizes, places and traits.

    Intervals may begin before the calendar or end after it. Onsets in remainders have no town.
    No day gets more onsets of a cluster act than its law allows: that would be no record of it.
    """
    stream = random.Random(seed)
    acts = {act.name: act for act in theory.acts}
    held = Counter((onset.act, onset.country, onset.date) for onset in onsets)
    load: dict[tuple[str, str, date], float] = {key: float(n) for key, n in held.items()}
    rows: list[dict[str, Any]] = []
    for i, onset in enumerate(onsets):
        low, high = onset.date, onset.date
        if stream.random() < 0.3:
            low -= timedelta(days=stream.randrange(4))
            high += timedelta(days=stream.randrange(4))
        if not _spread(scenario, acts[onset.act], onset, low, high, load):
            low = high = onset.date
        rows.append(_row(theory, acts[onset.act], onset, f"e{i}", (low, high), stream))
    return pl.DataFrame(rows, schema=SCHEMA)


def _spread(
    scenario: Scenario,
    act: Act,
    onset: Onset,
    low: date,
    high: date,
    load: dict[tuple[str, str, date], float],
) -> bool:
    """Count an onset over an interval instead of its day, if there is room on every day."""
    places = int(np.sum(scenario.places.country == scenario.countries.index(onset.country)))
    most = float("inf") if act.cluster is None else act.cluster.at_most or places
    first, last = max(low, scenario.start), min(high, scenario.end)
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    after = dict(load)
    after[act.name, onset.country, onset.date] -= 1.0
    for day in days:
        key = (act.name, onset.country, day)
        after[key] = after.get(key, 0.0) + 1.0 / len(days)
        if after[key] > most:
            return False
    load.update(after)
    return True


def _row(
    theory: Theory,
    act: Act,
    onset: Onset,
    name: str,
    interval: tuple[date, date],
    stream: random.Random,
) -> dict[str, Any]:
    traits = [trait for trait in theory.traits if trait.name in onset.traits]
    actor = [*(act.record.actor[:1] or [act.by]), *(t.value for t in traits if t.column == "actor")]
    demands = [*act.record.demands[:1], *(t.value for t in traits if t.column == "demands")]
    known = stream.random() < 0.8 and onset.commune == 0
    sized = onset.size is not None and onset.size > 0 and stream.random() < 0.7
    size = onset.size if sized else None
    noted = bool(act.record.demands) or stream.random() < 0.8
    return {
        "id": name,
        "date": interval[0],
        "date_precision": "day" if interval[0] == interval[1] else "week",
        "date_low": interval[0],
        "date_high": interval[1],
        "country": onset.country,
        "place": onset.place if known else None,
        "town": onset.place if known else None,
        "actor": actor if act.record.actor or stream.random() < 0.9 else None,
        "form": stream.choice(act.record.form),
        "demands": demands if noted else None,
        "participants_low": size,
        "participants_high": None if size is None or stream.random() < 0.3 else 2 * size,
        "role": "event",
    }
