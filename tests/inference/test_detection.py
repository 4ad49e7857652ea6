"""Shares recorded: a planted break in coverage is found, and what aggregate rows say of them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.stats import beta

from contention.catalogue.loaders import load_record
from contention.engine import recorded, simulate
from contention.foundation.errors import ContentionError
from contention.inference.detection import (
    Detection,
    Period,
    detect,
    recorded_shares,
    shares_over,
    with_shares,
)
from contention.inference.fitting import Fit, fit

from .small import KNOWN, small_model

SHARE = 0.3
COUNTS = Path(__file__).parents[2] / "src/contention/catalogue/data/counts/eastern-bloc-1953.csv"


@pytest.fixture(scope="module")
def found() -> tuple[Detection, Fit, np.ndarray]:
    model = small_model(days=400)
    start = model.scenario.start
    period = Period("*", start + timedelta(days=200), model.scenario.end)
    holes = with_shares(model, shares_over(model, [period], np.array([SHARE])))
    truth = model.values(KNOWN)
    events = recorded(holes, simulate(holes, truth, worlds=1, seed=4).events, seed=4)
    naive = fit(model, events, starts=1, start=truth)
    return detect(model, events, [period], start=truth), naive, truth


def test_a_planted_break_is_recovered(found: tuple[Detection, Fit, np.ndarray]) -> None:
    detection, _, _ = found
    assert detection.low[0] < SHARE < detection.high[0]
    assert detection.high[0] < 0.7
    assert detection.log_posterior > detection.without + 10


def test_without_it_rates_are_biased(found: tuple[Detection, Fit, np.ndarray]) -> None:
    detection, naive, truth = found
    k = naive.names.index("arrest_base")  # no signal: nothing else can take up the break
    assert naive.mode[k] < truth[k] - 2 * naive.se[k]
    assert abs(detection.mode[k] - truth[k]) < 2 * naive.se[k]


def test_the_last_of_periods_holds_and_days_outside_the_calendar_do_not_count() -> None:
    model = small_model(days=60)
    one, start = model.scenario.countries[0], model.scenario.start
    day = timedelta(days=1)
    periods = [
        Period("*", start, model.scenario.end),
        Period(one, start + 50 * day, start + 90 * day),
        Period("*", start - 9 * day, start - 5 * day),
    ]
    share = shares_over(model, periods, [0.5, 0.25, 0.1])
    assert np.all(share[0, :50] == 0.5)
    assert np.all(share[0, 50:] == 0.25)
    assert np.all(share[1:] == 0.5)


def test_whole_coverage_is_not_called_a_break() -> None:
    model = small_model(days=400)
    period = Period("*", model.scenario.start + timedelta(days=200), model.scenario.end)
    truth = model.values(KNOWN)
    events = simulate(model, truth, worlds=1, seed=5).events
    detection = detect(model, events, [period], start=truth)
    assert detection.high[0] > 0.85
    assert detection.table()["share"][0] > 0.6


def test_totals_of_aggregate_rows() -> None:
    day = date(1953, 6, 1)
    events = pl.DataFrame(
        {
            "country": ["Alda"] * 4 + ["Bera"],
            "date": [day] * 5,
            "form": ["strike"] * 4 + ["strike"],
            "place": ["a", "a", "b", "c", "d"],
        }
    )
    one = {"country": "Alda", "from": day, "until": day, "forms": "strike", "rows": "X1"}
    counts = pl.DataFrame(
        [
            one | {"unit": "events", "low": 10, "high": 10},
            one | {"unit": "places", "low": 12, "high": 12},
            one | {"unit": "events", "low": 1, "high": 1},
        ]
    )
    table = recorded_shares(events, counts)
    assert table["recorded"].to_list() == [4, 3, 4]
    assert table["share"].to_list() == [0.4, 0.25, 1.0]
    assert table["share_low"][0] == pytest.approx(beta.ppf(0.025, 5, 7), abs=2e-3)
    assert table["share_high"][1] == pytest.approx(beta.ppf(0.975, 4, 10), abs=2e-3)


def test_counts_of_the_bloc_belong_to_aggregate_rows() -> None:
    counts = pl.read_csv(COUNTS)
    record = load_record("eastern-bloc-1953")
    aside = set(record.set_aside["id"].to_list())
    assert set(counts["rows"].to_list()) <= aside
    table = recorded_shares(record, counts)
    assert table["share"].is_between(0.01, 0.99).all()


def test_bad_tables_and_periods() -> None:
    with pytest.raises(ContentionError) as caught:
        recorded_shares(
            pl.DataFrame(), pl.DataFrame({"country": ["Alda"], "low": [0], "high": [1]})
        )
    assert caught.value.problems[0].code == "I050"
    model = small_model(days=30)
    with pytest.raises(ContentionError) as caught:
        detect(model, pl.DataFrame(), [Period("Nowhere", model.scenario.start, model.scenario.end)])
    assert caught.value.problems[0].code == "I051"
