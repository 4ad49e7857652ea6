"""Figures of classics and sweeps as SVG files that stand alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, floor, log10

import numpy as np
from numpy.typing import NDArray

from contention.individuals.figure import Axis, Cells, Figure, Lines
from contention.report import svg
from contention.report.html import esc

WIDTH, HEIGHT = 720.0, 430.0
LEFT, RIGHT, TOP, BOTTOM = 70.0, 20.0, 62.0, 52.0

COLOURS = ("#2f6592", "#b23a17", "#3f7d4e", "#8a5a9e", "#b98a1c", "#4b5560", "#1f9aa8", "#c25e8b")

STYLE = """
text { font: 13px ui-sans-serif, system-ui, "Helvetica Neue", Arial, sans-serif; fill: #1d2126; }
.title { font-size: 17px; font-weight: 650; }
.soft { fill: #5a626b; font-size: 12px; }
.grid { stroke: #e4e7ea; stroke-width: 1; }
.rule { stroke: #5a626b; stroke-width: 1.2; stroke-dasharray: 3 3; }
path { fill: none; stroke-width: 2; stroke-linejoin: round; }
""" + "".join(
    f".c{k} {{ stroke: {colour}; }} .f{k} {{ fill: {colour}; }}\n"
    for k, colour in enumerate(COLOURS)
)


def figure_svg(figure: Figure) -> str:
    """Return a figure as the text of an SVG file.

    The file needs nothing beside it, and a screen reader gets the sentence that it shows.
    """
    body = _cells(figure) if isinstance(figure, Cells) else _lines(figure)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" '
        f'width="{WIDTH:g}" height="{HEIGHT:g}" role="img" aria-label="{esc(figure.says)}">'
        f"<title>{esc(figure.title)}</title><desc>{esc(figure.says)}</desc>"
        f"<style>{STYLE}</style>"
        f'<rect x="0" y="0" width="{WIDTH:g}" height="{HEIGHT:g}" fill="#ffffff"/>'
        f"{svg.text(LEFT, 22, figure.title, 'title')}{''.join(body)}</svg>\n"
    )


def _lines(figure: Lines) -> list[str]:
    rows = list(figure.lines.items())
    bottom = HEIGHT - BOTTOM
    legend, lowest = _legend([name for name, _ in rows])
    xs = [x for _, (x, _) in rows] + [np.array(list(figure.marks.values()))]
    x = _scale(figure.x, np.concatenate(xs), LEFT, WIDTH - RIGHT)
    y = _scale(figure.y, np.concatenate([y for _, (_, y) in rows]), bottom, lowest + 16.0)
    body = [*legend, *_axes(figure.x, figure.y, x, y, lowest + 16.0)]
    for k, (words, value) in enumerate(figure.marks.items()):
        body.append(svg.line(x(value), lowest + 16.0, x(value), bottom, "rule"))
        side = "end" if x(value) > 0.6 * WIDTH else "start"
        shift = -5.0 if side == "end" else 5.0
        body.append(
            svg.text(x(value) + shift, lowest + 30.0 + 15.0 * k, words, "soft", anchor=side)
        )
    for k, (_, (at, values)) in enumerate(rows):
        for run in _runs(figure, at, values):
            points = [(x(a), y(b)) for a, b in run]
            if figure.steps:
                points = [p for pair in _stairs(points) for p in pair]
            body.append(svg.path(points, f"c{k % len(COLOURS)}"))
    return body


def _runs(
    figure: Lines, at: NDArray[np.float64], values: NDArray[np.float64]
) -> list[list[tuple[float, float]]]:
    """Part a line where it has no value that the axes can show."""
    runs: list[list[tuple[float, float]]] = [[]]
    for a, b in zip(at.tolist(), values.tolist(), strict=True):
        shown = np.isfinite(a) and np.isfinite(b)
        if shown and not (figure.y.log and b <= 0.0) and not (figure.x.log and a <= 0.0):
            runs[-1].append((a, b))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if len(run) > 1]


def _stairs(points: Sequence[svg.Point]) -> list[tuple[svg.Point, ...]]:
    corners: list[tuple[svg.Point, ...]] = [(points[0],)]
    for before, after in pairwise(points):
        corners.append(((after[0], before[1]), after))
    return corners


def _cells(figure: Cells) -> list[str]:
    low, high = _ends(figure.values, log=False)
    shape = np.log1p if figure.log else np.asarray
    bottom = HEIGHT - BOTTOM
    right = WIDTH - RIGHT - 110.0
    x = svg.linear(*_edges(figure.xs), LEFT, right)
    y = svg.linear(*_edges(figure.ys), bottom, TOP)
    wide = (right - LEFT) / figure.xs.size
    tall = (bottom - TOP) / figure.ys.size
    body: list[str] = []
    colour = f"{figure.colour}, log (1 + n)" if figure.log else figure.colour
    scaled = (shape(figure.values) - shape(low)) / ((shape(high) - shape(low)) or 1.0)
    for j, up in enumerate(figure.ys.tolist()):
        for i, along in enumerate(figure.xs.tolist()):
            if np.isfinite(figure.values[j, i]):
                place = (x(along) - wide / 2, y(up) - tall / 2, wide + 0.3, tall + 0.3)
                body.append(_cell(place, float(scaled[j, i])))
    body += _axes(figure.x, figure.y, x, y, TOP)
    for k in range(50):
        body.append(_cell((right + 24, bottom - (bottom - TOP) * (k + 1) / 50, 16, 6.6), k / 49))
    for value, at in ((low, bottom), (high, TOP + 8)):
        body.append(svg.text(right + 46, at, f"{value:.4g}", "soft"))
    body.append(svg.text(WIDTH - RIGHT, TOP - 10, colour, "soft", anchor="end"))
    return body


def _cell(place: tuple[float, float, float, float], share: float) -> str:
    """Return a rectangle coloured from pale to dark red."""
    pale, dark = np.array([246.0, 241.0, 231.0]), np.array([140.0, 24.0, 20.0])
    red, green, blue = np.round(pale + share * (dark - pale)).astype(int)
    x, y, width, height = (svg.f(v) for v in place)
    fill = f"rgb({red},{green},{blue})"
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}"/>'


def _edges(values: NDArray[np.float64]) -> tuple[float, float]:
    half = 0.5 * float(values[-1] - values[0]) / max(values.size - 1, 1) or 0.5
    return float(values[0]) - half, float(values[-1]) + half


def _legend(names: Sequence[str]) -> tuple[list[str], float]:
    """Return the legend under the title, and where it ends."""
    body: list[str] = []
    x, y = LEFT, 44.0
    for k, name in enumerate(names):
        width = 34.0 + 6.9 * len(name)
        if x + width > WIDTH - RIGHT and x > LEFT:
            x, y = LEFT, y + 18.0
        body.append(svg.rect(x, y - 8.0, 16.0, 4.0, f"f{k % len(COLOURS)}"))
        body.append(svg.text(x + 22.0, y, name))
        x += width
    return body, y


def _scale(axis: Axis, values: NDArray[np.float64], start: float, stop: float) -> svg.Scale:
    low, high = _ends(values, log=axis.log)
    if axis.log:
        return svg.Scale(10.0 ** floor(log10(low)), 10.0 ** ceil(log10(high)), start, stop, log10)
    step = _step(high - low)
    if 0.0 < low < 0.4 * high:
        low = 0.0
    return svg.linear(step * floor(low / step), step * ceil(high / step - 1e-9), start, stop)


def _ends(values: NDArray[np.float64], *, log: bool) -> tuple[float, float]:
    kept = values[np.isfinite(values) & ((values > 0.0) | (not log))]
    if kept.size == 0:
        return (1.0, 10.0) if log else (0.0, 1.0)
    low, high = float(kept.min()), float(kept.max())
    return (low, high) if high > low else (low, low + 1.0)


def _step(width: float) -> float:
    """Return a round step that parts a width into four to ten."""
    rough = width / 5.0
    unit = 10.0 ** floor(log10(rough))
    return next(unit * k for k in (1.0, 2.0, 2.5, 5.0, 10.0) if unit * k >= rough)


def _ticks(axis: Axis, scale: svg.Scale) -> list[float]:
    if axis.log:
        low, high = round(log10(scale.low)), round(log10(scale.high))
        every = max(1, ceil((high - low) / 8))
        return [10.0**k for k in range(low, high + 1, every)]
    step = _step(scale.high - scale.low)
    first, last = ceil(scale.low / step - 1e-9), floor(scale.high / step + 1e-9)
    return [step * k for k in range(first, last + 1)]


def _axes(along: Axis, up: Axis, x: svg.Scale, y: svg.Scale, top: float) -> list[str]:
    bottom = y.start
    body: list[str] = []
    for value in _ticks(along, x):
        body.append(svg.line(x(value), top, x(value), bottom, "grid"))
        body.append(svg.text(x(value), bottom + 17.0, _said(value), "soft", anchor="middle"))
    for value in _ticks(up, y):
        body.append(svg.line(x.start, y(value), x.stop, y(value), "grid"))
        body.append(svg.text(x.start - 7.0, y(value) + 4.0, _said(value), "soft", anchor="end"))
    middle = (x.start + x.stop) / 2.0
    body.append(svg.text(middle, HEIGHT - 12.0, along.label, anchor="middle"))
    height = (top + bottom) / 2.0
    body.append(
        f'<text x="16" y="{svg.f(height)}" text-anchor="middle" '
        f'transform="rotate(-90 16 {svg.f(height)})">{esc(up.label)}</text>'
    )
    return body


def _said(value: float) -> str:
    if abs(value) < 1e-12:
        return "0"
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.4g}"
