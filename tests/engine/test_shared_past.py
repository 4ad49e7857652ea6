"""Worlds that share their past replay it once, and come out as if each had replayed it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from contention.engine import bind, simulate
from contention.theory import load
from tests.reference.records import gappy_record
from tests.reference.shorten import values_at
from tests.reference.toy import toy_scenario
from tests.reference.worlds import reference_worlds

THEORIES = Path(__file__).parent / "theories"
SCENARIO = toy_scenario(2, 3, 45)


@pytest.mark.parametrize("name", ["everything", "troubled", "bunched"])
@pytest.mark.parametrize("own", [False, True])
def test_one_replay_or_many(name: str, *, own: bool) -> None:
    theory = load(THEORIES / f"{name}.yaml")
    named = values_at(theory, SCENARIO)
    (world,) = reference_worlds(theory, SCENARIO, named, worlds=1, seed=3)
    record = gappy_record(theory, SCENARIO, world.onsets, 5)
    model = bind(theory, SCENARIO)
    values = np.array([named[p.name] for p in model.parameters])
    if own:  # other coefficients in every world, the same shapes
        values = np.tile(values, (3, 1))
        values[:, 0] += [0.0, 0.3, -0.3]
    start = SCENARIO.start + timedelta(days=20)
    shared = {"seed": 7, "record": record, "start": start, "threads": 1}
    together = simulate(model, values, worlds=3, **shared)  # type: ignore[arg-type]
    for k, raw in enumerate(together.raw):
        row = values[k : k + 1] if own else values
        (alone,) = simulate(model, row, worlds=1, first_world=k, **shared).raw  # type: ignore[arg-type]
        for field in ("act", "day", "place", "size", "stock", "acts", "inside"):
            np.testing.assert_array_equal(getattr(raw, field), getattr(alone, field))
    assert sum(raw.act.size for raw in together.raw) > 0
