"""The map of events through time: a slider on the screen, small maps of great moments in print."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from importlib.resources import files

from contention.report import svg
from contention.report.files import StudyFiles
from contention.report.html import esc, figure, legend, para
from contention.report.moments import Moment, Setting, View
from contention.report.outlines import outlines_under
from contention.report.places import Layer, layers
from contention.report.projection import Frame, land
from contention.report.words import day, listed

FADE_WEEKS = 10
"""Weeks for which an event stays on the map, paler each week."""


def event_map(study: StudyFiles, setting: Setting) -> str:
    """Return the moving map, its still versions and the script that moves it."""
    weeks = study.weeks
    found = layers(study, weeks)
    if not found:
        return para("This study directory holds no events with coordinates, so there is no map.")
    views = setting.views or (_whole(found),)
    if not setting.outlines:
        under = outlines_under(views[0])
        setting = replace(setting, outlines=under.geometries, outlines_say=under.says)
    moments = [moment for moment in setting.map if weeks[0] <= moment.day]
    still_caption = (
        f"Circles: places with popular contention, area by days in the week. Rings: police fire, "
        f"army or intervention. {setting.outlines_say}"
    )
    caption = (
        f"Circles: places with popular contention, area by days in the week; they fade over the "
        f"{FADE_WEEKS} weeks after. Rings: police fire, army or intervention. "
        f"{setting.outlines_say}"
    )
    boards = "".join(
        f'<div class="board">{_board(frame, number, setting)}</div>'
        for number, frame in enumerate(_frames(views))
    )
    stills = _stills(found[0], weeks, moments, views[0], setting)
    return "".join(
        (
            legend((("mark crowd", "popular contention"), ("mark force", "armed force used"))),
            f'<figure class="moving" hidden>{_controls(found, weeks, moments)}{boards}'
            f"<figcaption>{esc(caption + _unseen(found, views))}</figcaption></figure>",
            f'<div class="stills">{stills}{para(still_caption, kind="note")}</div>',
            _data(found, weeks, views),
        )
    )


def _frames(views: Sequence[View]) -> list[Frame]:
    """Return the frames of the moving map: the first large, the others small."""
    return [Frame(view, 0, 0, 320 if number else 560) for number, view in enumerate(views)]


def _board(frame: Frame, number: int, setting: Setting) -> str:
    box = f'width="{svg.f(frame.width)}" height="{svg.f(frame.height)}"'
    body = [
        f'<clipPath id="clip{number}"><rect {box}/></clipPath><rect {box} class="sea"/>',
        f'<g clip-path="url(#clip{number})"><path d="{land(frame, setting.outlines)}" '
        f'class="land"/>{_names(frame)}<g class="events" data-view="{number}"></g></g>',
    ]
    if number:
        body.append(svg.text(10, 20, frame.view.name, "name"))
    label = f"{frame.view.name or 'Map'}: events of the week named above the map"
    return svg.drawing(frame.width, frame.height, body, label=label)


def _names(frame: Frame) -> str:
    spots = [(name, frame(lat, lon)) for name, lat, lon in frame.view.labels]
    return "".join(svg.text(x, y, name, "country", anchor="middle") for name, (x, y) in spots)


def _unseen(found: Sequence[Layer], views: Sequence[View]) -> str:
    """Say which places of the record lie outside every frame."""
    frames = _frames(views)
    names = sorted({p[0] for p in found[0].places if len(_spots(p, frames)) == 1})
    return f" Outside the frames: {listed(names)}." if names else ""


def _controls(found: Sequence[Layer], weeks: Sequence[date], moments: Sequence[Moment]) -> str:
    jumps = "".join(
        f'<button type="button" class="jump" data-week="{(moment.day - weeks[0]).days // 7}">'
        f"{esc(moment.label)}</button>"
        for moment in moments
    )
    choice = "".join(
        f'<label><input type="radio" name="layer" value="{esc(layer.key)}"'
        f"{' checked' if number == 0 else ''}> {esc(layer.label)}</label>"
        for number, layer in enumerate(found)
    )
    first = (moments[0].day - weeks[0]).days // 7 if moments else 0
    return (
        f'<div class="controls"><div class="choice" role="radiogroup" aria-label="History">'
        f'{choice}</div><div class="jumps">{jumps}</div>'
        '<div class="slide"><button type="button" id="play" aria-pressed="false">Play</button>'
        f'<input type="range" id="week" min="0" max="{len(weeks) - 1}" value="{first}" '
        'aria-label="Week"></div>'
        '<p id="when" aria-live="polite"></p></div>'
    )


def _data(found: Sequence[Layer], weeks: Sequence[date], views: Sequence[View]) -> str:
    frames = _frames(views)
    content = {
        "weeks": [day(week) for week in weeks],
        "fade": FADE_WEEKS,
        "layers": {
            layer.key: {
                "places": [_spots(place, frames) for place in layer.places],
                "crowd": layer.crowd,
                "force": layer.force,
            }
            for layer in found
        },
    }
    # "<" is written as an escape so that no text of the data can end the script element.
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    script = (files("contention.report") / "assets" / "map.js").read_text(encoding="utf-8")
    return f'<script type="application/json" id="map-data">{text}</script><script>{script}</script>'


def _spots(place: tuple[str, str, float, float], frames: Sequence[Frame]) -> list[object]:
    """Return a place's name and its position in every frame that shows it."""
    name, country, lat, lon = place
    spots: list[object] = [f"{name}, {country}"]
    for number, frame in enumerate(frames):
        x, y = frame(lat, lon)
        inside = 0 <= x - frame.x <= frame.width and 0 <= y - frame.y <= frame.height
        # What the large frame shows is not drawn twice.
        if inside and not (number and len(spots) > 1):
            spots.append([number, round(x, 1), round(y, 1)])
    return spots


