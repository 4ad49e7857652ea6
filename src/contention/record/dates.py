"""Dates of events: best date, precision, and the interval in which the day lies."""

from __future__ import annotations

import polars as pl

from contention.record.ledger import Ledger
from contention.record.schema import PRECISIONS

_HINT = "write dates as YYYY-MM-DD, or YYYY-MM or YYYY where no more is known"
_SHAPES = {"day": r"^\d{4}-\d{2}-\d{2}$", "month": r"^\d{4}-\d{2}$", "year": r"^\d{4}$"}
_REST = {"day": "", "month": "-01", "year": "-01-01"}


def read_dates(ledger: Ledger) -> pl.DataFrame:
    """Return ``date``, ``date_precision``, ``date_low``, ``date_high`` and ``end_date``.

    A date written as a month or a year has that precision, and its interval is that month or
    year unless ``date_low`` and ``date_high`` say better. The best date of such a row is the
    first day of its month or year that lies in the interval.

    Notes R301 (no date), R302 (not a date), R303 (end before start), R304 (date outside its
    interval) and R315 (unknown precision).
    """
    columns = ("date", "date_low", "date_high", "end_date")
    spans = pl.DataFrame(
        [series for column in columns for series in _read_span(ledger, column).get_columns()]
    )
    frame = spans.with_columns(_read_precision(ledger, spans["date_as"])).with_columns(
        _period_start().alias("period_first")
    )
    frame = frame.with_columns(_period_end().alias("period_last")).with_columns(
        low=pl.coalesce("date_low_first", "period_first"),
        high=pl.coalesce("date_high_last", "period_last"),
    )
    coarse = pl.col("date_as") != "day"
    frame = frame.with_columns(
        best=pl.when(coarse)
        .then(pl.max_horizontal("date_first", "low"))
        .otherwise(pl.col("date_first"))
    )
    _note_order(ledger, frame)
    return frame.select(
        date="best",
        date_precision="date_precision",
        date_low="low",
        date_high="high",
        end_date="end_date_last",
    )


def _read_span(ledger: Ledger, column: str) -> pl.DataFrame:
    """Read first and last day of what a column says, and how it was written."""
    text = ledger.text(column).alias("text")
    frame = pl.DataFrame([text]).with_columns(
        shape=pl.coalesce(
            pl.when(pl.col("text").str.contains(pattern)).then(pl.lit(shape))
            for shape, pattern in _SHAPES.items()
        )
    )
    # Year 0 is outside Python's calendar, though polars reads it.
    frame = frame.with_columns(
        whole=pl.when(~pl.col("text").str.starts_with("0000")).then(
            pl.col("text") + pl.col("shape").replace_strict(_REST, return_dtype=pl.String)
        )
    ).with_columns(first=pl.col("whole").str.to_date("%Y-%m-%d", strict=False))
    frame = frame.with_columns(
        last=pl.when(pl.col("shape") == "month")
        .then(pl.col("first").dt.month_end())
        .when(pl.col("shape") == "year")
        .then(pl.col("first").dt.offset_by("1y").dt.offset_by("-1d"))
        .otherwise(pl.col("first"))
    )
    unreadable = frame["text"].is_not_null() & frame["first"].is_null()
    ledger.note(unreadable, column, "R302", found=text, expected="a date", hint=_HINT)
    if column == "date":
        hint = "give the row a date, if only its month or year"
        ledger.note(text.is_null(), column, "R301", found=text, expected="a date", hint=hint)
    return frame.select(
        pl.col("shape").alias(f"{column}_as"),
        pl.col("first").alias(f"{column}_first"),
        pl.col("last").alias(f"{column}_last"),
    )


def _read_precision(ledger: Ledger, written: pl.Series) -> pl.Series:
    stated = ledger.text("date_precision")
    expected = "hour, day, week, month or year"
    unknown = stated.is_not_null() & ~stated.is_in(PRECISIONS)
    ledger.note(unknown, "date_precision", "R315", found=stated, expected=expected)
    rank = {name: place for place, name in enumerate(PRECISIONS)}
    ranks = [
        series.replace_strict(rank, default=None, return_dtype=pl.Int8)
        for series in (stated, written)
    ]
    too_fine = (ranks[0] < ranks[1]) & (written != "day")
    ledger.note(
        too_fine,
        "date",
        "R302",
        found=ledger.text("date"),
        expected="a date as exact as date_precision: " + stated,
        hint="write the whole date, or a coarser date_precision",
    )
    return pl.select(pl.coalesce(stated, written)).to_series().alias("date_precision")


def _period_start() -> pl.Expr:
    first = pl.col("date_first")
    precision = pl.col("date_precision")
    return (
        pl.when(precision == "week")
        .then(first.dt.truncate("1w"))
        .when(precision == "month")
        .then(first.dt.truncate("1mo"))
        .when(precision == "year")
        .then(first.dt.truncate("1y"))
        .otherwise(first)
    )


def _period_end() -> pl.Expr:
    first = pl.col("period_first")
    precision = pl.col("date_precision")
    return (
        pl.when(precision == "week")
        .then(first.dt.offset_by("6d"))
        .when(precision == "month")
        .then(first.dt.month_end())
        .when(precision == "year")
        .then(first.dt.offset_by("1y").dt.offset_by("-1d"))
        .otherwise(first)
    )


def _note_order(ledger: Ledger, frame: pl.DataFrame) -> None:
    low, high, best = frame["low"], frame["high"], frame["best"]
    reversed_interval = low > high
    ledger.note(
        reversed_interval,
        "date_high",
        "R303",
        found=high,
        expected="a day on or after date_low, " + low.cast(pl.String),
        hint="swap date_low and date_high, or correct one of them",
    )
    # A month written out may reach beyond the interval, but the two must meet.
    outside = ((best < low) | (best > high) | (best > frame["date_last"])) & ~reversed_interval
    ledger.note(
        outside,
        "date",
        "R304",
        found=ledger.text("date"),
        expected="a date from " + low.cast(pl.String) + " to " + high.cast(pl.String),
        hint="widen the interval or correct the date",
    )
    ledger.note(
        frame["end_date_last"] < best,
        "end_date",
        "R303",
        found=ledger.text("end_date"),
        expected="a day on or after date, " + best.cast(pl.String),
        hint="correct date or end_date, or leave end_date blank",
    )
