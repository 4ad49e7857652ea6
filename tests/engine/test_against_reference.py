"""The engine that ships against the plain one: the same onsets, the same log-likelihood.

The plain engine was written from the contract alone. Three kinds of theory: some that hold
everything the grammar has, one of them with a hidden episode; random ones; and those that ship.
"""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, assume, given, reject, settings
from hypothesis import strategies as st

import contention as ct
import contention.engine as fast
from contention.engine.likelihood import Likelihood
from contention.foundation.errors import ContentionError
from contention.scenario.model import Scenario
from contention.theory import load
from contention.theory.model import Theory
from tests.reference.coefficients import expanded_names
from tests.reference.likelihood import filtered, log_likelihood
from tests.reference.records import gappy_record
from tests.reference.shorten import shortened, values_at
from tests.reference.simulation import World
from tests.reference.toy import (
    COUNTRIES,
    COVARIATES,
    LINKS,
    SHOCKS,
    STRATA,
    toy_scenario,
)
from tests.reference.worlds import fast_worlds, reference_worlds, signature
from tests.theory.strategies import theories, write

THEORIES = Path(__file__).parent / "theories"
SHIPPED = ("political-revolution", "contagion", "silence")
MOST_ONSETS = 2000
# What bind refuses, with a code, of documents that are well formed.
OUT_OF_REACH = {"E002", "E004", "E006", "E012"}


def assert_same_worlds(theory: Theory, one: list[World], other: list[World]) -> None:
    for a, b in zip(one, other, strict=True):
        assert [signature(theory, o) for o in a.onsets] == [signature(theory, o) for o in b.onsets]
        assert a.observed == b.observed
        # Observations are kept in single precision.
        np.testing.assert_allclose(a.stocks, b.stocks, rtol=1e-7, atol=1e-6)
        np.testing.assert_allclose(a.acts, b.acts, rtol=1e-7, atol=1e-6)
        np.testing.assert_array_equal(a.inside, b.inside)


def assert_same_simulations(
    theory: Theory, scenario: Scenario, values: dict[str, float], worlds: int, **continued: Any
) -> list[World]:
    plain = reference_worlds(theory, scenario, values, worlds=worlds, seed=7, **continued)
    shipped = fast_worlds(theory, scenario, values, worlds=worlds, seed=7, **continued)
    assert_same_worlds(theory, plain, shipped)
    return plain


def fast_likelihood(
    theory: Theory,
    scenario: Scenario,
    values: dict[str, float],
    record: pl.DataFrame,
    watched: np.ndarray | None = None,
) -> tuple[float, np.ndarray]:
    model = fast.bind(theory, scenario)
    assert tuple(p.name for p in model.parameters) == expanded_names(theory, scenario)
    array = np.array([values[parameter.name] for parameter in model.parameters])
    return Likelihood(model, record, watched=watched).value_and_gradient(array)


def assert_same_likelihood(
    theory: Theory,
    scenario: Scenario,
    values: dict[str, float],
    record: pl.DataFrame,
    watched: np.ndarray | None = None,
) -> None:
    parts = log_likelihood(theory, scenario, values, record, watched)
    total = parts.pop("total")
    assert np.isfinite(total)
    largest = max(1.0, *(abs(part) for part in parts.values()))
    found, _ = fast_likelihood(theory, scenario, values, record, watched)
    assert found == pytest.approx(total, rel=1e-9, abs=1e-9 * largest), parts


# --- everything the grammar has --------------------------------------------------------------


@pytest.fixture(scope="module", params=["everything", "troubled", "bunched"])
def everything(request: pytest.FixtureRequest) -> Theory:
    return load(THEORIES / f"{request.param}.yaml")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return toy_scenario(2, 3, 45)


@pytest.mark.parametrize("countries", [1, 2, 3])
def test_everything_simulated(everything: Theory, countries: int) -> None:
    scenario = toy_scenario(countries, 3, 45)
    values = values_at(everything, scenario)
    worlds = assert_same_simulations(everything, scenario, values, 3)
    seen = {onset.act for world in worlds for onset in world.onsets}
    assert seen == {act.name for act in everything.acts}
    assert any(world.inside.any() for world in worlds) == bool(everything.episodes)


