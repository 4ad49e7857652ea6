"""What is a place: a region, a district, a town, or a cell of a grid."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast

import polars as pl

from contention.foundation.errors import ContentionError, Problem

Kind = Literal["admin1", "admin2", "place", "grid"]

_KM = 111.2
"""Kilometres of a degree of latitude."""


@dataclass(frozen=True)
class Level:
    """A level of places.

    Parameters
    ----------
    kind
        ``admin1`` (regions), ``admin2`` (districts), ``place`` (towns) or ``grid``.
    km
        Side of a cell of the grid.
    """

    kind: Kind
    km: float = 0.0

    def name_units(self, events: pl.DataFrame) -> pl.DataFrame:
        """Return the events with ``unit``, the name of their place, null where it is not known.

        Parameters
        ----------
        events
            Columns of a record, and ``region``, ``district`` and ``place_precision`` where the
            record has them.
        """
        have = {"region", "district", "place_precision"} & set(events.columns)
        missing = {"region", "district", "place_precision"} - have
        frame = events.with_columns(pl.lit(None, dtype=pl.String).alias(n) for n in missing)
        if self.kind == "grid":
            exact = pl.col("place_precision").fill_null("town").is_in(["town", "district"])
            return frame.with_columns(unit=pl.when(exact).then(cell_name(self.km)))
        column = {"admin1": "region", "admin2": "district", "place": "town"}[self.kind]
        frame = frame.with_columns(unit=pl.col(column))
        if self.kind == "admin1":
            return frame
        # One name may stand in several regions.
        spread = pl.col("region").fill_null("").n_unique().over("country", "unit") > 1
        longer = pl.format("{} ({})", pl.col("unit"), pl.col("region").fill_null("-"))
        return frame.with_columns(
            unit=pl.when(spread & pl.col("unit").is_not_null()).then(longer).otherwise("unit")
        )


def cell_name(km: float) -> pl.Expr:
    """Return the name of the cell a point lies in: latitude and longitude of its middle.

    Rows of cells are ``km`` high; in each row cells are as wide as that at its middle.
    """
    height = km / _KM
    row = (pl.col("lat") / height).floor()
    middle = (row + 0.5) * height
    width = height / middle.clip(-85, 85).radians().cos()
    column = (pl.col("lon") / width).floor()
    return pl.format("{} {}", middle.round(2), ((column + 0.5) * width).round(2))


def read_level(text: str) -> Level:
    """Read ``admin1``, ``admin2``, ``place`` or ``grid:50km``.

    Raises
    ------
    ContentionError
        S070: no such level.
    """
    if text in ("admin1", "admin2", "place"):
        return Level(cast("Kind", text))
    found = re.fullmatch(r"grid:(\d+(?:\.\d+)?)\s*(?:km)?", text)
    if found and 1 <= float(found[1]) <= 2000:
        return Level("grid", float(found[1]))
    raise ContentionError(
        Problem(
            "S070",
            repr(text),
            "admin1, admin2, place or a grid of 1 to 2000 km such as grid:50km",
            "--level",
            "write --level admin1 for regions",
        )
    )
