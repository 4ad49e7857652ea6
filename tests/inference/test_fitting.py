"""Fits on records that were drawn with known values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from contention.inference import fitting
from contention.inference.calibration import MOST, Recovery, recover
from contention.inference.fitting import Fit, fit
from contention.inference.gaussian import Mode
from contention.inference.modes import find_modes
from tests.inference.small import KNOWN, small_model, small_world, with_gaps


@pytest.fixture(scope="module")
def fitted() -> Fit:
    model = small_model()
    return fit(model, small_world(model, 3)[1], starts=2)


@pytest.fixture(scope="module")
def recovery(fitted: Fit) -> Recovery:
    record = with_gaps(small_world(fitted.model, 3)[1], 4)
    return recover(fitted.model, fitted, record, n=20, seed=5)


def test_every_start_reaches_the_same_mode(fitted: Fit) -> None:
    assert len(fitted.starts) == 2
    assert max(fitted.starts) - min(fitted.starts) < 1e-3
    assert fitted.log_posterior >= max(fitted.starts) - 1e-6


def test_a_start_may_be_given(fitted: Fit) -> None:
    events = small_world(fitted.model, 3)[1]
    again = fit(fitted.model, events, starts=1, start=fitted.mode)
    assert again.starts[0] == pytest.approx(fitted.log_posterior, abs=1e-4)
    assert again.mode == pytest.approx(fitted.mode, rel=1e-3, abs=1e-3)


def test_a_fit_goes_on_from_another_and_keeps_its_modes(
    fitted: Fit, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = small_world(fitted.model, 3)[1]
    tops: list[tuple[float, Any]] = []

    def seen(hill: Any, given: list[tuple[float, Any]]) -> list[Mode]:
        tops.extend(given)
        return find_modes(hill, given)

    monkeypatch.setattr(fitting, "find_modes", seen)
    low = fitted.free + 0.5 * np.sqrt(np.diag(fitted.covariance))
    several = replace(fitted, others=(Mode(low, fitted.covariance, 0.0),))
    same = fit(fitted.model, events, around=several, starts=0)
    assert [top.tolist() for _, top in tops] == [fitted.free.tolist(), low.tolist()]
    assert tops[0][0] == pytest.approx(fitted.log_posterior)
    assert tops[1][0] < tops[0][0] - 1.0  # its height is not taken on trust
    assert (same.starts, same.others) == ((), ())
    assert same.mode == pytest.approx(fitted.mode, rel=1e-6, abs=1e-6)
    assert same.covariance == pytest.approx(fitted.covariance, rel=1e-3, abs=1e-9)
    # a slope is no mode, and a fit that stopped on one climbs on
    low = fitted.free + 3.0 * np.sqrt(np.diag(fitted.covariance))
    stopped = replace(fitted, free=low)
    more = fit(fitted.model, events, around=stopped, starts=2)
    assert len(more.starts) == 2
    assert more.mode == pytest.approx(fitted.mode, rel=1e-3, abs=1e-3)
    assert more.others == ()


def test_the_mode_lies_near_the_values_that_drew_the_record(fitted: Fit) -> None:
    truth = fitted.model.coordinates.free(fitted.model.values(KNOWN))
    miss = (fitted.free - truth) / np.sqrt(np.diag(fitted.covariance))
    assert np.max(np.abs(miss)) < 4.0
    # the record says something: no parameter is left where its prior put it
    assert not fitted.on_prior.any()


def test_the_table_and_the_representations(fitted: Fit) -> None:
    table = fitted.table()
    assert table["name"].to_list() == list(fitted.model.names)
    assert table.filter(
        (table["low"] < table["mode"]) & (table["mode"] < table["high"])
    ).height == len(KNOWN)
    by_name = {row["name"]: row for row in table.iter_rows(named=True)}
    assert by_name["halflife"]["unit"] == "day"
    assert by_name["arrest_base"]["block"] == "shared"
    assert by_name["strike_size"]["rows"] > 20
    assert "A small theory" in fitted._repr_html_()
    assert "small" in repr(fitted)
    assert len(repr(fitted)) < 3000  # a line of numbers, not the covariance or the model


def test_draws_have_the_laplace_covariance(fitted: Fit) -> None:
    draws = fitted.draws(4000, seed=1)
    free = np.array([fitted.model.coordinates.free(row) for row in draws])
    scale = np.sqrt(np.diag(fitted.covariance))
    assert np.max(np.abs(free.mean(axis=0) - fitted.free) / scale) < 0.08
    spread = np.cov(free.T) / np.outer(scale, scale)
    assert np.max(np.abs(spread - fitted.covariance / np.outer(scale, scale))) < 0.12
    assert np.array_equal(draws[:10], fitted.draws(10, seed=1))


def test_intervals_of_refitted_records_hold_the_truth(recovery: Recovery) -> None:
    assert recovery.records == 20
    assert not recovery.skipped
    assert max(recovery.events) < MOST
    assert 0.88 <= recovery.coverage <= 0.99
    # half as wide they would not: the check can fail
    middle = (recovery.low + recovery.high) / 2
    half = (recovery.high - recovery.low) / 4
    assert np.mean(np.abs(recovery.truth - middle) <= half) < 0.8


def test_a_recovery_tells_of_every_parameter(recovery: Recovery) -> None:
    table = recovery.table()
    assert table["name"].to_list() == list(KNOWN)
    assert set(table["verdict"]) <= {"covered", "off", "not identified"}
    assert table["covered"].sum() == round(recovery.coverage * 20 * len(KNOWN))
    assert "20 records" in recovery._repr_html_()
