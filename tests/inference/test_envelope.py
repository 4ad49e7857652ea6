"""Several numbers against worlds: closed cases, and uniformity if the record is one more world."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from contention.inference.envelope import envelope_chance
from contention.inference.five import five_patterns


def test_one_number_is_a_two_sided_rank() -> None:
    worlds = np.arange(1.0, 100.0).reshape(-1, 1)
    # 0 is the lowest of 100, with the highest as its equal at the other end.
    assert envelope_chance(np.array([0.0]), worlds) == pytest.approx(0.02)
    assert envelope_chance(np.array([200.0]), worlds) == pytest.approx(0.02)
    assert envelope_chance(np.array([50.5]), worlds) == pytest.approx(1.0)


def test_the_worst_number_counts_and_ties_are_broken_by_the_next() -> None:
    worlds = np.column_stack([np.arange(1.0, 100.0), np.roll(np.arange(1.0, 100.0), 50)])
    one_bad = envelope_chance(np.array([0.0, 50.5]), worlds)
    two_bad = envelope_chance(np.array([0.0, 0.0]), worlds)
    assert two_bad == pytest.approx(0.01)
    assert two_bad < one_bad <= 0.05


def test_worlds_that_are_all_alike_leave_nothing_out() -> None:
    assert envelope_chance(np.zeros(4), np.zeros((30, 4))) == 1.0


def test_it_is_uniform_if_the_record_is_one_more_world() -> None:
    rng = np.random.default_rng(7)
    mixing = rng.normal(size=(6, 6))
    found = [
        envelope_chance(draws[0], draws[1:])
        for draws in (rng.normal(size=(60, 6)) @ mixing for _ in range(400))
    ]
    assert stats.kstest(found, "uniform").pvalue > 0.01
    # Each number alone would be outside far more often: six tests of 5 per cent.
    assert np.mean(np.array(found) <= 0.05) < 0.1


def rows(*inside: bool | None) -> list[dict[str, object]]:
    names = ("town_days", "town_days[A]", "largest_day", "towns_touched", "size_median")
    return [
        {"pattern": name, "label": name, "record": 10.0, "low": 5.0, "high": 25.0, "inside": one}
        for name, one in zip(names, inside, strict=True)
    ]


def test_five_patterns_take_rows_together() -> None:
    found = {
        one.name: one
        for one in five_patterns(
            {"patterns": rows(True, False, True, False, None), "joint": {"totals": 0.3}}
        )
    }
    assert found["totals"].inside is True
    assert (found["totals"].hits, found["totals"].joint) == (1, 0.3)
    assert found["largest_day"].inside is True
    assert found["places"].inside is False
    assert found["sizes"].inside is None
    assert found["waiting"].inside is None
    assert found["largest_day"].width == pytest.approx(2.0)
    extreme = {"patterns": rows(True, False, True, True, True), "joint": {"totals": 0.05}}
    assert five_patterns(extreme)[0].inside is False
    # Without the worlds' joint chance every number must lie inside.
    assert five_patterns({"patterns": rows(True, False, True, True, True)})[0].inside is False
