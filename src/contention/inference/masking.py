"""Make simulated events look like the record: with its gaps in sizes, dates, places and marks.

A world knows everything about its events; a record does not. Every simulated event takes the
gaps of one row of the record of the same act, drawn at random: whether a size is stated, how long
the interval is to which it is dated, whether the place is known, whether demands and actors are
noted. Shares and lengths are then those of the record, and so is what goes with what.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.engine.cells import cells_of
from contention.engine.model import Model
from contention.engine.observation import Row, observe
from contention.engine.worlds import Worlds
from contention.record.frames import events_of

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Gaps:
    """What each row of a record leaves open: one entry a row.

    Attributes
    ----------
    sized
        Whether a size is stated.
    days
        Days of the interval to which the row is dated, inside the calendar.
    placed
        Whether the place is known.
    noted
        By column (``actor``, ``demands``): whether it is filled.
    """

    sized: Bools
    days: Ints
    placed: Bools
    noted: dict[str, Bools]


def gaps_of(model: Model, events: pl.DataFrame) -> dict[str, Gaps]:
    """Return what a record leaves open, by act; acts without rows are left out."""
    rows: dict[int, list[Row]] = defaultdict(list)
    for row in observe(model, events).rows:
        rows[row.act].append(row)
    out: dict[str, Gaps] = {}
    for a, found in rows.items():
        act = model.acts[a]
        noted: dict[str, Bools] = {}
        for column in ("actor", "demands"):
            mine = sum(
                1 << b
                for b, trait in enumerate(model.theory.traits)
                if trait.column == column and act.name in trait.of
            )
            if mine:
                noted[column] = np.array([bool(row.trait_known & mine) for row in found])
        out[act.name] = Gaps(
            sized=np.array([not np.isnan(row.size) for row in found]),
            days=np.array([row.last - row.first + 1 for row in found], dtype=np.int64),
            placed=np.array([row.place >= 0 or act.level == "country" for row in found]),
            noted=noted,
        )
    return out


def mask(events: pl.DataFrame, record: object, model: Model, seed: int) -> pl.DataFrame:
    """Return simulated events as a record of them would look.

    Parameters
    ----------
    events
        Events of one world.
    record
        The record whose gaps are copied, or its events as polars.
    model
        The bound model that drew the world.
    seed
        Seed of the gaps.

    Returns
    -------
    polars.DataFrame
        The same rows in the same order. Sizes, places and marks that a row of the record of the
        same act would not give are null; dates are intervals. The true day lies uniformly inside
        its interval, which is cut to the calendar. An act without rows in the record keeps
        everything. An interval that would put more onsets on a day than the cluster law of the
        act allows is given up for the day itself, since no record can show such a day.

    Notes
    -----
    An onset in a remainder keeps the name of the remainder and the number of its commune: a
    record would name the commune, and it would then be known to lie in that remainder.
    """
    recorded = events_of(record)
    gaps = gaps_of(model, recorded)
    rng = np.random.default_rng(seed)
    n = events.height
    act = events["act"].to_numpy()
    keeps = {name: np.ones(n, dtype=bool) for name in ("sized", "placed", "actor", "demands")}
    length = np.ones(n, dtype=np.int64)
    for known in model.acts:
        mine = np.flatnonzero(act == known.name)
        if known.name not in gaps or not mine.size:
            continue
        gap = gaps[known.name]
        drawn = rng.integers(gap.days.size, size=mine.size)
        keeps["sized"][mine] = gap.sized[drawn]
        keeps["placed"][mine] = gap.placed[drawn]
        for column, noted in gap.noted.items():
            keeps[column][mine] = noted[drawn]
        length[mine] = gap.days[drawn]
    first, last = _intervals(model, events, length, rng)
    while True:
        masked = _written(model, events, first, last, keeps)
        over = _crowded(model, masked) & (last > first)
        if not over.any():
            return masked
        day = _day(model, events)
        first[over] = last[over] = day[over]


def _day(model: Model, events: pl.DataFrame) -> Ints:
    """Return the days of events, counted from the start of the calendar."""
    start = np.datetime64(model.scenario.start)
    return (events["date"].to_numpy() - start).astype(np.int64)


def _intervals(
    model: Model, events: pl.DataFrame, length: Ints, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Return first and last days, counted from the start of the calendar."""
    day = _day(model, events)
    first = day - (rng.random(day.size) * length).astype(np.int64)
    last = np.minimum(first + length - 1, model.scenario.days - 1)
    return np.maximum(first, 0), last


def _crowded(model: Model, masked: pl.DataFrame) -> Bools:
    """Return the rows that touch a day with more onsets than a cluster can bring."""
    cells = cells_of(observe(model, masked))
    cluster = model.tables.act_cluster == 1
    if not cluster.any():
        return np.zeros(masked.height, dtype=bool)
    most = model.law_sizes[model.tables.act_law[cells.act, cells.country]]
    full = np.flatnonzero(cluster[cells.act] & (cells.n > most + 1e-9))
    out = np.zeros(masked.height, dtype=bool)
    for k in full:
        day = date.fromordinal(model.scenario.start.toordinal() + int(cells.day[k]))
        touches = masked.select(
            (pl.col("act") == model.acts[int(cells.act[k])].name)
            & (pl.col("country") == model.scenario.countries[int(cells.country[k])])
            & (pl.col("date_low") <= day)
            & (pl.col("date_high") >= day)
        )
        out |= touches.to_series().to_numpy()
    return out


def _written(
    model: Model, events: pl.DataFrame, first: Ints, last: Ints, keeps: dict[str, Bools]
) -> pl.DataFrame:
    start = np.datetime64(model.scenario.start)
    length = last - first + 1
    precision = np.select(
        [length == 1, length <= 7, length <= 31], ["day", "week", "month"], "year"
    )
    low = pl.Series((start + first).astype("datetime64[D]"))
    blanks = {
        "sized": ("participants_low", "participants_high"),
        "placed": ("place", "town", "region", "commune", "lat", "lon"),
        "actor": ("actor",),
        "demands": ("demands",),
    }
    masked = [
        pl.when(pl.Series(keeps[key])).then(pl.col(column)).otherwise(None).alias(column)
        for key, columns in blanks.items()
        for column in columns
    ]
    return events.with_columns(
        *masked,
        low.alias("date"),
        low.alias("date_low"),
        pl.Series((start + last).astype("datetime64[D]")).alias("date_high"),
        pl.Series(precision.tolist(), dtype=pl.String).alias("date_precision"),
    )


def noted_actors(worlds: Worlds) -> pl.Series:
    """Return the actors of simulated events as a recorder who saw them would note them.

    Events of worlds always name the group that an act is `by`. Where a trait says whether that
    same group took part (the security police among the force used, say), it is named only if the
    trait says so.
    """
    model = worlds.model
    traits = np.concatenate([raw.traits for raw in worlds.raw])
    act = np.concatenate([raw.act for raw in worlds.raw])
    absent = np.zeros(act.size, dtype=bool)
    for b, trait in enumerate(model.theory.traits):
        for a, known in enumerate(model.acts):
            told = trait.column == "actor" and known.name in trait.of and trait.value == known.by
            if told:
                absent |= (act == a) & ((traits >> b) & 1 == 0)
    by = pl.Series([known.by for known in model.acts], dtype=pl.String).gather(
        act.astype(np.uint32)
    )
    frame = worlds.events.select("actor").with_columns(by=by, absent=pl.Series(absent))
    rest = pl.col("actor").list.set_difference(pl.concat_list("by"))
    return frame.select(pl.when("absent").then(rest).otherwise("actor").alias("actor"))["actor"]
