"""Origins: nothing leaks, cells fall where they should, means and errors are as written."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from contention.foundation.errors import ContentionError
from contention.inference.scoring.baselines import RecentMean
from contention.inference.scoring.cells import Cells
from contention.inference.scoring.protocol import Past
from contention.inference.scoring.rolling import (
    check_origins,
    forecast,
    origins_between,
    score_origin,
)
from contention.inference.scoring.summary import block_mean, summarise

from .world import DAYS, START, event, random_events, scenario, table, task

ORIGIN = START + timedelta(84)


class Constant:
    """Foretells the same Poisson law for all, and keeps what it was shown."""

    name = "constant"

    def __init__(self, rate: float, shape: tuple[int, ...] | None = None) -> None:
        self.rate, self.shape = rate, shape
        self.shown: list[Past] = []

    def draws(self, past: Past, horizon: int, *, draws: int, seed: int) -> np.ndarray:
        self.shown.append(past)
        shape = self.shape or (draws, past.counts.shape[0], horizon)
        return np.random.default_rng(seed).poisson(self.rate, shape)


def test_the_future_changes_no_forecast() -> None:
    events = random_events(1)
    rewritten = pl.concat(
        [events.filter(pl.col("date") < ORIGIN), random_events(2).filter(pl.col("date") >= ORIGIN)]
    )
    for days in (1, 7):
        one, other = task(events, days=days), task(rewritten, days=days)
        for forecaster in (RecentMean("mean", 4), Constant(0.6)):
            found = [forecast(t, forecaster, t.past(ORIGIN)) for t in (one, other)]
            assert (found[0] == found[1]).all()
        assert (one.actual(ORIGIN) != other.actual(ORIGIN)).any()


def test_cells_add_up_over_weeks_and_regions() -> None:
    events = random_events(3)
    by_day = task(events).actual(ORIGIN)
    by_week = task(events, days=7, level="region").actual(ORIGIN)
    assert by_day.shape == (4, 7)
    assert by_week.shape == (2, 1)
    assert by_week[:, 0].tolist() == [by_day[[0, 1, 3]].sum(), by_day[2].sum()]
    assert Cells("region").areas(scenario()) == ("North", "South")
    weeks = Cells(days=7).back(np.arange(16)[None])
    assert weeks.tolist() == [[sum(range(2, 9)), sum(range(9, 16))]]


def test_rows_say_which_cell() -> None:
    events = table(event(84, "Aa"), event(84 + 13, "Cc"), event(84 + 13, "Cc"))
    wanted = task(events, days=7, horizon=14)
    rows = score_origin(wanted, Constant(1.0), wanted.past(ORIGIN))
    assert rows.height == 8
    hit = rows.filter(pl.col("actual") > 0).select("area", "lead", "start", "actual")
    assert hit.rows() == [("Aa", 1, ORIGIN, 1), ("Cc", 2, ORIGIN + timedelta(7), 2)]


def test_the_true_law_wins() -> None:
    wanted = task(random_events(4))
    origins = origins_between(ORIGIN - timedelta(56), ORIGIN, 7)
    scored = [score_origin(wanted, Constant(0.6), wanted.past(day)) for day in origins]
    wrong = Constant(1.5)
    wrong.name = "wrong"
    scored += [score_origin(wanted, wrong, wanted.past(day)) for day in origins]
    towns = pl.concat(scored).filter(pl.col("area") != "rest of North")
    found = summarise(towns, reference="constant")
    best, other = found["models"]
    assert (best["name"], other["name"]) == ("constant", "wrong")
    assert best["difference"] == 0.0
    assert other["difference"] > 3 * other["difference_se"] > 0.0
    assert found["blocks"] == len(origins) == 9
    share = found["zero_cells"] / found["cells"]
    total = share * best["zero"]["crps"] + (1 - share) * best["non_zero"]["crps"]
    assert best["crps"] == pytest.approx(total)
    assert best["rank_coverage_90"] == pytest.approx(0.9, abs=0.06)
    assert sum(best["pit"]) == pytest.approx(1.0)


def test_errors_by_blocks() -> None:
    """Equal blocks give the error of a mean of their means; one value a block, the usual one."""
    values = pl.Series([1.0, 3.0, 2.0, 6.0, 5.0, 9.0])
    blocks = pl.Series([1, 1, 2, 2, 3, 3])
    found = block_mean(values, blocks)
    means = np.array([2.0, 4.0, 7.0])
    assert found.value == pytest.approx(means.mean())
    assert found.error == pytest.approx(means.std(ddof=1) / np.sqrt(3))
    alone = block_mean(values, pl.Series(range(6)))
    assert alone.error == pytest.approx(float(values.std()) / np.sqrt(6))  # type: ignore[arg-type]
    assert block_mean(values, pl.Series([1] * 6)).error is None


def test_differences_are_paired() -> None:
    """Cells that are hard for both add nothing to the error of their difference."""
    week = [date(2020, 1, 6) + timedelta(7 * k) for k in range(10)]
    hard = np.linspace(0.0, 50.0, 10)
    base = {"origin": week, "start": week, "area": ["Aa"] * 10, "actual": [1] * 10}
    rest = dict.fromkeys(("interval_50", "interval_90", "mean"), [1.0] * 10)
    rest |= {"inside_50": [True] * 10, "inside_90": [True] * 10, "pit": [0.5] * 10}
    one = pl.DataFrame({"model": ["a"] * 10, **base, "log_score": hard, "crps": hard, **rest})
    two = one.with_columns(
        model=pl.lit("b"), log_score=pl.col("log_score") + 0.5, crps=pl.col("crps") + 0.25
    )
    found = {row["name"]: row for row in summarise(pl.concat([one, two]))["models"]}
    assert found["b"]["difference"] == pytest.approx(0.5)
    assert found["b"]["difference_se"] == pytest.approx(0.0, abs=1e-9)
    assert found["b"]["crps_difference"] == pytest.approx(0.25)


def test_refusals() -> None:
    wanted = task(random_events(1), days=7, horizon=14)
    last = START + timedelta(DAYS - 14)
    check_origins([START + timedelta(7), last], wanted)
    for wrong in ([START + timedelta(6)], [last + timedelta(1)], []):
        with pytest.raises(ContentionError) as caught:
            check_origins(wrong, wanted)
        assert caught.value.codes == ("I077",)
    for bad in (Constant(1.0, (400, 4, 13)), Constant(1.0, (400, 3, 14))):
        with pytest.raises(ContentionError) as caught:
            forecast(wanted, bad, wanted.past(ORIGIN))
        assert caught.value.codes == ("I076",)
