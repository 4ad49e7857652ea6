"""The Crowd Counting Consortium: protests in the United States, in its three layouts."""

from __future__ import annotations

import polars as pl

from contention.record.importers.days import read_days
from contention.record.importers.source import Source, column, joined

_COUNTRY = "United States"
_CONVENTION = ("20", "200", "2000", "20000", "200000")
"""What coders write for dozens, hundreds, thousands, tens and hundreds of thousands."""


def draft(raw: pl.DataFrame) -> pl.DataFrame:
    """Read rows of the compiled table, of the sheets before it, or of a table by city.

    Coders write 200 for "hundreds". Where both bounds are such a number and the text gives words
    instead of digits, the words are read and the numbers are not.
    """
    frame = raw.with_columns(read_days(raw["date"], order="mdy"))
    city = column(frame, "city_st").str.extract_groups(r"^(.*?),\s*([A-Za-z]{2})\s*$")
    frame = frame.with_columns(
        town=pl.coalesce(column(frame, "locality", "citytown"), city.struct.field("1")),
        region=pl.coalesce(
            column(frame, "state", "stateterritory"), city.struct.field("2")
        ).str.to_uppercase(),
        words=column(frame, "size_text", "size_str", "estimatetext"),
        low=_whole(column(frame, "size_low", "estimatelow", "size")),
        high=_whole(column(frame, "size_high", "estimatehigh", "size")),
    )
    low, high, words = pl.col("low"), pl.col("high"), pl.col("words")
    spoken = words.is_not_null() & ~words.str.contains(r"\d")
    by_words = spoken & low.eq_missing(high) & low.is_in(_CONVENTION)
    online = column(frame, "online").str.strip_suffix(".0").is_in(["1", "true", "TRUE"])
    detail = column(frame, "location_detail", "location")
    return frame.select(
        "row",
        "region",
        id=column(frame, "id", "event_id"),
        drop=pl.when(online).then(pl.lit("online only")),
        type=column(frame, "type", "event_type", "eventtype").fill_null("protest"),
        date="first",
        date_low="first",
        date_high="last",
        date_precision="precision",
        country=pl.lit(_COUNTRY),
        district=column(frame, "county", "resolved_county"),
        place=joined(detail, column(frame, "town")),
        towns=pl.when(pl.col("town").is_not_null()).then(pl.concat_list("town")),
        place_precision=pl.when(pl.col("town").is_not_null())
        .then(pl.lit("town"))
        .otherwise(pl.lit("region")),
        lat=column(frame, "lat", "latitude"),
        lon=column(frame, "lon", "lng", "longitude"),
        actor_text=joined(
            column(frame, "actors", "actor"),
            column(frame, "organizations"),
            column(frame, "participants"),
        ),
        actor_name=column(frame, "actors", "actor", "organizations"),
        size_low=pl.when(~by_words.fill_null(value=False)).then(low),
        size_high=pl.when(~by_words.fill_null(value=False)).then(high),
        size_text="words",
        description=column(frame, "claims_summary", "claims", "claim", "title"),
        source=column(frame, "source_1", "source1", "sources", "urls", "collection"),
    )


def _whole(number: pl.Expr) -> pl.Expr:
    return number.str.strip_suffix(".0").str.replace_all(",", "")


CCC = Source(
    name="ccc",
    title="Crowd Counting Consortium",
    known_by=(
        ("date", "locality", "state"),
        ("date", "citytown", "stateterritory"),
        ("date", "city_st"),
    ),
    needed=("date",),
    draft=draft,
)
"""The importer of the Crowd Counting Consortium."""
