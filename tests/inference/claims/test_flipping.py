"""Two records, drawn with every effect on one side and on the other, turn the number of each claim.

That records turn the verdicts too is shown by `verification/flips.py`, which takes minutes.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import contention as ct
from contention.engine import Model, simulate
from contention.inference.claims import load_claims
from contention.inference.claims.mechanisms import estimand_of
from contention.inference.estimands import measure
from contention.inference.masking import noted_actors
from contention.record import Record

pytestmark = pytest.mark.slow

CASE = "eastern-bloc-1953"
SIZE = 1.5  # of a planted effect, on the log of a rate; a rise of wages counts per cent
SMALL = {"wage_relief": 0.1}
MORE = {
    "rise": 2.0, "fire": 2.0, "intervene": 3.0, "fraternise": 3.0, "defect": 3.0, "desert": 3.0,
    "council": 1.5, "concede": 1.5, "deploy": 2.0, "promise": 1.5, "speak": 1.5, "punish": 1.0,
    "ban": 1.0,
}  # fmt: skip
"""By how much rare acts come more often, on the log scale, so that there are rows."""


CLAIMS = load_claims(CASE)
ABOUT = {
    one.id: one.of_theory
    for one in CLAIMS.stated
    if one.of_theory is not None and one.of_theory.kind in {"sign", "contrast"}
}
"""Claims of the table on a coefficient or a difference of two."""


def parameter(name: str) -> str:
    """Return the coefficient of a claim, or the greater of two."""
    return ABOUT[name].text("parameter") or ABOUT[name].text("greater")


def planted() -> dict[str, float]:
    """Return a side for the parameter of every claim; half are positive, half negative."""
    names = list(dict.fromkeys(parameter(name) for name in ABOUT))
    sides = np.where(np.arange(len(names)) % 2, 1.0, -1.0)
    return dict(zip(names, np.random.default_rng(1).permuted(sides).tolist(), strict=True))


SIDES = planted()


def drawn(model: Model, record: Record, mode: np.ndarray, turn: float) -> dict[str, float]:
    values = mode.copy()
    for act, more in MORE.items():
        values[model.names.index(f"{act}_base")] += more
    for name, side in SIDES.items():
        values[model.names.index(name)] = turn * side * SMALL.get(name, SIZE)
    world = simulate(model, values, worlds=1, seed=3, most=6000, end_runaways=True)
    rows = world.events.with_columns(
        noted_actors(world), source=pl.lit("drawn"), id=pl.col("id").cast(pl.String)
    )
    empty = record.events.head(0)
    events = pl.concat([empty, rows], how="diagonal_relaxed").select(empty.columns)
    fitted = ct.fit(model, events, starts=1, start=values)
    return {
        name: measure(estimand_of(claim, model), model, fitted.free, fitted.covariance).value
        for name, claim in ABOUT.items()
    }


@pytest.fixture(scope="module")
def both() -> tuple[dict[str, float], dict[str, float]]:
    """Return the numbers where every effect lies on its side, and where on the other."""
    model = ct.bind(ct.load_theory("political-revolution"), ct.load_scenario(CASE))
    record = ct.load_record(CASE)
    mode = ct.fit(model, record, starts=1).mode
    return drawn(model, record, mode, 1.0), drawn(model, record, mode, -1.0)


@pytest.mark.parametrize("name", list(ABOUT))
def test_the_number_of_a_claim_follows_the_record(
    name: str, both: tuple[dict[str, float], dict[str, float]]
) -> None:
    side = SIDES[parameter(name)]
    one, other = (found[name] for found in both)
    assert side * one > 0 > side * other
