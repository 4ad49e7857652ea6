"""A wrong likelihood is caught: each is spoilt in one way, and a check that others pass fails.

The checks are those that the likelihood which ships has to pass: slopes against differences of
values, heights against the slow engine, and ranks of the truth in fits of simulated records.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from contention.engine import Likelihood, Model
from contention.engine.slots import Sums
from contention.inference.posterior import LogPosterior
from tests.inference.checks import ranks, uneven, wrong_height, wrong_slopes
from tests.inference.echo import DRAWN, echo, model_of

Floats = NDArray[np.float64]


def chance_of_ranks() -> dict[str, float]:
    """Return how probable ranks as uneven are, of fits to records that the theory drew."""
    model = model_of("echo", days=500)
    found = uneven(ranks(model, records=24, seed=5))
    return dict(zip(model.names, map(float, found), strict=True))


@pytest.fixture
def model() -> Model:
    return model_of("echo")


@pytest.fixture
def events() -> pl.DataFrame:
    return echo()[1]


def slopes_and_height(model: Model, events: pl.DataFrame) -> tuple[list[str], float]:
    values = model.values(DRAWN)
    posterior = LogPosterior(model, events)
    slopes = wrong_slopes(posterior, model.coordinates.free(values), range(3))
    return slopes, wrong_height(model, events, values)


def flip_a_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let unrest calm where the theory says that it stirs, in value and gradient alike."""
    right = Likelihood.value_and_gradient

    def wrong(self: Likelihood, values: Floats) -> tuple[float, Floats]:
        flip = np.array([-1.0 if name == "push" else 1.0 for name in self.model.names])
        value, slope = right(self, np.ascontiguousarray(values * flip))
        return value, slope * flip

    monkeypatch.setattr(Likelihood, "value_and_gradient", wrong)


def look_at_today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every memory hold the day itself: that of the next morning, and its slopes."""
    right: Any = Likelihood._walk

    def wrong(self: Likelihood, filled: Any, *, leave: int) -> None:
        right(self, filled, leave=leave)
        for rows in (self._out.row, self._out.row_pair):
            rows[:, :, :-1] = rows[:, :, 1:].copy()

    monkeypatch.setattr(Likelihood, "_walk", wrong)


def drop_a_term(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the last term of all rates out of the gradient."""
    right = Sums.add_slope

    def wrong(self: Sums, slope: Floats, by_term: Floats) -> None:
        less = by_term.copy()
        less[-1] = 0.0
        right(self, slope, less)

    monkeypatch.setattr(Sums, "add_slope", wrong)


def test_the_likelihood_that_ships_passes(model: Model, events: pl.DataFrame) -> None:
    slopes, height = slopes_and_height(model, events)
    assert slopes == []
    assert height < 1e-8
    assert min(chance_of_ranks().values()) > 0.01


def test_a_flipped_sign_is_caught(
    model: Model, events: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    flip_a_sign(monkeypatch)
    slopes, height = slopes_and_height(model, events)
    assert slopes == []  # value and gradient agree with each other, so others must see it
    assert height > 1.0
    assert chance_of_ranks()["push"] < 1e-3


def test_a_memory_that_is_not_strictly_past_is_caught(
    model: Model, events: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_at_today(monkeypatch)
    slopes, height = slopes_and_height(model, events)
    assert slopes == []
    assert height > 1.0
    assert chance_of_ranks()["push"] < 1e-3


def test_a_gradient_without_one_term_is_caught(
    model: Model, events: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop_a_term(monkeypatch)
    slopes, height = slopes_and_height(model, events)
    assert slopes
    assert height < 1e-8  # the value is right: only differences of it see the fault
