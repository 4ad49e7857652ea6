"""Parts of a record: which days are left, and what fits to them say."""

from __future__ import annotations

from datetime import date

import numpy as np

import contention as ct
from contention.inference.left_out import (
    busiest_months,
    month_days,
    within_days,
    without_month,
)
from tests.inference.claims.toy import toy_fit


def test_the_busiest_months_of_the_bloc_are_its_two_waves() -> None:
    assert busiest_months(ct.load_record("eastern-bloc-1953").events) == ("1953-06", "1956-10")


def test_a_month_ends_with_its_last_day_or_the_calendar() -> None:
    scenario = toy_fit()[0].scenario  # from 1 March 1953, 700 days
    assert month_days(scenario, "1953-12") == (date(1953, 12, 1), date(1953, 12, 31))
    assert month_days(scenario, "1955-01") == (date(1955, 1, 1), scenario.end)
    watched = without_month(scenario, "1953-04")
    assert (~watched).sum() == 3 * 30
    assert watched[:, :31].all()
    assert watched[:, 61:].all()


def test_days_within_are_both_included() -> None:
    scenario = toy_fit()[0].scenario
    days = within_days(scenario, date(1953, 3, 2), date(1953, 3, 4))
    assert np.flatnonzero(days[0]).tolist() == [1, 2, 3]
    assert within_days(scenario, None, date(1953, 3, 1)).sum() == 3
    assert within_days(scenario, None, None).all()
