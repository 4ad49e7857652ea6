"""What-ifs in the report: all levers in one figure, one swept, and each in full on demand."""

from __future__ import annotations

from typing import Any

from contention.report.dots import Dot, dot_plot
from contention.report.html import esc, figure, folded, legend, para
from contention.report.sweep import sweep_figure
from contention.report.whatif import what_if_table
from contention.report.words import number

SHOWN = ("town_days", "general_strikes")
"""Quantities of which every lever is drawn, where the worlds have them."""


def imagined(found: dict[str, Any]) -> str:
    """Return the section for ``whatif-THEORY.json``."""
    refused = "".join(
        para(f"The lever {row['lever']} was not pulled: {row['why']}.", kind="note")
        for row in found.get("refused", [])
    )
    if not found["what_ifs"]:
        return refused or para("The theory has no lever.")
    one = found["what_ifs"][0]
    known = [row["quantity"] for row in one["effects"]]
    names = [name for name in SHOWN if name in known] or known[:1]
    parts = [para(found["illustration"], kind="warning"), para(found["meanings"]), refused]
    if "general_strikes" in names and found.get("general_strike"):
        parts.append(para(found["general_strike"], kind="note"))
    parts.append(
        legend(
            (
                ("mark dot", "mean effect, with its Monte Carlo interval"),
                ("mark band95", "central 95 per cent of single worlds"),
            )
        )
    )
    parts += [_effects(found, name) for name in names]
    parts += [sweep_figure(sweep) for sweep in found["sweeps"]]
    every = "".join(
        f"<h3><code>{esc(_names(one))}</code></h3>{what_if_table(one)}" for one in found["what_ifs"]
    )
    parts.append(
        folded(
            "Every lever: what it changes, on what grounds, and all effects",
            every,
            kind="screen-only",
        )
    )
    return "".join(parts)


def effect_of(one: dict[str, Any], quantity: str) -> dict[str, Any] | None:
    """Return the effect of a what-if on a quantity, if it has one."""
    return next((row for row in one["effects"] if row["quantity"] == quantity), None)


def _names(one: dict[str, Any]) -> str:
    return " and ".join(lever["name"] for lever in one["levers"])


def _effects(found: dict[str, Any], quantity: str) -> str:
    rows = [(one, row) for one in found["what_ifs"] if (row := effect_of(one, quantity))]
    dots = [
        Dot(
            label=_names(one),
            value=row["effect"],
            low=row["low"],
            high=row["high"],
            far=(row["world_low"], row["world_high"]),
            note=f"{number(row['without'])} to {number(row['with'])}",
            tip=f"{_names(one)}: {number(row['effect'])}, from {one['start']}",
        )
        for one, row in rows
    ]
    label = rows[0][1]["label"]
    told = "; ".join(f"{_names(one)} {number(row['effect'])}" for one, row in rows)
    title = f"{label}: change"
    starts = sorted({one["start"] for one, _ in rows})
    caption = (
        f"{label} from the first day on which a lever changes something "
        f"({starts[0]} at the earliest) to the end of the calendar, in "
        f"{rows[0][0]['worlds']} pairs of worlds a lever. At the right, the mean without and with."
    )
    return figure(dot_plot(dots, title=title, label=f"{title}: {told}"), caption)
