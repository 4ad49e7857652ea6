"""What a simulated world holds: stocks within bounds, events as a record has them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from contention.engine import Model, Worlds, bind, simulate
from contention.scenario.model import Scenario
from contention.theory import load
from contention.theory.model import Theory
from tests.reference.toy import toy_scenario

THEORIES = Path(__file__).parent / "theories"
PEOPLE = ("workers", "on_strike", "detained", "soldiers")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    # Every seventh day is observed: 59 days end within a week.
    return toy_scenario(3, 3, 59)


def crowded(*, random: bool) -> Theory:
    theory = load(THEORIES / "crowded.yaml")
    return replace(theory, flows=tuple(replace(flow, random=random) for flow in theory.flows))


@pytest.fixture(scope="module", params=[False, True], ids=["expected", "random"])
def worlds(request: pytest.FixtureRequest, scenario: Scenario) -> Worlds:
    model = bind(crowded(random=request.param), scenario)
    return simulate(model, model.start(), worlds=20, seed=2)


def heads(model: Model, names: tuple[str, ...]) -> np.ndarray:
    """Return the heads of strata by country."""
    scenario = model.scenario
    return sum(
        np.bincount(scenario.places.country, scenario.strata[name], len(scenario.countries))
        for name in names
    )  # pyright: ignore[reportReturnType]


def test_stocks_are_never_negative(worlds: Worlds) -> None:
    for stock in worlds.model.theory.stocks:
        least = float(worlds.stocks[stock.name].min())
        assert least >= -1e-6, stock.name
    # The theory does what its title says: someone has run out.
    assert float(worlds.stocks["soldiers"].min()) < 1.0
    assert float(worlds.stocks["detained"].max()) > 1e4


def test_nobody_is_born_and_nobody_dies(worlds: Worlds) -> None:
    there = sum(worlds.stocks[name] for name in PEOPLE).transpose("world", "week", "country")
    alive = heads(worlds.model, ("workers", "soldiers"))
    np.testing.assert_allclose(there.to_numpy() / alive, 1.0, rtol=1e-9)


def test_no_stock_is_above_the_population(worlds: Worlds) -> None:
    alive = heads(worlds.model, ("workers", "soldiers"))
    for name in PEOPLE:
        held = worlds.stocks[name].transpose("world", "week", "country").to_numpy()
        assert (held <= alive * (1 + 1e-9)).all(), name


def test_sizes_are_at_most_the_heads_of_the_place(worlds: Worlds) -> None:
    scenario = worlds.model.scenario
    most = dict(zip(scenario.places.name, scenario.strata["workers"], strict=True))
    strikes = worlds.events.filter(pl.col("act") == "strike")
    caps = strikes["place"].replace_strict(most, return_dtype=pl.Float64)
    assert (strikes["participants_low"] <= caps).all()
    assert (strikes["participants_low"] == caps.floor()).any()  # some bring everyone
    # A raid has no cap of its own.
    raids = worlds.events.filter(pl.col("act") == "raid")
    caps = raids["place"].replace_strict(most, return_dtype=pl.Float64)
    assert (raids["participants_low"] > caps).any()


def test_weekly_acts_add_up_to_the_events(worlds: Worlds) -> None:
    counted = worlds.events.group_by("world", "country", "act").len()
    for world, country, act, n in counted.iter_rows():
        weekly = worlds.stocks[f"act_{act}"].sel(world=world, country=country)
        assert float(weekly.sum()) == n
    total = sum(float(worlds.stocks[f"act_{act.name}"].sum()) for act in worlds.model.acts)
    assert total == worlds.events.height


def test_weeks_end_every_seventh_day_and_on_the_last(worlds: Worlds) -> None:
    weeks = [str(week)[:10] for week in worlds.stocks["week"].to_numpy()]
    assert weeks[:2] == ["1953-03-07", "1953-03-14"]
    assert weeks[-2:] == ["1953-04-25", "1953-04-28"]
    assert worlds.model.scenario.end.isoformat() == weeks[-1]


def test_events_are_in_the_form_of_a_record(worlds: Worlds) -> None:
    scenario, events = worlds.model.scenario, worlds.events
    assert events["id"].n_unique() == events.height
    assert events["date"].is_between(scenario.start, scenario.end).all()
    assert (events["date_low"] == events["date"]).all()
    assert set(events["country"]) == set(scenario.countries)
    ordered = events.group_by("world", maintain_order=True).agg(pl.col("date").is_sorted())
    assert ordered["date"].all()
    country_acts = events.filter(pl.col("act") == "arrest")
    assert country_acts["place"].null_count() == country_acts.height
    placed = events.filter(pl.col("place").is_not_null())
    kinds = dict(zip(scenario.places.name, scenario.places.kind, strict=True))
    kind = placed["place"].replace_strict(kinds)
    assert ((kind == "town") == placed["town"].is_not_null()).all()
    communes = dict(zip(scenario.places.name, scenario.places.communes.tolist(), strict=True))
    rest = placed.filter(kind == "remainder")
    most = rest["place"].replace_strict(communes)
    assert ((rest["commune"] >= 1) & (rest["commune"] <= most)).all()
    assert (placed.filter(kind == "town")["commune"] == 0).all()
