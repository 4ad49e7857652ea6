"""Stated sizes of a record beside simulated sizes, masked alike.

A record states how many people came for some events only; a world knows it for all. Simulated
sizes are therefore weighted by the share of the record's events of the same form that state one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

EDGES = tuple(float(10 ** (k / 2)) for k in range(13))
"""Edges of the classes of size: half decades from 1 to a million; the last class has no end."""

FEWEST = 9
"""Forms with fewer stated sizes in the record get no panel of their own."""


@dataclass(frozen=True)
class StatedSizes:
    """Shares of stated sizes by class.

    ``panels`` holds one entry for all forms together (``form`` is ``""``) and one for each form
    with enough stated sizes: ``form``, ``stated`` and ``events`` (rows of the record), ``record``
    (share of its stated sizes in each class), ``low``, ``median``, ``high`` (the same over
    worlds, central 95 per cent).
    """

    panels: tuple[dict[str, Any], ...]
    record: tuple[float, float] | None
    worlds: NDArray[np.float64]

    def to_json(self) -> dict[str, Any]:
        """Return what the report needs, ready for JSON."""
        return {"edges": list(EDGES), "panels": list(self.panels)}


def heads(events: pl.DataFrame) -> pl.DataFrame:
    """Add ``heads``: the geometric mean of the two stated bounds, at least 1; null if none."""
    low, high = (pl.col(f"participants_{end}").cast(pl.Float64) for end in ("low", "high"))
    mean = (low.fill_null(high).clip(1) * high.fill_null(low).clip(1)).sqrt()
    return events.with_columns(heads=mean)


def compare_sizes(simulated: pl.DataFrame, recorded: pl.DataFrame, worlds: int) -> StatedSizes:
    """Compare sizes of popular contention where the record states one.

    Parameters
    ----------
    simulated, recorded
        Events of popular contention; the first with a column ``world``.
    worlds
        Number of worlds.
    """
    mask = recorded.group_by("form").agg(
        weight=pl.any_horizontal(
            pl.col("participants_low").is_not_null(), pl.col("participants_high").is_not_null()
        ).mean()
    )
    known = heads(recorded).filter(pl.col("heads").is_not_null())
    drawn = (
        heads(simulated)
        .join(mask, on="form", how="inner")
        .filter(pl.col("heads").is_not_null(), pl.col("weight") > 0)
    )
    sized = heads(simulated).drop_nulls("heads")["form"].unique().to_list()
    if sized:
        # Forms to which the theory gives no sizes cannot be compared.
        known, recorded = (table.filter(pl.col("form").is_in(sized)) for table in (known, recorded))
    panels = [_panel("", drawn, known, recorded, worlds)]
    counts = known.group_by("form").len().filter(pl.col("len") >= FEWEST)
    panels += [
        _panel(
            form,
            drawn.filter(pl.col("form") == form),
            known.filter(pl.col("form") == form),
            recorded.filter(pl.col("form") == form),
            worlds,
        )
        for form in counts.sort(["len", "form"], descending=[True, False])["form"]
    ]
    stated = known["heads"].to_numpy()
    record = None
    if stated.size:
        record = (float(np.quantile(stated, 0.5)), float(np.quantile(stated, 0.9)))
    return StatedSizes(tuple(panels), record, _quantiles_by_world(drawn, worlds))


def _quantiles_by_world(drawn: pl.DataFrame, worlds: int) -> NDArray[np.float64]:
    """Return weighted median and 90th percentile of each world (worlds, 2); NaN if no event."""
    found = np.full((worlds, 2), np.nan)
    if drawn.is_empty():
        return found
    share = pl.col("weight").cum_sum().over("world") / pl.col("weight").sum().over("world")
    ranked = drawn.sort("world", "heads").with_columns(share=share)
    for column, level in enumerate((0.5, 0.9)):
        first = (
            ranked.filter(pl.col("share") >= level - 1e-12)
            .group_by("world")
            .agg(pl.col("heads").min())
        )
        found[first["world"].to_numpy().astype(np.int64), column] = first["heads"].to_numpy()
    return found


def _panel(
    form: str, drawn: pl.DataFrame, known: pl.DataFrame, recorded: pl.DataFrame, worlds: int
) -> dict[str, Any]:
    shares = np.full((worlds, len(EDGES)), np.nan)
    if not drawn.is_empty():
        world = drawn["world"].to_numpy().astype(np.int64)
        weight = drawn["weight"].to_numpy()
        totals = np.zeros((worlds, len(EDGES)))
        np.add.at(totals, (world, _classes(drawn["heads"].to_numpy())), weight)
        sums = totals.sum(axis=1, keepdims=True)
        shares = np.divide(totals, sums, out=shares, where=sums > 0)
    some = shares[~np.isnan(shares[:, 0])]
    bands = np.quantile(some, [0.025, 0.5, 0.975], axis=0) if len(some) else None
    counts = np.bincount(_classes(known["heads"].to_numpy()), minlength=len(EDGES))
    return {
        "form": form,
        "events": recorded.height,
        "stated": known.height,
        "record": (counts / max(counts.sum(), 1)).round(5).tolist(),
        "low": [] if bands is None else bands[0].round(5).tolist(),
        "median": [] if bands is None else bands[1].round(5).tolist(),
        "high": [] if bands is None else bands[2].round(5).tolist(),
    }


def _classes(sizes: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.clip(np.searchsorted(EDGES, sizes, side="right") - 1, 0, len(EDGES) - 1)
