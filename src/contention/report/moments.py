"""Dated moments that figures name, views of the map, and outlines to draw under it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Any, cast

from contention.report.files import StudyFiles


@dataclass(frozen=True)
class Moment:
    """A day with a name."""

    day: date
    label: str


@dataclass(frozen=True)
class View:
    """A rectangle of the map, in degrees; ``labels`` are (name, latitude, longitude)."""

    name: str
    west: float
    east: float
    south: float
    north: float
    labels: tuple[tuple[str, float, float], ...] = ()


@dataclass(frozen=True)
class Setting:
    """How a study is drawn: ``timeline`` and ``map`` are its named moments.

    Without ``outlines`` of its own the map takes those that lie under its view.
    """

    timeline: tuple[Moment, ...]
    map: tuple[Moment, ...]
    views: tuple[View, ...]
    outlines: tuple[dict[str, Any], ...]
    outlines_say: str
    intervals_say: str
    intervals_source: str


def read_setting(study: StudyFiles) -> Setting:
    """Return the setting that ships for a study, or one made from its weekly series."""
    folder = files("contention.catalogue") / "data" / "maps"
    known = folder / f"{study.name}.json"
    if not known.is_file():
        weeks = _busiest(study)
        return Setting(
            timeline=tuple(Moment(week, "busy week") for week in weeks),
            map=tuple(Moment(week, f"{week:%b %Y}") for week in weeks),
            views=(),
            outlines=(),
            outlines_say="",
            intervals_say="",
            intervals_source="",
        )
    document = json.loads(known.read_text(encoding="utf-8"))
    outlines = json.loads((folder / document["outlines"]).read_text(encoding="utf-8"))
    views = tuple(_view(view) for view in cast("list[dict[str, Any]]", document["views"]))
    great = document["great_intervals"]
    return Setting(
        timeline=_moments(document, "timeline"),
        map=_moments(document, "map"),
        views=views,
        outlines=tuple(feature["geometry"] for feature in outlines["features"]),
        outlines_say=str(document["outlines_say"]),
        intervals_say=str(great["says"]),
        intervals_source=str(great["source"]),
    )


def _view(given: dict[str, Any]) -> View:
    labels = tuple((str(name), float(lat), float(lon)) for name, lat, lon in given["labels"])
    west, east, south, north = (float(given[side]) for side in ("west", "east", "south", "north"))
    return View(str(given["name"]), west, east, south, north, labels)


def _moments(document: dict[str, Any], figure: str) -> tuple[Moment, ...]:
    return tuple(
        Moment(date.fromisoformat(moment["date"]), str(moment["label"]))
        for moment in document["moments"]
        if figure in moment["figures"]
    )


def _busiest(study: StudyFiles) -> list[date]:
    """Return up to four weeks, the busiest of the record that lie two months apart."""
    counts = study.main.patterns["series"]["record"]
    ranked = sorted(zip(counts, study.weeks, strict=True), key=lambda pair: (-pair[0], pair[1]))
    found: list[date] = []
    for number, week in ranked:
        if number and all(abs(week - other) > timedelta(days=60) for other in found):
            found.append(week)
        if len(found) == 4:
            break
    return sorted(found)
