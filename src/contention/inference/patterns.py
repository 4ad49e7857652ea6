"""Simulated worlds set against the record, pattern by pattern.

Every pattern is one number of one history. It is computed in the same way from the record and
from each world, and the record's number is *inside* if it lies in the central 95 per cent of the
worlds' numbers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.resources import files
from typing import Any, Protocol, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from contention.inference.envelope import envelope_chance
from contention.inference.popular import popular_events
from contention.inference.risings import DEFINITION, GREAT_TOWNS, great_risings
from contention.inference.stated_sizes import StatedSizes, compare_sizes
from contention.record import Record, Vocabulary

LEVELS = (0.025, 0.25, 0.5, 0.75, 0.975)
"""Quantiles of the weekly fan."""

KEYS = ("q025", "q25", "median", "q75", "q975")


class Ensemble(Protocol):
    """Simulated worlds, wherever they are kept."""

    @property
    def events(self) -> pl.DataFrame:
        """Events in the columns of a record, with ``world`` counted from 0."""
        ...

    @property
    def worlds(self) -> int:
        """Number of worlds. Worlds in which nothing happened have no events to count."""
        ...

    @property
    def ended(self) -> tuple[int, ...]:
        """Numbers of worlds that ran away and ended early."""
        ...


@dataclass(frozen=True)
class Comparison:
    """Worlds set against a record.

    Attributes
    ----------
    patterns
        One row a pattern: ``pattern``, ``label``, ``record``, ``low``, ``median``, ``high``
        (2.5, 50 and 97.5 per cent of the worlds), ``inside``. Null where a history has no such
        number, such as a waiting time with fewer than two risings.
    series
        Town-days of the bloc by week: ``week`` (its Monday), ``record``, and ``q025``, ``q25``,
        ``median``, ``q75``, ``q975`` over worlds.
    waiting
        Days between the beginnings of great risings, see `contention.inference.risings`.
    sizes
        Stated sizes by class.
    worlds
        Number of worlds that were compared.
    drawn
        Number of worlds that were simulated.
    ran_away
        Numbers of the worlds that ran away and ended early. They are left out, unless all did:
        then all are compared, as far as they go.
    joint
        For patterns of several numbers (``totals`` of the bloc and by country, ``sizes``) the
        share of worlds at least as extreme, see `contention.inference.envelope`.
    """

    patterns: pl.DataFrame
    series: pl.DataFrame
    waiting: dict[str, Any]
    sizes: StatedSizes
    worlds: int
    drawn: int = 0
    ran_away: tuple[int, ...] = ()
    joint: dict[str, float] = field(default_factory=dict[str, float])

    @property
    def inside(self) -> int:
        """How many patterns of the record lie inside the worlds' central 95 per cent."""
        return int(self.patterns["inside"].sum() or 0)

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as ``patterns-THEORY.json`` holds it."""
        weeks = self.series["week"].cast(pl.String).to_list()
        columns = {key: self.series[key].to_list() for key in ("record", *KEYS)}
        return {
            "worlds": self.worlds,
            "drawn": self.drawn,
            "ran_away": list(self.ran_away),
            "patterns": self.patterns.to_dicts(),
            "series": {"weeks": weeks, **columns},
            "waiting": self.waiting,
            "sizes": self.sizes.to_json(),
            "joint": self.joint,
        }

    def _repr_html_(self) -> str:
        return self.patterns._repr_html_()  # pyright: ignore[reportPrivateUsage]


@dataclass(frozen=True)
class _Histories:
    """Popular contention of several histories: its events and its town-days."""

    events: pl.DataFrame
    days: pl.DataFrame
    number: int

    def per_world(self, table: pl.DataFrame) -> NDArray[np.float64]:
        """Return column ``value`` of a table by world, 0 for worlds that it does not name."""
        found = np.zeros(self.number)
        found[table["world"].to_numpy().astype(np.int64)] = table["value"].to_numpy()
        return found


def compare(
    worlds: Ensemble, record: Record, *, towns: int | None = None, start: date | None = None
) -> Comparison:
    """Set simulated worlds against a record.

    Parameters
    ----------
    worlds
        Simulated worlds, in memory or stored in a study.
    record
        The record.
    towns
        Number of named towns of the scenario, for the share of towns touched; that pattern is
        a plain count if it is not known.
    start
        Compare from this day on: the day from which worlds that continue the record are drawn.

    Returns
    -------
    Comparison
        Patterns, weekly series, waiting times and sizes.
    """
    words = record.vocabulary
    known = record.events if start is None else record.events.filter(pl.col("date") >= start)
    events, number = _whole(worlds)
    simulated = _histories(events, number, words)
    recorded = _histories(known.with_columns(world=pl.lit(0, pl.Int64)), 1, words)
    sizes = compare_sizes(simulated.events, recorded.events, number)
    countries = recorded.days["country"].value_counts(sort=True)["country"].to_list()
    countries += sorted(set(simulated.days["country"]) - set(countries))
    counted = [
        (name, label, float(ours[0]), theirs)
        for (name, label, ours), (_, _, theirs) in zip(
            _counts(recorded, countries, towns), _counts(simulated, countries, towns), strict=True
        )
    ]
    rows = [_row(*each) for each in counted]
    totals = [(ours, theirs) for name, _, ours, theirs in counted if name.startswith("town_days")]
    joint = {"totals": _joint(totals)}
    for column, (name, label) in enumerate(
        (("size_median", "Stated size, median"), ("size_p90", "Stated size, 90th percentile"))
    ):
        ours = None if sizes.record is None else sizes.record[column]
        rows.append(_row(name, label, ours, sizes.worlds[:, column]))
    if sizes.record is not None:
        stated = [(ours, sizes.worlds[:, k]) for k, ours in enumerate(sizes.record)]
        joint["sizes"] = _joint(stated)
    waiting = _waiting(simulated, recorded, _stated_intervals(record))
    rows += waiting.pop("rows")
    return Comparison(
        patterns=pl.DataFrame(rows, schema=_SCHEMA, orient="row"),
        series=_series(simulated, recorded),
        waiting=waiting,
        sizes=sizes,
        worlds=number,
        drawn=worlds.worlds,
        ran_away=worlds.ended,
        joint=joint,
    )


def _whole(worlds: Ensemble) -> tuple[pl.DataFrame, int]:
    """Return the events of the worlds that go on to the end, counted from 0, and their number."""
    left_out = worlds.ended
    if not left_out or len(left_out) == worlds.worlds:
        return worlds.events, worlds.worlds
    gone = pl.Series(left_out, dtype=pl.Int64)
    events = worlds.events.with_columns(pl.col("world").cast(pl.Int64))
    kept = events.filter(~pl.col("world").is_in(gone.implode()))
    before = gone.sort().search_sorted(kept["world"])
    return kept.with_columns(world=pl.col("world") - before), worlds.worlds - len(left_out)


def _joint(pairs: list[tuple[float, NDArray[np.float64]]]) -> float:
    """Return the envelope's chance of several numbers, in the worlds that have all of them."""
    theirs = np.column_stack([worlds for _, worlds in pairs])
    known = theirs[~np.isnan(theirs).any(axis=1)]
    return envelope_chance(np.array([ours for ours, _ in pairs]), known)


