"""How many came: stated sizes of the record beside the worlds'."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contention.report import svg
from contention.report.files import TheoryFiles
from contention.report.html import figure, legend, para
from contention.report.words import count, form_name, short_size


def size_panels(theory: TheoryFiles) -> str:
    """Return one panel for all forms and one for each form with enough stated sizes."""
    sizes = theory.patterns["sizes"]
    panels = [panel for panel in sizes["panels"] if panel["stated"]]
    if not panels:
        return para("The record states no sizes of popular contention.")
    top = max(max([*panel["record"], *panel["high"]] or [0.0]) for panel in panels)
    drawn = [figure([_panel(panel, sizes["edges"], top)], _caption(panel)) for panel in panels]
    marks = (
        ("mark dot", "the record"),
        ("mark median", "median world"),
        ("mark band95", "central 95 per cent"),
    )
    return legend(marks) + f'<div class="multiples">{"".join(drawn)}</div>'


def _caption(panel: dict[str, Any]) -> str:
    name = form_name(panel["form"])
    return f"{name[:1].upper()}{name[1:]}: {panel['stated']} of {count(panel['events'], 'event')}"


def _panel(panel: dict[str, Any], edges: Sequence[float], top: float) -> str:
    width, height, left, bottom = 286, 168, 34, 24
    number = len(edges)
    across = svg.linear(0, number, left, width - 6)
    up = svg.linear(0, max(top, 0.05) * 1.05, height - bottom, 10)
    body: list[str] = []
    step = next(s for s in (0.05, 0.1, 0.2, 0.25, 0.5) if top / s <= 5)
    tick = 0.0
    while tick <= top * 1.02:
        body.append(svg.line(left, up(tick), width - 6, up(tick), "grid"))
        body.append(svg.text(left - 5, up(tick) + 4, f"{100 * tick:.0f}%", "tick", anchor="end"))
        tick += step
    places = [across(k) for k in range(number + 1)]
    if panel["low"]:
        low = svg.steps(places, [up(v) for v in panel["low"]])
        high = svg.steps(places, [up(v) for v in panel["high"]])
        body.append(svg.path([*high, *low[::-1]], "band95", closed=True))
        body.append(svg.path(svg.steps(places, [up(v) for v in panel["median"]]), "median"))
    for k, share in enumerate(panel["record"]):
        if share:
            upper = short_size(edges[k + 1]) if k + 1 < number else "more"
            tip = f"{short_size(edges[k])} to {upper}: {100 * share:.0f} per cent of the record"
            body.append(svg.circle((places[k] + places[k + 1]) / 2, up(share), 3.6, "dot", tip=tip))
    for k in range(0, number, 4):
        body.append(svg.line(places[k], height - bottom, places[k], height - bottom + 5, "axis"))
        body.append(svg.text(places[k], height - 6, short_size(edges[k]), "tick", anchor="middle"))
    label = f"Shares of sizes by class, {form_name(panel['form'])}: " + ", ".join(
        f"{short_size(edges[k])} up: record {100 * share:.0f}"
        + (
            f", worlds {100 * panel['low'][k]:.0f} to {100 * panel['high'][k]:.0f}"
            if panel["low"]
            else ""
        )
        + " per cent"
        for k, share in enumerate(panel["record"])
    )
    return svg.drawing(width, height, body, label=label)
