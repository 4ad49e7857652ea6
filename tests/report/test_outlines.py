"""Outlines under maps: the finest that hold a view, in one piece across the antimeridian."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

from contention.report.moments import View
from contention.report.outlines import outlines_under
from contention.report.projection import Frame, land

MAPS = files("contention.catalogue") / "data" / "maps"
INDEX = json.loads((MAPS / "outlines.json").read_text(encoding="utf-8"))

VIEWS = {
    "Bavaria": ((9.0, 13.8, 47.3, 50.5), "Länder"),
    "Hungary": ((16.0, 23.0, 45.5, 48.7), "1:50m"),
    "the United States with Hawaii": ((-181.0, -55.0, 12.0, 72.0), "states of today"),
    "India": ((68.0, 97.0, 8.0, 36.0), "1:110m"),
    "Kenya": ((33.0, 42.0, -5.0, 5.0), "1:110m"),
}


@pytest.mark.parametrize("name", VIEWS)
def test_the_finest_outlines_that_hold_the_view(name: str) -> None:
    box, said = VIEWS[name]
    view = View(name, *box)
    found = outlines_under(view)
    assert said in found.says
    assert "public domain" in found.says
    assert land(Frame(view, 0, 0, 400), found.geometries).startswith("M")


@pytest.mark.parametrize("entry", [*INDEX["files"], INDEX["else"]], ids=lambda e: e["file"])
def test_files_are_small_and_their_origin_is_told(entry: dict[str, str]) -> None:
    assert len((MAPS / entry["file"]).read_bytes()) < 200_000
    assert entry["file"] in (MAPS / "ORIGIN.md").read_text(encoding="utf-8")


def width(path: str) -> float:
    """Return how far a path of relative steps goes from side to side."""
    start, _, rest = path.partition("l")
    x = float(start.removeprefix("M").split(",")[0])
    xs = [x]
    for step in rest.rstrip("z").split():
        x += float(step.split(",")[0])
        xs.append(x)
    return max(xs) - min(xs)


@pytest.mark.parametrize("sides", [(170.0, 190.0), (-190.0, -170.0)])
def test_what_crosses_the_antimeridian_stays_in_one_piece(sides: tuple[float, float]) -> None:
    # A square of two degrees about the antimeridian, with longitudes as files hold them.
    ring = [[179.0, -17.0], [-179.0, -17.0], [-179.0, -15.0], [179.0, -15.0], [179.0, -17.0]]
    frame = Frame(View("", *sides, -20.0, -10.0), 0, 0, 400)
    drawn = land(frame, [{"coordinates": [[ring]]}])
    (path,) = re.findall(r"M[^M]+", drawn)
    assert width(path) == pytest.approx(40, rel=0.05)


def test_a_view_evenly_about_the_equator_is_drawn() -> None:
    frame = Frame(View("", 30.0, 40.0, -5.0, 5.0), 0, 0, 100)
    assert frame(0.0, 35.0) == pytest.approx((50.0, frame.height / 2), abs=0.1)
    assert frame.height == pytest.approx(100, rel=0.02)
