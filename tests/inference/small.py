"""A small theory on the toy scenario, with known values and records drawn from it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl

from contention.engine import Model, Worlds, bind, simulate
from contention.inference.masking import noted_actors
from contention.theory import load
from tests.reference.toy import toy_scenario

THEORY = Path(__file__).parent / "theories" / "small.yaml"
KNOWN = {
    "strike_base": -2.5,
    "march_base": -12.5,
    "arrest_base": -2.0,
    "spread": 0.8,
    "reach": 1.8,
    "size_pull": 0.8,
    "local": 1.0,
    "halflife": 3.0,
    "strike_size": 300.0,
    "strike_spread": 0.9,
    "demand": 0.5,
    "police": -0.5,
    "own_share": 0.4,
}


def small_model(*, countries: int = 3, days: int = 500) -> Model:
    """Return the small theory bound to a toy scenario."""
    return bind(load(THEORY), toy_scenario(countries, 8, days))


def small_world(model: Model, seed: int) -> tuple[Worlds, pl.DataFrame]:
    """Return one world at the known values, and its events with actors as noted."""
    worlds = simulate(model, model.values(KNOWN), worlds=1, seed=seed, threads=1)
    return worlds, worlds.events.with_columns(noted_actors(worlds))


def with_gaps(events: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return events as a record with known gaps.

    A third of the strikes state a size, a quarter of the marches are dated to nine days, half of
    the marches have no known place, and a fifth of all rows note no demands.
    """
    rng = np.random.default_rng(seed)
    u = pl.Series("u", rng.random(events.height))
    v = pl.Series("v", rng.random(events.height))
    march = pl.col("form") == "demonstration"
    wide = march & (pl.col("u") < 0.25)
    silent = (pl.col("form") == "strike") & (pl.col("u") > 1 / 3)
    return (
        events.with_columns(u, v)
        .with_columns(
            *[
                pl.when(silent).then(None).otherwise(pl.col(name)).alias(name)
                for name in ("participants_low", "participants_high")
            ],
            pl.when(wide)
            .then(pl.col("date") - timedelta(days=4))
            .otherwise("date")
            .alias("date_low"),
            pl.when(wide)
            .then(pl.col("date") + timedelta(days=4))
            .otherwise("date")
            .alias("date_high"),
            *[
                pl.when(march & (pl.col("v") < 0.5)).then(None).otherwise(pl.col(name)).alias(name)
                for name in ("town", "commune")
            ],
            pl.when(pl.col("v") > 0.8).then(None).otherwise(pl.col("demands")).alias("demands"),
        )
        .drop("u", "v")
    )
