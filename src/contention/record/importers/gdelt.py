"""GDELT events: version 2 (61 columns) and version 1 (57 or 58), with or without a header."""

from __future__ import annotations

import polars as pl

from contention.record.importers.days import read_days
from contention.record.importers.source import Source, column, joined

_ACTOR = (
    "code", "name", "countrycode", "knowngroupcode", "ethniccode", "religion1code",
    "religion2code", "type1code", "type2code", "type3code",
)  # fmt: skip
_GEO = ("type", "fullname", "countrycode", "adm1code", "adm2code", "lat", "long", "featureid")
_EVENT = (
    "isrootevent", "eventcode", "eventbasecode", "eventrootcode", "quadclass", "goldsteinscale",
    "nummentions", "numsources", "numarticles", "avgtone",
)  # fmt: skip


def _columns(*, districts: bool, url: bool) -> tuple[str, ...]:
    geo = [name for name in _GEO if districts or name != "adm2code"]
    return (
        *["globaleventid", "sqldate", "monthyear", "year", "fractiondate"],
        *(f"actor{number}{name}" for number in (1, 2) for name in _ACTOR),
        *_EVENT,
        *(f"{who}geo_{name}" for who in ("actor1", "actor2", "action") for name in geo),
        "dateadded",
        *(("sourceurl",) if url else ()),
    )


_HEADERS = {
    61: _columns(districts=True, url=True),
    58: _columns(districts=False, url=True),
    57: _columns(districts=False, url=False),
}
_PROTEST = "14"

_WANTED = (
    "globaleventid", "sqldate", "actor1name", "actor1type1code", "actor1type2code", "eventcode",
    "eventbasecode", "eventrootcode", "actiongeo_type", "actiongeo_fullname", "actiongeo_lat",
    "actiongeo_long", "dateadded", "sourceurl",
)  # fmt: skip


def draft(raw: pl.DataFrame) -> pl.DataFrame:
    """Read rows of the event table; rows whose root code is not 14 are no protests.

    ``ActionGeo_Type`` 3 and 4 are towns, 2 and 5 states, 1 a country. The full name ends with
    the country, and before that names the state.
    """
    protest = raw["eventrootcode"].fill_null("").str.strip_chars() == _PROTEST
    others = raw.filter(~protest).select(
        "row", drop=pl.lit("not a protest"), detail=column(raw, "eventrootcode")
    )
    kept = _draft_protests(raw.filter(protest))
    return pl.concat([kept, others], how="diagonal")


def _draft_protests(raw: pl.DataFrame) -> pl.DataFrame:
    frame = raw.with_columns(read_days(raw["sqldate"]))
    parts = pl.col("actiongeo_fullname").str.split(",").list.eval(pl.element().str.strip_chars())
    number = parts.list.len()
    kind = column(frame, "actiongeo_type")
    reach = kind.replace_strict(
        {"3": "town", "4": "town", "2": "region", "5": "region"}, default="country"
    )
    town = pl.when(reach == "town").then(parts.list.first())
    region = pl.when((reach == "town") & (number > 2) | (reach == "region") & (number > 1)).then(
        parts.list.get(-2, null_on_oob=True)
    )
    country = pl.when(kind.is_in(["1", "2", "3", "4", "5"])).then(parts.list.last())
    return frame.select(
        "row",
        id=column(frame, "globaleventid"),
        type=column(frame, "eventbasecode").fill_null(column(frame, "eventcode").str.slice(0, 3)),
        subtype=column(frame, "eventcode"),
        date="first",
        date_low="first",
        date_high="last",
        date_precision="precision",
        country=country,
        region=region,
        place="actiongeo_fullname",
        towns=pl.when(town.is_not_null()).then(pl.concat_list(town)),
        place_precision=reach,
        lat=column(frame, "actiongeo_lat"),
        lon=column(frame, "actiongeo_long"),
        actor_text=joined(column(frame, "actor1type1code"), column(frame, "actor1type2code")),
        actor_name=column(frame, "actor1name"),
        source=column(frame, "sourceurl"),
        version=column(frame, "dateadded").cast(pl.Int64, strict=False),
    )


GDELT = Source(
    name="gdelt",
    title="GDELT events",
    known_by=(("globaleventid", "sqldate", "eventrootcode"),),
    needed=("globaleventid", "sqldate", "eventrootcode", "actiongeo_fullname"),
    draft=draft,
    headers=_HEADERS,
    wanted=_WANTED,
    near_duplicates=True,
)
"""The importer of GDELT."""
