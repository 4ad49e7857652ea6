"""Single worlds beside the record: what the smooth fan hides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from contention.inference.popular import popular_events
from contention.report import svg
from contention.report.files import TheoryFiles, read_events
from contention.report.html import figure

RANKS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Worlds shown, by the rank of their total among all worlds."""


def weekly(theory: TheoryFiles, weeks: Sequence[date]) -> NDArray[np.int64] | None:
    """Return town-days by compared world and week; None without simulated events."""
    events = read_events(theory)
    if events is None:
        return None
    days = popular_events(events).select("world", "where", "date").unique()
    found = np.zeros((theory.worlds, len(weeks)), dtype=np.int64)
    offsets = (days["date"] - weeks[0]).dt.total_days().to_numpy() // 7
    world = np.searchsorted(theory.numbers, days["world"].to_numpy().astype(np.int64))
    inside = (offsets >= 0) & (offsets < len(weeks))
    np.add.at(found, (world[inside], offsets[inside]), 1)
    return found


def chosen(totals: NDArray[np.int64]) -> list[int]:
    """Return the worlds at `RANKS`, each once."""
    order = np.argsort(totals, kind="stable")
    picks = [int(order[round(rank * (len(order) - 1))]) for rank in RANKS]
    return list(dict.fromkeys(picks))


def histories(theory: TheoryFiles, weeks: Sequence[date]) -> str:
    """Return a figure with the record and single worlds, one strip each."""
    worlds = weekly(theory, weeks)
    if worlds is None or not len(worlds):
        return ""
    record = np.asarray(theory.patterns["series"]["record"], dtype=np.int64)
    picks = chosen(worlds.sum(axis=1))
    rows = [("The record", record, "record")]
    rows += [(f"World {theory.numbers[k]}", worlds[k], "single") for k in picks]
    peak = max(int(series.max()) for _, series, _ in rows)
    drawings = [_strips(rows, weeks, peak, width) for width in (svg.WIDE, svg.NARROW)]
    caption = (
        "Single histories on one square-root scale. Worlds are taken at fixed ranks of their "
        "totals (5, 25, 50, 75 and 95 per cent), not by eye; the largest week is numbered."
    )
    return figure(drawings, caption)


def _number(series: NDArray[np.int64], best: int, across: svg.Scale, y: float) -> str:
    """Return the largest week's number, on the side with the lower neighbours."""
    near = max(round(32 / (across(1) - across(0))), 1)
    before, after = series[max(best - near, 0) : best], series[best + 1 : best + 1 + near]
    left = len(after) < near or (len(before) == near and before.max() < after.max())
    x, anchor = (across(best) - 3, "end") if left else (across(best + 1) + 3, "start")
    return svg.text(x, y, f"{int(series[best])}", "tick halo", anchor=anchor)


def _strips(
    rows: Sequence[tuple[str, NDArray[np.int64], str]],
    weeks: Sequence[date],
    peak: int,
    width: float,
) -> str:
    narrow = width < 500
    left, high, gap = (4, 46, 24) if narrow else (150, 50, 12)
    across = svg.linear(0, len(weeks), left, width - 8)
    body: list[str] = []
    y = 18.0 if narrow else 6.0
    for name, series, kind in rows:
        total = f"{int(series.sum()):,} town-days"
        if narrow:
            body.append(svg.text(left, y - 4, f"{name}, {total}", "name"))
        else:
            body.append(svg.text(left - 12, y + high - 18, name, "name", anchor="end"))
            body.append(svg.text(left - 12, y + high - 3, total, "tick", anchor="end"))
        up = svg.square_root(peak, y + high, y + 4)
        body.append(svg.line(left, y + high, width - 8, y + high, "axis"))
        thick = max(across(1) - across(0) - 0.3, 1.2)
        for week in np.flatnonzero(series):
            value = int(series[week])
            top = up(value)
            tip = f"week of {weeks[int(week)]:%d %B %Y}: {value} town-days"
            body.append(svg.rect(across(float(week)), top, thick, y + high - top, kind, tip=tip))
        best = int(series.argmax())
        if series[best]:
            level = max(up(int(series[best])) + 8, y + 10)
            body.append(_number(series, best, across, level))
        y += high + gap
    for year in range(weeks[0].year, weeks[-1].year + 1):
        start = (max(date(year, 1, 1), weeks[0]) - weeks[0]).days / 7
        stop = (min(date(year + 1, 1, 1), weeks[-1]) - weeks[0]).days / 7
        if across(stop) - across(start) > 26:
            middle = (across(start) + across(stop)) / 2
            body.append(svg.text(middle, y - gap + 18, str(year), "tick", anchor="middle"))
    label = "Weekly town-days of the record and of single worlds: " + "; ".join(
        f"{name} {int(series.sum())} in all, {int(series.max())} in its largest week"
        for name, series, _ in rows
    )
    return svg.drawing(width, y - gap + 28, body, label=label)
