"""The page of a forecast: fans of the total and of countries, a map, a table of places."""

from __future__ import annotations

import json
from datetime import date, timedelta
from math import sqrt
from pathlib import Path
from typing import Any

import polars as pl

from contention.report import svg
from contention.report.dots import ticks_between
from contention.report.html import esc, figure, legend, para, section, table
from contention.report.moments import View
from contention.report.outlines import Outlines, outlines_under
from contention.report.projection import Frame, land
from contention.report.shell import document
from contention.report.words import day
from contention.store import write_text

MOST_FANS = 6
"""Countries that are drawn beside the total."""

MOST_ROWS = 60
"""Places of the table; `summary.parquet` holds all."""


def write_forecast(directory: Path) -> Path:
    """Write ``report.html`` of a directory that ``contention forecast`` filled."""
    said: dict[str, Any] = json.loads((directory / "forecast.json").read_text(encoding="utf-8"))
    summary = pl.read_parquet(directory / "summary.parquet")
    return write_text(directory / "report.html", page(said, summary))


def page(said: dict[str, Any], summary: pl.DataFrame) -> str:
    """Return the page."""
    events = summary.filter(pl.col("measure") == "events")
    whole = events.filter((pl.col("level") == "total") & (pl.col("period") == "all"))
    first, last = date.fromisoformat(said["start"]), date.fromisoformat(said["last"])
    row = whole.row(0, named=True)
    title = f"Forecast of {said['case']}, {day(first)} to {day(last)}"
    body = [
        f"<h1>{esc(title)}</h1>",
        para(
            f"{said['title']} ({said['theory']}), fitted to the {said['events_read']:,} events "
            f"before {day(first)}, foretells {row['median']:,.0f} events; in 95 of 100 worlds "
            f"{row['q2_5']:,.0f} to {row['q97_5']:,.0f}. The numbers rest on "
            f"{said['worlds']:,} worlds{_shares(said)}."
        ),
        section("days", "Day by day", *_fans(said, events)),
        section("map", "Where", _map(said, events)),
        section("places", "Place by place", _places(said, events)),
        section("notes", "What to know", *_notes(said)),
    ]
    return document(title, "\n".join(body))


def _shares(said: dict[str, Any]) -> str:
    """Say which part of the worlds the theory has in a pool."""
    if said.get("weeks_learnt") is None:
        return ""
    mine = 100 * said["weights"][said["theory"]]
    return f", of which {mine:.0f}% are of the theory and the others continue recent levels"


def _fans(said: dict[str, Any], events: pl.DataFrame) -> list[str]:
    marks = legend(
        (
            ("mark record", "the record"),
            ("mark median", "median world"),
            ("mark band50", "middle half of the worlds"),
            ("mark band95", "central 95 per cent"),
        )
    )
    daily = events.filter(pl.col("period") == "day")
    total = daily.filter(pl.col("level") == "total").sort("first")
    caption = "Events a day: the record of the weeks before, and the range of the worlds after."
    drawings = [
        _fan(said, total, "total", width, height)
        for width, height in ((svg.WIDE, 340), (svg.NARROW, 280))
    ]
    parts = [marks, figure(drawings, caption)]
    countries = events.filter((pl.col("level") == "country") & (pl.col("period") == "all"))
    largest = countries.sort("mean", descending=True).head(MOST_FANS)["area"].to_list()
    panels = [
        figure([_fan(said, daily.filter(_is("country", name)).sort("first"), name, 286, 170)], name)
        for name in largest
    ]
    if panels:
        parts.append(f'<div class="multiples">{"".join(panels)}</div>')
    return parts


def _is(level: str, area: str) -> pl.Expr:
    return (pl.col("level") == level) & (pl.col("area") == area)


def _fan(said: dict[str, Any], daily: pl.DataFrame, area: str, width: float, height: float) -> str:
    past: list[int] = said["record"]["days"][area]
    start, origin = date.fromisoformat(said["record"]["first"]), date.fromisoformat(said["start"])
    days = len(past) + daily.height
    top = max(1.0, *past, *daily["q97_5"].to_list())
    left, bottom = 40.0, height - 26
    across = svg.linear(0, days, left, width - 8)
    up = svg.linear(0, top * 1.05, bottom, 10)
    body: list[str] = []
    for tick in ticks_between(0, top, 4):
        if tick <= top * 1.05:
            body.append(svg.line(left, up(tick), width - 8, up(tick), "grid"))
            body.append(svg.text(left - 6, up(tick) + 4, f"{tick:,.0f}", "tick", anchor="end"))
    edges = [across(len(past) + k) for k in range(daily.height + 1)]
    for low, high, kind in (("q2_5", "q97_5", "band95"), ("q25", "q75", "band50")):
        there = svg.steps(edges, [up(v) for v in daily[high]])
        back = svg.steps(edges, [up(v) for v in daily[low]])[::-1]
        body.append(svg.path([*there, *back], kind, closed=True))
    body.append(svg.path(svg.steps(edges, [up(v) for v in daily["median"]]), "median"))
    thick = max(across(1) - across(0) - 1, 1)
    for k, value in enumerate(past):
        if value:
            tip = f"{day(start + timedelta(days=k))}: {value}"
            body.append(svg.rect(across(k), up(value), thick, up(0) - up(value), "record", tip=tip))
    body.append(svg.line(across(len(past)), 6, across(len(past)), bottom, "moment"))
    body.append(svg.text(across(len(past)) + 4, height - 8, day(origin), "tick"))
    if width > 500:
        body.append(svg.text(left, height - 8, day(start), "tick"))
    label = f"Events a day, {area}: record before {day(origin)} and the range of the worlds after"
    return svg.drawing(width, height, body, label=label)


