"""Worlds of the fast engine in the form of the reference, so that one test runs on both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import polars as pl

import contention.engine as fast
from contention.scenario.model import Scenario
from contention.theory.model import Theory
from tests.reference import simulation as reference
from tests.reference.engine import Floats, Onset
from tests.reference.simulation import World

Simulator = Callable[..., list[World]]


def reference_worlds(
    theory: Theory,
    scenario: Scenario,
    values: dict[str, float],
    *,
    worlds: int,
    seed: int,
    **continued: Any,
) -> list[World]:
    """Return worlds of the plain engine; ``continued`` holds record, start and levers."""
    return [
        reference.simulate(theory, scenario, values, seed, world, **continued)
        for world in range(worlds)
    ]


def fast_worlds(
    theory: Theory,
    scenario: Scenario,
    values: dict[str, float],
    *,
    worlds: int,
    seed: int,
    **continued: Any,
) -> list[World]:
    """Return worlds of the engine that ships."""
    model = fast.bind(theory, scenario)
    array = np.array([values[parameter.name] for parameter in model.parameters])
    found = fast.simulate(model, array, worlds=worlds, seed=seed, **continued)
    start: date = continued.get("start") or scenario.start
    events = found.events.filter(pl.col("date") >= start)
    onsets: list[list[Onset]] = [[] for _ in range(worlds)]
    for entry in events.iter_rows(named=True):
        onsets[entry["world"]].append(_onset(theory, entry))
    weeks = [date.fromisoformat(str(week)[:10]) for week in found.stocks["week"].values]
    return [
        World(
            onsets[world],
            _stacked(found.stocks, [stock.name for stock in theory.stocks], world),
            _stacked(found.stocks, [f"act_{act.name}" for act in theory.acts], world),
            _inside(found.stocks, theory, world),
            tuple(weeks),
        )
        for world in range(worlds)
    ]


def signature(theory: Theory, onset: Onset) -> tuple[object, ...]:
    """Return what an onset looks like in a record, for comparison.

    A trait whose value is the actor of the act itself does not show.
    """
    (by,) = [act.by for act in theory.acts if act.name == onset.act]
    carried = {(t.column, t.value) for t in theory.traits if t.name in onset.traits}
    carried.discard(("actor", by))
    return (
        onset.act,
        onset.country,
        onset.place,
        onset.date,
        onset.commune,
        onset.size,
        frozenset(carried),
    )


def _onset(theory: Theory, entry: dict[str, Any]) -> Onset:
    traits = [
        trait.name
        for trait in theory.traits
        if entry["act"] in trait.of and trait.value in (entry[trait.column] or ())
    ]
    assert entry["participants_low"] == entry["participants_high"]
    return Onset(
        act=entry["act"],
        country=entry["country"],
        place=entry["place"],
        date=entry["date"],
        commune=entry["commune"] or 0,
        size=entry["participants_low"],
        traits=tuple(traits),
    )


def _inside(stocks: Any, theory: Theory, world: int) -> Floats:
    """Return days in the episode (observation, country); none without an episode."""
    if not theory.episodes:
        return np.zeros((stocks.sizes["week"], stocks.sizes["country"]))
    return _stacked(stocks, [f"days_{theory.episodes[0].name}"], world)[:, 0]


def _stacked(stocks: Any, names: list[str], world: int) -> Floats:
    """Return variables of one world as (observation, name, country)."""
    if not names:
        return np.zeros((stocks.sizes["week"], 0, stocks.sizes["country"]))
    parts = [
        stocks[name].isel(world=world).transpose("week", "country").to_numpy() for name in names
    ]
    return np.stack(parts, axis=1).astype(np.float64)
