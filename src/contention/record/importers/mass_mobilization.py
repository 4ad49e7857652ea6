"""Mass Mobilization: protests against governments, with the responses of the state."""

from __future__ import annotations

import polars as pl

from contention.record.importers.source import Source, column
from contention.record.importers.towns import split_towns

_BLANK = (".", "", "none", "na", "n/a")
_DEMANDS = {
    "labor wage dispute": "economic",
    "land farm issue": "economic",
    "price increases, tax policy": "economic",
    "tax policy": "economic",
    "price increases": "economic",
    "political behavior, process": "political",
    "political behavior/processes": "political",
    "police brutality": "political",
    "removal of politician": "political",
}


def draft(raw: pl.DataFrame) -> pl.DataFrame:
    """Read rows of the table.

    Rows with ``protest`` 0 stand for a year without a protest. The interval between first and
    last day is how long a protest went on, not a doubt about its date. ``location`` may name
    several towns, or say that it was everywhere.
    """
    empty = column(raw, "protest").str.strip_suffix(".0") == "0"
    frame = raw.with_columns(first=_day(raw, "start"), last=_day(raw, "end"))
    where = frame["location"] if "location" in frame.columns else pl.Series([None] * raw.height)
    frame = frame.with_columns(split_towns(where).alias("towns"))
    violent = column(frame, "protesterviolence").str.strip_suffix(".0") == "1"
    return frame.select(
        "row",
        "towns",
        id=column(frame, "id"),
        drop=pl.when(empty).then(pl.lit("year without a protest")),
        type=pl.when(violent).then(pl.lit("violent protest")).otherwise(pl.lit("protest")),
        responses=_listed(frame, "stateresponse"),
        date="first",
        date_low="first",
        date_high="first",
        date_precision=pl.when(pl.col("first").is_not_null()).then(pl.lit("day")),
        end_date=pl.when(pl.col("last") > pl.col("first")).then("last"),
        country=column(frame, "country"),
        place=column(frame, "location"),
        place_precision=pl.when(pl.col("towns").list.len() > 0)
        .then(pl.lit("town"))
        .otherwise(pl.lit("country")),
        actor_text=column(frame, "protesteridentity"),
        actor_name=column(frame, "protesteridentity"),
        size_text=_stated(column(frame, "participants")),
        size_low=pl.lit(None, dtype=pl.String),
        size_high=pl.lit(None, dtype=pl.String),
        demands=_listed(frame, "protesterdemand")
        .list.eval(pl.element().replace_strict(_DEMANDS, default=None, return_dtype=pl.String))
        .list.drop_nulls()
        .list.unique(maintain_order=True),
        description=column(frame, "notes"),
        source=column(frame, "sources"),
    ).with_columns(
        size_text=pl.coalesce("size_text", _stated(raw_category(raw))),
        demands=pl.when(pl.col("demands").list.len() > 0).then("demands"),
    )


def raw_category(raw: pl.DataFrame) -> pl.Series:
    """Return the coded class of size, which stands in where the text gives no number."""
    if "participants_category" in raw.columns:
        return raw["participants_category"]
    return pl.Series("participants_category", [None] * raw.height, pl.String)


def _stated(text: pl.Expr | pl.Series) -> pl.Expr:
    value = pl.lit(text) if isinstance(text, pl.Series) else text
    return pl.when(~value.str.to_lowercase().is_in(_BLANK)).then(value)


def _day(raw: pl.DataFrame, which: str) -> pl.Series:
    parts = [
        column(raw, f"{which}{part}").cast(pl.Float64, strict=False).cast(pl.Int32, strict=False)
        for part in ("year", "month", "day")
    ]
    text = pl.format("{}-{}-{}", *(part.cast(pl.String).str.zfill(2) for part in parts))
    return raw.select(text.str.to_date("%Y-%m-%d", strict=False)).to_series()


def _listed(frame: pl.DataFrame, stem: str) -> pl.Expr:
    names = [f"{stem}{number}" for number in range(1, 8) if f"{stem}{number}" in frame.columns]
    if not names:
        return pl.lit(None, dtype=pl.List(pl.String))
    lower = [pl.col(name).str.to_lowercase() for name in names]
    return pl.concat_list(
        pl.when(~text.is_in(_BLANK)).then(text) for text in lower
    ).list.drop_nulls()


MASS_MOBILIZATION = Source(
    name="mass-mobilization",
    title="Mass Mobilization",
    known_by=(("startyear", "startmonth", "protest"),),
    needed=("country", "startday", "startmonth", "startyear"),
    draft=draft,
)
"""The importer of Mass Mobilization."""
