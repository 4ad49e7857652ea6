"""Planted worlds: strong effects are found, absent ones seldom, whatever the threads."""

from __future__ import annotations

import numpy as np
import pytest

from contention.inference.estimands import Estimand, coefficient, difference, family
from contention.inference.planted import Planted, implied, plant
from tests.inference.claims.toy import toy_fit


@pytest.fixture(scope="module")
def planted() -> Planted:
    model, fit, record = toy_fit()
    effects = [coefficient(model, name) for name in ("spread", "fear", "provoke", "harden")]
    return plant(model, fit, record, effects, worlds=12, seed=3, threads=2)


def test_effects_far_from_zero_are_found(planted: Planted) -> None:
    _, fit, _ = toy_fit()
    z = fit.mode / fit.se
    for name, effect in (("spread", 0), ("provoke", 2)):
        assert z[fit.names.index(name)] > 3.2
        assert planted.power(effect, 1) == pytest.approx(1.0, abs=0.2)
        assert planted.power(effect, -1) == 0.0


def test_effects_that_are_absent_are_found_seldom(planted: Planted) -> None:
    wrong = int(((planted.absent != 0) & planted.lacking).sum())
    number = int(planted.lacking.sum())
    assert number > 15
    assert wrong <= 4  # 5 per cent expected; above 4 of about 24 comes in 1 of 100 such tests
    for effect in range(4):
        found, of = planted.nulls(effect)
        assert 0 <= found <= of
        assert planted.lacking[:, effect].sum() == of


def test_worlds_are_about_as_large_as_the_record(planted: Planted) -> None:
    _, _, record = toy_fit()
    ratio = np.array(planted.events) / record.events.height
    assert np.all((ratio > 0.6) & (ratio < 1.7))


def test_threads_change_nothing() -> None:
    model, fit, record = toy_fit()
    effects = [coefficient(model, "spread")]
    one, two = (
        plant(model, fit, record, effects, worlds=3, seed=4, threads=threads) for threads in (1, 2)
    )
    assert one.events == two.events
    assert np.array_equal(one.present, two.present)
    assert np.array_equal(one.absent, two.absent)


def test_the_share_of_false_positives_leans_on_all_nulls() -> None:
    effects = tuple(Estimand(name, (name,), np.eye(2)[[k]]) for k, name in enumerate("ab"))
    absent = np.array([[1, 0], [0, 0], [1, 0], [0, 0]])
    lacking = np.array([[True, True], [True, False], [False, True], [True, True]])
    found = Planted(effects, np.zeros((0, 2), dtype=int), absent, lacking, ())
    assert found.nulls(0) == (1, 3)
    pool = 1 / 6  # the 1 in the third row is no null
    assert found.false_positive(0) == pytest.approx((1 + 10 * pool) / 13)
    assert found.power(0, 1) is None
    nothing = Planted(effects, absent, absent, np.zeros_like(lacking), ())
    assert nothing.false_positive(0) is None


def test_what_follows_from_absent_effects_is_absent() -> None:
    model, _, _ = toy_fit()
    effects = [
        coefficient(model, "spread"),
        coefficient(model, "fear"),
        difference(model, "spread", "fear"),
        family(model, ("spread", "fear")),
        coefficient(model, "provoke"),
    ]
    gone = np.array([True, True, False, False, False])
    assert implied(effects, gone).tolist() == [True, True, True, True, False]
    only = np.array([False, False, True, False, False])
    assert implied(effects, only).tolist() == [False, False, True, False, False]
    none = np.zeros(5, dtype=bool)
    assert implied(effects, none).tolist() == none.tolist()
