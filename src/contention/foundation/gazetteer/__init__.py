"""Towns, regions and countries of today, and where there is land: offline, from GeoNames.

``ORIGIN.md`` in this folder says where the tables come from.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

CREDIT = "GeoNames (CC BY 4.0)"
"""How the origin is named in tables made from these."""

_CELLS = 4
_REACH = 2
"""Cells of a quarter of a degree to each side that still count as near."""

# Names that event data sets use, where GeoNames has another.
_OTHERWISE = {
    "bosnia-herzegovina": "BA",
    "bosnia": "BA",
    "burma": "MM",
    "cape verde": "CV",
    "congo, dr": "CD",
    "congo kinshasa": "CD",
    "congo brazzaville": "CG",
    "czech republic": "CZ",
    "democratic republic of congo": "CD",
    "dr congo": "CD",
    "east timor": "TL",
    "germany east": "DE",
    "east germany": "DE",
    "west germany": "DE",
    "kingdom of eswatini": "SZ",
    "macedonia": "MK",
    "fyr macedonia": "MK",
    "north macedonia": "MK",
    "palestine": "PS",
    "palestinian territory": "PS",
    "republic of congo": "CG",
    "congo": "CG",
    "swaziland": "SZ",
    "the bahamas": "BS",
    "the gambia": "GM",
    "gambia": "GM",
    "turkey": "TR",
    "turkiye": "TR",
    "uk": "GB",
    "united states of america": "US",
    "usa": "US",
    "ussr": "RU",
    "viet nam": "VN",
}


class Country(NamedTuple):
    """A country of today: ISO codes, name, persons."""

    code: str
    number: int
    name: str
    population: int


@cache
def countries() -> dict[str, Country]:
    """Return the countries by their ISO code of two letters."""
    text = (resources.files(__name__) / "countries.csv").read_text(encoding="utf-8")
    return {
        row["code"]: Country(row["code"], int(row["number"]), row["name"], int(row["population"]))
        for row in csv.DictReader(text.splitlines())
    }


@cache
def country_code(name: str) -> str | None:
    """Return the code of a country by its name in English, or None.

    Examples
    --------
    >>> country_code("Myanmar (Burma)"), country_code("Barania")
    ('MM', None)
    """
    plain = _plain(name)
    known = {_plain(country.name): code for code, country in countries().items()} | _OTHERWISE
    known |= {code.lower(): code for code in countries()}
    bare = re.sub(r"\s*\([^)]*\)", "", plain)
    return known.get(plain) or known.get(bare) or known.get(bare.removeprefix("the "))


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("&", "and").split())


@cache
def regions() -> pl.DataFrame:
    """Return ``country`` (code), ``region``, ``lat``, ``lon``, ``population`` (an estimate)."""
    import polars as pl

    return pl.read_csv(_path("regions.csv"))


@cache
def towns() -> pl.DataFrame:
    """Return the towns of at least 15,000 inhabitants.

    ``name``, ``country`` (code), ``region``, ``lat``, ``lon``, ``population``, and ``part``:
    whether it is a part or a suburb of a much larger town.
    """
    import polars as pl

    return pl.read_parquet(_path("towns.parquet"))


def is_near_land(lat: Floats, lon: Floats) -> Flags:
    """Say which points have land within about 50 km."""
    import numpy as np

    grid, _ = _grid()
    return np.any(_window(grid, lat, lon) > 0, axis=1)


def is_near_country(lat: Floats, lon: Floats, codes: list[str | None]) -> Flags:
    """Say which points lie in their country, or within about 50 km of it.

    A country that is None or not on the map counts as near.
    """
    import numpy as np

    grid, numbers = _grid()
    wanted = np.array([numbers.get(code or "", -1) for code in codes])
    found = np.any(_window(grid, lat, lon) == wanted[:, None], axis=1)
    return found | (wanted < 0)


@cache
def _grid() -> tuple[NDArray[np.uint8], dict[str, int]]:
    import numpy as np

    with np.load(_path("land.npz")) as stored:
        grid: NDArray[np.uint8] = stored["grid"]
        codes: list[str] = stored["codes"].tolist()
    numbers = {code: number for number, code in enumerate(codes) if code not in ("", "?")}
    return grid, numbers


def _window(grid: NDArray[np.uint8], lat: Floats, lon: Floats) -> NDArray[np.uint8]:
    import numpy as np

    steps = np.arange(-_REACH, _REACH + 1)
    rows = np.floor((lat + 90) * _CELLS).astype(int)[:, None] + steps
    columns = np.floor((lon + 180) * _CELLS).astype(int)[:, None] + steps
    rows = np.clip(rows, 0, grid.shape[0] - 1)
    near = grid[rows[:, :, None], columns[:, None, :] % grid.shape[1]]
    return near.reshape(len(rows), len(steps) ** 2)


def _path(name: str) -> Path:
    return Path(__file__).parent / name
