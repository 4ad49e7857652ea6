"""Hidden episodes: how likely each country was inside one, week by week."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from contention.report import svg
from contention.report.html import figure, para

LEAST = 0.02
"""Chances below this are not drawn."""


def crises(found: dict[str, Any]) -> str:
    """Return the figure for ``episodes-THEORY.json``, one band a country."""
    drawings = [_bands(found, width) for width in (svg.WIDE, svg.NARROW)]
    name = str(found["episode"])
    says = f" {found['says'].rstrip('.')}." if found.get("says") else ""
    caption = (
        f"Chance that a country is inside a hidden {name}, given the whole record; the darker, "
        f"the more certain.{says} It is computed, not drawn: every path of the hidden state is "
        "weighed by how well it explains the days."
    )
    return para(f"When was each country in a {name}?", kind="figure-title") + figure(
        drawings, caption
    )


def _bands(found: dict[str, Any], width: float) -> str:
    narrow = width < 500
    countries: dict[str, list[float]] = found["countries"]
    start = date.fromisoformat(found["start"])
    weeks = max(len(chances) for chances in countries.values())
    left, row, gap = (4.0, 13.0, 19.0) if narrow else (120.0, 16.0, 5.0)
    across = svg.linear(0, weeks, left, width - 8)
    body: list[str] = []
    y = 17.0 if narrow else 4.0
    for country, chances in countries.items():
        if narrow:
            body.append(svg.text(left, y - 3, country, "tick"))
        else:
            body.append(svg.text(left - 10, y + row - 4, country, "tick", anchor="end"))
        body.append(svg.rect(left, y, across(weeks) - left, row, "calm"))
        body += _runs(chances, across, y, row, start)
        y += row + gap
    base = y - gap
    for year in range(start.year, (start + timedelta(weeks=weeks)).year + 1):
        first = max((date(year, 1, 1) - start).days / 7, 0)
        last = min((date(year + 1, 1, 1) - start).days / 7, weeks)
        if across(last) - across(first) > 34:
            middle = (across(first) + across(last)) / 2
            body.append(svg.text(middle, base + 17, str(year), "tick", anchor="middle"))
            if first > 0:
                body.append(svg.line(across(first), 4, across(first), base + 5, "axis"))
    most = ", ".join(
        f"{country} {sum(chances):.0f} weeks" for country, chances in countries.items()
    )
    label = f"Expected weeks inside a {found['episode']} by country: {most}"
    return svg.drawing(width, base + 26, body, label=label)


def _runs(chances: list[float], across: svg.Scale, y: float, row: float, start: date) -> list[str]:
    """Return one mark a run of weeks with the same tenth of a chance."""
    marks: list[str] = []
    first = 0
    for week in range(1, len(chances) + 1):
        if week < len(chances) and _tone(chances[week]) == _tone(chances[first]):
            continue
        if chances[first] >= LEAST:
            tip = f"week of {start + timedelta(weeks=first):%d %B %Y}: {chances[first]:.2f}"
            kind = f"crisis t{_tone(chances[first])}"
            x, end = across(first), across(week)
            marks.append(svg.rect(x, y, max(end - x, 1.5), row, kind, tip=tip))
        first = week
    return marks


def _tone(chance: float) -> int:
    """Return the tenth of a chance, 0 for what is not drawn."""
    return 0 if chance < LEAST else max(1, round(10 * chance))
