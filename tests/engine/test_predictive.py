"""Laws of a day's counts, one day ahead, against frequencies of worlds drawn on that day."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from contention.engine import Model, bind, simulate
from contention.engine.likelihood import Likelihood
from contention.engine.past import Past
from contention.theory import load
from tests.reference.coefficients import expanded_names
from tests.reference.shorten import values_at
from tests.reference.toy import toy_scenario

THEORIES = Path(__file__).parent / "theories"
WORLDS = 3000


def frequencies(model: Model, values: np.ndarray, record: pl.DataFrame, day: int) -> np.ndarray:
    """Return how many worlds have so many onsets on a day (acts x countries x counts)."""
    start = model.scenario.start + timedelta(days=day)
    worlds = simulate(model, values, worlds=WORLDS, seed=11, record=record, start=start, threads=2)
    out = np.zeros((len(model.acts), len(model.scenario.countries), 60))
    for raw in worlds.raw:
        today = raw.day == day
        counts = np.zeros(out.shape[:2], dtype=int)
        np.add.at(counts, (raw.act[today], raw.country[today]), 1)
        a, c = np.indices(counts.shape)
        out[a, c, np.minimum(counts, 59)] += 1
    return out / WORLDS


@pytest.mark.parametrize("name", ["everything", "troubled"])
def test_laws_are_those_of_worlds_drawn_on_the_day(name: str) -> None:
    theory, scenario = load(THEORIES / f"{name}.yaml"), toy_scenario(2, 3, 45)
    model = bind(theory, scenario)
    named = values_at(theory, scenario)
    values = np.array([named[n] for n in expanded_names(theory, scenario)])
    record = simulate(model, values, worlds=1, seed=3, threads=1).events
    predictive = Likelihood(model, record).predictive(values)
    heard_today = {s.name for s in theory.signals if s.memory.kind == "today"}
    for day in (9, 30):
        found = frequencies(model, values, record, day)
        for a, act in enumerate(theory.acts):
            if any(term.signal in heard_today for term in act.rate):
                continue  # in worlds the day itself is drawn, in the record it is another
            for n in range(4):
                at_most = predictive.at_most(a, np.full(predictive.chance.shape, n))[:, day]
                error = np.sqrt(at_most * (1 - at_most) / WORLDS) + 1e-9
                seen = found[a, :, : n + 1].sum(axis=1)
                assert (np.abs(seen - at_most) < 4.5 * error).all(), (act.name, n, day)
    assert bool(theory.episodes) == bool(predictive.chance.any())


def test_probabilities_are_probabilities() -> None:
    theory, scenario = load(THEORIES / "troubled.yaml"), toy_scenario(2, 3, 45)
    model = bind(theory, scenario)
    record = simulate(model, model.start(), worlds=1, seed=3, threads=1).events
    predictive = Likelihood(model, record).predictive(model.start())
    shape = predictive.chance.shape
    for a in range(len(model.acts)):
        below = predictive.at_most(a, np.full(shape, -1))
        steps = [predictive.at_most(a, np.full(shape, n)) for n in range(12)]
        assert (below == 0.0).all()
        assert all((y >= x - 1e-12).all() for x, y in zip([below, *steps], steps, strict=False))
        assert predictive.at_most(a, np.full(shape, 5000)) == pytest.approx(1.0, abs=1e-9)
        assert predictive.some(a) == pytest.approx(1.0 - steps[0])


def test_a_past_reads_once_and_agrees() -> None:
    theory, scenario = load(THEORIES / "troubled.yaml"), toy_scenario(2, 3, 45)
    model = bind(theory, scenario)
    record = simulate(model, model.start(), worlds=1, seed=3, threads=1).events
    past, likelihood = Past(model, record), Likelihood(model, record)
    other = model.start() + 0.1
    for values in (model.start(), other, model.start()):
        for day in (1, 20, 44):
            eve = past.eve(values, day)
            assert eve is not None
            np.testing.assert_array_equal(eve, likelihood.filtered(values, day))
    rows = past.eve(np.array([model.start(), other]), 20)
    assert rows is not None
    np.testing.assert_array_equal(rows[1], likelihood.filtered(other, 20))
    assert past.eve(other, 0) is None


def test_worlds_with_values_of_their_own_have_eves_of_their_own() -> None:
    theory, scenario = load(THEORIES / "troubled.yaml"), toy_scenario(2, 3, 45)
    model = bind(theory, scenario)
    record = simulate(model, model.start(), worlds=1, seed=3, threads=1).events
    rows = np.array([model.start(), model.start() + 0.3, model.start() - 0.2])
    start = scenario.start + timedelta(days=20)
    together = simulate(model, rows, worlds=3, seed=5, record=record, start=start)
    for k, values in enumerate(rows):
        alone = simulate(model, values, worlds=1, first_world=k, seed=5, record=record, start=start)
        mine = together.events.filter(pl.col("world") == k)
        assert mine.equals(alone.events)
