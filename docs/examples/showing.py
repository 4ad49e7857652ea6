"""Show tables and draw pictures, for the worked examples."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from contention.report import svg
from contention.report.dots import ticks_between

IMAGES = Path(__file__).parent / "images"

STYLE = (
    "text{font:12px ui-sans-serif,system-ui,Arial,sans-serif;fill:#5a626b}"
    ".paper{fill:#fff}.grid{stroke:#e6e9ec}.band95{fill:#dce8f2}.band50{fill:#a9c6de}"
    ".median{fill:none;stroke:#2f6592;stroke-width:1.6}.record{fill:#b23a17}"
    ".moment{stroke:#1d2126;stroke-dasharray:3 3}"
)

BANDS = ("q025", "q25", "median", "q75", "q975")

drawn: list[tuple[str, str]] = []
"""Name and caption of every picture since `drawn` was last cleared."""


def show(table: pl.DataFrame, *, rows: int = 12, digits: int = 2) -> None:
    """Print the head of a table, with so many decimals."""
    with pl.Config(
        tbl_formatting="NOTHING",
        tbl_hide_dataframe_shape=True,
        tbl_hide_column_data_types=True,
        tbl_rows=rows,
        tbl_cols=12,
        tbl_width_chars=1000,
        fmt_str_lengths=54,
        float_precision=digits,
        tbl_cell_numeric_alignment="RIGHT",
    ):
        print("\n".join(line.rstrip() for line in str(table.head(rows)).splitlines()))


def fan(
    name: str,
    dates: Sequence[date],
    record: Sequence[float],
    bands: pl.DataFrame | None = None,
    *,
    caption: str,
) -> None:
    """Draw a record as bars over the range of worlds, and keep it as ``images/NAME.svg``.

    Parameters
    ----------
    name
        Of the file.
    dates
        First day of every bar, evenly spaced.
    record
        Height of every bar.
    bands
        Columns `BANDS`, for the last of the dates; a line marks where they begin.
    caption
        What the picture shows.
    """
    wide, high, left, base, top = 880.0, 300.0, 44.0, 272.0, 12.0
    peak = max(1.0, *record, *([] if bands is None else bands["q975"].to_list()))
    x = svg.linear(0, len(dates), left, wide - 8)
    y = svg.linear(0, peak * 1.04, base, top)
    body: list[str] = []
    for tick in ticks_between(0, peak, 5):
        body.append(svg.line(left, y(tick), wide - 8, y(tick), "grid"))
        body.append(svg.text(left - 6, y(tick) + 4, f"{tick:,.0f}", anchor="end"))
    if bands is not None:
        first = len(dates) - bands.height
        edges = [x(first + k) for k in range(bands.height + 1)]
        for low, upper, kind in (("q025", "q975", "band95"), ("q25", "q75", "band50")):
            there = svg.steps(edges, [y(value) for value in bands[upper]])
            back = svg.steps(edges, [y(value) for value in bands[low]])[::-1]
            body.append(svg.path([*there, *back], kind, closed=True))
    ahead = len(dates) if bands is None else len(dates) - bands.height
    for k, value in enumerate(record):
        if value:
            # Bars are thin where they would hide what was foretold.
            thick = max((0.8 if k < ahead else 0.3) * (x(1) - x(0)), 1.2)
            body.append(
                svg.rect(x(k + 0.5) - thick / 2, y(value), thick, base - y(value), "record")
            )
    if bands is not None:
        body.append(svg.path(svg.steps(edges, [y(value) for value in bands["median"]]), "median"))
        if first:
            body.append(svg.line(x(first), top, x(first), base, "moment"))
    for k in range(0, len(dates), max(len(dates) // 6, 1)):
        if x(k) < wide - 70:
            body.append(svg.text(x(k), high - 8, f"{dates[k].day} {dates[k]:%b %Y}"))
    whole = svg.document(wide, high, STYLE, body, label=caption)
    IMAGES.mkdir(exist_ok=True)
    (IMAGES / f"{name}.svg").write_text(whole, encoding="utf-8")
    drawn.append((name, caption))
