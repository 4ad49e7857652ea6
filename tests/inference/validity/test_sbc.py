"""A right engine passes calibration; likelihoods that are wrong in one thing are found out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy import optimize, stats

from contention.engine import Model, bind
from contention.engine.episode import EpisodeFilter
from contention.engine.likelihood import Likelihood
from contention.foundation.errors import ContentionError, Problem
from contention.inference.fitting import Fit, fit
from contention.inference.posterior import LogPosterior
from contention.inference.validity.drawing import KEPT
from contention.inference.validity.ranks import LEVELS, Ranks
from contention.inference.validity.sbc import Outcome, calibrate
from contention.theory import load
from tests.reference.toy import toy_scenario

pytestmark = pytest.mark.slow

HERE = Path(__file__).parents[1] / "theories"
RECORDS = 60
Change = Callable[[pytest.MonkeyPatch], None]


def tiny(name: str = "tiny") -> Model:
    return bind(load(HERE / f"{name}.yaml"), toy_scenario(2, 1, 200))


def ranked(model: Model, **options: Any) -> Ranks:
    # one process: what a test makes wrong is wrong in this one only
    return calibrate(
        model, **({"records": RECORDS, "weights": 0, "seed": 5, "threads": 1} | options)
    )


def where(model: Model, name: str) -> int:
    return model.names.index(name)


# --- what is right ---------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "weights"), [("tiny", 0), ("tiny", 200), ("tiny-crisis", 200)])
def test_a_right_engine_passes(name: str, weights: int) -> None:
    found = ranked(tiny(name), weights=weights)
    assert found.records == RECORDS
    assert found.failures() == []
    assert set(found.table()["verdict"]) == {"agrees"}
    assert found.untrusted <= 3
    # All ranks together, though those of one record are not independent.
    assert stats.kstest(found.rank.ravel(), "uniform").pvalue > 1e-3
    assert found.method == (
        "Laplace" if not weights else "Laplace with 200 weighted draws, worth 500"
    )


def test_nuts_passes() -> None:
    found = ranked(tiny(), nuts=250, records=12)
    assert found.failures() == []
    assert found.untrusted <= 2
    assert found.method == "NUTS with 250 draws"


def test_a_run_goes_on_where_it_was_stopped() -> None:
    done: dict[int, Outcome] = {}
    whole = ranked(tiny(), records=8, outcomes=done)
    assert sorted(done) == list(range(8))
    kept = {k: done[k] for k in (0, 3)}
    lines: list[str] = []
    again = ranked(tiny(), records=8, outcomes=kept, progress=lines.append)
    assert len(lines) == 6
    assert np.array_equal(again.rank, whole.rank)


# --- what is wrong -----------------------------------------------------------------------------


def with_values(change: Callable[[Model, np.ndarray], np.ndarray]) -> Change:
    """A likelihood that takes other values for its parameters."""

    def apply(patch: pytest.MonkeyPatch) -> None:
        right = Likelihood.value_and_gradient

        def wrong(self: Likelihood, values: np.ndarray) -> tuple[float, np.ndarray]:
            taken = change(self.model, values.copy())
            value, slope = right(self, taken)
            # The slope of what is computed, so that the fit finds its (wrong) mode.
            shifted = change(self.model, values + 1.0) - taken
            return value, slope * shifted

        patch.setattr(Likelihood, "value_and_gradient", wrong)
        patch.setattr(Likelihood, "value", lambda self, values: wrong(self, values)[0])

    return apply


def flipped(model: Model, values: np.ndarray) -> np.ndarray:
    values[where(model, "spread")] *= -1.0
    return values


def scaled(model: Model, values: np.ndarray) -> np.ndarray:
    values[where(model, "base")] += np.log(2.0)
    return values


def memory_of_today(patch: pytest.MonkeyPatch) -> None:
    """Signals as they stand after the day: what happens today explains itself."""
    right = Likelihood.signals

    def wrong(self: Likelihood) -> np.ndarray:
        rows = right(self).copy()
        past = self.signal_names.index("unrest")
        rows[:, past] = np.roll(rows[:, past], -1, axis=1)
        return rows

    patch.setattr(Likelihood, "signals", wrong)


def gradient_without_a_term(patch: pytest.MonkeyPatch) -> None:
    """The slope in `police` lacks a part of its sum over days."""
    right = Likelihood.value_and_gradient

    def wrong(self: Likelihood, values: np.ndarray) -> tuple[float, np.ndarray]:
        value, slope = right(self, values)
        k = where(self.model, "police")
        slope[k] += 0.3 * 400 * np.exp(values[k])
        return value, slope

    patch.setattr(Likelihood, "value_and_gradient", wrong)


def by_values(model: Model, events: pl.DataFrame) -> Any:
    """Fit by the values of the likelihood alone, as its slopes belong to another filter."""
    posterior = LogPosterior(model, events)

    def down(free: np.ndarray) -> float:
        return -posterior.value(free)

    start = model.coordinates.free(model.start())
    found = optimize.minimize(down, start, method="Nelder-Mead", options={"xatol": 1e-3}).x
    n, h = found.size, 0.05
    curve = np.zeros((n, n))
    step = h * np.eye(n)
    for i in range(n):
        for j in range(n):
            four = [down(found + a * step[i] + b * step[j]) for a in (1, -1) for b in (1, -1)]
            curve[i, j] = (four[0] - four[1] - four[2] + four[3]) / (4 * h * h)
    return SimpleNamespace(free=found, covariance=np.linalg.inv(curve))


def filter_that_forgets(patch: pytest.MonkeyPatch) -> None:
    """Every day begins as if the country had been calm the day before."""
    right = EpisodeFilter._moves

    def wrong(self: EpisodeFilter, *args: Any) -> None:
        right(self, *args)
        self._move[:, 1] = 1.0 - self._move[:, 0]

    patch.setattr(EpisodeFilter, "_moves", wrong)


WRONG: dict[str, tuple[str, Change, set[str]]] = {
    "sign flipped": ("tiny", with_values(flipped), {"spread"}),
    "rate mis-scaled": ("tiny", with_values(scaled), {"base"}),
    "memory not strictly past": ("tiny", memory_of_today, {"spread"}),
    "gradient off by one term": ("tiny", gradient_without_a_term, {"police"}),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_likelihood_is_found_out(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, change, named = WRONG[what]
    model = tiny(name)
    change(monkeypatch)
    found = ranked(model)
    off = set(found.table().filter(pl.col("verdict") == "off")["name"])
    assert named & off, (what, off, found.skipped)
    assert any(next(iter(named & off)) in sentence for sentence in found.failures())


def test_a_filter_that_forgets_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    model = tiny("tiny-crisis")
    right = ranked(model, fitting=by_values, records=40)
    assert right.failures() == []
    filter_that_forgets(monkeypatch)
    wrong = ranked(model, fitting=by_values, records=40)
    assert "onset" in set(wrong.table().filter(pl.col("verdict") == "off")["name"])


def test_intervals_that_are_too_narrow_are_found_out() -> None:
    def narrow(model: Model, events: pl.DataFrame) -> Fit:
        found = fit(model, events, starts=1)
        vars(found)["covariance"] = found.covariance / 4
        return found

    found = ranked(tiny(), fitting=narrow)
    coverage = dict(found.coverage().select("level", "coverage").iter_rows())
    assert coverage[0.95] < 0.85
    assert not any(found.coverage()["agrees"])
    assert sum("intervals hold the truth" in sentence for sentence in found.failures()) == 3
    # The 95 per cent intervals of a normal law at half its sd hold 67 per cent.
    expected = 2 * stats.norm.cdf(0.5 * stats.norm.ppf(0.975)) - 1
    assert coverage[0.95] == pytest.approx(expected, abs=0.07)


# --- bookkeeping -------------------------------------------------------------------------------


def test_records_without_a_posterior_are_counted() -> None:
    calls = iter(range(100))

    def now_and_then(model: Model, events: pl.DataFrame) -> Fit:
        if next(calls) % 3 == 0:
            raise ContentionError(Problem("I002", "no mode", "a mode"))
        return fit(model, events, starts=1)

    found = ranked(tiny(), records=9, fitting=now_and_then)
    assert found.records == 6
    assert found.skipped == {"I002, expected a mode": 3}
    assert "3 records gave no posterior: I002, expected a mode." in found.failures()


def test_truths_are_the_stable_draws_of_the_prior() -> None:
    from contention.inference.stability import stable_prior_draws

    model = tiny()
    found = ranked(model, records=6)
    truths = stable_prior_draws(model, 6, seed=5)
    np.testing.assert_array_equal(found.truth, truths.values)
    assert found.tried == truths.tried
    assert 0.0 <= found.unstable < 1.0


def test_a_seed_gives_the_same_ranks() -> None:
    one, other = (ranked(tiny(), records=4) for _ in range(2))
    np.testing.assert_array_equal(one.rank, other.rank)
    assert not np.array_equal(one.rank, ranked(tiny(), records=4, seed=6).rank)


def test_ranks_are_shares_of_draws_below_the_truth() -> None:
    found = ranked(tiny(), records=20)
    assert ((found.rank > 0) & (found.rank < 1)).all()
    inside = (found.low <= found.truth) & (found.truth <= found.high)
    # Quantiles of 49 draws and ranks among them say the same but at the edges.
    apart = inside != found.inside(0.95)
    assert apart.mean() < 0.05
    assert (np.abs(found.rank[apart] - 0.5) > 0.45).all()
    above = found.truth > found.middle
    assert ((found.rank > 0.5) == above)[np.abs(found.rank - 0.5) > 1 / KEPT].all()


def test_the_json_has_every_part() -> None:
    found = ranked(tiny(), records=5)
    told = found.to_json()
    assert [row["name"] for row in told["parameters"]] == list(found.model.names)
    assert all(sum(row["histogram"]) == 5 for row in told["parameters"])
    assert [row["level"] for row in told["coverage"]] == list(LEVELS)
    assert told["recovery"][0]["truth"] == found.truth[:, 0].tolist()
    assert 0 < told["stable_share"] <= 1


def test_gaps_of_a_record_are_taken_over() -> None:
    """Every strike of the record is dated to five days, so every simulated one is too."""
    model = tiny()
    from contention.engine import simulate

    record = simulate(model, model.start(), worlds=1, seed=1).events.with_columns(
        date_low=pl.col("date").dt.offset_by("-2d"), date_high=pl.col("date").dt.offset_by("2d")
    )
    seen: list[pl.DataFrame] = []

    def look(model: Model, events: pl.DataFrame) -> Fit:
        seen.append(events)
        return fit(model, events, starts=1)

    ranked(model, records=2, record=record, fitting=look)
    for events in seen:
        days = (events["date_high"] - events["date_low"]).dt.total_days() + 1
        assert days.median() == 5
