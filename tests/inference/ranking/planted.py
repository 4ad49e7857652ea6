"""Small rival theories on the toy scenario, and records drawn from one of them."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from contention.engine import Model, bind, simulate
from contention.theory import load
from tests.reference.toy import toy_scenario

SHARED = """
format: 1
theory: {name}
title: {name}
parameters:
  strike_base: {{prior: {{normal: [-4, 1]}}, block: shared}}
  arrest_base: {{prior: {{normal: [-3, 1]}}, block: shared}}
  reach: {{prior: {{lognormal: [0.7, 0.3]}}, block: shared}}
  demand: {{prior: {{normal: [0, 1]}}, block: shared}}
{parameters}
signals:
{signals}
acts:
  strike:
    by: workers
    record: {{form: strike}}
    ignite: {{base: strike_base, {strike}}}
    cluster: {{zeta: reach}}
  arrest:
    by: police
    phase: state
    level: country
    record: {{form: arrest}}
    rate: {{base: arrest_base, {arrest}}}
traits:
  economic: {{of: [strike], column: demands, value: economic, odds: {{base: demand}}}}
"""

MECHANISMS = {
    # unrest breeds unrest, and brings arrests
    "spreading": (
        ("spread", "provoke"),
        ("unrest: {of: [strike], memory: 3 days, form: {saturating: 0.5}}",),
        "unrest: spread",
        "unrest: provoke",
    ),
    # weekdays, which no record here knows of
    "sundays": (("on_sunday",), ("sunday: {calendar: sunday}",), "sunday: on_sunday", ""),
    "mondays": (("on_monday",), ("monday: {calendar: monday}",), "monday: on_monday", ""),
}
KNOWN = {
    "strike_base": -4.3,
    "arrest_base": -3.5,
    "reach": 2.0,
    "demand": 0.5,
    "spread": 2.5,
    "provoke": 2.5,
    "on_sunday": 2.5,
    "on_monday": 2.5,
}


def theory_model(name: str, folder: Path, *, days: int = 500) -> Model:
    """Return one of the rivals, bound to a toy scenario."""
    parameters, signals, strike, arrest = MECHANISMS[name]
    text = SHARED.format(
        name=name,
        parameters="\n".join(f"  {p}: {{prior: {{normal: [0, 2]}}}}" for p in parameters),
        signals="\n".join(f"  {signal}" for signal in signals),
        strike=strike,
        arrest=arrest,
    )
    path = folder / f"{name}.yaml"
    path.write_text(text)
    return bind(load(path), toy_scenario(3, 8, days))


def planted(model: Model, seed: int) -> pl.DataFrame:
    """Return the events of one world at the known values."""
    known = {name: value for name, value in KNOWN.items() if name in model.names}
    return simulate(model, model.values(known), worlds=1, seed=seed).events
