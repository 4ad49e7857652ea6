"""Known truths and their ranks among posterior draws, a panel a parameter."""

from __future__ import annotations

from typing import Any, cast

from scipy.stats import binom as _binom  # pyright: ignore[reportMissingTypeStubs]

from contention.report import svg

binom = cast("Any", _binom)  # scipy has no types here

STYLE = (
    "text{font:10px ui-sans-serif,system-ui,Arial,sans-serif;fill:#5a626b}"
    ".paper{fill:#fff}.frame{fill:#f6f7f8}.same{stroke:#aab1b8}"
    ".interval{stroke:#a9c6de;stroke-width:.7;fill:none}"
    ".middle{stroke:#2f6592;stroke-width:2.4;stroke-linecap:round;fill:none}"
    ".even{fill:#e3e7ea}.rank{fill:#2f6592}.off{fill:#b23a17}text.off{fill:#b23a17}"
)
COLUMNS = 6
PANEL, GAP, TALL = 132.0, 14.0, 168.0
"""Width of a panel, the room between two, and the height of a panel with its words, in px."""


def recovery_sheet(found: dict[str, Any]) -> str:
    """Draw the medians of posteriors over the truths, and under each the histogram of ranks.

    Parameters
    ----------
    found
        What `contention.inference.validity.ranks.Ranks.to_json` gives.

    Returns
    -------
    str
        An SVG document. A parameter whose ranks are off is drawn in red.
    """
    rows = list(zip(found["recovery"], found["parameters"], strict=True))
    lines = -(-len(rows) // COLUMNS)
    wide, high = COLUMNS * (PANEL + GAP) + GAP, lines * TALL + 44.0
    body = [
        svg.text(GAP, 18, "Across: the true value. Up: median and central 95 per cent of the "
                 "posterior. Below: ranks of the truth in ten bins, grey where"),
        svg.text(GAP, 33, "99 of 100 bins of a right fit would end. Red: not uniform, given the "
                 "number of parameters."),
    ]  # fmt: skip
    for k, (values, row) in enumerate(rows):
        x, y = GAP + (k % COLUMNS) * (PANEL + GAP), 44.0 + (k // COLUMNS) * TALL
        body += _panel(x, y, values, off=row["verdict"] == "off")
        body += _ranks(x, y + PANEL - 1, row["histogram"], off=row["verdict"] == "off")
    return svg.document(wide, high, STYLE, body, label="Known truths and what was found of them")


def _panel(x: float, y: float, values: dict[str, Any], *, off: bool) -> list[str]:
    truth, middle = values["truth"], values["middle"]
    ends = [*truth, *middle]
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    room = 0.05 * ((high - low) or 1.0)
    low, high = low - room, high + room
    across = svg.linear(low, high, x, x + PANEL)
    up = svg.linear(low, high, y + 14 + PANEL - 20, y + 14)
    bars = "".join(
        f"M{svg.f(across(t))} {svg.f(up(max(a, low)))}V{svg.f(up(min(b, high)))}"
        for t, a, b in zip(truth, values["low"], values["high"], strict=True)
    )
    dots = "".join(
        f"M{svg.f(across(t))} {svg.f(up(m))}h0" for t, m in zip(truth, middle, strict=True)
    )
    return [
        svg.text(x, y + 10, str(values["name"]), "off" if off else ""),
        svg.rect(x, y + 14, PANEL, PANEL - 20, "frame"),
        svg.line(across(low), up(low), across(high), up(high), "same"),
        f'<path d="{bars}" class="interval"/>',
        f'<path d="{dots}" class="middle"/>',
    ]


def _ranks(x: float, y: float, counts: list[int], *, off: bool) -> list[str]:
    total, bins = sum(counts), len(counts)
    reach: list[float] = [float(binom.ppf(q, total, 1 / bins)) for q in (0.005, 0.995)]
    up = svg.linear(0, max(*counts, reach[1], 1), y + 20, y)
    thick = PANEL / bins
    kind = "off" if off else "rank"
    return [
        svg.rect(x, up(reach[1]), PANEL, up(reach[0]) - up(reach[1]), "even"),
        *(
            svg.rect(x + k * thick + 1, up(n), thick - 2, up(0) - up(n), kind)
            for k, n in enumerate(counts)
        ),
    ]
