"""Mean scores of each forecaster, and paired differences with errors by blocks of weeks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

SCORES = ("crps", "log_score", "interval_50", "interval_90")
"""Scores that are averaged; of all of them, low ones are good."""

TENTHS = 10


@dataclass(frozen=True)
class Mean:
    """A mean over cells and its standard error by blocks of weeks."""

    value: float
    error: float | None
    blocks: int


def block_mean(values: pl.Series, blocks: pl.Series) -> Mean:
    """Return the mean of values and its standard error when whole blocks are drawn.

    With d_b the sum and n_b the number of values of block b, m the mean of all n and B blocks,
    the squared error is B / (B - 1) * sum_b (d_b - n_b m)^2 / n^2. One block gives none.
    """
    frame = pl.DataFrame({"value": values, "block": blocks})
    n = frame.height
    if not n:
        return Mean(float("nan"), None, 0)
    mean = float(frame["value"].mean())  # type: ignore[arg-type]
    sums = frame.group_by("block", maintain_order=True).agg(total=pl.col("value").sum(), n=pl.len())
    count = sums.height
    if count < 2:
        return Mean(mean, None, count)
    off = (sums["total"] - sums["n"] * mean).to_numpy()
    return Mean(mean, float(np.sqrt(count / (count - 1) * np.sum(off**2)) / n), count)


def summarise(cells: pl.DataFrame, *, reference: str | None = None) -> dict[str, Any]:
    """Return mean scores of each forecaster and differences to one of them.

    Parameters
    ----------
    cells
        Scores of cells as `contention.inference.scoring.rolling.score_origin` returns them, of
        the same cells for each forecaster.
    reference
        The forecaster that differences are taken to; the best by log score if not given.

    Returns
    -------
    dict
        ``reference``, ``cells``, ``zero_cells``, ``blocks`` and ``models``, best log score first.
        A difference is the score of the model less that of the reference, cell by cell:
        above zero the reference is better.
    """
    cells = cells.with_columns(block=pl.col("start").dt.truncate("1w"))
    names = cells["model"].unique(maintain_order=True).to_list()
    order = (
        cells.group_by("model", maintain_order=True)
        .agg(pl.col("log_score").mean())
        .sort("log_score", "model")
    )
    if reference is None:
        reference = str(order["model"][0])
    keys = ["origin", "start", "area"]
    base = cells.filter(pl.col("model") == reference).select(
        *keys, *(pl.col(name).alias(f"{name}_base") for name in ("crps", "log_score"))
    )
    models = [
        _model(cells.filter(pl.col("model") == name), base, keys)
        for name in order["model"].to_list()
    ]
    one = cells.filter(pl.col("model") == names[0])
    return {
        "reference": reference,
        "cells": one.height,
        "zero_cells": one.filter(pl.col("actual") == 0).height,
        "events": int(one["actual"].sum()),
        "blocks": one["block"].n_unique(),
        "models": models,
    }


def _model(mine: pl.DataFrame, base: pl.DataFrame, keys: list[str]) -> dict[str, Any]:
    paired = mine.join(base, on=keys, how="inner", maintain_order="left")
    out: dict[str, Any] = {"name": mine["model"][0], **_means(mine)}
    for score, key in (("log_score", "difference"), ("crps", "crps_difference")):
        found = block_mean(paired[score] - paired[f"{score}_base"], paired["block"])
        out |= {key: found.value, f"{key}_se": found.error}
    for key, part in (
        ("zero", mine.filter(pl.col("actual") == 0)),
        ("non_zero", mine.filter(pl.col("actual") > 0)),
    ):
        out[key] = _means(part)
    tenths = (mine["pit"].to_numpy() * TENTHS).astype(int).clip(0, TENTHS - 1)
    out["pit"] = (np.bincount(tenths, minlength=TENTHS) / max(tenths.size, 1)).tolist()
    return out


def _means(cells: pl.DataFrame) -> dict[str, Any]:
    if not cells.height:
        return {"cells": 0}
    rank = (cells["pit"] - 0.5).abs()
    return {
        "cells": cells.height,
        **{name: float(cells[name].mean()) for name in SCORES},  # type: ignore[arg-type]
        "mae": float((cells["mean"] - cells["actual"]).abs().mean()),  # type: ignore[arg-type]
        "coverage_50": float(cells["inside_50"].mean()),  # type: ignore[arg-type]
        "coverage_90": float(cells["inside_90"].mean()),  # type: ignore[arg-type]
        "rank_coverage_50": float((rank <= 0.25).mean()),  # type: ignore[arg-type]
        "rank_coverage_90": float((rank <= 0.45).mean()),  # type: ignore[arg-type]
    }
