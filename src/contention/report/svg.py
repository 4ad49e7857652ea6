"""Drawing by hand: scales, axes and marks as SVG text.

Styles live in the page's style sheet, so marks carry classes. A drawing is as wide as its
view box says and shrinks with the page; figures are therefore drawn twice, for wide and narrow.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log10, sqrt

from contention.report.html import esc

WIDE, NARROW = 880, 350
"""Widths of the two drawings of a figure, in px."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Scale:
    """From a value to a position: ``shape`` bends values before they are stretched."""

    low: float
    high: float
    start: float
    stop: float
    shape: Callable[[float], float]

    def __call__(self, value: float) -> float:
        """Return the position of a value."""
        low, high = self.shape(self.low), self.shape(self.high)
        share = (self.shape(value) - low) / ((high - low) or 1)
        return self.start + share * (self.stop - self.start)


def linear(low: float, high: float, start: float, stop: float) -> Scale:
    """Return a straight scale."""
    return Scale(low, high, start, stop, lambda value: value)


def square_root(high: float, start: float, stop: float) -> Scale:
    """Return a square-root scale from 0, for counts that range from few to many."""
    return Scale(0, high, start, stop, lambda value: sqrt(max(value, 0)))


def log_plus_one(high: float, start: float, stop: float) -> Scale:
    """Return a logarithmic scale from 0, by log(1 + value)."""
    return Scale(0, high, start, stop, lambda value: log10(1 + max(value, 0)))


def f(value: float) -> str:
    """Return a coordinate with one decimal at most."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if value else "0"


def drawing(width: float, height: float, body: Sequence[str], *, label: str) -> str:
    """Return a whole drawing; ``label`` says in words what it shows."""
    return (
        f'<svg viewBox="0 0 {f(width)} {f(height)}" width="{f(width)}" height="{f(height)}" '
        f'role="img" aria-label="{esc(label)}">{"".join(body)}</svg>'
    )


def document(width: float, height: float, style: str, body: Sequence[str], *, label: str) -> str:
    """Return a drawing on paper as a file of its own, with its styles in it."""
    paper = rect(0, 0, width, height, "paper")
    whole = drawing(width, height, [f"<style>{style}</style>", paper, *body], label=label)
    return whole.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) + "\n"


def text(x: float, y: float, words: str, kind: str = "", *, anchor: str = "start") -> str:
    """Return text; ``anchor`` is start, middle or end."""
    return f'<text x="{f(x)}" y="{f(y)}" class="{kind}" text-anchor="{anchor}">{esc(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """Return a straight line."""
    return f'<line x1="{f(x1)}" y1="{f(y1)}" x2="{f(x2)}" y2="{f(y2)}" class="{kind}"/>'


def rect(x: float, y: float, width: float, height: float, kind: str, *, tip: str = "") -> str:
    """Return a rectangle, with a tooltip if one is given."""
    inner = f"<title>{esc(tip)}</title>" if tip else ""
    return (
        f'<rect x="{f(x)}" y="{f(y)}" width="{f(max(width, 0))}" height="{f(max(height, 0))}" '
        f'class="{kind}">{inner}</rect>'
    )


def circle(x: float, y: float, radius: float, kind: str, *, tip: str = "") -> str:
    """Return a circle, with a tooltip if one is given."""
    inner = f"<title>{esc(tip)}</title>" if tip else ""
    return f'<circle cx="{f(x)}" cy="{f(y)}" r="{f(radius)}" class="{kind}">{inner}</circle>'


def path(points: Sequence[Point], kind: str, *, closed: bool = False) -> str:
    """Return a path through points."""
    steps = " ".join(f"{f(x)},{f(y)}" for x, y in points)
    return f'<path d="M{steps}{"Z" if closed else ""}" class="{kind}"/>'


def band(xs: Sequence[float], low: Sequence[float], high: Sequence[float], kind: str) -> str:
    """Return the area between two lines over the same positions."""
    there = list(zip(xs, high, strict=True))
    back = list(zip(xs, low, strict=True))[::-1]
    return path([*there, *back], kind, closed=True)


def steps(edges: Sequence[float], values: Sequence[float]) -> list[Point]:
    """Return the corners of a step line: one value between two edges."""
    corners: list[Point] = []
    for left, right, value in zip(edges[:-1], edges[1:], values, strict=True):
        corners += [(left, value), (right, value)]
    return corners