@pytest.mark.parametrize(
    ("name", "lever"),
    [
        ("everything", "appeal"),
        ("everything", "accident"),
        ("everything", "lived_on"),
        ("everything", "calm"),
        ("troubled", "quiet"),
    ],
)
def test_everything_with_a_lever(scenario: Scenario, name: str, lever: str) -> None:
    everything = load(THEORIES / f"{name}.yaml")
    values = values_at(everything, scenario)
    pulled = assert_same_simulations(everything, scenario, values, 2, levers=[lever])
    left = reference_worlds(everything, scenario, values, worlds=2, seed=7)
    assert [world.onsets for world in pulled] != [world.onsets for world in left]


@pytest.mark.parametrize("levers", [["accident"], ["lived_on"], ["accident", "appeal"]])
def test_everything_continued_with_a_lever(scenario: Scenario, levers: list[str]) -> None:
    everything = load(THEORIES / "everything.yaml")
    values = values_at(everything, scenario)
    (world,) = reference_worlds(everything, scenario, values, worlds=1, seed=3)
    continued = {
        "record": gappy_record(everything, scenario, world.onsets, 5),
        "start": scenario.start + timedelta(days=20),
    }
    pulled = assert_same_simulations(everything, scenario, values, 2, levers=levers, **continued)
    left = reference_worlds(everything, scenario, values, worlds=2, seed=7, **continued)
    assert [world.onsets for world in pulled] != [world.onsets for world in left]


def test_everything_replayed_and_continued(everything: Theory, scenario: Scenario) -> None:
    values = values_at(everything, scenario)
    (world,) = reference_worlds(everything, scenario, values, worlds=1, seed=3)
    record = gappy_record(everything, scenario, world.onsets, 5)
    some = np.random.default_rng(6).random((2, scenario.days)) < 0.7
    for width, seed in ((0.0, 0), (0.6, 1), (0.6, 2)):
        other = values_at(everything, scenario, seed=seed, width=width)
        assert_same_likelihood(everything, scenario, other, record)
        assert_same_likelihood(everything, scenario, other, record, some)
    start = scenario.start + timedelta(days=20)
    assert_same_simulations(everything, scenario, values, 2, record=record, start=start)


def test_placing_by_a_stock_that_starts_full() -> None:
    """Onsets keep away from workers from the first day on, before anything has happened."""
    document = {
        "format": 1,
        "theory": "full-stock",
        "title": "Placing by a stock that starts full",
        "parameters": {"base": {"prior": {"normal": [-1.0, 0.3]}}},
        "signals": {
            "here": {"stock": "staff", "reach": "here", "form": {"saturating": 9000.0}},
            "pay": {"covariate": "wages"},
            "both": {"product": ["here", "pay"]},
        },
        "stocks": {"staff": {"stratum": "workers"}, "gone": {"of": "workers"}},
        "acts": {
            "strike": {
                "by": "workers",
                "record": {"form": "strike"},
                "ignite": {"base": "base"},
                "cluster": {"zeta": 1.5},
                "place": {"population": 1, "here": -1.5, "both": 2},
            }
        },
        "flows": {"leave": {"from": "staff", "to": "gone", "rate": {"base": -3}}},
    }
    theory, scenario = loaded(document), toy_scenario(2, 2, 30)
    values = values_at(theory, scenario)
    worlds = assert_same_simulations(theory, scenario, values, 4)
    record = gappy_record(theory, scenario, worlds[0].onsets, 5)
    assert_same_likelihood(theory, scenario, values, record)


