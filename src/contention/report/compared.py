"""The table of patterns: the record against the central 95 per cent of the worlds."""

from __future__ import annotations

from typing import Any

from contention.report import svg
from contention.report.files import TheoryFiles
from contention.report.html import esc, table
from contention.report.words import number

SHARES = ("towns_touched_share",)
"""Patterns that are shares, shown as per cent."""


def pattern_table(theory: TheoryFiles) -> str:
    """Return the patterns with their ranges and whether the record lies inside."""
    rows = [_cells(pattern) for pattern in theory.patterns["patterns"]]
    heads = ("Pattern", "Record", "Worlds: median", "Worlds: central 95%", "Record lies")
    return table(heads, rows, kind="numbers patterns")


def _cells(pattern: dict[str, Any]) -> tuple[str, ...]:
    percent = pattern["pattern"] in SHARES

    def shown(value: float | None) -> str:
        if value is None or not percent:
            return esc(number(value))
        return esc(f"{100 * value:.0f}%")

    band = f"{shown(pattern['low'])} to {shown(pattern['high'])}"
    return (
        f"{esc(pattern['label'])}{_strip(pattern)}",
        f"<b>{shown(pattern['record'])}</b>",
        shown(pattern["median"]),
        band if pattern["low"] is not None else "–",
        verdict(pattern["inside"]),
    )


def verdict(inside: bool | None) -> str:  # noqa: FBT001 - the value is what is shown
    """Return whether the record lies inside, as a mark and a word."""
    if inside is None:
        return '<span class="unknown">– unknown</span>'
    if inside:
        return '<span class="inside">● inside</span>'
    return '<span class="outside">◇ outside</span>'


def _strip(pattern: dict[str, Any]) -> str:
    """Return the range as a small drawing; the numbers beside it say the same."""
    values = [pattern[key] for key in ("record", "low", "median", "high")]
    if any(value is None for value in values):
        return ""
    ours, low, median, high = (float(value) for value in values)
    across = svg.square_root(max(values) * 1.02 or 1, 5, 165)
    body = [
        svg.line(5, 7, 165, 7, "grid"),
        svg.rect(across(low), 3, max(across(high) - across(low), 1), 8, "band50"),
        svg.line(across(median), 2, across(median), 12, "median"),
        svg.circle(across(ours), 7, 4, "dot"),
    ]
    return (
        '<svg class="strip" viewBox="0 0 170 14" width="170" height="14" aria-hidden="true">'
        f"{''.join(body)}</svg>"
    )
