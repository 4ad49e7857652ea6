"""Outlines that ship, and which of them lie under a view of a map."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from contention.report.moments import View


@dataclass(frozen=True)
class Outlines:
    """Borders and coasts to draw under a map, and the sentence that says whose they are."""

    geometries: tuple[dict[str, Any], ...]
    says: str


def outlines_under(view: View) -> Outlines:
    """Return the finest outlines that hold a whole view; those of the world if no others do."""
    document = _read("outlines.json")
    found = document["else"]
    for entry in document["files"]:  # from fine to coarse
        west, south, east, north = entry["holds"]
        if west <= view.west and view.east <= east and south <= view.south and view.north <= north:
            found = entry
            break
    features = _read(found["file"])["features"]
    return Outlines(tuple(feature["geometry"] for feature in features), str(found["says"]))


@cache
def _read(name: str) -> dict[str, Any]:
    folder = files("contention.catalogue") / "data" / "maps"
    return json.loads((folder / name).read_text(encoding="utf-8"))