@pytest.mark.parametrize("days", [0, 1, 14, 32, 44])
def test_states_of_the_eve(scenario: Scenario, days: int) -> None:
    """Worlds go on from states that the record makes likely, with a lever or without."""
    troubled = load(THEORIES / "troubled.yaml")
    values = values_at(troubled, scenario)
    (world,) = reference_worlds(troubled, scenario, values, worlds=1, seed=3)
    record = gappy_record(troubled, scenario, world.onsets, 5)
    start = scenario.start + timedelta(days=days)
    worlds = assert_same_simulations(troubled, scenario, values, 3, record=record, start=start)
    assert_same_simulations(
        troubled, scenario, values, 1, record=record, start=start, levers=["quiet"]
    )
    model = fast.bind(troubled, scenario)
    array = np.array([values[parameter.name] for parameter in model.parameters])
    expected = filtered(troubled, scenario, values, record, days)
    found = Likelihood(model, record).filtered(array, days)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)
    drawn = sum(float(world.inside.sum()) for world in worlds)
    assert drawn > 0.0


def test_gradient_of_everything(everything: Theory) -> None:
    scenario = toy_scenario(2, 2, 24)
    values = values_at(everything, scenario, seed=4, width=0.4)
    (world,) = reference_worlds(everything, scenario, values, worlds=1, seed=3)
    record = gappy_record(everything, scenario, world.onsets, 5)
    some = np.random.default_rng(6).random((2, scenario.days)) < 0.7
    for watched in (None, some) if everything.episodes else (None,):
        _, gradient = fast_likelihood(everything, scenario, values, record, watched)
        for name, slope in zip(expanded_names(everything, scenario), gradient, strict=True):
            step = 1e-5 * max(1.0, abs(values[name]))
            up, down = (
                log_likelihood(
                    everything, scenario, {**values, name: values[name] + h}, record, watched
                )["total"]
                for h in (step, -step)
            )
            assert slope == pytest.approx((up - down) / (2.0 * step), rel=1e-5, abs=1e-4), name


# --- random theories ---------------------------------------------------------------------------


def loaded(document: dict[str, Any]) -> Theory:
    with tempfile.TemporaryDirectory() as folder:
        return load(write(document, Path(folder) / "drawn.yaml"))


drawn_theories = theories(
    COUNTRIES[:2], tuple(STRATA), LINKS, COVARIATES, SHOCKS, population=250_000.0
)


@settings(
    max_examples=40,
    derandomize=True,
    # Shrinking takes minutes, and what is drawn is small enough to read.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(document=drawn_theories, seed=st.integers(0, 2**16))
def test_random_theories(document: dict[str, Any], seed: int) -> None:
    theory, scenario = loaded(document), toy_scenario(2, 2, 24)
    values = values_at(theory, scenario, seed=seed, width=0.8)
    try:
        fast.bind(theory, scenario)
        (world,) = reference_worlds(theory, scenario, values, worlds=1, seed=7)
        record = gappy_record(theory, scenario, world.onsets, seed)
        log_likelihood(theory, scenario, values, record)
    except FloatingPointError:
        reject()
    except ContentionError as error:
        assert set(error.codes) <= OUT_OF_REACH
        reject()
    assume(len(world.onsets) <= MOST_ONSETS)
    assert_same_simulations(theory, scenario, values, 1)
    start = scenario.start + timedelta(days=12)
    assert_same_simulations(theory, scenario, values, 1, record=record, start=start)
    assert_same_likelihood(theory, scenario, values, record)
    some = np.random.default_rng(seed).random((2, scenario.days)) < 0.7
    assert_same_likelihood(theory, scenario, values, record, some)


# --- theories that ship --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bloc() -> tuple[Scenario, pl.DataFrame]:
    scenario = ct.load_scenario("eastern-bloc-1953")
    return scenario, ct.load_record("eastern-bloc-1953").events


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize(
    ("first", "days"), [(75, 50), (1310, 40)], ids=["June 1953", "October 1956"]
)
def test_shipped_theories(
    bloc: tuple[Scenario, pl.DataFrame], name: str, first: int, days: int
) -> None:
    whole, record = bloc
    theory = ct.load_theory(name)
    scenario = shortened(whole, whole.start + timedelta(days=first), days)
    values = values_at(theory, scenario)
    assert_same_likelihood(theory, scenario, values, record)
    assert_same_simulations(theory, scenario, values, 1)
    start = scenario.start + timedelta(days=days // 2)
    assert_same_simulations(theory, scenario, values, 1, record=record, start=start)
