"""Choices behind a record and a scenario that could have been made otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.inference.detection import (
    Period,
    as_day,
    recorded_as,
    recorded_shares,
    shares_in,
)
from contention.scenario.model import Scenario

Kind = Literal["source", "confidence", "dates", "communes", "duplicates", "coverage"]

JITTER = 1
"""Most days by which a day is moved."""

COMMUNES = (0.5, 2.0)
"""Factors of the number of silent communes."""

LEAST_ROWS = 5
"""Rows from which a source is left out on its own: fewer move nothing that can be seen."""


@dataclass(frozen=True)
class Alteration:
    """One choice made otherwise.

    Attributes
    ----------
    kind
        What is altered.
    label
        In words.
    events, scenario
        The altered record or scenario; None where it stays.
    rows
        Rows that are altered or left out.
    """

    kind: Kind
    label: str
    events: pl.DataFrame | None
    scenario: Scenario | None
    rows: int


def alterations(
    events: pl.DataFrame,
    scenario: Scenario,
    *,
    sources: int = 0,
    counts: pl.DataFrame | None = None,
    seed: int = 0,
) -> Iterator[Alteration]:
    """Yield every alteration of a record and its scenario that changes something.

    Parameters
    ----------
    events
        Events of a record.
    scenario
        Its scenario.
    sources
        How many of the largest sources are left out in turn; 0 means all with five rows or more.
    counts
        Totals that aggregate rows state, as `contention.inference.detection.recorded_shares`
        takes them.
    seed
        Seed of the days that are moved.
    """
    yield from _without_sources(events, sources)
    if "confidence" in events.columns:
        low = pl.col("confidence").fill_null("low") == "low"
        yield from _without(events, low, "confidence", "rows of low confidence left out")
    yield from _moved(events, scenario, seed)
    for factor in COMMUNES:
        yield from _communes(scenario, factor)
    yield from _single(events)
    if counts is not None:
        yield from _covered(events, scenario, counts)


def publisher(source: pl.Expr) -> pl.Expr:
    """Return who publishes a source: the site of its address, else its words up to a comma."""
    site = source.str.extract(r"https?://(?:www\.)?([^/\s,;]+)", 1)
    words = source.str.extract(r"^\s*([^,;:]+)", 1).str.strip_chars()
    return pl.coalesce(site, words)


def _without_sources(events: pl.DataFrame, most: int) -> Iterator[Alteration]:
    if "source" not in events.columns:
        return
    named = events.with_columns(publisher(pl.col("source")).alias("publisher"))
    sizes = (
        named["publisher"]
        .drop_nulls()
        .value_counts()
        .sort(["count", "publisher"], descending=[True, False])
    )
    wanted = sizes.filter(pl.col("count") >= LEAST_ROWS)["publisher"].to_list()
    for name in wanted[:most] if most else wanted:
        rest = named.filter(pl.col("publisher").ne_missing(name)).drop("publisher")
        if 0 < rest.height < events.height:
            gone = events.height - rest.height
            yield Alteration("source", f"without {name}", rest, None, gone)


def _without(events: pl.DataFrame, out: pl.Expr, kind: Kind, label: str) -> Iterator[Alteration]:
    rest = events.filter(~out)
    if 0 < rest.height < events.height:
        yield Alteration(kind, label, rest, None, events.height - rest.height)


def _moved(events: pl.DataFrame, scenario: Scenario, seed: int) -> Iterator[Alteration]:
    """Move rows that are dated to a day by up to `JITTER` days, inside the calendar."""
    rng = np.random.default_rng(seed)
    exact = (events["date_low"] == events["date_high"]).fill_null(value=False).to_numpy()
    shift = np.where(exact, rng.integers(-JITTER, JITTER + 1, events.height), 0)
    if not shift.any():
        return
    first, last = np.datetime64(scenario.start), np.datetime64(scenario.end)

    def moved(name: str) -> pl.Series:
        days = events[name].to_numpy().astype("datetime64[D]")
        there = days + shift.astype("timedelta64[D]")
        # A row outside the calendar is not used, so it is not moved in, and none is moved out.
        inside = (days >= first) & (days <= last)
        return pl.Series(name, np.where(inside, np.clip(there, first, last), days))

    label = f"days moved by up to {JITTER} day"
    columns = [moved(name) for name in ("date", "date_low", "date_high")]
    yield Alteration(
        "dates", label, events.with_columns(columns), None, int(np.count_nonzero(shift))
    )


def _communes(scenario: Scenario, factor: float) -> Iterator[Alteration]:
    """Multiply the number of communes of remainders; people stay."""
    places = scenario.places
    silent = np.array([kind == "remainder" for kind in places.kind])
    if not silent.any():
        return
    communes: NDArray[np.int64] = places.communes.copy()
    communes[silent] = np.maximum(np.rint(communes[silent] * factor), 1).astype(np.int64)
    altered = replace(scenario, places=replace(places, communes=communes))
    label = f"silent communes × {factor:g}"
    yield Alteration("communes", label, None, altered, int(silent.sum()))


def _single(events: pl.DataFrame) -> Iterator[Alteration]:
    """Keep one of the rows with the same town, day and form."""
    keys = ["country", "town", "date", "form"]
    dated = (pl.col("date_low") == pl.col("date_high")).fill_null(value=False)
    twice = pl.col("town").is_not_null() & dated & ~pl.struct(keys).is_first_distinct()
    yield from _without(events, twice, "duplicates", "one row a town, day and form")


def _covered(
    events: pl.DataFrame, scenario: Scenario, counts: pl.DataFrame
) -> Iterator[Alteration]:
    """Take the shares recorded from aggregate rows, and their mean where none states a total."""
    stated = recorded_shares(events, counts)
    stated = stated.filter(pl.col("country").is_in(scenario.countries), pl.col("share") > 0)
    if stated.is_empty():
        return
    whole = scenario.start, scenario.end
    share = [float(cast("float", stated["share"].mean()))]
    periods = [Period("*", *whole)]
    for country, mean in stated.group_by("country").agg(pl.col("share").mean()).iter_rows():
        periods.append(Period(country, *whole))
        share.append(mean)
    for row in stated.iter_rows(named=True):
        periods.append(Period(row["country"], as_day(row["from"]), as_day(row["until"])))
        share.append(row["share"])
    altered = recorded_as(scenario, shares_in(scenario, periods, share))
    label = "coverage as aggregate rows state it"
    yield Alteration("coverage", label, None, altered, stated.height)
