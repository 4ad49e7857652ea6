"""Prepared rows: with the shapes fixed, the likelihood needs no walk and says the same."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import numpy as np
import pytest

from contention.engine import Likelihood, Model, bind, simulate
from contention.theory import load
from tests.reference.toy import toy_scenario

THEORIES = Path(__file__).parent / "theories"


@pytest.fixture(scope="module", params=["everything", "crowded"])
def model(request: pytest.FixtureRequest) -> Model:
    return bind(load(THEORIES / f"{request.param}.yaml"), toy_scenario(2, 3, 40))


@pytest.fixture
def likelihood(model: Model) -> Likelihood:
    events = simulate(model, model.start(), worlds=1, seed=6).events
    # At most one onset of an act a country and day: no cluster is too large.
    first = events.group_by("act", "country", "date", maintain_order=True).first()
    return Likelihood(model, first)


def test_prepared_rows_say_the_same(model: Model, likelihood: Likelihood) -> None:
    start = model.start()
    linear = np.setdiff1d(np.arange(start.size), likelihood.shape_index)
    other = start.copy()
    other[linear] += 0.2 * np.cos(np.arange(linear.size))
    walked, slope = likelihood.value_and_gradient(other)
    assert likelihood.prepare(start)
    prepared, prepared_slope = likelihood.value_and_gradient(other)
    assert prepared == pytest.approx(walked, rel=1e-11)
    np.testing.assert_allclose(prepared_slope[linear], slope[linear], rtol=1e-9, atol=1e-9)
    # No walk took place: rows do not say how they would move with the shapes.
    assert np.any(slope[likelihood.shape_index] != 0)
    assert not np.any(prepared_slope[likelihood.shape_index])
    assert walked != pytest.approx(likelihood.value_and_gradient(start)[0], rel=1e-9)


def test_other_shapes_walk_again(model: Model, likelihood: Likelihood) -> None:
    start = model.start()
    other = start.copy()
    other[likelihood.shape_index] *= 1.1
    fresh, slope = likelihood.value_and_gradient(other)
    likelihood.prepare(start)
    again, again_slope = likelihood.value_and_gradient(other)
    assert again == fresh
    np.testing.assert_array_equal(again_slope, slope)


def test_steps_too_far_give_no_number_and_no_error(model: Model, likelihood: Likelihood) -> None:
    # Weights of places underflow: their total is 0, and its log has no slope.
    start = model.start()
    lost = 0
    assert likelihood.prepare(start)
    for k in np.setdiff1d(np.arange(start.size), likelihood.shape_index):
        values = start.copy()
        values[k] = -1e4
        with np.errstate(all="ignore"):
            prepared, _ = likelihood.value_and_gradient(values)
            likelihood.release()
            walked, _ = likelihood.value_and_gradient(values)
            likelihood.prepare(start)
        assert np.isfinite(prepared) == np.isfinite(walked)
        lost += not np.isfinite(prepared)
    assert lost


@pytest.mark.parametrize("copy", [deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
def test_a_copied_model_has_arrays_of_its_own(model: Model, copy: Callable[[Model], Model]) -> None:
    events = simulate(model, model.start(), worlds=1, seed=6).events
    value = Likelihood(model, events).value(model.start())  # its handle is made
    other = copy(model)
    assert other.handle.address != model.handle.address
    assert other.handle.arrays is not model.handle.arrays
    assert Likelihood(other, events).value(other.start()) == value
