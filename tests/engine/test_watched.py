"""Watched country-days: what counts in a likelihood, and what is only perceived."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from contention.engine import Likelihood, Model, bind, observe, simulate
from contention.theory import load
from tests.reference.toy import toy_scenario

THEORIES = Path(__file__).parent / "theories"


@pytest.fixture(scope="module", params=["everything", "crowded"])
def model(request: pytest.FixtureRequest) -> Model:
    return bind(load(THEORIES / f"{request.param}.yaml"), toy_scenario(2, 3, 40))


@pytest.fixture(scope="module")
def events(model: Model) -> pl.DataFrame:
    drawn = simulate(model, model.start(), worlds=1, seed=6).events
    first = drawn.group_by("act", "country", "date", maintain_order=True).first()
    # A tenth of the rows is dated to five days, so that some lie on both sides of a mask.
    day = pl.col("date")
    wide = pl.int_range(pl.len()) % 10 == 3
    return first.with_columns(
        pl.when(wide).then(day.dt.offset_by("-2d")).otherwise(day).alias("date_low"),
        pl.when(wide).then(day.dt.offset_by("2d")).otherwise(day).alias("date_high"),
    )


def test_halves_add_up(model: Model, events: pl.DataFrame) -> None:
    mask = np.random.default_rng(3).random((2, 40)) < 0.6
    values = model.start()
    whole, slope = Likelihood(model, events).value_and_gradient(values)
    parts = [Likelihood(model, events, watched=m) for m in (mask, ~mask)]
    found = [part.value_and_gradient(values) for part in parts]
    assert found[0][0] != 0.0
    assert found[1][0] != 0.0
    assert sum(value for value, _ in found) == pytest.approx(whole, rel=1e-10)
    np.testing.assert_allclose(found[0][1] + found[1][1], slope, rtol=1e-8, atol=1e-8)


def test_prepared_rows_watch_the_same(model: Model, events: pl.DataFrame) -> None:
    mask = np.random.default_rng(4).random((2, 40)) < 0.5
    likelihood = Likelihood(model, events, watched=mask)
    walked, _ = likelihood.value_and_gradient(model.start())
    likelihood.prepare(model.start())
    assert likelihood.value_and_gradient(model.start())[0] == pytest.approx(walked, rel=1e-11)


def test_nothing_watched_says_nothing(model: Model, events: pl.DataFrame) -> None:
    likelihood = Likelihood(model, events, watched=np.zeros((2, 40), dtype=bool))
    value, slope = likelihood.value_and_gradient(model.start())
    assert value == 0.0
    assert not np.any(slope)


def test_a_model_reads_a_table_once_and_another_one_anew(
    model: Model, events: pl.DataFrame
) -> None:
    once = observe(model, events)
    assert observe(model, events) is once
    fewer = observe(model, events.head(5))
    assert len(fewer.rows) < len(once.rows)
    again = observe(model, events)
    assert again is not once
    assert [row.days for row in again.rows] == [row.days for row in once.rows]
