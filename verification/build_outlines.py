r"""Cut the outlines of a region out of a world-atlas TopoJSON file.

Run once, by hand; the result ships with the package::

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python verification/build_outlines.py package/countries-50m.json \
        src/contention/catalogue/data/maps/eastern-bloc-outlines.geojson

Arcs are simplified before they are put together, so that neighbours keep sharing one border.
Standard library only.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

WEST, SOUTH, EAST, NORTH = 2.0, 33.0, 146.0, 78.0
"""The region, in degrees. Kept wider than the maps that use it, so that no cut edge shows."""

FINE_EAST, FINE_NORTH = 36.0, 62.0
"""West and south of these the outlines are fine; beyond them the map is an inset."""

FINE, COARSE = 0.02, 0.12
"""Simplification tolerances in degrees."""

SMALLEST_AREA = 0.15
"""Rings outside the fine part that are smaller than this many square degrees are dropped."""

Point = tuple[float, float]


def decode_arcs(topology: dict[str, Any]) -> list[list[Point]]:
    """Return the arcs of a quantized topology as degrees."""
    (scale_x, scale_y), (move_x, move_y) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    arcs: list[list[Point]] = []
    for arc in topology["arcs"]:
        x = y = 0
        points: list[Point] = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale_x + move_x, y * scale_y + move_y))
        arcs.append(points)
    return arcs


def tolerance(points: list[Point]) -> float:
    """Return the simplification tolerance of an arc."""
    fine = any(x < FINE_EAST and y < FINE_NORTH and x > WEST and y > SOUTH for x, y in points)
    return FINE if fine else COARSE


def simplify(points: list[Point], limit: float) -> list[Point]:
    """Return the points that Douglas and Peucker's rule keeps."""
    if len(points) < 3:
        return points
    keep = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        distances = [
            (_distance(points[k], points[first], points[last]), k) for k in range(first + 1, last)
        ]
        if not distances:
            continue
        far, where = max(distances)
        if far > limit:
            keep.add(where)
            spans += [(first, where), (where, last)]
    return [points[k] for k in sorted(keep)]


def _distance(point: Point, first: Point, last: Point) -> float:
    (x, y), (x0, y0), (x1, y1) = point, first, last
    dx, dy = x1 - x0, y1 - y0
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else max(0.0, min(1.0, ((x - x0) * dx + (y - y0) * dy) / length))
    return ((x - x0 - along * dx) ** 2 + (y - y0 - along * dy) ** 2) ** 0.5


def clip(ring: list[Point]) -> list[Point]:
    """Return a ring cut to the region, edge by edge (Sutherland and Hodgman)."""
    for axis, bound, above in (
        (0, WEST, True),
        (0, EAST, False),
        (1, SOUTH, True),
        (1, NORTH, False),
    ):
        cut: list[Point] = []
        for before, after in zip([ring[-1], *ring[:-1]], ring, strict=True):
            inside_before = (before[axis] >= bound) == above
            inside_after = (after[axis] >= bound) == above
            if inside_before != inside_after:
                share = (bound - before[axis]) / (after[axis] - before[axis])
                other = before[1 - axis] + share * (after[1 - axis] - before[1 - axis])
                cut.append((bound, other) if axis == 0 else (other, bound))
            if inside_after:
                cut.append(after)
        ring = cut
        if not ring:
            return []
    return ring


def area(ring: list[Point]) -> float:
    """Return the area of a ring in square degrees."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)) / 2


def assemble(indices: list[int], arcs: list[list[Point]]) -> list[Point]:
    """Return the ring that a list of arcs makes; a negative index runs backwards."""
    ring: list[Point] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += arc if not ring else arc[1:]
    return ring


def tidy(ring: list[Point]) -> list[list[float]]:
    """Return a ring with two decimals and without points that repeat."""
    rounded = [[round(x, 2), round(y, 2)] for x, y in ring]
    kept = [p for k, p in enumerate(rounded) if k == 0 or p != rounded[k - 1]]
    if kept[0] != kept[-1]:
        kept.append(kept[0])
    return kept


def polygons(geometry: dict[str, Any], arcs: list[list[Point]]) -> list[list[list[list[float]]]]:
    """Return the polygons of a geometry that reach into the region."""
    parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    found: list[list[list[list[float]]]] = []
    for part in parts:
        rings: list[list[list[float]]] = []
        for indices in part:
            ring = clip(assemble(indices, arcs))
            fine = any(x < FINE_EAST and y < FINE_NORTH for x, y in ring)
            if len(ring) < 3 or area(ring) < (0.003 if fine else SMALLEST_AREA):
                continue
            kept = tidy(ring)
            if len(kept) >= 4:
                rings.append(kept)
        if rings:
            found.append(rings)
    return found


def main() -> None:
    """Read a TopoJSON file of countries and write the region as GeoJSON."""
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    topology = json.loads(source.read_text(encoding="utf-8"))
    arcs = [simplify(arc, tolerance(arc)) for arc in decode_arcs(topology)]
    features: list[dict[str, Any]] = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        if "arcs" not in geometry:
            continue
        found = polygons(geometry, arcs)
        if found:
            features.append(
                {
                    "type": "Feature",
                    "properties": {"name": geometry["properties"]["name"]},
                    "geometry": {"type": "MultiPolygon", "coordinates": found},
                }
            )
    features.sort(key=lambda feature: feature["properties"]["name"])
    text = json.dumps(
        {"type": "FeatureCollection", "features": features},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    target.write_text(text + "\n", encoding="utf-8")
    print(f"{len(features)} outlines, {len(text.encode()) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
