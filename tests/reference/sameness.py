"""Compare simulated worlds by what a reader sees of them: events and stocks."""

from __future__ import annotations

import polars as pl
from polars.testing import assert_frame_equal

from contention.engine import Worlds


def assert_identical(one: Worlds, other: Worlds) -> None:
    """Fail unless events and stocks agree in every bit."""
    assert_frame_equal(one.events, other.events, check_exact=True)
    assert one.stocks.identical(other.stocks)


def onsets(worlds: Worlds, *, without: str = "") -> pl.DataFrame:
    """Return events without their running numbers, and without one act."""
    return worlds.events.drop("id").filter(pl.col("act") != without)


def assert_same_onsets(one: pl.DataFrame, other: pl.DataFrame) -> None:
    """Fail unless two tables of onsets agree in every bit."""
    assert_frame_equal(one, other, check_exact=True)
