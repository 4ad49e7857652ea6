"""The columns of a record in canonical form: types, units and what each one means."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

ROLES = ("event", "aggregate", "part")
"""``event``: one thing that happened. ``aggregate``: a total over an area or several days.
``part``: a piece of another row. Only events are used; sums over all three count twice."""

PRECISIONS = ("hour", "day", "week", "month", "year")
"""How exactly a date is known, finest first."""

CONFIDENCES = ("high", "medium", "low")
"""How far the compiler of the record trusts the row."""


@dataclass(frozen=True)
class Column:
    """One column of the canonical form.

    Parameters
    ----------
    name
        Its name.
    dtype
        Its polars type.
    unit
        Unit or format, ``""`` for words.
    says
        What it means, and what a blank stands for.
    required
        Whether a file must have it.
    """

    name: str
    dtype: pl.DataType
    unit: str
    says: str
    required: bool = False


_DATE, _TEXT, _LIST = pl.Date(), pl.String(), pl.List(pl.String())
_COUNT, _DEGREES = pl.Int64(), pl.Float64()

COLUMNS = (
    Column("id", _TEXT, "", "A name used once; blank: made from the row number."),
    Column("date", _DATE, "YYYY-MM-DD", "The best single date.", required=True),
    Column("date_precision", _TEXT, "", "hour, day, week, month or year; blank: as written."),
    Column("date_low", _DATE, "YYYY-MM-DD", "First day it can have been; blank: by precision."),
    Column("date_high", _DATE, "YYYY-MM-DD", "Last day it can have been; blank: by precision."),
    Column("hour", pl.Int8(), "0-23, local", "Hour of the day; blank: not known."),
    Column("end_date", _DATE, "YYYY-MM-DD", "Last day, where it went on; blank: not stated."),
    Column("country", _TEXT, "", "The country as the scenario names it.", required=True),
    Column("place", _TEXT, "", "The place, as precise as the source."),
    Column("town", _TEXT, "", "The place to model; blank: a wider area."),
    Column("lat", _DEGREES, "degrees north", "Latitude, -90 to 90."),
    Column("lon", _DEGREES, "degrees east", "Longitude, -180 to 180."),
    Column("actor", _LIST, "joined by ;", "Who acted; blank: not stated."),
    Column("form", _TEXT, "", "What was done.", required=True),
    Column("participants_low", _COUNT, "persons", "Lowest size stated; blank: not stated."),
    Column("participants_high", _COUNT, "persons", "Highest size stated; blank: not stated."),
    Column("deaths_low", _COUNT, "persons", "Fewest deaths; blank: not stated, never zero."),
    Column("deaths_high", _COUNT, "persons", "Most deaths; blank: not stated, never zero."),
    Column("demands", _LIST, "joined by ;", "What was demanded or at stake; blank: not stated."),
    Column("role", _TEXT, "", "event, aggregate or part; blank: event."),
    Column("description", _TEXT, "", "What happened, in a sentence."),
    Column("source", _TEXT, "", "Where the row was read."),
    Column("confidence", _TEXT, "", "high, medium or low; blank: not stated."),
)
"""The canonical columns, in order."""

SCHEMA: dict[str, pl.DataType] = {column.name: column.dtype for column in COLUMNS}
"""Column -> polars type."""

REQUIRED = tuple(column.name for column in COLUMNS if column.required)
"""Columns that a file must have."""
