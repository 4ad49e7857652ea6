"""``contention score`` from the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

EXAMPLES = Path(__file__).parents[2] / "docs/examples"
VALLEYS = (
    *("--scenario", str(EXAMPLES / "two-valleys/scenario.yaml")),
    *("--record", str(EXAMPLES / "two-valleys/events.csv")),
)


def test_a_theory_beside_the_baselines(contention: Callable[..., Any], tmp_path: Path) -> None:
    shown = contention(
        "score",
        *VALLEYS,
        *("--theory", str(EXAMPLES / "strikes-and-concessions-poisson.yaml")),
        *("--origins", "1848-03-20:1848-03-27:7d", "--draws", "60", "--level", "region"),
        *("-o", "out", "--json"),
    )
    assert shown.status == 0, shown.err
    found = shown.object
    assert found["schema"] == "contention/score/1"
    assert found["origins"] == ["1848-03-20", "1848-03-27"]
    assert found["reference"] == "pool"
    names = {row["name"] for row in found["models"]}
    theory = "strikes-and-concessions-poisson"
    assert {found["reference"], theory, "hawkes", "seasonal-nb", "mean-28-days"} <= names
    keys = ("name", "crps", "log_score", "coverage_90", "difference", "difference_se")
    assert all(set(keys) <= row.keys() for row in found["models"])
    cells = pl.read_parquet(tmp_path / "out/cells.parquet")
    assert cells.height == len(names) * found["cells"]
    mine = cells.filter(pl.col("model") == found["reference"])
    row = next(row for row in found["models"] if row["name"] == found["reference"])
    assert abs(mine["log_score"].mean() - row["log_score"]) < 1e-12  # type: ignore[operator]


def test_the_table_fits(contention: Callable[..., Any]) -> None:
    shown = contention(
        "score", "germany-2014", "--theory", "none", "--origins", "2014-06-02:2014-06-09",
        "--cells", "week",
        "--draws", "50",
    )  # fmt: skip
    assert shown.status == 0, shown.err
    assert max(map(len, shown.out.splitlines())) <= 80
    assert "mean-4-weeks" in shown.out
    assert "blocks of a week" in shown.out
    assert "scores: done" in shown.err


def test_refusals(contention: Callable[..., Any]) -> None:
    germany = ("score", "germany-2014", "--origins")
    for words, code in (
        ((*germany, "soon"), "U080"),
        ((*germany, "2014-06-02:2014-06-09", "--horizon", "soon"), "U081"),
        ((*germany, "2014-06-02:2014-06-09", "--cells", "year"), "U082"),
        ((*germany, "2014-06-02:2014-06-09", "--draws", "1"), "U083"),
        ((*germany, "2013-06-02:2013-06-09"), "I077"),
        ((*germany, "2017-11-06:2017-11-11"), "I077"),
        ((*germany, "2014-06-02:2014-06-09", "--forms", "ballet"), "I075"),
        (("score", "nowhere", "--origins", "2014-06-02:2014-06-09"), "F002"),
    ):
        shown = contention(*words)
        assert shown.status == 2, words
        assert f"{code}: found" in shown.err, shown.err
        assert "Traceback" not in shown.err
