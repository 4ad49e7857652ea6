"""Places: the table of towns and remainders, checked and put in the order of the countries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from contention.foundation.errors import Problem
from contention.scenario.model import Floats, Places
from contention.scenario.tables import CONFIDENCES, Table

COLUMNS = (
    "name",
    "country",
    "region",
    "kind",
    "communes",
    "population",
    "lat",
    "lon",
    "source",
    "confidence",
)
KINDS = ("town", "remainder")


@dataclass(frozen=True)
class PlacesAndColumns:
    """The places, and the place covariates found in the same table (P numbers each)."""

    places: Places
    columns: dict[str, Floats]


def resolve_places(
    table: Table, countries: Sequence[str], covariate_columns: Sequence[str], *, where: str
) -> PlacesAndColumns:
    """Check the places table and resolve it.

    Parameters
    ----------
    table
        Columns as in `COLUMNS`, and one for each place covariate.
    countries
        The countries of the document, in order.
    covariate_columns
        Columns that are place covariates.
    where
        Position of ``countries`` in the document, for problems that belong there.

    Returns
    -------
    PlacesAndColumns
        Places of a country stand together, in the order of the table.
    """
    names = table.required("name")
    country = table.choices("country", countries, "S020")
    region = table.required("region")
    kind = table.choices("kind", KINDS, "S024")
    _check_duplicates(table, names, country)
    communes = _communes(table, kind)
    population = np.array(table.numbers("population"))
    table.report(
        "S022",
        "population",
        np.flatnonzero(population <= 0).tolist(),
        lambda row: f"{population[row]:g} persons",
        "more than 0 persons",
        "give the place its people, or leave it out",
    )
    lat = _coordinate(table, "lat", 90)
    lon = _coordinate(table, "lon", 180)
    source = table.required("source")
    confidence = table.choices("confidence", CONFIDENCES, "S027")
    columns = {name: np.array(table.numbers(name)) for name in covariate_columns}
    table.problems.extend(
        Problem(
            "S026",
            f"no place in {name}",
            "at least one place in each country",
            where,
            f"add places of {name} to {table.path.name}, or drop the country",
        )
        for name in countries
        if name not in country
    )
    rank = {name: index for index, name in enumerate(countries)}
    index = np.array([rank.get(name, len(countries)) for name in country], dtype=np.int64)
    order = np.argsort(index, kind="stable")
    rows: list[int] = order.tolist()
    places = Places(
        name=tuple(names[row] for row in rows),
        country=index[order],
        region=tuple(region[row] for row in rows),
        kind=tuple("remainder" if kind[row] == "remainder" else "town" for row in rows),
        communes=communes[order],
        population=population[order],
        lat=lat[order],
        lon=lon[order],
        source=tuple(source[row] for row in rows),
        confidence=tuple(confidence[row] for row in rows),
    )
    return PlacesAndColumns(places, {name: values[order] for name, values in columns.items()})


def _check_duplicates(table: Table, names: Sequence[str], country: Sequence[str]) -> None:
    first: dict[tuple[str, str], int] = {}
    again: list[int] = []
    for row, key in enumerate(zip(country, names, strict=True)):
        if first.setdefault(key, row) != row:
            again.append(row)
    table.report(
        "S021",
        "name",
        again,
        lambda row: (
            f"{names[row]!r} of {country[row]} a second time "
            f"(first in row {first[country[row], names[row]] + 2})"
        ),
        "each place of a country once",
        "remove one of the rows, or tell the names apart",
    )


def _communes(table: Table, kind: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    blank = [value is None for value in table.texts("communes")]
    numbers = table.numbers("communes", default=1.0)
    wrong = [
        row
        for row, number in enumerate(numbers)
        if (kind[row] == "remainder" and blank[row])
        or number < 1
        or (number == number and number != int(number))
    ]
    table.report(
        "S025",
        "communes",
        wrong,
        lambda row: "an empty cell" if blank[row] else f"{numbers[row]:g} communes",
        "a whole number of communes, at least 1",
        "a remainder stands for at least one commune; a town may leave the cell empty",
    )
    safe = [int(number) if number == number else 1 for number in numbers]
    return np.array(safe, dtype=np.int64)


def _coordinate(table: Table, column: str, limit: float) -> Floats:
    values = np.array(table.numbers(column))
    table.report(
        "S023",
        column,
        np.flatnonzero(np.abs(values) > limit).tolist(),
        lambda row: f"{values[row]:g}",
        f"decimal degrees between -{limit:g} and {limit:g}",
        "check the sign, and that lat and lon are not exchanged",
    )
    return values
