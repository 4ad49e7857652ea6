"""Randomised transforms: uniform under the truth, uneven under what is wrong."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy import stats

from contention.engine import Model
from contention.inference.validity.pit import CHANCES, EDGES, pit
from contention.inference.validity.uniformity import adjusted, chance_of_bins
from tests.inference.small import KNOWN, small_model, small_world, with_gaps

SEEDS = range(8)


@pytest.fixture(scope="module")
def model() -> Model:
    return small_model(days=600)


@pytest.fixture(scope="module")
def records(model: Model) -> list[pl.DataFrame]:
    return [small_world(model, seed)[1] for seed in SEEDS]


def test_under_the_truth_transforms_are_uniform(model: Model, records: list[pl.DataFrame]) -> None:
    found = [pit(model, model.values(KNOWN), record, seed=k) for k, record in enumerate(records)]
    assert [one.off for one in found] == [()] * len(found)
    # P-values are uniform themselves, over acts and records.
    chances = np.concatenate([one.p_value for one in found])
    assert stats.kstest(chances, "uniform").pvalue > 1e-3
    bins = np.mean([one.bins for one in found], axis=(0, 1))
    assert bins == pytest.approx(np.diff(EDGES), abs=0.02)


@pytest.mark.parametrize(
    ("name", "value", "act"),
    [
        ("strike_base", KNOWN["strike_base"] + 0.7, "strike"),
        ("strike_base", KNOWN["strike_base"] - 0.7, "strike"),
        ("spread", -KNOWN["spread"], "march"),
        ("reach", 4.0, "strike"),
        ("march_base", KNOWN["march_base"] - 1.0, "march"),
        ("arrest_base", KNOWN["arrest_base"] + 0.7, "deploy"),
    ],
)
def test_a_wrong_value_is_seen_in_its_act(
    model: Model, records: list[pl.DataFrame], name: str, value: float, act: str
) -> None:
    found = pit(model, model.values(KNOWN | {name: value}), records[0])
    assert act in found.off


def test_days_with_onsets_beside_expected_ones(model: Model, records: list[pl.DataFrame]) -> None:
    found = pit(model, model.values(KNOWN), records[0])
    days = records[0].unique(["act", "country", "date"])["act"].value_counts()
    counted = dict(days.iter_rows())
    assert found.observed.tolist() == [counted.get(act, 0) for act in found.acts]
    assert found.days == 3 * 600
    apart = (found.observed - found.expected) / np.sqrt(found.expected)
    assert np.abs(apart).max() < 4
    classes = found.reliability
    assert classes["days"].sum() == 4 * found.days
    assert classes["observed"].sum() == found.observed.sum()
    assert classes["expected"].sum() == pytest.approx(found.expected.sum())
    assert classes["above"].to_list() == list(CHANCES[:-1])
    assert ((classes["expected"] - classes["observed"]).abs() <= 4 * classes["error"]).all()
    wrong = pit(model, model.values(KNOWN | {"arrest_base": -1.3}), records[0]).reliability
    assert ((wrong["expected"] - wrong["observed"]).abs() > 4 * wrong["error"]).any()


def test_rows_of_unknown_day_fall_on_one_of_their_days(
    model: Model, records: list[pl.DataFrame]
) -> None:
    events = with_gaps(records[0], 2)
    one, other = (pit(model, model.values(KNOWN), events, seed=k) for k in (1, 2))
    k = one.acts.index("march")
    wide = events.filter((pl.col("act") == "march") & (pl.col("date_low") < pl.col("date")))
    assert wide.height > 10
    assert one.observed[k] != other.observed[k] or not np.array_equal(one.bins[k], other.bins[k])
    assert np.array_equal(pit(model, model.values(KNOWN), events, seed=1).bins, one.bins)


def test_the_json_has_what_the_table_has(model: Model, records: list[pl.DataFrame]) -> None:
    found = pit(model, model.values(KNOWN), records[0])
    told = found.to_json()
    assert [row["act"] for row in told["acts"]] == list(found.acts)
    assert all(len(row["bins"]) == len(told["edges"]) - 1 for row in told["acts"])
    assert all(sum(row["bins"]) == pytest.approx(1.0) for row in told["acts"])


# --- uniformity ----------------------------------------------------------------------------------


def test_bins_are_judged_by_chi_square() -> None:
    counts, widths = np.array([30.0, 21.0, 27.0, 22.0]), np.full(4, 0.25)
    assert chance_of_bins(counts, widths) == pytest.approx(stats.chisquare(counts).pvalue)
    widths = np.array([0.5, 0.3, 0.2])
    counts = np.array([60.0, 25.0, 15.0])
    expected = stats.chisquare(counts, 100 * widths).pvalue
    assert chance_of_bins(counts, widths) == pytest.approx(expected)


def test_bins_with_too_little_in_them_are_joined() -> None:
    counts = np.array([50.0, 40.0, 6.0, 4.0])
    widths = np.array([0.5, 0.45, 0.04, 0.01])  # 4 and 1 are too few: they join the second
    expected = stats.chisquare([50.0, 50.0], [50.0, 50.0]).pvalue
    assert chance_of_bins(counts, widths) == pytest.approx(expected)
    assert chance_of_bins(np.array([3.0, 1.0]), np.array([0.5, 0.5])) == 1.0


def test_p_values_are_adjusted_for_their_number() -> None:
    # Holm: 4 x 0.01, 3 x 0.02, 2 x 0.03 raised to the one before, 0.04 raised likewise.
    p = np.array([0.03, 0.01, 0.04, 0.02])
    assert adjusted(p) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert adjusted(np.array([0.5, 0.9])) == pytest.approx([1.0, 1.0])
    # The chance that any of many true ones falls below a level is at most the level.
    rng = np.random.default_rng(1)
    below = [adjusted(rng.random(20)).min() < 0.05 for _ in range(2000)]
    assert np.mean(below) < 0.065
