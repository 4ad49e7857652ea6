"""The bloc through time: weekly town-days of the record over the fan of the worlds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from contention.report import svg
from contention.report.files import TheoryFiles
from contention.report.html import figure, legend
from contention.report.moments import Moment

TICKS = (1, 5, 10, 25, 50, 100, 200, 400, 800, 1600, 3200)

WIDEST = 22
"""Widest bar, so that few weeks do not hide the fan behind their bars."""

LEGEND = legend(
    (
        ("mark record", "the record"),
        ("mark median", "median world"),
        ("mark band50", "middle half of the worlds"),
        ("mark band95", "central 95 per cent"),
    )
)


def timeline(theory: TheoryFiles, weeks: Sequence[date], moments: Sequence[Moment]) -> str:
    """Return the figure of the bloc: fan, record and named moments."""
    drawings = [
        _fan(theory, weeks, moments, width=width, height=height)
        for width, height in ((svg.WIDE, 400), (svg.NARROW, 330))
    ]
    caption = (
        "Town-days of popular contention a week, square-root scale: each town counts once a day. "
        "The fan is taken week by week, and a world has its risings at weeks of its own, so the "
        "fan is far smoother than any single world."
    )
    return LEGEND + figure(drawings, caption)


def by_theory(theories: Sequence[TheoryFiles], weeks_of: Sequence[Sequence[date]]) -> str:
    """Return one small timeline a theory, on one scale."""
    top = max(_highest(theory.patterns["series"]) for theory in theories)
    panels: list[str] = []
    for theory, weeks in zip(theories, weeks_of, strict=True):
        drawing = _fan(theory, weeks, (), width=286, height=170, high=top)
        panels.append(figure([drawing], f"{theory.title} ({theory.name})"))
    return f'<div class="multiples">{"".join(panels)}</div>'


def _highest(series: dict[str, Any]) -> float:
    return max(1.0, *series["record"], *series["q975"])


def _fan(
    theory: TheoryFiles,
    weeks: Sequence[date],
    moments: Sequence[Moment],
    *,
    width: float,
    height: float,
    high: float | None = None,
) -> str:
    series = theory.patterns["series"]
    peak = high or _highest(series)
    left, right, bottom = 34, 8, 26
    days = [week.toordinal() for week in weeks]
    across = svg.linear(days[0], days[-1] + 7, left, width - right)
    names, top = _names(moments, across, width)
    up = svg.square_root(peak * 1.04, height - bottom, top)
    body: list[str] = []
    ticks = [tick for tick in TICKS if tick <= peak]
    # Ticks that stand closer than a line of text are thinned from the bottom.
    shown: list[int] = []
    for tick in reversed(ticks):
        if up(0) - up(tick) < 15:
            continue
        if not shown or up(tick) - up(shown[-1]) >= 17:
            shown.append(tick)
    for tick in [0, *shown]:
        body.append(svg.line(left, up(tick), width - right, up(tick), "grid"))
        body.append(svg.text(left - 6, up(tick) + 4, f"{tick:,}", "tick", anchor="end"))
    body += _years(weeks, across, height - bottom, short=width < 500)
    xs = [across(day + 3.5) for day in days]
    lows, highs = (
        ([up(v) for v in series[a]], [up(v) for v in series[b]])
        for a, b in (("q025", "q975"), ("q25", "q75"))
    )
    body.append(svg.band(xs, lows[0], lows[1], "band95"))
    body.append(svg.band(xs, highs[0], highs[1], "band50"))
    body.append(svg.path(list(zip(xs, [up(v) for v in series["median"]], strict=True)), "median"))
    thick = min(max((width - left - right) / len(weeks) * 0.8, 1.2), WIDEST)
    for x, week, value in zip(xs, weeks, series["record"], strict=True):
        if value:
            tip = f"week of {week:%d %B %Y}: {value} town-days"
            y = up(value)
            body.append(svg.rect(x - thick / 2, y, thick, up(0) - y, "record", tip=tip))
    for moment in moments:
        x, value = across(moment.day.toordinal()), _in_week(moment.day, weeks, series["record"])
        body.append(svg.line(x, top - 4, x, up(value or peak) - 3, "moment"))
    body += names
    return svg.drawing(width, height, body, label=_label(theory, weeks, series))


def _label(theory: TheoryFiles, weeks: Sequence[date], series: dict[str, Any]) -> str:
    best = max(range(len(weeks)), key=lambda k: series["record"][k])
    return (
        f"Weekly town-days, {weeks[0]:%B %Y} to {weeks[-1]:%B %Y}. The record peaks in the week of "
        f"{weeks[best]:%d %B %Y} with {series['record'][best]} town-days; the 97.5 per cent line "
        f"of {theory.worlds} worlds of {theory.name} stays below {max(series['q975']):.0f}."
    )


def _years(weeks: Sequence[date], across: svg.Scale, base: float, *, short: bool) -> list[str]:
    body: list[str] = []
    first, last = weeks[0], weeks[-1]
    for year in range(first.year, last.year + 1):
        start = max(date(year, 1, 1), first)
        stop = min(date(year + 1, 1, 1), last)
        x, end = across(start.toordinal()), across(stop.toordinal())
        if year > first.year:
            body.append(svg.line(x, base, x, base + 6, "axis"))
        if end - x > 26:
            words = f"'{year % 100:02d}" if short and end - x < 34 else str(year)
            body.append(svg.text((x + end) / 2, base + 18, words, "tick", anchor="middle"))
    return body


def _in_week(day: date, weeks: Sequence[date], values: Sequence[int]) -> int:
    """Return the value of the week that holds a day, 0 outside the weeks."""
    number = (day - weeks[0]).days // 7
    return values[number] if 0 <= number < len(values) else 0


def _names(moments: Sequence[Moment], across: svg.Scale, width: float) -> tuple[list[str], float]:
    """Return the moments' names in rows so that no two overlap, and where the plot may begin."""
    texts: list[str] = []
    starts: list[tuple[float, float]] = []
    ends: list[float] = []
    for moment in sorted(moments, key=lambda moment: moment.day):
        x = across(moment.day.toordinal())
        year = f"'{moment.day.year % 100:02d}"
        when = year if width < 500 else f"{moment.day:%b} {year}"
        words = f"{moment.label}, {when}" if width >= 500 else f"{moment.label} {when}"
        length = 8 * len(words)
        flip = x + length > across.stop
        begin = x - length - 5 if flip else x + 5
        row = next((k for k, end in enumerate(ends) if begin > end + 6), len(ends))
        ends[row : row + 1] = [max(x, begin + length)]
        anchor = "end" if flip else "start"
        starts.append((x, 17 * row + 4))
        at = x - 5 if flip else x + 5
        texts.append(svg.text(at, 14 + 17 * row, words, "name halo", anchor=anchor))
    rows = len(ends)
    # Lines come first, so that a name which another line must cross stands in front of it.
    lines = [svg.line(x, y, x, 17 * rows + 8, "moment") for x, y in starts]
    return [*lines, *texts], 17 * rows + 12
