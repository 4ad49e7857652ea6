"""What an importer is: the columns by which a source is known, and how its rows are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

_TEXT, _DATE, _COUNT = pl.String(), pl.Date(), pl.Int64()

DRAFT: dict[str, pl.DataType] = {
    "row": _COUNT,
    "id": _TEXT,
    "drop": _TEXT,  # reason why the row is left out, null where it is not
    "detail": _TEXT,
    "type": _TEXT,
    "subtype": _TEXT,
    "responses": pl.List(pl.String()),  # what those in power did, in the words of the source
    "date": _DATE,
    "date_low": _DATE,
    "date_high": _DATE,
    "date_precision": _TEXT,
    "end_date": _DATE,
    "country": _TEXT,
    "region": _TEXT,
    "district": _TEXT,
    "place": _TEXT,
    "towns": pl.List(pl.String()),  # one event may name several
    "place_precision": _TEXT,  # town, district, region, country or sea
    "lat": _TEXT,
    "lon": _TEXT,
    "actor_text": _TEXT,  # what the actor rows of the mapping look at
    "actor_name": _TEXT,
    "size_low": _TEXT,
    "size_high": _TEXT,
    "size_text": _TEXT,
    "deaths_low": _TEXT,
    "deaths_high": _TEXT,
    "demands": pl.List(pl.String()),
    "description": _TEXT,
    "source": _TEXT,
    "confidence": _TEXT,
    "version": _COUNT,  # of two rows with one id the higher one is kept
}
"""Columns that the importer of a source fills in; what it leaves out is null."""


@dataclass(frozen=True)
class Source:
    """A source of events.

    Parameters
    ----------
    name
        As given to ``--as``.
    title
        Its full name.
    known_by
        Sets of columns; a table that has all of one set comes from this source.
    needed
        Columns without which its rows cannot be read.
    draft
        Turns raw text columns into the columns of `DRAFT` that the source has.
    headers
        For tables without a header: the names of the columns, by their number.
    wanted
        For tables without a header: the columns that are read.
    near_duplicates
        Whether rows of one place, day, form and actor are one event even where what they say
        differs.
    renames_ids
        Whether two rows of one id that lie on different days or in different countries are two
        events, since nobody vouches for the ids.
    """

    name: str
    title: str
    known_by: tuple[tuple[str, ...], ...]
    needed: tuple[str, ...]
    draft: Callable[[pl.DataFrame], pl.DataFrame]
    headers: dict[int, tuple[str, ...]] | None = None
    wanted: tuple[str, ...] = ()
    near_duplicates: bool = False
    renames_ids: bool = False


def column(raw: pl.DataFrame, *names: str) -> pl.Expr:
    """Return the first of these columns that the table has, or nulls."""
    for name in names:
        if name in raw.columns:
            return pl.col(name)
    return pl.lit(None, dtype=pl.String)


def complete(draft: pl.DataFrame) -> pl.DataFrame:
    """Return a draft with every column of `DRAFT`, in order."""
    missing = [
        pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in DRAFT.items()
        if name not in draft.columns
    ]
    return draft.with_columns(missing).select(pl.col(name).cast(t) for name, t in DRAFT.items())


def joined(*parts: pl.Expr) -> pl.Expr:
    """Join texts by semicolons, without the missing ones."""
    return pl.concat_str(*parts, separator="; ", ignore_nulls=True)
