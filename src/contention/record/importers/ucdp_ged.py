"""UCDP GED: the georeferenced event dataset of the Uppsala Conflict Data Program."""

from __future__ import annotations

import polars as pl

from contention.record.importers.days import read_days
from contention.record.importers.source import Source, column

_PRECISION = {"1": "day", "2": "week", "3": "week", "4": "month", "5": "year"}
_REACH = {
    "1": "town",
    "2": "town",
    "3": "district",
    "4": "region",
    "5": "region",
    "6": "country",
    "7": "sea",
}


def draft(raw: pl.DataFrame) -> pl.DataFrame:
    """Read rows of the event table.

    ``date_prec`` 1 is a day; 2 to 5 mean that it happened between ``date_start`` and
    ``date_end``: some days, a week, a month, longer. ``where_prec`` 1 is a point, 2 within 25 km
    of it, 3 and 4 the second and first order division, 5 a stretch of land, 6 the country, 7
    international waters or airspace. The numbers of deaths are ``low`` and ``high``.
    """
    start = read_days(raw["date_start"])
    end = read_days(raw["date_end"] if "date_end" in raw.columns else raw["date_start"])
    frame = raw.with_columns(
        start=start["first"], end=end["last"], precision=start["precision"]
    ).with_columns(end=pl.max_horizontal("start", "end"))
    level = column(frame, "date_prec").str.strip_suffix(".0").fill_null("1")
    exact = level == "1"
    reach = (
        column(frame, "where_prec")
        .str.strip_suffix(".0")
        .replace_strict(_REACH, default="region", return_dtype=pl.String)
    )
    where = column(frame, "where_coordinates")
    clarity = column(frame, "event_clarity").str.strip_suffix(".0")
    side = column(frame, "side_a")
    return frame.select(
        "row",
        id=column(frame, "id", "relid"),
        type=column(frame, "type_of_violence").str.strip_suffix(".0"),
        date="start",
        date_low="start",
        date_high=pl.when(exact).then("start").otherwise("end"),
        date_precision=pl.when(exact)
        .then("precision")
        .otherwise(level.replace_strict(_PRECISION, default="year")),
        end_date=pl.when(exact & (pl.col("end") > pl.col("start"))).then("end"),
        country=column(frame, "country"),
        region=column(frame, "adm_1"),
        district=column(frame, "adm_2"),
        place=pl.coalesce(column(frame, "where_description"), where),
        towns=pl.when(reach == "town").then(
            pl.concat_list(where.str.replace(r"(?i)\s+(town|city|village)$", ""))
        ),
        place_precision=reach,
        lat=column(frame, "latitude"),
        lon=column(frame, "longitude"),
        actor_text=pl.when(side.str.contains("(?i)^government of"))
        .then(side)
        .otherwise(pl.lit("armed group; ") + side),
        actor_name=side,
        deaths_low=column(frame, "low"),
        deaths_high=column(frame, "high"),
        description=column(frame, "source_headline", "dyad_name"),
        source=column(frame, "source_article", "source_office", "source_original"),
        confidence=clarity.replace_strict({"1": "high", "2": "medium"}, default=None),
    )


UCDP_GED = Source(
    name="ucdp-ged",
    title="UCDP GED",
    known_by=(("type_of_violence", "date_start", "where_prec"),),
    needed=("date_start", "type_of_violence", "country"),
    draft=draft,
)
"""The importer of UCDP GED."""
