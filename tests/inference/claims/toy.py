"""A small theory with effects, on the toy scenario, and a record drawn from it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl

from contention.engine import Model, bind, simulate
from contention.inference.fitting import Fit, fit
from contention.inference.masking import noted_actors
from contention.record import Record, from_frame
from contention.theory import load
from tests.reference.toy import toy_scenario

THEORY = Path(__file__).parent / "theories" / "effects.yaml"
KNOWN = {
    "strike_base": -3.5,
    "march_base": -3.5,
    "fire_base": -3.0,
    "spread": 1.6,
    "fear": 0.0,
    "provoke": 1.8,
    "reach": 2.5,
    "size_pull": 0.8,
    "return_here": 1.0,
    "economic": 0.2,
    "harden": -1.0,
}


def toy_model(*, days: int = 700) -> Model:
    """Return the theory of effects bound to a toy scenario of three countries."""
    return bind(load(THEORY), toy_scenario(3, 8, days))


@cache
def toy_fit(seed: int = 5) -> tuple[Model, Fit, Record]:
    """Return a model, a fit, and the record it was fitted to, drawn at known values."""
    model = toy_model()
    worlds = simulate(model, model.values(KNOWN), worlds=1, seed=seed, threads=1)
    record = as_record(worlds.events.with_columns(noted_actors(worlds)))
    return model, fit(model, record, starts=1), record


def as_record(events: pl.DataFrame) -> Record:
    """Return events of a world as a record."""
    return from_frame(
        events.with_columns(
            id=pl.format("W{}", pl.int_range(pl.len())),
            # A record names towns; what happened in a commune of a remainder has none.
            description=pl.lit("drawn"),
            source=pl.lit("a world"),
            confidence=pl.lit("high"),
            deaths_low=pl.lit(None, pl.Int64),
            deaths_high=pl.lit(None, pl.Int64),
            end_date=pl.col("date"),
        ),
        name="toy",
    )
