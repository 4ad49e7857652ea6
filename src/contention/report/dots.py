"""Rows of dots with intervals, one label a row: drawn wide and narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

from contention.report import svg
from contention.report.words import number

ROW = 34
NARROW_ROW = 52
LETTER = 7.4
"""Widest a letter of a label gets, in px."""


@dataclass(frozen=True)
class Dot:
    """One row.

    Attributes
    ----------
    label, note
        Words at the left, and after the mark.
    value
        The dot.
    low, high
        Its interval; None for none.
    far
        Ends of a paler, wider interval.
    kind
        ``dot`` or ``hollow``.
    tip
        What a pointer shows.
    """

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    far: tuple[float, float] | None = None
    kind: str = "dot"
    note: str = ""
    tip: str = ""


def dot_plot(rows: Sequence[Dot], *, title: str, label: str) -> list[str]:
    """Return the wide and the narrow drawing; ``label`` says in words what they show."""
    return [_drawing(rows, title, label, width) for width in (svg.WIDE, svg.NARROW)]


def ticks_between(low: float, high: float, most: int = 6) -> list[float]:
    """Return round numbers that span an interval, 0 among them if it lies inside."""
    span = (high - low) or 1.0
    power = 10.0 ** floor(log10(span / most))
    step = next(s * power for s in (1, 2, 5, 10) if span / (s * power) <= most)
    first = floor(low / step)
    found = [first * step]
    while found[-1] < high - 1e-9 * span:
        found.append((first + len(found)) * step)
    return found


def _drawing(rows: Sequence[Dot], title: str, label: str, width: float) -> str:
    narrow = width < 500
    left, right = (22.0, width - 18) if narrow else (290.0, width - 132.0)
    ends = [0.0]
    for row in rows:
        ends += [row.value, *(e for e in (row.low, row.high, *(row.far or ())) if e is not None)]
    ticks = ticks_between(min(ends), max(ends), 4 if narrow else 6)
    across = svg.linear(ticks[0], ticks[-1], left, right)
    step = NARROW_ROW if narrow else ROW
    top = 26.0
    base = top + step * len(rows)
    body = [svg.text(0 if narrow else left, 14, title, "name")]
    for tick in ticks:
        body.append(svg.line(across(tick), top, across(tick), base, "grid"))
        body.append(svg.text(across(tick), base + 17, number(tick), "tick", anchor="middle"))
    body.append(svg.line(across(0), top, across(0), base, "zero"))
    for k, row in enumerate(rows):
        body += _row(row, across, top + step * k, narrow=narrow, width=width)
    return svg.drawing(width, base + 26, body, label=label)


def _row(row: Dot, across: svg.Scale, y: float, *, narrow: bool, width: float) -> list[str]:
    middle = y + (NARROW_ROW - 14 if narrow else ROW / 2)
    most = int((width - (8 + 6.6 * len(row.note)) if narrow else 280) / LETTER)
    words = row.label if len(row.label) <= most else f"{row.label[: most - 1].rstrip()}…"
    body: list[str] = []
    if narrow:
        body.append(svg.text(0, y + 18, words, "says halo"))
        body.append(svg.text(width - 2, y + 18, row.note, "tick halo", anchor="end"))
    else:
        body.append(svg.text(across.start - 14, middle + 4, words, "says", anchor="end"))
        body.append(svg.text(width - 2, middle + 4, row.note, "tick", anchor="end"))
    if row.far is not None:
        x, end = across(row.far[0]), across(row.far[1])
        body.append(svg.rect(x, middle - 5, max(end - x, 1), 10, "band95"))
    if row.low is not None and row.high is not None:
        body.append(svg.line(across(row.low), middle, across(row.high), middle, "interval"))
    body.append(svg.circle(across(row.value), middle, 4.8, row.kind, tip=row.tip))
    return body
