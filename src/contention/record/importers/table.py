"""Any other table: which of its columns means what, guessed or said by the user."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

import polars as pl

from contention.foundation.documents import read_yaml
from contention.foundation.errors import ContentionError, Problem
from contention.record.importers.days import Order, guess_order, read_days
from contention.record.importers.source import Source, column

FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "event_id", "eventid", "nr", "number"),
    "date": ("date", "event_date", "day", "datum", "fecha", "date_start", "start_date", "when"),
    "date_low": ("date_low",),
    "date_high": ("date_high",),
    "end_date": ("end_date", "date_end", "enddate"),
    "country": ("country", "country_name", "nation", "state_name", "pays", "land"),
    "region": ("region", "admin1", "adm_1", "state", "province", "governorate", "bundesland"),
    "district": ("district", "admin2", "adm_2", "county", "kreis", "community_id"),
    "town": ("town", "city", "locality", "location", "municipality", "place", "ort", "stadt"),
    "place": ("place", "location_detail", "address", "where"),
    "lat": ("lat", "latitude", "y"),
    "lon": ("lon", "lng", "long", "longitude", "x"),
    "type": ("form", "type", "event_type", "kind", "category", "category_en", "tactic"),
    "subtype": ("subtype", "sub_event_type", "subcategory"),
    "actor": ("actor", "actors", "actor1", "who", "group", "participants_type"),
    "size": ("size", "participants", "crowd", "crowd_size", "attendance", "n_participants"),
    "size_low": ("participants_low", "size_low", "low"),
    "size_high": ("participants_high", "size_high", "high"),
    "deaths": ("deaths", "fatalities", "killed", "dead"),
    "deaths_low": ("deaths_low",),
    "deaths_high": ("deaths_high",),
    "description": ("description", "notes", "summary", "text", "details", "what"),
    "source": ("source", "sources", "url", "urls", "link", "reference"),
    "confidence": ("confidence",),
}
"""What a column may mean -> names by which it is guessed, the likeliest first."""

_KEYS = ("columns", "constants", "dates")


@dataclass(frozen=True)
class TableMap:
    """Which column means what.

    Parameters
    ----------
    columns
        Field -> column of the table, in lower case.
    constants
        Field -> value for every row, such as ``country: Germany``.
    order
        How 03/04/2021 is meant; None: as other dates of the table tell, or else day first.
    guessed
        The fields that nobody named.
    """

    columns: dict[str, str] = field(default_factory=dict[str, str])
    constants: dict[str, str] = field(default_factory=dict[str, str])
    order: Order | None = None
    guessed: tuple[str, ...] = ()


def read_map(path: str | Path) -> TableMap:
    """Read a small YAML: ``columns: {date: Datum}``, ``constants``, ``dates: dmy`` or ``mdy``.

    Raises
    ------
    ContentionError
        F codes of a document that is no YAML; R406: an unknown key, field or value.
    """
    document = read_yaml(path)
    data: dict[str, Any] = document.data
    problems = [
        _problem(f"the key {key!r}", ", ".join(_KEYS), document.where((key,), of="key"))
        for key in data
        if key not in _KEYS
    ]
    for section in ("columns", "constants"):
        if not isinstance(data.get(section) or {}, dict):
            problems.append(_problem(f"{section}: {data[section]!r}", "a mapping", str(path)))
    if problems:
        raise ContentionError(problems)
    return make_map(
        data.get("columns") or {},
        data.get("constants") or {},
        order=data.get("dates"),
        where=str(path),
    )


def make_map(
    columns: Mapping[str, object],
    constants: Mapping[str, object],
    *,
    order: object = None,
    where: str = "",
) -> TableMap:
    """Check fields and return a map.

    Raises
    ------
    ContentionError
        R406: a field that does not exist, or an order that is not dmy or mdy.
    """
    problems: list[Problem] = []
    for name in (*columns, *constants):
        if name not in FIELDS:
            near = get_close_matches(name, FIELDS, n=1)
            hint = f"did you mean {near[0]}?" if near else _HINT
            problems.append(_problem(f"the field {name!r}", ", ".join(FIELDS), where, hint))
    if order not in (None, "dmy", "mdy"):
        problems.append(_problem(f"dates: {order!r}", "dmy or mdy", where))
    if problems:
        raise ContentionError(problems)
    return TableMap(
        {name: str(value).strip().lower() for name, value in columns.items()},
        {name: str(value) for name, value in constants.items()},
        cast("Order | None", order),
    )


def complete_map(given: TableMap, heads: Sequence[str], *, where: str) -> TableMap:
    """Add guesses for the fields that nobody named.

    Raises
    ------
    ContentionError
        R406: a named column is not in the table, or no column can be the date, the country or
        the type.
    """
    problems = [
        _problem(f"no column {name!r} for {key}", f"one of {', '.join(heads)}", where)
        for key, name in given.columns.items()
        if name not in heads
    ]
    columns, guessed = dict(given.columns), list[str]()
    taken = set(columns.values())
    for key, names in FIELDS.items():
        if key in columns or key in given.constants:
            continue
        free = [name for name in names if name in heads and name not in taken]
        if free:
            columns[key] = free[0]
            taken.add(free[0])
            guessed.append(key)
    problems += [
        _problem(
            f"no column for {key} among {', '.join(heads)}",
            f"a column that is the {key}",
            where,
            f"write --column {key}=NAME, or --set {key}=VALUE where it is the same in every row",
        )
        for key in ("date", "country", "type")
        if key not in columns and key not in given.constants
    ]
    if problems:
        raise ContentionError(problems)
    return TableMap(columns, given.constants, given.order, tuple(guessed))


def make_source(table: TableMap) -> Source:
    """Return the importer of a table with this map."""

    def draft(raw: pl.DataFrame) -> pl.DataFrame:
        return _draft(raw, table)

    needed = tuple(dict.fromkeys(table.columns.values()))
    return Source("table", "a table", (), needed, draft, renames_ids=True)


def _draft(raw: pl.DataFrame, table: TableMap) -> pl.DataFrame:
    def value(name: str) -> pl.Expr:
        if name in table.constants:
            return pl.lit(table.constants[name])
        return column(raw, table.columns[name]) if name in table.columns else _nothing()

    def day(name: str) -> pl.DataFrame:
        text = raw.select(value(name).alias(name)).to_series()
        if text.len() != raw.height:
            text = text.new_from_index(0, raw.height)
        order = table.order or guess_order(text) or "dmy"
        return read_days(text, order=order)

    days = day("date")
    frame = raw.with_columns(
        first=days["first"],
        last=days["last"],
        exact=days["precision"],
        low=day("date_low")["first"],
        high=day("date_high")["last"],
        ends=day("end_date")["last"],
    )
    low, high = pl.coalesce("low", "first"), pl.coalesce("high", "last")
    town = value("town")
    reach = pl.when(town.is_not_null()).then(pl.lit("town")).otherwise(pl.lit("region"))
    deaths = value("deaths")
    return frame.select(
        "row",
        id=value("id"),
        drop=pl.when((low > high) | (pl.col("first") > high) | (pl.col("last") < low)).then(
            pl.lit("dates out of order")
        ),
        type=value("type"),
        subtype=value("subtype"),
        date=pl.max_horizontal("first", low),
        date_low=low,
        date_high=high,
        date_precision=pl.when(low == high).then(pl.lit("day")).otherwise("exact"),
        end_date=pl.when(pl.col("ends") > pl.col("first")).then("ends"),
        country=value("country"),
        region=value("region"),
        district=value("district"),
        place=pl.coalesce(value("place"), town),
        towns=pl.when(town.is_not_null()).then(pl.concat_list(town)),
        place_precision=reach,
        lat=value("lat"),
        lon=value("lon"),
        actor_text=value("actor"),
        actor_name=value("actor"),
        size_low=value("size_low"),
        size_high=value("size_high"),
        size_text=value("size"),
        deaths_low=pl.coalesce(value("deaths_low"), deaths),
        deaths_high=pl.coalesce(value("deaths_high"), deaths),
        description=value("description"),
        source=value("source"),
        confidence=value("confidence").str.to_lowercase(),
    )


def _nothing() -> pl.Expr:
    return pl.lit(None, dtype=pl.String)


_HINT = "docs/guides/import.md shows a map of columns"


def _problem(found: str, expected: str, where: str, hint: str = _HINT) -> Problem:
    return Problem("R406", found, expected, where, hint)
