"""Fitted mechanisms as a forest plot on the scale of log-rates."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, exp, floor
from typing import Any, cast

from contention.report import svg
from contention.report.files import TheoryFiles
from contention.report.html import esc, figure, folded, legend, para, table
from contention.report.words import coefficient, parameter

Row = dict[str, Any]

UNITS = {
    "1": "What brings acts: change of a log-rate",
    "log odds": "What is demanded, and who takes part: change of log-odds",
}
"""Units of parameters that stand in the plot, and the headings of their groups."""

MOST = 15
"""Most mechanisms in one drawing, so that it fits on a printed page."""


def forest(theory: TheoryFiles) -> str:
    """Return the mechanisms of a theory as a plot, and its other parameters as tables."""
    effects = [p for p in theory.mechanisms if _is_effect(p) and "@" not in p["name"]]
    rest = [p for p in theory.mechanisms if p not in effects]
    parts: list[str] = []
    if effects:
        rows = _grouped(effects)
        parts.append(
            para(
                "Each line bears the name of what the theory claims, and under it what was "
                "fitted. Right of zero the act becomes more frequent, left of zero rarer, "
                "whatever the name says."
            )
        )
        parts.append(
            legend(
                (
                    ("mark dot", "mode and 95 per cent interval"),
                    ("mark hollow", "rests on its prior"),
                    ("mark prior", "prior, central 95 per cent"),
                )
            )
        )
        limits = _limits(effects)
        drawings = [
            "".join(_plot([part], limits, width) for part in rows)
            for width in (svg.WIDE, svg.NARROW)
        ]
        caption = (
            "Change for one unit of the signal, from none of it to all of it where the signal "
            "saturates; below the axis the same as a factor of the rate or of the odds. "
            "Intervals are Laplace approximations around the mode. They hang on the noise model "
            "and say nothing about what is left out of the theory."
        )
        parts.append(figure(drawings, caption))
        resting = sum(bool(p.get("rests_on_prior")) for p in effects)
        if resting:
            parts.append(
                para(
                    f"{resting} of {len(effects)} mechanisms rest on their prior: the record has "
                    "too few rows to move them. They are assumptions, not findings.",
                    kind="note",
                )
            )
    else:
        parts.append(para("This theory has no mechanism with a coefficient on a log-rate."))
    if rest:
        parts.append(folded("Departures of single acts, and shapes", _table(rest)))
    shared = [p for p in theory.parameters if p.get("block") == "shared"]
    if shared:
        parts.append(folded("The block that all theories share", _table(shared)))
    return "".join(parts)


def prior_words(prior: object) -> str:
    """Return a prior as words, such as ``normal(0, 1)``; both shapes of the JSON are read."""
    family, numbers = _prior(prior)
    return f"{family}({', '.join(f'{value:g}' for value in numbers)})" if family else "–"


def _prior(prior: object) -> tuple[str, list[float]]:
    if not isinstance(prior, dict):
        return "", []
    given = cast("dict[str, Any]", prior)
    if "family" in given:
        one = given["family"] in ("halfnormal", "exponential")
        return str(given["family"]), [float(given["a"])] + ([] if one else [float(given["b"])])
    family, numbers = next(iter(given.items()), ("", cast("list[float]", [])))
    return family, [float(value) for value in numbers]


def _is_effect(parameter: Row) -> bool:
    """Whether a parameter is a coefficient of a log-rate or of log-odds."""
    return parameter.get("unit") in UNITS and _prior(parameter.get("prior"))[0] == "normal"


def _grouped(effects: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    groups: dict[str, list[Row]] = {}
    for row in effects:
        groups.setdefault(UNITS[row["unit"]], []).append(row)
    return [
        (name if first == 0 else f"{name}, continued", rows[first : first + MOST])
        for name, rows in groups.items()
        for first in range(0, len(rows), MOST)
    ]


def _prior_range(parameter: Row) -> tuple[float, float]:
    mean, spread = _prior(parameter["prior"])[1]
    return mean - 1.96 * spread, mean + 1.96 * spread


def _limits(effects: Sequence[Row]) -> tuple[int, int]:
    """Return the ends of the axis: all intervals and priors, but never past 8."""
    ends = [0.0]
    for p in effects:
        ends += [_low(p), _high(p), *_prior_range(p)]
    return max(floor(min(ends)), -8), min(ceil(max(ends)), 8)


def _known(parameter: Row) -> bool:
    """Whether the fit gives an interval: a flat direction has none."""
    return parameter.get("se") is not None or parameter.get("low") is not None


def _low(parameter: Row) -> float:
    low = parameter.get("low")
    return float(parameter["mode"] - 1.96 * (parameter.get("se") or 0) if low is None else low)


def _high(parameter: Row) -> float:
    high = parameter.get("high")
    return float(parameter["mode"] + 1.96 * (parameter.get("se") or 0) if high is None else high)


def _says(parameter: Row) -> str:
    words = str(parameter.get("group") or parameter.get("of") or parameter["name"])
    return words[:1].upper() + words[1:]


def _fitted(parameter: Row) -> str:
    """Return what the coefficient is of, where the name does not say it already."""
    return str(parameter.get("of") or "") if parameter.get("group") else ""


def _interval(row: Row) -> str:
    if not _known(row):
        return f"{coefficient(row['mode'])} (no interval)"
    low, high = coefficient(_low(row)), coefficient(_high(row))
    return f"{coefficient(row['mode'])} ({low} to {high})"


def _wrap(words: str, most: int) -> list[str]:
    """Return words in lines of at most so many letters; no line for no words."""
    lines: list[str] = []
    for word in words.split():
        if lines and len(f"{lines[-1]} {word}") <= most:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def _plot(groups: Sequence[tuple[str, list[Row]]], limits: tuple[int, int], width: float) -> str:
    narrow = width < 500
    left, right = (18, 18) if narrow else (330, 158)
    across = svg.linear(limits[0], limits[1], left, width - right)
    marks: list[str] = []
    centres: list[float] = []
    y = 10.0
    for name, rows in groups:
        y += 16 if y < 20 else 30
        for words in _wrap(name, 46 if narrow else 80):
            marks.append(svg.text(0, y, words, "group halo"))
            y += 17
        y -= 11
        for row in rows:
            lines = [(words, "says halo") for words in _wrap(_says(row), 48 if narrow else 46)]
            lines += [(words, "tick halo") for words in _wrap(_fitted(row), 54 if narrow else 52)]
            high = 16 * len(lines) + (34 if narrow else 14)
            centre = y + high - 18 if narrow else y + high / 2
            centres.append(centre)
            start = y + 16 if narrow else centre + 4.5 - 8 * (len(lines) - 1)
            for k, (words, kind) in enumerate(lines):
                marks.append(svg.text(0, start + 16 * k, words, kind))
            marks += _mark(row, across, centre)
            words = _interval(row)
            if narrow:
                place, anchor = width, "end"
                marks.append(svg.text(place, centre + 19, words, "tick halo", anchor=anchor))
                y += 14
            else:
                marks.append(svg.text(width, centre + 4, words, "tick", anchor="end"))
            y += high
    frame: list[str] = []
    step = 2 if limits[1] - limits[0] > 7 else 1
    for tick in range(ceil(limits[0] / step) * step, limits[1] + 1, step):
        x = across(tick)
        # On a narrow drawing words stand above the marks, so the lines stop between them.
        spans = [(c - 9, c + 9) for c in centres] if narrow else [(6, y + 6)]
        kind = "zero" if tick == 0 else "grid"
        frame += [svg.line(x, top, x, bottom, kind) for top, bottom in spans]
        frame.append(svg.text(x, y + 22, coefficient(tick, decimals=0), "tick", anchor="middle"))
        frame.append(svg.text(x, y + 38, _factor(tick), "tick pale", anchor="middle"))
    label = "Mode and 95 per cent interval of each mechanism: " + "; ".join(
        f"{_says(row)} {_interval(row)}"
        + (", rests on its prior" if row.get("rests_on_prior") else "")
        for _, rows in groups
        for row in rows
    )
    return svg.drawing(width, y + 44, [*frame, *marks], label=label)


def _mark(row: Row, across: svg.Scale, y: float) -> list[str]:
    def x(value: float) -> float:
        return across(max(across.low, min(across.high, value)))

    low, high = _prior_range(row)
    kind = "hollow" if row.get("rests_on_prior") else "dot"
    rows = row.get("informative_rows")
    tip = f"{row['name']}: {row.get('of', '')}; prior {prior_words(row['prior'])}"
    tip += "" if rows is None else f", {rows} informative rows"
    marks = [svg.rect(x(low), y - 5, x(high) - x(low), 10, "prior")]
    if _known(row):
        marks.append(svg.line(x(_low(row)), y, x(_high(row)), y, f"interval {kind}"))
    return [*marks, svg.circle(x(row["mode"]), y, 4.6, kind, tip=tip)]


def _factor(tick: float) -> str:
    factor = exp(tick)
    return (
        f"×{factor:,.0f}"
        if factor >= 10
        else f"×{factor:.1f}"
        if factor >= 0.95
        else (f"×{factor:.2f}" if factor >= 0.01 else f"×{factor:.3f}")
    )


def _table(rows: Sequence[Row]) -> str:
    cells = [
        (
            f"<code>{esc(row['name'])}</code> <span>{esc(row.get('of') or '')}</span>",
            esc(parameter(row["mode"])),
            esc(f"{parameter(_low(row))} to {parameter(_high(row))}") if _known(row) else "none",
            esc(row.get("unit") or "1"),
            esc(prior_words(row.get("prior"))),
        )
        for row in rows
    ]
    heads = ("Parameter", "Mode", "95 per cent interval", "Unit", "Prior")
    return f'<div class="scroll">{table(heads, cells, kind="numbers small")}</div>'
