"""Scores on disk: kept by origin, continued, made again when something changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

import contention as ct
from contention.foundation.errors import ContentionError
from contention.inference.scoring.baselines import Hawkes
from contention.inference.scoring.protocol import Past
from contention.study.case import make_case
from contention.study.score_inputs import load_score
from contention.study.score_settings import Origins, read_horizon, read_origins
from contention.study.scoring import ScorePlan

ORIGINS = "2015-01-05:2015-01-19:7d"
KEPT = ("last-value", "mean-4-weeks", "conflictology", "seasonal-nb", "hawkes")


class Own:
    """A forecaster of one's own that counts how often it is asked."""

    name = "own"

    def __init__(self) -> None:
        self.asked = 0

    def draws(self, past: Past, horizon: int, *, draws: int, seed: int) -> np.ndarray:
        self.asked += 1
        rate = past.counts[:, -56:].mean(axis=1)
        shape = (draws, rate.size, horizon)
        return np.random.default_rng(seed).poisson(rate[:, None], shape)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Origins from which the Hawkes process was asked."""
    asked: list[object] = []
    real = Hawkes.cell_draws

    def spy(self: Hawkes, series: object, ahead: int, **settings: int) -> np.ndarray:
        asked.append(series.origin)  # type: ignore[attr-defined]
        return real(self, series, ahead, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(Hawkes, "cell_draws", spy)
    return asked


def run(path: Path | None = None, origins: str = ORIGINS, draws: int = 60, **more: object):
    return ct.score("germany-2014", origins=origins, cells="week", draws=draws, output=path, **more)  # type: ignore[arg-type]


def test_what_is_there_is_not_made_again(tmp_path: Path, calls: list[object]) -> None:
    first = run(tmp_path / "s")
    assert len(calls) == 3
    assert set(first.cells["model"]) == set(KEPT)
    assert first.cells.height == 5 * 3 * 16
    again = run(tmp_path / "s")
    assert len(calls) == 3
    assert again.cells.equals(first.cells)
    longer = run(tmp_path / "s", "2015-01-05:2015-01-26:7d")
    assert len(calls) == 4
    assert (
        longer.cells.filter(pl.col("origin") < pl.date(2015, 1, 26))
        .sort("model", "origin", "area")
        .equals(first.cells.sort("model", "origin", "area"))
    )
    run(tmp_path / "s", draws=61)
    assert len(calls) == 7
    (tmp_path / "s/origins/2015-01-12-hawkes.parquet").unlink()
    run(tmp_path / "s", draws=61)
    assert len(calls) == 8


def test_an_interrupted_run_continues(
    tmp_path: Path, calls: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    spied = Hawkes.cell_draws

    def stop(self: Hawkes, series: object, ahead: int, **settings: int) -> np.ndarray:
        if len(calls) == 2:
            raise KeyboardInterrupt
        return spied(self, series, ahead, **settings)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(Hawkes, "cell_draws", stop)
        with pytest.raises(KeyboardInterrupt):
            run(tmp_path / "s", threads=1)
    assert not (tmp_path / "s/scores.json").exists()
    whole = run(tmp_path / "s", threads=1)
    assert len(calls) == 3
    assert whole.cells.equals(run().cells)


def test_a_forecaster_of_ones_own_is_asked_each_time(tmp_path: Path) -> None:
    own = Own()
    found = run(tmp_path / "s", forecasters=[own])
    assert own.asked == 3
    assert found.summary["reference"] == "own"
    run(tmp_path / "s", forecasters=[own])
    assert own.asked == 6
    table = found.table()
    assert "seasonal-nb" in found._repr_html_()
    assert table.filter(pl.col("name") == "own")["difference"].item() == 0.0
    assert {"crps", "log_score", "coverage_90", "difference_se", "mae"} <= set(table.columns)


def test_two_of_one_name_are_refused() -> None:
    own = Own()
    own.name = "hawkes"
    with pytest.raises(ContentionError) as caught:
        run(forecasters=[own])
    assert caught.value.codes == ("U084",)


def test_words_of_the_settings() -> None:
    from datetime import date

    assert read_origins("2015-01-05:2015-02-02") == Origins(date(2015, 1, 5), date(2015, 2, 2))
    assert read_origins("2015-01-05:2015-02-02:2w").step == 14
    assert (read_horizon("28d"), read_horizon("4w"), read_horizon("7")) == (28, 28, 7)
    for wrong in ("2015-01-05", "2015-02-02:2015-01-05", "a:b", "2015-01-05:2015-02-02:0", "::"):
        with pytest.raises(ContentionError) as caught:
            read_origins(wrong)
        assert caught.value.codes == ("U080",)
    with pytest.raises(ContentionError) as caught:
        read_horizon("soon")
    assert caught.value.codes == ("U081",)
    with pytest.raises(ContentionError) as caught:
        run(level="galaxy", horizon=10, draws=3)
    assert caught.value.codes == ("U082", "U081", "U083")


def test_a_pool_is_scored_with_its_theory_unless_it_is_left_out() -> None:
    week = {"origins": "2014-03-03:2014-03-03", "theories": ["rhythm"]}
    found = run(**week)  # type: ignore[arg-type]
    assert found.summary["reference"] == "pool"
    assert {"pool", "rhythm"} <= set(found.cells["model"])
    alone = run(**week, pool=False)  # type: ignore[arg-type]
    assert alone.summary["reference"] == "rhythm"
    assert "pool" not in set(alone.cells["model"])


def test_scores_of_a_pool_are_made_from_its_theory() -> None:
    plan = ScorePlan(
        case=make_case("germany-2014"), origins=read_origins(ORIGINS), theories=("rhythm",),
        cells="week",
    )  # fmt: skip
    asked = load_score(plan)
    pool, theory = asked.forecasters[:2]
    assert (pool.name, theory.name) == ("pool", "rhythm")
    digest = asked.digests["theory rhythm"]
    assert digest in str(asked.made_from(pool)) and digest in str(asked.made_from(theory))
    assert asked.made_from(pool) != asked.made_from(theory)
