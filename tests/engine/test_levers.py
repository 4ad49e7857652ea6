"""A lever changes what it names and what hears of it, and not one draw besides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import contention as ct
from contention.engine import Model, Worlds, bind, simulate
from contention.scenario.model import DatedShock
from contention.theory import load
from contention.theory.model import Lever, LeverStep
from tests.reference.sameness import assert_identical, assert_same_onsets, onsets
from tests.reference.toy import toy_scenario

EVERYTHING = Path(__file__).parent / "theories" / "everything.yaml"
UNHEARD = ("riot", "promise", "fire")  # acts of `everything` that no signal, stock or trait feels
MIDDLE = date(1953, 3, 31)


def step(do: str, act: str, value: float = 0.0, **limits: str) -> LeverStep:
    return LeverStep(do, act, value, **limits)  # pyright: ignore[reportArgumentType]


def added(act: str, country: str, day: str) -> LeverStep:
    return LeverStep("add", act, 1.0, day, day, country)


def without(shock: DatedShock, part: str) -> DatedShock:
    """Return a dated shock without that of a country, or of the first ten days, or any."""
    kept = {
        "all": np.zeros(shock.day.size, dtype=bool),
        "early": shock.day >= 10,
        "Alda": shock.country != 0,
    }[part]
    return replace(shock, day=shock.day[kept], country=shock.country[kept], value=shock.value[kept])


LEVERS = {
    **{f"more_{act}": (step("multiply", act, 4.0),) for act in UNHEARD},
    **{f"no_{act}": (step("forbid", act),) for act in UNHEARD},
    "once": (step("multiply", "riot", 1.0),),
    "never": (step("multiply", "riot", 0.0),),
    "twice": (step("multiply", "riot", 2.0), step("multiply", "riot", 2.0)),
    "late": (step("multiply", "strike", 5.0, start="1953-03-31"),),
    "early": (step("multiply", "strike", 5.0, stop="1953-02-28"),),
    "elsewhen": (step("forbid", "strike", start="1954-01-01"),),
    "day": (step("forbid", "strike", start="1953-03-31", stop="1953-03-31"),),
    "no_strike_in_bera": (step("forbid", "strike", country="Bera"),),
    "no_arrest": (step("forbid", "arrest"),),  # identity link
    **{f"add_{act}": (added(act, "Bera", "1953-03-31"),) for act in UNHEARD},
    "nevertheless": (step("forbid", "riot"), added("riot", "Bera", "1953-03-31")),
    "added_too_late": (added("strike", "Bera", "1954-01-01"),),
    "same_shock": (step("shock", "death", 1.0),),
    "later_shock": (step("shock", "death", 0.0, start="1954-01-01"),),
    "no_shock": (step("shock", "death", 0.0),),
    "no_shock_in_alda": (step("shock", "death", 0.0, country="Alda"),),
    "no_shock_early": (step("shock", "death", 0.0, stop="1953-03-10"),),
}


@pytest.fixture(scope="module")
def model() -> Model:
    theory = load(EVERYTHING)
    levers = tuple(Lever(name, steps) for name, steps in LEVERS.items())
    return bind(replace(theory, levers=theory.levers + levers), toy_scenario(2, 3, 60))


def pulled(model: Model, *levers: str) -> Worlds:
    return simulate(model, model.start(), worlds=6, seed=5, levers=levers)


def days_of(worlds: Worlds, act: str) -> set[tuple[object, ...]]:
    """Return the worlds, countries and days on which an act happens."""
    found = worlds.events.filter(pl.col("act") == act)
    return set(found.select("world", "country", "date").iter_rows())


@pytest.mark.parametrize("act", UNHEARD)
def test_multiplying_an_act_leaves_the_others(model: Model, act: str) -> None:
    left, more = pulled(model), pulled(model, f"more_{act}")
    assert_same_onsets(onsets(more, without=act), onsets(left, without=act))
    # The same draws against a higher rate: every day that had the act still has it.
    assert days_of(more, act) > days_of(left, act)


@pytest.mark.parametrize("act", UNHEARD)
def test_forbidding_an_act_leaves_the_others(model: Model, act: str) -> None:
    left, none = pulled(model), pulled(model, f"no_{act}")
    assert days_of(left, act)
    assert_same_onsets(onsets(none), onsets(left, without=act))


def test_forbidding_is_multiplying_by_zero(model: Model) -> None:
    assert_identical(pulled(model, "never"), pulled(model, "no_riot"))
    # Also beside a lever that multiplies the same act.
    assert_identical(pulled(model, "more_riot", "no_riot"), pulled(model, "no_riot"))


def test_an_act_with_identity_link_can_be_forbidden(model: Model) -> None:
    assert days_of(pulled(model), "arrest")
    assert not days_of(pulled(model, "no_arrest"), "arrest")


def test_factors_multiply(model: Model) -> None:
    assert_identical(pulled(model, "twice"), pulled(model, "more_riot"))


@pytest.mark.parametrize("act", UNHEARD)
def test_an_added_act_happens_and_leaves_the_rest(model: Model, act: str) -> None:
    left, added = pulled(model), pulled(model, f"add_{act}")
    there = {(world, "Bera", MIDDLE) for world in range(left.worlds)}
    assert days_of(left, act) & there != there
    assert days_of(added, act) == days_of(left, act) | there
    # Also where it would have happened anyway: the same onsets on the same addresses.
    new = [(*day, act) for day in days_of(added, act) - days_of(left, act)]
    keys = ("world", "country", "date", "act")
    types = {key: left.events.schema[key] for key in keys}
    drawn = pl.DataFrame(new, schema=types, orient="row")
    rest = onsets(added).join(drawn, on=keys, how="anti", maintain_order="left")
    assert_same_onsets(rest, onsets(left))


def test_an_added_act_happens_although_it_is_forbidden(model: Model) -> None:
    days = {(world, "Bera", MIDDLE) for world in range(6)}
    assert days_of(pulled(model, "nevertheless"), "riot") == days


def test_a_dated_shock_is_taken_away(model: Model) -> None:
    none = replace(model.scenario, shocks=(without(model.scenario.shocks[0], "all"),))
    expected = simulate(bind(model.theory, none), model.start(), worlds=6, seed=5)
    assert_identical(pulled(model, "no_shock"), expected)
    assert onsets(pulled(model)).height != onsets(expected).height


@pytest.mark.parametrize(("lever", "part"), [("in_alda", "Alda"), ("early", "early")])
def test_a_dated_shock_is_taken_away_in_part(model: Model, lever: str, part: str) -> None:
    some = replace(model.scenario, shocks=(without(model.scenario.shocks[0], part),))
    expected = simulate(bind(model.theory, some), model.start(), worlds=6, seed=5)
    assert_identical(pulled(model, f"no_shock_{lever}"), expected)


def test_a_replayed_shock_stays(model: Model) -> None:
    record = pulled(model).events.filter(pl.col("world") == 0)
    past = {"record": record, "start": date(1953, 4, 20), "worlds": 3, "seed": 5}
    left = simulate(model, model.start(), **past)
    assert_identical(simulate(model, model.start(), levers=["no_shock"], **past), left)


@pytest.mark.parametrize(
    "lever", ["once", "early", "elsewhen", "added_too_late", "same_shock", "later_shock"]
)
def test_a_lever_that_does_nothing_changes_nothing(model: Model, lever: str) -> None:
    assert_identical(pulled(model, lever), pulled(model))


def test_a_lever_from_a_day_on_leaves_the_days_before(model: Model) -> None:
    left, late = (onsets(worlds) for worlds in (pulled(model), pulled(model, "late")))
    before = pl.col("date") < MIDDLE
    assert_same_onsets(late.filter(before), left.filter(before))
    assert late.filter(~before).height > left.filter(~before).height


def test_a_lever_of_one_day(model: Model) -> None:
    left, day = pulled(model), pulled(model, "day")
    here = {key for key in days_of(left, "strike") if key[2] == MIDDLE}
    assert here
    assert not {key for key in days_of(day, "strike") if key[2] == MIDDLE}
    after = MIDDLE + timedelta(days=1)
    assert {key for key in days_of(day, "strike") if key[2] == after}


def test_a_parameter_set_is_that_value(model: Model) -> None:
    values = model.start()
    for k, info in enumerate(model.parameters):
        if info.base == "spread":
            values[k] = 0.0
        if info.base == "halflife":
            values[k] = 2.0
    assert not np.array_equal(values, model.start())
    given = simulate(model, values, worlds=6, seed=5)
    assert_identical(pulled(model, "calm"), given)


def test_pulling_leaves_the_given_values(model: Model) -> None:
    values = model.start()
    before = values.copy()
    simulate(model, values, worlds=1, levers=["calm"])
    np.testing.assert_array_equal(values, before)


def test_moves_keep_their_draws_under_a_lever() -> None:
    crises = bind(load(EVERYTHING.with_name("crises.yaml")), toy_scenario(3, 3, 60))
    left, noted, firm = (pulled(crises, *levers) for levers in ((), ("more_notes",), ("firm",)))
    assert_same_onsets(onsets(noted, without="note"), onsets(left, without="note"))
    assert onsets(noted).height > onsets(left).height
    days = [worlds.stocks["days_crisis"] for worlds in (left, noted, firm)]
    assert days[1].equals(days[0])
    # Fewer concessions against the same draws: the crisis opens later, or not at all.
    weeks = slice(None, "1953-03-14")
    assert days[2].sel(week=weeks).equals(days[0].sel(week=weeks))
    assert float(days[2].sum()) < float(days[0].sum())


def test_a_lever_in_one_country_leaves_the_others() -> None:
    """In `silence` no country hears of another."""
    theory = ct.load_theory("silence")
    scenario = ct.load_scenario("eastern-bloc-1953")
    steps = (
        step("multiply", "strike", 6.0, country="Hungary"),
        step("forbid", "march", country="Hungary"),
        step("multiply", "concede", 3.0, country="Hungary", start="1956-10-23"),
    )
    acts = {act.name for act in theory.acts}
    assert {one.target for one in steps} <= acts
    bound = bind(replace(theory, levers=(Lever("storm", steps),)), scenario)
    left, storm = (
        simulate(bound, bound.start(), worlds=3, seed=8, levers=levers)
        for levers in ([], ["storm"])
    )
    hungary = pl.col("country") == "Hungary"
    one, other = onsets(left), onsets(storm)
    assert_same_onsets(other.filter(~hungary), one.filter(~hungary))
    assert one.filter(~hungary).height > 100
    assert not other.filter(hungary).equals(one.filter(hungary))
    abroad = [name for name in scenario.countries if name != "Hungary"]
    assert left.stocks.sel(country=abroad).identical(storm.stocks.sel(country=abroad))
    assert not left.stocks.identical(storm.stocks)