def _map(said: dict[str, Any], events: pl.DataFrame) -> str:
    places = [p for p in said["places"] if p["lat"] == p["lat"] and p["lon"] == p["lon"]]
    rows = {
        (r["country"], r["area"]): r
        for r in events.filter(
            (pl.col("level") == "place") & (pl.col("period") == "all")
        ).to_dicts()
    }
    found = [(p, rows[p["country"], p["name"]]) for p in places]
    if not found:
        return para("The scenario gives no coordinates, so there is no map.")
    view = _view([(p["lat"], p["lon"]) for p in places])
    most = max(row["mean"] for _, row in found) or 1.0
    under = outlines_under(view)
    drawings = [
        _spots(Frame(view, 0, 0, width), found, most, under) for width in (svg.WIDE, svg.NARROW)
    ]
    caption = (
        "Circles: expected events over all days, by area; rings reach to the 97.5 per cent "
        f"quantile. A pointer shows the numbers. {under.says}"
    )
    return figure(drawings, caption)


def _view(points: list[tuple[float, float]]) -> View:
    """Return a view that shows all points: wide countries bend out of the first."""
    lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
    above = max(0.12 * (max(lats) - min(lats)), 0.4)
    aside = max(0.12 * (max(lons) - min(lons)), 0.5)
    while True:
        low, high = max(min(lats) - above, -85.0), min(max(lats) + above, 85.0)
        view = View("", min(lons) - aside, max(lons) + aside, low, high)
        frame = Frame(view, 0, 0, svg.WIDE)
        spots = [frame(lat, lon) for lat, lon in points]
        tall = all(12 <= y <= frame.height - 12 for _, y in spots)
        broad = all(12 <= x <= frame.width - 12 for x, _ in spots)
        if (tall and broad) or above > 40.0 or aside > 120.0:
            return view
        above *= 1.0 if tall else 1.4
        aside *= 1.0 if broad else 1.4


def _spots(
    frame: Frame,
    found: list[tuple[dict[str, Any], dict[str, Any]]],
    most: float,
    under: Outlines,
) -> str:
    full = frame.width / 28
    box = f'width="{svg.f(frame.width)}" height="{svg.f(frame.height)}"'
    clip = f"land{frame.width:.0f}"
    body = [
        f'<clipPath id="{clip}"><rect {box}/></clipPath><rect {box} class="sea"/>',
        f'<path d="{land(frame, under.geometries)}" class="land" clip-path="url(#{clip})"/>',
    ]
    ranked = sorted(found, key=lambda pair: -pair[1]["mean"])
    for place, row in ranked:
        x, y = frame(place["lat"], place["lon"])
        tip = (
            f"{place['name']}: {row['mean']:.1f} events, 95 per cent "
            f"{row['q2_5']:.0f} to {row['q97_5']:.0f}"
        )
        body.append(svg.circle(x, y, full * sqrt(row["q97_5"] / most), "force", tip=tip))
        body.append(svg.circle(x, y, max(full * sqrt(row["mean"] / most), 1.2), "crowd", tip=tip))
    for place, _ in ranked[: 12 if frame.width > 500 else 5]:
        x, y = frame(place["lat"], place["lon"])
        body.append(svg.text(x, y - 4, place["name"], "name halo", anchor="middle"))
    label = "Map of expected events by place"
    return svg.drawing(frame.width, frame.height, body, label=label)


def _places(said: dict[str, Any], events: pl.DataFrame) -> str:
    rows = events.filter((pl.col("level") == "place") & (pl.col("period") == "all"))
    rows = rows.sort("mean", descending=True)
    cells = [
        (
            esc(row["area"]),
            f"{row['mean']:,.1f}",
            f"{row['median']:,.0f}",
            f"{row['q10']:,.0f} to {row['q90']:,.0f}",
            f"{row['q2_5']:,.0f} to {row['q97_5']:,.0f}",
            *(f"{row[f'above_{x}']:.2f}" for x in said["above"]),
        )
        for row in rows.head(MOST_ROWS).to_dicts()
    ]
    heads = ("Place", "Mean", "Median", "80 per cent", "95 per cent")
    return table(
        (*heads, *(f"More than {x}" for x in said["above"])),
        cells,
        kind="numbers",
        caption="Events over all days; the last columns are probabilities.",
    )


def _notes(said: dict[str, Any]) -> list[str]:
    notes = [
        "Nothing dated to the first day or later was read. Numbers are those of a record compiled "
        "as this one was: recorded events, not events.",
    ]
    if said["straddling"]:
        notes.append(
            f"{said['straddling']:,} events may fall on either side of the first day and were "
            "left out."
        )
    if said["tried"] > said["worlds"]:
        again = said["tried"] - said["worlds"]
        notes.append(f"{again:,} of {said['tried']:,} worlds ran away and were drawn again.")
    if said["rests_on_prior"]:
        names = ", ".join(said["rests_on_prior"])
        notes.append(f"On their priors, for want of rows that inform them: {names}.")
    return [para(note) for note in notes]
