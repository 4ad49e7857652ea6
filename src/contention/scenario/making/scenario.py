"""The folder of a scenario made from a record: document, tables, and the record at its level."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from contention.foundation import gazetteer
from contention.foundation.errors import ContentionError, Problem
from contention.scenario.making.document import write_document
from contention.scenario.making.holidays import public_holidays
from contention.scenario.making.levels import Level
from contention.scenario.making.populations import (
    ASSUMED,
    Table,
    known_places,
    match,
    read_populations,
)
from contention.store import write_text, write_with

STRATUM = "people"
"""The one stratum of such a scenario: everybody."""

_EXTRA = ("district", "place_precision", "type", "actor_name", "unit")


@dataclass(frozen=True, eq=False)
class Made:
    """A scenario made from a record.

    Parameters
    ----------
    name
        Its name.
    document
        The YAML.
    places
        The places table.
    events
        The record, with ``town`` set to the place of the scenario.
    holidays
        The table of the covariate ``holiday``; no row where no holiday is known.
    counts
        ``places``, ``with_events``, ``without_events``, ``unplaced`` (events of a wider area).
    notes
        What was assumed, and what is not known.
    """

    name: str
    document: str
    places: pl.DataFrame
    events: pl.DataFrame
    holidays: pl.DataFrame
    counts: dict[str, int]
    notes: tuple[str, ...]

    def write(self, folder: str | Path) -> Path:
        """Write the folder and return the path of the document.

        Raises
        ------
        ContentionError
            F010 to F013: a file cannot be written.
        """
        home = Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        write_text(home / "places.csv", _as_csv(self.places))
        write_text(home / "strata.csv", _strata(self.places))
        if self.holidays.height:
            write_text(home / "holidays.csv", _as_csv(self.holidays))
        write_with(home / "record.parquet", self.events.write_parquet)
        return write_text(home / "scenario.yaml", self.document)


def make_scenario(
    events: pl.DataFrame,
    *,
    level: Level,
    name: str,
    populations: str | Path | None = None,
    start: date | None = None,
    end: date | None = None,
) -> Made:
    """Make a scenario of the places of a record.

    Parameters
    ----------
    events
        Columns of a record; ``region`` and ``district`` for their levels.
    level
        What is a place.
    name
        Name of the scenario, in lower-case letters, digits and hyphens.
    populations
        The user's table; places that it lacks are looked up in the gazetteer.
    start, end
        First and last day; those of the record if not given.

    Raises
    ------
    ContentionError
        S071: no event can be placed at this level. S072: the table of populations.
    """
    table = read_populations(populations) if populations else Table("", {}, {})
    first, last = start or _day(events["date_low"].min()), end or _day(events["date_high"].max())
    inside = events.filter((pl.col("date_high") >= first) & (pl.col("date_low") <= last))
    frame = level.name_units(inside)
    units = _units(frame, level)
    if not units.height:
        raise ContentionError(_unplaced(level, frame))
    countries = sorted(set(units["country"]))
    known = known_places(countries, level)
    found = match(units, known, level)
    rows, notes = _with_events(units, known, found, table)
    notes += _unknown_countries(countries, level)
    empty = _without_events(known, found, level, table)
    places = pl.DataFrame([*rows, *empty], schema=_PLACES).sort(
        "country", "kind", "name", nulls_last=True
    )
    names = set(zip((row["country"] for row in rows), (row["name"] for row in rows), strict=True))
    placed = [key in names for key in zip(frame["country"], frame["unit"], strict=True)]
    relevelled = frame.with_columns(
        town=pl.when(pl.Series(placed, dtype=pl.Boolean)).then("unit")
    ).filter(pl.col("country").is_in(countries))
    left = frame.height - relevelled.height
    if left:
        notes.append(f"{left:,} events lie in countries without any place and are left out")
    counts = {
        "places": places.height,
        "with_events": len(rows),
        "without_events": len(empty),
        "unplaced": relevelled["town"].null_count(),
    }
    public = public_holidays(countries, first, last)
    dated = public.table.height > 0
    document = write_document(name, countries, places, level, first, last, holidays=dated)
    tidy = relevelled.drop(*(n for n in (*_EXTRA, "region") if n in relevelled.columns))
    return Made(name, document, places, tidy, public.table, counts, (*notes, *public.notes))


_PLACES = {
    "name": pl.String, "country": pl.String, "region": pl.String, "kind": pl.String,
    "communes": pl.Int64, "population": pl.Int64, "lat": pl.Float64, "lon": pl.Float64,
    "source": pl.String, "confidence": pl.String,
}  # fmt: skip


def _units(frame: pl.DataFrame, level: Level) -> pl.DataFrame:
    bare = {"place": "town", "admin2": "district"}.get(level.kind, "unit")
    return (
        frame.filter(pl.col("unit").is_not_null())
        .group_by("country", "unit")
        .agg(
            pl.col(bare).drop_nulls().first().alias("bare"),
            pl.col("region").drop_nulls().mode().sort().first(),
            pl.col("lat").median(),
            pl.col("lon").median(),
            n=pl.len(),
        )
        .sort("country", "unit")
    )


def _with_events(
    units: pl.DataFrame, known: pl.DataFrame, found: list[int | None], table: Table
) -> tuple[list[dict[str, Any]], list[str]]:
    rows: list[dict[str, Any]] = []
    lost: list[str] = []
    assumed = 0
    for unit, number in zip(units.iter_rows(named=True), found, strict=True):
        same = known.row(number, named=True) if number is not None else None
        people = table.find(unit["country"], unit["unit"]) or table.find(
            unit["country"], unit["bare"]
        )
        source, confidence = table.source(unit["country"], unit["bare"]), "medium"
        if people is None and same is not None:
            people, source, confidence = same["population"], f"{gazetteer.CREDIT}, today", "low"
        if people is None:
            people, source, confidence = ASSUMED, f"assumed: {ASSUMED:,} persons", "low"
        lat, lon = unit["lat"], unit["lon"]
        if lat is None and same is not None:
            lat, lon = same["lat"], same["lon"]
        if lat is None:
            lost.append(unit["unit"])
            continue
        assumed += source.startswith("assumed")
        rows.append(
            _place(
                unit["unit"],
                unit["country"],
                unit["region"] or unit["unit"],
                "town",
                1,
                people,
                lat,
                lon,
                source,
                confidence,
            )
        )
    notes: list[str] = []
    if assumed:
        notes.append(f"{assumed:,} places are in no table; {ASSUMED:,} persons were assumed")
    if lost:
        shown = ", ".join(lost[:5])
        notes.append(f"{len(lost):,} places have no coordinates and are left out: {shown}")
    return rows, notes


def _without_events(
    known: pl.DataFrame, found: list[int | None], level: Level, table: Table
) -> list[dict[str, Any]]:
    """Regions and cells without events are places; towns are the remainder of their region."""
    used = {number for number in found if number is not None}
    rest = known.filter(~pl.int_range(pl.len()).is_in(list(used)))
    source = f"{gazetteer.CREDIT}, today; no event of the record"
    if level.kind == "place":
        weight = pl.col("population")
        rest = (
            rest.with_columns(pl.col("region").replace("", "other"))
            .group_by("country", "region", maintain_order=True)
            .agg(
                (pl.col("lat") * weight).sum() / weight.sum(),
                (pl.col("lon") * weight).sum() / weight.sum(),
                weight.sum(),
                communes=pl.len(),
            )
        )
        return [
            _place(
                f"rest of {row['region']}",
                row["country"],
                row["region"],
                "remainder",
                row["communes"],
                row["population"],
                row["lat"],
                row["lon"],
                source,
                "low",
            )
            for row in rest.iter_rows(named=True)
        ]
    return [
        _place(
            row["name"],
            row["country"],
            row["region"] or row["name"],
            "town",
            1,
            table.find(row["country"], row["name"]) or row["population"],
            row["lat"],
            row["lon"],
            source,
            "low",
        )
        for row in rest.iter_rows(named=True)
    ]


def _place(*values: Any) -> dict[str, Any]:
    row = dict(zip(_PLACES, values, strict=True))
    row["population"] = max(round(row["population"]), 1)
    return row | {"lat": round(row["lat"], 4), "lon": round(row["lon"], 4)}


def _unknown_countries(countries: list[str], level: Level) -> list[str]:
    unknown = [name for name in countries if gazetteer.country_code(name) is None]
    notes: list[str] = []
    if level.kind == "admin2":
        notes.append("districts without events are not included: the gazetteer knows no districts")
    elif unknown:
        shown = ", ".join(unknown[:5])
        notes.append(f"places without events are not included for {shown}: not in the gazetteer")
    return notes


def _strata(places: pl.DataFrame) -> str:
    rows = [
        {
            "country": country,
            "stratum": STRATUM,
            "share_of_population": 1,
            "source": "everybody",
            "confidence": "high",
        }
        for country in sorted(set(places["country"]))
    ]
    return _as_csv(pl.DataFrame(rows))


def _as_csv(frame: pl.DataFrame) -> str:
    stream = io.StringIO()
    frame.write_csv(stream)
    return stream.getvalue()


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    raise ContentionError(
        Problem("S071", "a record without events", "at least one event", hint="import one first")
    )


def _unplaced(level: Level, frame: pl.DataFrame) -> Problem:
    counts = {
        name: frame[name].drop_nulls().len()
        for name in ("region", "district", "town", "lat")
        if name in frame.columns
    }
    has = ", ".join(f"{number:,} with {name}" for name, number in counts.items())
    return Problem(
        "S071",
        f"no place at the level {level.kind} among {frame.height:,} events ({has})",
        "events with the names or coordinates that the level needs",
        "--level",
        "choose a level that the record has; regions need a record of `contention import`",
    )
