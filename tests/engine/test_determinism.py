"""Worlds hang on nothing but theory, scenario, values, seed and number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import xarray as xr

import contention as ct
from contention.engine import Model, Worlds, bind, simulate
from contention.theory import load
from contention.theory.model import Theory
from tests.reference.sameness import assert_identical, assert_same_onsets, onsets
from tests.reference.shorten import shortened, values_at
from tests.reference.toy import toy_scenario

THEORIES = Path(__file__).parent / "theories"
UNHEARD = ("riot", "promise", "fire")  # acts of `everything` that no signal, stock or trait feels
SEED = 19
SMALL = {"crowd_size": 2.0, "going_home": 0.3}  # so that no town runs out of workers


@pytest.fixture(scope="module")
def everything() -> Model:
    return bind(load(THEORIES / "everything.yaml"), toy_scenario(3, 3, 60))


@pytest.fixture(scope="module")
def bloc() -> Model:
    whole = ct.load_scenario("eastern-bloc-1953")
    scenario = shortened(whole, date(1956, 10, 1), 60)
    return bind(ct.load_theory("political-revolution"), scenario)


@pytest.fixture(scope="module")
def crises() -> Model:
    return bind(load(THEORIES / "crises.yaml"), toy_scenario(3, 3, 60))


def seven(model: Model, **asked: int) -> Worlds:
    return simulate(model, model.start(), **({"worlds": 7, "seed": SEED} | asked))


@pytest.mark.parametrize("name", ["everything", "crises", "bloc"])
def test_any_number_of_threads(name: str, request: pytest.FixtureRequest) -> None:
    model: Model = request.getfixturevalue(name)
    alone = seven(model, threads=1)
    assert alone.events["world"].n_unique() == 7
    for threads in (2, 5):
        assert_identical(seven(model, threads=threads), alone)


@pytest.mark.parametrize("chunk", [1, 2, 3])
@pytest.mark.parametrize("name", ["everything", "crises"])
def test_any_chunking(name: str, chunk: int, request: pytest.FixtureRequest) -> None:
    model: Model = request.getfixturevalue(name)
    whole = seven(model)
    parts = [
        seven(model, first_world=first, worlds=min(chunk, 7 - first), threads=2)
        for first in range(0, 7, chunk)
    ]
    assert_same_onsets(pl.concat([part.events for part in parts]), whole.events)
    together = xr.concat([part.stocks for part in parts], dim="world")
    xr.testing.assert_identical(together, whole.stocks)


@pytest.mark.parametrize("name", ["everything", "crises"])
def test_the_first_worlds_of_many_are_a_run_of_few(
    name: str, request: pytest.FixtureRequest
) -> None:
    model: Model = request.getfixturevalue(name)
    few, many = seven(model, worlds=3), seven(model, worlds=7)
    assert_same_onsets(many.events.filter(pl.col("world") < 3), few.events)
    xr.testing.assert_identical(many.stocks.isel(world=slice(3)), few.stocks)


def test_worlds_and_seeds_differ(everything: Model) -> None:
    worlds = onsets(seven(everything)).drop("world")
    numbers = seven(everything).events["world"]
    assert not worlds.filter(numbers == 0).equals(worlds.filter(numbers == 1))
    assert not onsets(seven(everything, seed=SEED + 1)).drop("world").equals(worlds)


@pytest.mark.parametrize("name", ["everything", "crises"])
def test_one_call_after_another_leaves_nothing_behind(
    name: str, request: pytest.FixtureRequest
) -> None:
    model: Model = request.getfixturevalue(name)
    first = seven(model)
    seven(model, seed=SEED + 1, worlds=2)
    assert_identical(seven(model), first)


@pytest.mark.parametrize("act", UNHEARD)
def test_removing_an_act_leaves_the_others(everything: Model, act: str) -> None:
    theory, scenario = everything.theory, everything.scenario
    values = values_at(theory, scenario)
    left = bind(without(theory, act), scenario)
    before = simulate(everything, everything.values(values), worlds=5, seed=SEED)
    after = simulate(left, left.values(values), worlds=5, seed=SEED)
    assert (before.events["act"] == act).any()
    assert_same_onsets(onsets(after), onsets(before, without=act))
    for stock in theory.stocks:
        xr.testing.assert_equal(after.stocks[stock.name], before.stocks[stock.name])


def test_removing_a_trait_leaves_the_onsets(everything: Model) -> None:
    theory, scenario = everything.theory, everything.scenario
    kept = tuple(trait for trait in theory.traits if trait.name != "joined")
    assert len(kept) == len(theory.traits) - 1
    left = bind(replace(theory, traits=kept), scenario)
    before, after = seven(everything), seven(left)
    assert not before.events["actor"].equals(after.events["actor"])
    assert_same_onsets(after.events.drop("actor"), before.events.drop("actor"))


def test_removing_a_country_abroad_leaves_the_others() -> None:
    """Random numbers are addressed by names, so a country does not shift those after it."""
    theory = load(THEORIES / "crowded.yaml")
    three, two = (bind(theory, toy_scenario(n, 3, 40)) for n in (3, 2))
    before, after = seven(three), seven(two)
    beyond = two.scenario.countries[-1]
    assert (before.events["country"] == beyond).any()
    kept = onsets(before).filter(pl.col("country").is_in(list(two.scenario.countries)))
    assert_same_onsets(onsets(after), kept)


def without(theory: Theory, name: str) -> Theory:
    return replace(theory, acts=tuple(act for act in theory.acts if act.name != name))


# --- continuing a record -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lived() -> Worlds:
    """One world that a record can hold: towns only, sizes that are left, no random flow."""
    theory = load(THEORIES / "crowded.yaml")
    kept = tuple(flow for flow in theory.flows if flow.name != "tire")
    model = bind(replace(theory, flows=kept), toy_scenario(3, 4, 70, remainders=0))
    values = model.values(SMALL)
    worlds = simulate(model, values, worlds=1, seed=SEED)
    assert worlds.events["act"].n_unique() == len(theory.acts)
    # A record says at least one person.
    assert (worlds.events["participants_low"] > 0).all()
    return worlds


@pytest.mark.parametrize("days", [0, 1, 23, 35, 69])
def test_a_world_continued_from_its_own_record_is_itself(lived: Worlds, days: int) -> None:
    """Replay leaves exactly the state that the simulated days left."""
    model = lived.model
    start = model.scenario.start + timedelta(days=days)
    values = model.values(SMALL)
    before = lived.events.filter(pl.col("date") < start)
    again = simulate(model, values, worlds=1, seed=SEED, record=before, start=start)
    assert again.start == start
    assert_same_onsets(onsets(again), onsets(lived).filter(pl.col("date") >= start))
    xr.testing.assert_allclose(again.stocks, lived.stocks, rtol=1e-12)


def test_continued_worlds_differ_only_after_the_start(everything: Model) -> None:
    record = seven(everything, worlds=1, seed=3).events
    start = everything.scenario.start + timedelta(days=30)
    worlds = simulate(
        everything, everything.start(), worlds=4, seed=SEED, record=record, start=start, threads=2
    )
    assert worlds.events["date"].min() >= start
    after = onsets(worlds).drop("world")
    numbers = worlds.events["world"]
    assert not after.filter(numbers == 0).equals(after.filter(numbers == 1))
    # Four whole weeks lie before the start.
    replayed, drawn = worlds.stocks.isel(week=slice(4)), worlds.stocks.isel(week=slice(5, None))
    first = replayed.isel(world=0)
    for name in worlds.stocks:
        held = np.broadcast_to(first[name].to_numpy(), replayed[name].shape)
        np.testing.assert_array_equal(replayed[name].to_numpy(), held)
    assert float(first["act_strike"].sum()) > 0
    assert float(drawn["act_strike"].std("world").sum()) > 0


def test_continued_worlds_in_parts(everything: Model) -> None:
    record = seven(everything, worlds=1, seed=3).events
    start = everything.scenario.start + timedelta(days=30)
    whole, part = (
        simulate(
            everything, everything.start(), worlds=n, first_world=first, seed=SEED, record=record,
            start=start, threads=threads,
        )
        for n, first, threads in ((4, 0, 1), (2, 2, 2))
    )  # fmt: skip
    assert_same_onsets(part.events, whole.events.filter(pl.col("world") >= 2))
    xr.testing.assert_identical(part.stocks, whole.stocks.isel(world=slice(2, None)))