_SCHEMA = {
    "pattern": pl.String,
    "label": pl.String,
    "record": pl.Float64,
    "low": pl.Float64,
    "median": pl.Float64,
    "high": pl.Float64,
    "inside": pl.Boolean,
}


def _histories(events: pl.DataFrame, number: int, vocabulary: Vocabulary) -> _Histories:
    popular = popular_events(events, vocabulary=vocabulary)
    if popular.filter(pl.col("world") >= number).height:
        # Worlds drawn from a later number on are counted from 0 here.
        popular = popular.with_columns(world=pl.col("world").rank("dense").cast(pl.Int64) - 1)
    days = popular.select("world", "country", "town", "where", "date")
    return _Histories(popular, days.unique(["world", "where", "date"]), number)


def _counts(
    histories: _Histories, countries: list[str], towns: int | None
) -> Iterator[tuple[str, str, NDArray[np.float64]]]:
    """Yield name, label and value by world of the patterns that are counts."""
    days = histories.days
    yield "town_days", "Town-days of popular contention", _by(histories, days)
    for country in countries:
        own = days.filter(pl.col("country") == country)
        yield f"town_days[{country}]", f"Town-days, {country}", _by(histories, own)
    daily = days.group_by("world", "date").agg(value=pl.len())
    largest = daily.group_by("world").agg(pl.col("value").max())
    yield "largest_day", "Largest day, towns", histories.per_world(largest)
    yield "days_with_contention", "Days with any contention", _by(histories, daily)
    named = days.filter(pl.col("town").is_not_null()).unique(["world", "country", "town"])
    if towns:
        share = _by(histories, named) / towns
        yield "towns_touched_share", "Share of the scenario's towns touched", share
    else:
        yield "towns_touched", "Towns touched at least once", _by(histories, named)


