"""The weeks ahead: scores and ranks in closed form, and a truth that is found calibrated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
import pytest
from scipy import stats

from contention.engine import simulate
from contention.inference.fitting import fit
from contention.inference.foretelling import HORIZON, LeftOut, crps, foretell, ranks, town_days
from contention.inference.posterior import LogPosterior
from contention.inference.slopes import gradient_error
from tests.inference.small import KNOWN, small_model, small_world


@dataclass(frozen=True)
class Recorded:
    """A record as far as the weeks ahead need one."""

    events: pl.DataFrame


def test_the_score_is_the_mean_over_pairs() -> None:
    rng = np.random.default_rng(1)
    drawn, recorded = rng.normal(size=(30, 4)), rng.normal(size=4)
    pairs = [np.abs(drawn[i] - drawn[j]) for i in range(30) for j in range(30) if i != j]
    slow = np.abs(drawn - recorded).mean(axis=0) - 0.5 * np.mean(pairs, axis=0)
    np.testing.assert_allclose(crps(drawn, recorded), slow)


def test_the_score_of_a_normal_law_is_the_closed_form() -> None:
    drawn = stats.norm.ppf((np.arange(20_000) + 0.5) / 20_000).reshape(-1, 1)
    z = 0.7
    closed = z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi)
    assert crps(drawn, np.array([z]))[0] == pytest.approx(closed, abs=1e-3)


def test_ranks_of_tied_counts_are_uniform_under_the_truth() -> None:
    rng = np.random.default_rng(2)
    drawn = rng.poisson(0.4, size=(25, 4000)).astype(float)
    recorded = rng.poisson(0.4, size=4000).astype(float)
    found = ranks(drawn, recorded, seed=3)
    assert stats.kstest(found, "uniform").pvalue > 0.01
    # Worlds that are too quiet are noticed.
    late = ranks(drawn, rng.poisson(0.8, size=4000).astype(float), seed=3)
    assert stats.kstest(late, "uniform").pvalue < 1e-6


def test_weeks_are_foretold_by_the_values_that_left_them_out() -> None:
    model = small_model(countries=2, days=400)
    _, events = small_world(model, 11)
    quiet, loud = (
        model.values(KNOWN | {"strike_base": KNOWN["strike_base"] + by}) for by in (-9.0, 2.5)
    )
    late = np.zeros((2, 400), dtype=bool)
    late[1, 200:] = True  # the second country from day 200 on

    def ahead(values: np.ndarray, *left_out: LeftOut) -> np.ndarray:
        return foretell(
            model, values, Recorded(events), worlds=10, left_out=left_out, seed=5, threads=1
        ).ahead  # pyright: ignore[reportArgumentType]

    mixed = ahead(quiet, LeftOut(late, loud))
    near = np.array([day + HORIZON > 200 for day in range(84, 400 - HORIZON, 84)])
    assert near.any()
    assert not near.all()
    np.testing.assert_array_equal(mixed[:, near, 1], ahead(loud)[:, near, 1])
    np.testing.assert_array_equal(mixed[:, :, 0], ahead(quiet)[:, :, 0])
    np.testing.assert_array_equal(mixed[:, ~near], ahead(quiet)[:, ~near])


def test_the_weeks_ahead_of_the_truth_are_calibrated() -> None:
    model = small_model(countries=3, days=700)
    _, events = small_world(model, 11)
    told: list[tuple[int, int]] = []
    found = foretell(
        model,
        model.values(KNOWN),
        Recorded(events),  # pyright: ignore[reportArgumentType]
        worlds=30,
        seed=5,
        threads=1,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told[-1][0] == told[-1][1] == len(found.starts)
    start = found.starts[2]
    ours = town_days(events.with_columns(world=pl.lit(0)), 1, start, model.scenario.countries)
    np.testing.assert_array_equal(ours[0], found.record[2])
    assert found.uniformity() > 0.01
    assert all(abs(row["share"] - row["level"]) < 0.25 for row in found.coverage())
    edges, counts = found.histogram()
    assert (len(edges), sum(counts)) == (11, found.pit.size)
    # Worlds drawn at ten times the rate are not.
    loud = model.values(KNOWN | {"strike_base": KNOWN["strike_base"] + 2.5})
    wrong = foretell(model, loud, Recorded(events), worlds=30, seed=5, threads=1)  # pyright: ignore[reportArgumentType]
    assert wrong.sharpness()["crps"] > found.sharpness()["crps"]


def test_days_are_counted_up_to_the_horizon() -> None:
    model = small_model(countries=3, days=200)
    events = simulate(model, model.values(KNOWN), worlds=2, seed=4, threads=1).events
    first = model.scenario.start
    counted = town_days(events, 2, first, model.scenario.countries)
    near = events.filter(pl.col("date") < date.fromordinal(first.toordinal() + HORIZON))
    crowd = near.filter(pl.col("form").is_in(["strike", "demonstration"]))
    assert counted.sum() <= crowd.height
    assert counted.sum() > 0


def test_a_wrong_gradient_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    model = small_model(countries=2, days=200)
    _, events = small_world(model, 3)
    fitted = fit(model, events, starts=1)
    assert gradient_error(fitted, events, seed=1) < 1e-5
    right = LogPosterior.value_and_gradient

    def wrong(self: LogPosterior, free: np.ndarray) -> tuple[float, np.ndarray]:
        value, slope = right(self, free)
        slope = slope.copy()
        slope[0] = -slope[0] + 1.0
        return value, slope

    monkeypatch.setattr(LogPosterior, "value_and_gradient", wrong)
    assert gradient_error(fitted, events, seed=1) > 1e-3
