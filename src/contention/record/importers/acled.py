"""ACLED: the Armed Conflict Location and Event Data project, exports of any year."""

from __future__ import annotations

import polars as pl

from contention.record.importers.days import read_days
from contention.record.importers.sizes import find_tag
from contention.record.importers.source import Source, column, joined

_INTER = {
    "1": "State forces",
    "2": "Rebel group",
    "3": "Political militia",
    "4": "Identity militia",
    "5": "Rioters",
    "6": "Protesters",
    "7": "Civilians",
    "8": "External/Other forces",
}
"""Older exports give the kind of actor as a number."""


def draft(raw: pl.DataFrame) -> pl.DataFrame:
    """Read rows of an export.

    ``time_precision`` 2 means a week and 3 a month: the coders write the middle of the week, so
    that the interval reaches three days to either side, and the month is the whole month.
    ``geo_precision`` 1 is a town, 2 the area around it, 3 a larger region.
    """
    frame = raw.with_columns(read_days(raw["event_date"]))
    level = column(frame, "time_precision").str.strip_suffix(".0")
    day = pl.col("first")
    low = (
        pl.when(level == "2")
        .then(day.dt.offset_by("-3d"))
        .when(level == "3")
        .then(day.dt.month_start())
        .otherwise(day)
    )
    high = (
        pl.when(level == "2")
        .then(day.dt.offset_by("3d"))
        .when(level == "3")
        .then(day.dt.month_end())
        .otherwise(pl.col("last"))
    )
    precision = level.replace_strict({"2": "week", "3": "month"}, default=pl.col("precision"))
    exact = column(frame, "geo_precision").str.strip_suffix(".0").fill_null("1")
    reach = exact.replace_strict({"1": "town", "2": "district"}, default="region")
    deaths = column(frame, "fatalities")
    kind = column(frame, "inter1").str.strip_suffix(".0").replace(_INTER)
    assoc = column(frame, "assoc_actor_1")
    tags = pl.Series("size_text", _tags(frame), pl.String)
    return frame.with_columns(tags).select(
        "row",
        "size_text",
        id=column(frame, "event_id_cnty", "event_id_no_cnty", "data_id"),
        type=column(frame, "event_type"),
        subtype=column(frame, "sub_event_type"),
        date=day,
        date_low=low,
        date_high=high,
        date_precision=precision,
        country=column(frame, "country"),
        region=column(frame, "admin1"),
        district=column(frame, "admin2"),
        place=column(frame, "location"),
        towns=pl.when(reach == "town").then(pl.concat_list(column(frame, "location"))),
        place_precision=reach,
        lat=column(frame, "latitude"),
        lon=column(frame, "longitude"),
        actor_text=joined(kind, column(frame, "actor1"), assoc),
        actor_name=column(frame, "actor1"),
        deaths_low=deaths,
        deaths_high=deaths,
        description=column(frame, "notes"),
        source=column(frame, "source"),
        version=column(frame, "timestamp").cast(pl.Int64, strict=False),
    )


def _tags(frame: pl.DataFrame) -> list[str | None]:
    """Return the crowd size of each row; newer exports have it in tags, older ones in notes."""
    columns = [frame[name].to_list() for name in ("tags", "notes") if name in frame.columns]
    if not columns:
        return [None] * frame.height
    return [
        next((tag for text in texts if (tag := find_tag(text))), None)
        for texts in zip(*columns, strict=True)
    ]


ACLED = Source(
    name="acled",
    title="ACLED",
    known_by=(("event_date", "event_type", "actor1"),),
    needed=("event_date", "event_type", "country"),
    draft=draft,
)
"""The importer of ACLED."""
