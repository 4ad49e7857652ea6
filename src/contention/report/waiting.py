"""Waiting times between great risings: pamphlet, record and worlds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import log10
from typing import Any, cast

from contention.report import svg
from contention.report.files import TheoryFiles
from contention.report.html import figure, para
from contention.report.moments import Setting
from contention.report.words import count, day, listed, number, per_cent

TICKS = (
    (0, "0"),
    (1, "1"),
    (7, "a week"),
    (30, "a month"),
    (182, "half a year"),
    (365, "1 year"),
    (1096, "3 years"),
)

CLASSES = 24


def waiting_times(theory: TheoryFiles, setting: Setting) -> str:
    """Return the distribution of simulated waiting times with the record's beside it."""
    waiting = theory.patterns["waiting"]
    stated = list(waiting.get("stated") or [])
    found = [float(value) for value in waiting.get("found", waiting["record"])]
    drawn = [float(value) for value in waiting["worlds"]]
    parts: list[str] = []
    if stated:
        steps = listed([f"{number(s['days'])} days from {s['from']} to {s['to']}" for s in stated])
        parts.append(para(f"{setting.intervals_say.capitalize()}: {steps}."))
    parts.append(para(f"The rule that record and worlds share. {waiting.get('definition', '')}"))
    parts.append(_found(waiting, found))
    if drawn:
        drawings = [_plot(stated, found, drawn, width) for width in (svg.WIDE, svg.NARROW)]
        caption = (
            f"{count(len(drawn), 'simulated waiting time')} of {count(theory.worlds, 'world')}, "
            "pooled, on a logarithmic scale. Waits that the end of the calendar cuts off are not "
            "in it, so long ones are somewhat too rare."
        )
        parts += [figure(drawings, caption), _shares(stated, drawn)]
    else:
        parts.append(
            para("No world has two great risings, so there is nothing to set beside them.")
        )
    if setting.intervals_source:
        parts.append(
            para(f"Source of the dated intervals: {setting.intervals_source}.", kind="note")
        )
    return "".join(parts)


def _found(waiting: dict[str, Any], found: Sequence[float]) -> str:
    risings = cast("list[dict[str, Any]]", waiting.get("risings") or [])
    if not risings:
        return ""
    names = listed(
        [
            f"{r['country']} ({day(date.fromisoformat(r['date']))}, {r['towns']} towns)"
            for r in risings
        ]
    )
    waits = listed([number(value) for value in found])
    words = f"By it the record has {count(len(risings), 'great rising')}: {names}"
    return para(f"{words}; the waits are {waits} days." if waits else f"{words}.")


def _shares(stated: Sequence[dict[str, Any]], drawn: Sequence[float]) -> str:
    if not stated:
        return ""
    longest = max(s["days"] for s in stated)
    shortest = min(s["days"] for s in stated)
    long = sum(value >= longest for value in drawn) / len(drawn)
    short = sum(value <= shortest for value in drawn) / len(drawn)
    return para(
        f"Of the simulated waits, {per_cent(long)} last {number(longest)} days or more and "
        f"{per_cent(short)} last {number(shortest)} days or fewer."
    )


def _plot(
    stated: Sequence[dict[str, Any]], found: Sequence[float], drawn: Sequence[float], width: float
) -> str:
    narrow = width < 500
    left, right, top, base = 38, 14, 10, 190
    longest = max([1096, *drawn, *found, *(s["days"] for s in stated)])
    across = svg.log_plus_one(longest * 1.15, left, width - right)
    span = log10(1 + longest * 1.15)
    classes = CLASSES if not narrow else 16
    shares = [0.0] * classes
    for value in drawn:
        shares[min(int(log10(1 + value) / span * classes), classes - 1)] += 1 / len(drawn)
    up = svg.linear(0, max(shares) * 1.08, base, top)
    body: list[str] = []
    step = next(s for s in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5) if max(shares) / s <= 5)
    tick = 0.0
    while tick <= max(shares):
        body.append(svg.line(left, up(tick), width - right, up(tick), "grid"))
        body.append(svg.text(left - 5, up(tick) + 4, f"{100 * tick:.0f}%", "tick", anchor="end"))
        tick += step
    wide = (width - left - right) / classes
    for k, share in enumerate(shares):
        tip = f"{100 * share:.1f} per cent of simulated waits"
        x = left + k * wide
        body.append(svg.rect(x + 0.5, up(share), wide - 1, base - up(share), "band50", tip=tip))
    shown = [tick for tick in TICKS if not narrow or tick[0] in (0, 7, 30, 365)]
    for value, words in shown:
        x = across(value)
        body.append(svg.line(x, base, x, base + 5, "axis"))
        body.append(svg.text(x, base + 18, words, "tick", anchor="middle"))
    rows: list[tuple[str, str, list[float]]] = []
    if stated:
        rows.append(("As the source dates them", "dot", [float(s["days"]) for s in stated]))
    rows.append(("The record, by the rule", "hollow", list(found)))
    y = base + 42.0
    for name, kind, values in rows:
        body.append(svg.text(0 if narrow else left, y, name, "name"))
        y += 20
        body.append(svg.line(left, y, width - right, y, "axis"))
        body += _marks(sorted(set(values)), across, y, kind)
        y += 42
    label = f"Histogram of {len(drawn)} simulated waiting times. " + "; ".join(
        f"{name}: {listed([number(v) for v in values])} days" for name, _, values in rows
    )
    return svg.drawing(width, y - 14, body, label=label)


def _marks(values: Sequence[float], across: svg.Scale, y: float, kind: str) -> list[str]:
    """Return marks with their numbers below, moved aside where they would touch."""
    body: list[str] = []
    end = -1e9
    for value in values:
        x = across(value)
        words = number(value)
        half = 3.6 * len(words)
        middle = max(x, end + half + 6)
        end = middle + half
        body.append(svg.circle(x, y, 5, kind, tip=f"{words} days"))
        body.append(svg.text(middle, y + 19, words, "tick", anchor="middle"))
    return body
