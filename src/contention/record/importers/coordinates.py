"""Coordinates: off the globe, exchanged, or at 0, 0."""

from __future__ import annotations

import polars as pl

SWAPPED, REMOVED = "latitude and longitude exchanged", "coordinates removed"


def settle_coordinates(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows with ``lat`` and ``lon`` as numbers, and what was changed.

    A latitude beyond 90 degrees whose exchange with the longitude gives a point is exchanged.
    Other points off the globe, half a point, and 0, 0, which stands for a place that was not
    found, are removed.
    """
    lat, lon = (
        pl.col(name).str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
        for name in ("lat", "lon")
    )
    given = pl.concat_str("lat", "lon", separator=", ", ignore_nulls=True)
    stated = pl.col("lat").is_not_null() | pl.col("lon").is_not_null()
    frame = frame.with_columns(_given=given, _stated=stated, lat=lat, lon=lon)
    off = (pl.col("lat").abs() > 90) & (pl.col("lat").abs() <= 180) & (pl.col("lon").abs() <= 90)
    frame = frame.with_columns(_swap=off.fill_null(value=False)).with_columns(
        lat=pl.when("_swap").then("lon").otherwise("lat"),
        lon=pl.when("_swap").then("lat").otherwise("lon"),
    )
    good = (
        pl.col("lat").is_finite()
        & pl.col("lon").is_finite()
        & (pl.col("lat").abs() <= 90)
        & (pl.col("lon").abs() <= 180)
        & ((pl.col("lat") != 0) | (pl.col("lon") != 0))
    ).fill_null(value=False)
    frame = frame.with_columns(
        _gone=~good & pl.col("_stated"),
        lat=pl.when(good).then("lat"),
        lon=pl.when(good).then("lon"),
    )
    notes = pl.concat(
        frame.filter(name).select("row", "id", detail="_given", reason=pl.lit(reason))
        for name, reason in (("_swap", SWAPPED), ("_gone", REMOVED))
    )
    return frame.drop("_given", "_stated", "_swap", "_gone"), notes
