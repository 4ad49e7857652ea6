"""Coordinates: off the globe, exchanged, at 0, 0, at sea, in another country."""

from __future__ import annotations

import polars as pl

from contention.foundation.gazetteer import country_code, is_near_country, is_near_land

SWAPPED, REMOVED = "latitude and longitude exchanged", "coordinates removed"
AT_SEA, ABROAD = "coordinates at sea removed", "coordinates in another country"


def settle_coordinates(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows with ``lat`` and ``lon`` as numbers, and what was changed.

    A latitude beyond 90 degrees whose exchange with the longitude gives a point is exchanged, and
    so is a point outside its country that lies in it after the exchange. Other points off the
    globe, half a point, 0, 0, which stands for a place that was not found, and points at sea are
    removed. Points in another country are kept and noted. Borders and coasts are those of today,
    and 50 km beyond them is still near.
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
    frame = _look_at_map(frame)
    notes = pl.concat(
        frame.filter(name).select("row", "id", detail="_given", reason=pl.lit(reason))
        for name, reason in (
            ("_swap", SWAPPED),
            ("_gone", REMOVED),
            ("_sea", AT_SEA),
            ("_abroad", ABROAD),
        )
    )
    return frame.select(pl.exclude("^_.*$")), notes


def _look_at_map(frame: pl.DataFrame) -> pl.DataFrame:
    """Exchange or remove points by where there is land, and in which country."""
    placed = frame["lat"].is_not_null()
    lat, lon = frame["lat"].fill_null(0.0).to_numpy(), frame["lon"].fill_null(0.0).to_numpy()
    codes = [country_code(name) for name in frame["country"]]
    home = pl.Series(is_near_country(lat, lon, codes))
    turned = pl.Series(is_near_country(lon.clip(-90, 90), lat, codes)) & (frame["lon"].abs() <= 90)
    swap = placed & ~home & turned.fill_null(value=False)
    sea = placed & ~swap & ~pl.Series(is_near_land(lat, lon), dtype=pl.Boolean)
    frame = frame.with_columns(
        _turn=swap, _sea=sea, _abroad=placed & ~swap & ~sea & ~home, _swap=frame["_swap"] | swap
    )
    return frame.with_columns(
        lat=pl.when("_turn").then("lon").when(~pl.col("_sea")).then("lat"),
        lon=pl.when("_turn").then("lat").when(~pl.col("_sea")).then("lon"),
    )
