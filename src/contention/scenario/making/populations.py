"""People of places: from the user's table, from the gazetteer, or assumed and said so."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from contention.foundation import gazetteer
from contention.foundation.errors import ContentionError, Problem
from contention.scenario.making.levels import Level, cell_name

ASSUMED = 5000
"""Persons of a place that no table has: the gazetteer has towns of 15,000 and more."""

_NEAR_KM = 20.0
_NAMES = ("name", "place", "region", "state", "town", "district")
_PEOPLE = ("population", "popsize", "persons", "people")


@dataclass(frozen=True)
class Table:
    """A table of the user: (country or blank, name) in plain letters -> persons, source."""

    name: str
    people: dict[tuple[str, str], float]
    sources: dict[tuple[str, str], str]

    def source(self, country: str, name: str) -> str:
        """Return where the number of a place comes from: as the table says, or its name."""
        keys = ((plain(country), plain(name)), ("", plain(name)))
        return next((self.sources[key] for key in keys if key in self.sources), self.name)

    def find(self, country: str, name: str) -> float | None:
        """Return the persons of a place, or None."""
        return self.people.get((plain(country), plain(name)), self.people.get(("", plain(name))))


def read_populations(path: str | Path) -> Table:
    """Read a CSV with a column of names, ``population``, and optionally ``country``.

    Raises
    ------
    ContentionError
        F101, S072: no such file, or no such columns, or a number that is none.
    """
    file = Path(path)
    if not file.is_file():
        problem = Problem("F101", "no such file", "a file that exists", str(file), "check the path")
        raise ContentionError(problem)
    try:
        frame = pl.read_csv(file, infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise ContentionError(_wrong(str(error).partition("\n")[0], file)) from None
    frame = frame.rename({name: name.strip().lower() for name in frame.columns})
    name = next((name for name in _NAMES if name in frame.columns), None)
    people = next((name for name in _PEOPLE if name in frame.columns), None)
    if name is None or people is None:
        raise ContentionError(_wrong(f"the columns {', '.join(frame.columns)}", file))
    numbers = frame[people].str.replace_all(",", "").cast(pl.Float64, strict=False)
    bad = (numbers.is_null() | (numbers <= 0)).arg_true().to_list()
    if bad:
        raise ContentionError(
            _wrong(f"{people} {frame[people][bad[0]]!r} in row {bad[0] + 2}", file)
        )
    countries = frame["country"].to_list() if "country" in frame.columns else [""] * frame.height
    keys = [(plain(c), plain(n)) for c, n in zip(countries, frame[name], strict=True)]
    said = frame["source"].to_list() if "source" in frame.columns else [None] * frame.height
    sources = {key: str(text) for key, text in zip(keys, said, strict=True) if text}
    return Table(file.name, dict(zip(keys, numbers.to_list(), strict=True)), sources)


def plain(name: str | None) -> str:
    """Return a name without accents, in lower case."""
    bare = unicodedata.normalize("NFKD", name or "").encode("ascii", "ignore").decode()
    return " ".join(bare.lower().replace("-", " ").split())


def known_places(countries: list[str], level: Level) -> pl.DataFrame:
    """Return what the gazetteer knows at a level, in the countries that it knows.

    Returns
    -------
    polars.DataFrame
        ``country`` (as the record names it), ``name``, ``region``, ``lat``, ``lon``,
        ``population``. Nothing for ``admin2``, of which it knows none.
    """
    codes = {name: code for name in countries if (code := gazetteer.country_code(name))}
    asked = pl.DataFrame({"as": list(codes), "country": list(codes.values())}, schema=_ASKED)
    if level.kind == "admin1":
        found = gazetteer.regions().with_columns(name="region")
    else:
        found = gazetteer.towns().filter(~pl.col("part"))
    found = asked.join(found, on="country").drop("country").rename({"as": "country"})
    if level.kind == "admin2":
        found = found.clear()
    if level.kind == "grid":
        weight = pl.col("population")
        found = (
            found.with_columns(name=cell_name(level.km))
            .group_by("country", "name")
            .agg(
                region=pl.col("region").mode().sort().first(),
                lat=(pl.col("lat") * weight).sum() / weight.sum(),
                lon=(pl.col("lon") * weight).sum() / weight.sum(),
                population=weight.sum(),
            )
        )
    return found.select("country", "name", "region", "lat", "lon", "population").sort(
        "country", "region", "name"
    )


_ASKED = {"as": pl.String, "country": pl.String}


def match(units: pl.DataFrame, known: pl.DataFrame, level: Level) -> list[int | None]:
    """Return for each unit the row of the gazetteer that is the same place, or None.

    A region is the one of the same name, or else, if nobody else has it, the one whose middle of
    population is nearest. A town is the one of the same name within 20 km, or anywhere in the
    country where the unit has no coordinates. A cell is the cell.
    """
    found: list[int | None] = []
    rows = known.rows(named=True)
    by_name: dict[tuple[str, str], list[int]] = {}
    for number, row in enumerate(rows):
        by_name.setdefault((row["country"], plain(row["name"])), []).append(number)
    for unit in units.iter_rows(named=True):
        same = by_name.get((unit["country"], plain(unit["bare"])), [])
        if unit["lat"] is not None and level.kind == "place":
            same = [n for n in same if _km(unit, rows[n]) <= _NEAR_KM]
        found.append(max(same, key=lambda n: rows[n]["population"]) if same else None)
    if level.kind != "admin1":
        return found
    taken = {number for number in found if number is not None}
    for at, unit in enumerate(units.iter_rows(named=True)):
        free = [
            n for n, row in enumerate(rows) if row["country"] == unit["country"] and n not in taken
        ]
        if found[at] is None and unit["lat"] is not None and free:
            near = min(free, key=lambda n: _km(unit, rows[n]))
            found[at] = near
            taken.add(near)
    return found


def _km(one: dict[str, float], other: dict[str, float]) -> float:
    east = (one["lon"] - other["lon"]) * np.cos(np.radians(one["lat"]))
    return float(np.hypot(one["lat"] - other["lat"], east)) * 111.2


def _wrong(found: str, file: Path) -> Problem:
    return Problem(
        "S072",
        found,
        "a CSV with a column name (or place, region, state) and a column population above 0",
        str(file),
        "write one row a place, and country where a name stands in several",
    )