def _stills(
    layer: Layer, weeks: Sequence[date], moments: Sequence[Moment], view: View, setting: Setting
) -> str:
    """Return one small map a moment, of its week."""
    panels: list[str] = []
    frame = Frame(view, 0, 0, 300)
    outline, names = land(frame, setting.outlines), _names(frame)
    for number, moment in enumerate(moments[:4]):
        week = (moment.day - weeks[0]).days // 7
        body = [
            f'<clipPath id="still{number}"><rect width="300" height="{svg.f(frame.height)}"/>'
            f'</clipPath><rect width="300" height="{svg.f(frame.height)}" class="sea"/>'
            f'<g clip-path="url(#still{number})"><path d="{outline}" class="land"/>{names}'
        ]
        days = 0
        for kind, rows in (("crowd", layer.crowd), ("force", layer.force)):
            for when, place, size in rows:
                if when == week:
                    name, country, lat, lon = layer.places[place]
                    x, y = frame(lat, lon)
                    radius = 2.6 * size**0.5 + (1.8 if kind == "force" else 0)
                    body.append(svg.circle(x, y, radius, kind, tip=f"{name}, {country}"))
                    days += size if kind == "crowd" else 0
        body.append("</g>")
        title = f"{moment.label}: week of {day(weeks[week])}, {days} town-days"
        drawing = svg.drawing(300, frame.height, body, label=f"Map of the record. {title}")
        panels.append(figure([drawing], title))
    return f'<div class="multiples two">{"".join(panels)}</div>'


def _whole(found: Sequence[Layer]) -> View:
    """Return a view that holds every place of the layers."""
    places = [place for layer in found for place in layer.places]
    lats, lons = [place[2] for place in places], [place[3] for place in places]
    aside = max(0.15 * (max(lons) - min(lons)), 0.3)
    above = max(0.15 * (max(lats) - min(lats)), 0.2)
    return View("", min(lons) - aside, max(lons) + aside, min(lats) - above, max(lats) + above)
