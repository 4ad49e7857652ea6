"""From the file of a record to the folder of a scenario."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from contention.foundation.errors import ContentionError, Problem

if TYPE_CHECKING:
    from contention.scenario.making import Made

_BESIDE = ("region", "district", "place_precision", "type", "actor_name")


def scenario_from_record(
    source: str | Path,
    *,
    level: str,
    output: str | Path,
    name: str | None = None,
    population: str | Path | None = None,
    start: date | None = None,
    end: date | None = None,
) -> Made:
    """Make a scenario of the places of a record, and write its folder.

    Parameters
    ----------
    source
        A record: a name of the catalogue, or a file, best one of `contention.import_events`.
    level
        ``admin1``, ``admin2``, ``place``, or a grid such as ``grid:50km``.
    output
        The folder: ``scenario.yaml``, its tables, and ``record.parquet``, the record with
        ``town`` set to the place of the scenario.
    name
        Name of the scenario; that of the folder if not given.
    population
        A CSV of names and ``population``; the gazetteer knows the others.
    start, end
        First and last day; those of the record if not given.

    Raises
    ------
    ContentionError
        F and R codes: the record cannot be read. S070 to S072: the level, no place, the
        populations.
    """
    from contention.catalogue.loaders import load_record
    from contention.scenario.making import make_scenario, read_level

    wanted = read_level(level)
    record = load_record(source)
    events = record.events.join(_beside(source, record.events), on="id", how="left")
    folder = Path(output)
    made = make_scenario(
        events,
        level=wanted,
        name=_slug(name or folder.name),
        populations=population,
        start=start,
        end=end,
    )
    made.write(folder)
    return made


def check_way(way: str) -> None:
    """Refuse any way to make a scenario but ``from-record``.

    Raises
    ------
    ContentionError
        S073: another word.
    """
    if way != "from-record":
        hint = "write contention scenario from-record RECORD --level admin1"
        raise ContentionError(Problem("S073", repr(way), "from-record", hint=hint))


def _beside(source: str | Path, events: pl.DataFrame) -> pl.DataFrame:
    """Return what an imported record has beside the canonical columns, by id."""
    from contention.catalogue.index import resolve
    from contention.record.tables import read_table

    # The file has just been read as a record, so that it is a table.
    table = read_table(resolve("record", source)).frame
    have = [name for name in _BESIDE if name in table.columns]
    if "id" not in table.columns or not have:
        return events.select("id").clear()
    return table.select("id", *have).unique("id", keep="first").filter(pl.col("id").is_not_null())


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "scenario"
