"""A sweep over the size of a lever, drawn: the effect at each size with both its intervals."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log2, log10
from typing import Any

from contention.report import svg
from contention.report.html import figure, legend
from contention.report.words import count, number

Row = dict[str, Any]

SHOWN = ("town_days", "general_strikes")
"""Quantities that are drawn, where the worlds have them."""

LEGEND = (
    ("mark dot", "mean effect, with the error of having so many worlds"),
    ("mark band95", "central 95 per cent of single worlds"),
)


def sweep_figure(sweep: dict[str, Any]) -> str:
    """Return a sweep (`contention.inference.sweeps.Sweep.to_json`) as a figure with its legend.

    One panel a quantity, beside each other on a wide page and below each other on a narrow one.
    """
    known = {row["quantity"] for row in sweep["effects"]}
    names = [name for name in SHOWN if name in known] or sorted(known)[:2]
    panels = [[row for row in sweep["effects"] if row["quantity"] == name] for name in names]
    lever = sweep["lever"]
    drawings = [_drawing(panels, lever["size"], width) for width in (svg.WIDE, svg.NARROW)]
    caption = (
        f"Effect of {lever['name']} on {count(sweep['worlds'], 'pair')} of worlds from "
        f"{sweep['start']}, at several sizes; at × 1 nothing changes, and the ring is the size as "
        f"written. {sweep['illustration']}"
    )
    return legend(LEGEND) + figure(drawings, caption)


def _drawing(panels: Sequence[Sequence[Row]], written: float, width: float) -> str:
    narrow = width < 500
    across = 1 if narrow else len(panels)
    wide = width / across
    high = 250.0
    body: list[str] = []
    for k, rows in enumerate(panels):
        left, top = (0.0, k * high) if narrow else (k * wide, 0.0)
        body += _panel(rows, written, (left, top, wide, high))
    label = "; ".join(_told(rows) for rows in panels)
    return svg.drawing(width, high * (len(panels) if narrow else 1), body, label=label)


def _told(rows: Sequence[Row]) -> str:
    steps = ", ".join(f"{number(row['effect'])} at × {row['size']:g}" for row in rows)
    return f"Effect on {rows[0]['label'][:1].lower()}{rows[0]['label'][1:]}: {steps}"


def _panel(
    rows: Sequence[Row], written: float, frame: tuple[float, float, float, float]
) -> list[str]:
    x0, y0, wide, high = frame
    left, right, top, base = x0 + 46, x0 + wide - 26, y0 + 34, y0 + high - 42
    sizes = [float(row["size"]) for row in rows]
    # Factors double from mark to mark; shares of a shock may be 0 and run straight.
    straight = min(sizes) <= 0
    shape = float if straight else log2
    x = svg.Scale(min(sizes), max(sizes), left, right, shape)
    ends = [0.0, *(float(row[key]) for row in rows for key in ("world_low", "world_high"))]
    ticks = _ticks(min(ends), max(ends))
    y = svg.linear(ticks[0], ticks[-1], base, top)
    body = [svg.text(x0, y0 + 16, f"{rows[0]['label']}: effect", "name")]
    for tick in ticks:
        body.append(svg.line(left, y(tick), right, y(tick), "grid"))
        body.append(svg.text(left - 6, y(tick) + 4, number(tick), "tick", anchor="end"))
    at = [x(size) for size in sizes]
    body.append(
        svg.band(
            at,
            [y(float(row["world_low"])) for row in rows],
            [y(float(row["world_high"])) for row in rows],
            "band95",
        )
    )
    body.append(svg.line(left, y(0), right, y(0), "zero"))
    body.append(
        svg.path([(p, y(float(r["effect"]))) for p, r in zip(at, rows, strict=True)], "median")
    )
    for place, row in zip(at, rows, strict=True):
        if row["low"] is not None:
            body.append(
                svg.line(place, y(float(row["low"])), place, y(float(row["high"])), "interval dot")
            )
        tip = (
            f"× {row['size']:g}: {number(row['effect'])}, single worlds "
            f"{number(row['world_low'])} to {number(row['world_high'])}"
        )
        kind = "hollow" if row["size"] == written else "dot"
        body.append(svg.circle(place, y(float(row["effect"])), 4.6, kind, tip=tip))
        body.append(svg.text(place, base + 18, f"× {row['size']:g}", "tick", anchor="middle"))
    return body


def _ticks(low: float, high: float) -> list[float]:
    """Return round numbers around an interval, about five of them."""
    span = (high - low) or 1.0
    power = 10.0 ** floor(log10(span / 4))
    step = next(s * power for s in (1.0, 2.0, 5.0, 10.0) if span / (s * power) <= 5)
    first = floor(low / step)
    ticks = [first * step]
    while ticks[-1] < high - 1e-9 * span:
        ticks.append((first + len(ticks)) * step)
    return ticks if len(ticks) > 1 else [*ticks, ticks[0] + step]
