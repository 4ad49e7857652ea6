"""Rows in the layout of GDELT events, made up, for measuring imports.

``python -m benchmarks.gdelt_rows FILE ROWS`` writes them; about 7 in 100 are protests.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl

_BLOCK = 500_000


def write_rows(path: Path, rows: int) -> None:
    """Write a file of tab-separated rows of 61 columns, without a header."""
    with path.open("wb") as stream:
        for start in range(0, rows, _BLOCK):
            block = _block(start, min(_BLOCK, rows - start))
            block.write_csv(stream, include_header=False, separator="\t", quote_style="never")


def _block(start: int, rows: int) -> pl.DataFrame:
    rng = np.random.default_rng(start)
    number = pl.Series(np.arange(start, start + rows))
    day = pl.Series(20_200_101 + rng.integers(0, 28, rows) + 100 * rng.integers(0, 12, rows))
    town = rng.integers(0, 5000, rows)
    root = np.where(rng.random(rows) < 0.07, "14", "04")
    base = np.where(root == "14", "141", "042")
    actor = rng.choice(["PROTESTER", "STUDENT", "POLICE", "WORKER", "PARIS"], rows)
    kind = rng.choice(["CVL", "EDU", "COP", "LAB", ""], rows)
    place = [f"Town {t}, Region {t % 50}, Country {t % 150}" for t in town]
    url = [f"https://news.example.org/2020/a-rather-long-path/story-{i}" for i in number]
    given = {
        0: number, 1: day, 2: day // 100, 3: day // 10000, 4: day / 10000, 5: kind, 6: actor,
        12: kind, 25: 1, 26: base, 27: base, 28: root, 29: 3, 30: -6.5, 31: 10, 32: 1, 33: 10,
        34: -2.1, 36: place, 51: 4, 52: place, 53: "XX", 54: "XX01",
        56: (town % 150).astype(float) / 2, 57: (town % 300).astype(float) / 2 - 70,
        59: day * 1_000_000, 60: url,
    }  # fmt: skip
    columns = {f"c{n}": given.get(n, "") for n in range(61)}
    frame = pl.DataFrame(
        {name: v for name, v in columns.items() if not isinstance(v, str | int | float)}
    )
    scalars = [pl.lit(v).alias(n) for n, v in columns.items() if isinstance(v, str | int | float)]
    return frame.with_columns(scalars).select(list(columns))


if __name__ == "__main__":
    write_rows(Path(sys.argv[1]), int(sys.argv[2]))