def _by(histories: _Histories, table: pl.DataFrame) -> NDArray[np.float64]:
    return histories.per_world(table.group_by("world").agg(value=pl.len()))


def _row(
    name: str, label: str, ours: float | None, theirs: NDArray[np.float64]
) -> tuple[str, str, float | None, float | None, float | None, float | None, bool | None]:
    """Return one row of `Comparison.patterns`."""
    some = theirs[~np.isnan(theirs)]
    if not some.size:
        return (name, label, ours, None, None, None, None)
    low, median, high = (float(np.quantile(some, level)) for level in (0.025, 0.5, 0.975))
    return (name, label, ours, low, median, high, None if ours is None else low <= ours <= high)


def _series(simulated: _Histories, recorded: _Histories) -> pl.DataFrame:
    """Return town-days of the bloc by week, of the record and as quantiles over worlds."""
    dates = pl.concat([simulated.days["date"], recorded.days["date"]])
    if dates.is_empty():
        return pl.DataFrame(schema={"week": pl.Date, "record": pl.Int64})
    first, last = cast("date", dates.min()), cast("date", dates.max())
    monday = first - timedelta(days=first.weekday())
    weeks = (last - monday).days // 7 + 1
    grids = [_grid(histories, monday, weeks) for histories in (recorded, simulated)]
    bands = np.quantile(grids[1], LEVELS, axis=0)
    return pl.DataFrame(
        {
            "week": [monday + timedelta(days=7 * week) for week in range(weeks)],
            "record": grids[0][0],
            **dict(zip(KEYS, bands, strict=True)),
        }
    )


def _grid(histories: _Histories, monday: date, weeks: int) -> NDArray[np.int64]:
    """Return town-days by world and week."""
    found = np.zeros((histories.number, weeks), dtype=np.int64)
    week = (histories.days["date"] - monday).dt.total_days().to_numpy() // 7
    np.add.at(found, (histories.days["world"].to_numpy().astype(np.int64), week), 1)
    return found


def _waiting(
    simulated: _Histories, recorded: _Histories, stated: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return great risings and waiting times, with the rows of patterns they make."""
    ours, theirs = (great_risings(histories.days) for histories in (recorded, simulated))
    waits = [table["waited"].drop_nulls().to_list() for table in (ours, theirs)]
    counts = simulated.per_world(theirs.group_by("world").agg(value=pl.len()))
    middles = np.full(simulated.number, np.nan)
    medians = theirs.group_by("world").agg(pl.col("waited").median()).drop_nulls()
    middles[medians["world"].to_numpy().astype(np.int64)] = medians["waited"].to_numpy()
    middle = float(np.median(waits[0])) if waits[0] else None
    label = f"Great risings ({GREAT_TOWNS} towns or more on a day)"
    return {
        "record": [interval["days"] for interval in stated] or waits[0],
        "stated": stated,
        "found": waits[0],
        "risings": [
            {"country": row["country"], "date": row["date"].isoformat(), "towns": row["places"]}
            for row in ours.to_dicts()
        ],
        "worlds": sorted(waits[1]),
        "definition": DEFINITION,
        "rows": [
            _row("great_risings", label, float(ours.height), counts),
            _row("waiting_median", "Days between great risings, median", middle, middles),
        ],
    }


def _stated_intervals(record: Record) -> list[dict[str, Any]]:
    """Return the waiting times that a source of the record dates, if the catalogue has any."""
    known = files("contention.catalogue") / "data" / "maps" / f"{record.name}.json"
    if not known.is_file():
        return []
    return list(json.loads(known.read_text(encoding="utf-8"))["great_intervals"]["intervals"])
