"""Numbers of events: hour, coordinates, participants and deaths."""

from __future__ import annotations

import polars as pl

from contention.record.ledger import Ledger

_BLANK = "leave it blank where it is not known"


def read_numbers(ledger: Ledger) -> pl.DataFrame:
    """Return hour, coordinates, participants and deaths. Blank stays null and is not zero.

    Notes R306 (NaN or infinite), R307 (not a number, not whole), R308 (negative), R309 (low
    above high), R310 (coordinates out of range), R311 (hour out of range) and R316 (one
    coordinate without the other).
    """
    hour = _read_whole(ledger, "hour")
    ledger.note(
        (hour < 0) | (hour > 23),
        "hour",
        "R311",
        found=hour,
        expected="a whole hour from 0 to 23",
        hint="midnight is hour 0 of the day that begins",
    )
    columns = [pl.Series("hour", hour.clip(0, 23), pl.Int8), *_read_coordinates(ledger)]
    for what in ("participants", "deaths"):
        columns += _read_bounds(ledger, what)
    return pl.DataFrame(columns)


def _read_number(ledger: Ledger, column: str) -> pl.Series:
    text = ledger.text(column)
    values = text.cast(pl.Float64, strict=False)
    unbounded = values.is_nan() | values.is_infinite()
    ledger.note(unbounded, column, "R306", found=text, expected="a finite number", hint=_BLANK)
    ledger.note(
        text.is_not_null() & values.is_null(),
        column,
        "R307",
        found=text,
        expected="a number",
        hint=f"write digits without spaces, commas or words; {_BLANK}",
    )
    return values.set(unbounded, None)


def _read_whole(ledger: Ledger, column: str) -> pl.Series:
    values = _read_number(ledger, column)
    # Text first: a float holds whole numbers only up to 2^53.
    exact = ledger.text(column).cast(pl.Int64, strict=False)
    whole = values.set(values != values.floor(), None).cast(pl.Int64, strict=False)
    ledger.note(
        values.is_not_null() & exact.is_null() & whole.is_null(),
        column,
        "R307",
        found=ledger.text(column),
        expected="a whole number",
        hint="round it, or give the two bounds as low and high",
    )
    return pl.select(pl.coalesce(exact, whole)).to_series().alias(column)


def _read_coordinates(ledger: Ledger) -> list[pl.Series]:
    lat, lon = (_read_number(ledger, column) for column in ("lat", "lon"))
    for values, column, bound in ((lat, "lat", 90), (lon, "lon", 180)):
        ledger.note(
            values.abs() > bound,
            column,
            "R310",
            found=values,
            expected=f"degrees from -{bound} to {bound}",
            hint="write decimal degrees, and check that lat and lon are not exchanged",
        )
    for one, other, column in ((lat, lon, "lat"), (lon, lat, "lon")):
        ledger.note(
            one.is_null() & other.is_not_null() & ledger.text(column).is_null(),
            column,
            "R316",
            found=one,
            expected="both coordinates or neither",
            hint="fill in the missing one or clear the other",
        )
    return [lat.alias("lat"), lon.alias("lon")]


def _read_bounds(ledger: Ledger, what: str) -> list[pl.Series]:
    names = (f"{what}_low", f"{what}_high")
    low, high = (_read_whole(ledger, column) for column in names)
    for values, column in ((low, names[0]), (high, names[1])):
        negative = "zero or more persons"
        ledger.note(values < 0, column, "R308", found=values, expected=negative, hint=_BLANK)
    ledger.note(
        low > high,
        names[1],
        "R309",
        found=high,
        expected=f"at least {names[0]}, " + low.cast(pl.String),
        hint="swap the two, or correct one of them",
    )
    return [low.alias(names[0]), high.alias(names[1])]
